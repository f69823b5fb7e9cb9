"""The boundaries with a partner as files: terms, Legal's leaves, crossings, and what counts towards a limit."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from portal import handover
from portal.access import Actor, Permission
from portal.boundaries.models import Boundary, Crossing, Exposure, Override
from portal.handover import Sheet

_TOLD = handover.columns("proposed_by", "agreed_by", "by_id", "due_calendar")
SHEETS = (
    Sheet("boundaries", Boundary, _TOLD), Sheet("leaves", Override, _TOLD), Sheet("crossings", Crossing, _TOLD),
    Sheet("counted", Exposure, _TOLD),
)  # fmt: skip


async def papers(session: Any, actor: Actor, partner_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """One file for each kind of row that there is; the same for both sides."""
    if Permission.BOUNDARY_READ in actor.permissions:
        async for paper in handover.papers(session, partner_id, "boundaries", SHEETS):
            yield paper
