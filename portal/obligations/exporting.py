"""What a partner and the company owe each other by a day, as a file: terms with their digest, evidence, what became."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from portal import handover
from portal.access import Actor, Permission
from portal.handover import Sheet
from portal.obligations.models import Obligation

SHEETS = (
    Sheet("obligations", Obligation, handover.columns(
        "company_id", "company_owner_id", "partner_owner_id", "proposed_by", "agreed_by", "due_calendar",
    )),
)  # fmt: skip


async def papers(session: Any, actor: Actor, partner_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """The same for both sides."""
    if Permission.OBLIGATION_READ in actor.permissions:
        async for paper in handover.papers(session, partner_id, "obligations", SHEETS):
            yield paper
