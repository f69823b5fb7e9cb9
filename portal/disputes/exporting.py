"""What a partner and the company have disputed, as files: cases, lines, chains, clocks, and what was to be done."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from portal import handover
from portal.access import Actor, Permission
from portal.disputes.models import (
    Dispute,
    DisputeClock,
    DisputeEntry,
    DisputeLine,
    DisputePause,
    Prevention,
    Remedy,
    SettlementOffer,
)
from portal.handover import Sheet

_CASE = handover.columns(
    "company_id", "officer_id", "company_owner_id", "company_deputy_id", "partner_owner_id", "partner_deputy_id",
    "created_by", "due_calendar",
)  # fmt: skip
_PART = handover.columns("person_id", "authority_id", "answer_authority_id", "due_calendar")
SHEETS = (
    Sheet("disputes", Dispute, _CASE),
    Sheet("lines", DisputeLine, _PART),
    Sheet("entries", DisputeEntry, _PART),
    Sheet("clocks", DisputeClock, _PART),
    Sheet("pauses", DisputePause, _PART),
    Sheet("offers", SettlementOffer, _PART),
    Sheet("remedies", Remedy, _PART),
    Sheet("preventions", Prevention, _PART),
)
"""Of an offer its digest, sides and days: what it says is sealed, and stays with those who negotiate."""


async def papers(session: Any, actor: Actor, partner_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """What both sides see, and drafts of the side of whoever asks: one file for each kind of row that there is."""
    if Permission.DISPUTE_READ in actor.permissions:
        async for paper in handover.papers(session, partner_id, "disputes", SHEETS):
            yield paper
