"""How near the relationship is: one step at a time, each with a note that stays in the journal."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.access import Actor
from portal.partners.models import Organisation
from portal.partners.operations.account import opened
from portal.partners.rules import RELATIONSHIP, AccountStatus, Relationship, Stage
from portal.partners.saying import note_given


async def advance(
    session: AsyncSession, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime,
    has_active_contract: bool,
) -> Organisation:  # fmt: skip
    """One stage nearer; the note names the evidence. Refuses also Blocked while the stage's condition is not met.

    `has_active_contract` is known to the room of contracts, which calls this.
    """
    return await _move(session, actor, "advance", partner_id, expected_version, note, now, has_active_contract)


async def regress(
    session: AsyncSession, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime
) -> Organisation:
    """One stage back, with the reason."""
    return await _move(session, actor, "regress", partner_id, expected_version, note, now)


async def dissolve(
    session: AsyncSession, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime
) -> Organisation:
    """Ends the relationship, with the reason; the account ends by steps of its own."""
    return await _move(session, actor, "dissolve", partner_id, expected_version, note, now)


async def _move(
    session: AsyncSession, actor: Actor, action: str, partner_id: UUID, expected_version: int, note: str,
    now: datetime, has_active_contract: bool = False,
) -> Organisation:  # fmt: skip
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    partner = case.partner
    said = note_given(note, "Please say what shows it.", "note")
    situation = Relationship(
        has_active_contract=has_active_contract, is_offboarded=partner.status is AccountStatus.OFFBOARDED
    )
    before = case.facts()
    step = RELATIONSHIP.take(situation, partner.stage, action, actor, now=now)
    partner.stage = Stage(step.target)
    case.write(step.event, before, note=said, published=False)
    return partner
