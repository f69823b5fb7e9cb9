"""How near the relationship is: one step at a time, each with a note that stays in the journal."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.access import SYSTEM, Actor
from portal.partners import plan_queries
from portal.partners.models import Organisation
from portal.partners.operations.account import OpenAccount, opened
from portal.partners.rules import RELATIONSHIP, AccountStatus, Relationship, Stage
from portal.wording import note_given


async def advance(
    session: AsyncSession, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime,
    has_active_contract: bool,
) -> Organisation:  # fmt: skip
    """One stage nearer; the note names the evidence. Refuses also Blocked while the stage's condition is not met.

    `has_active_contract` is known to the room of contracts, which calls this.
    """
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    agreed = await session.scalar(plan_queries.agreed_plan_of(case.partner)) is not None
    _move(case, "advance", _noted(note), has_active_contract=has_active_contract, has_agreed_plan=agreed)
    return case.partner


async def regress(
    session: AsyncSession, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime
) -> Organisation:
    """One stage back, with the reason."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    _move(case, "regress", _noted(note))
    return case.partner


async def dissolve(
    session: AsyncSession, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime
) -> Organisation:
    """Ends the relationship, with the reason; the account ends by steps of its own."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    _move(case, "dissolve", _noted(note))
    return case.partner


async def keep_relationship_time(
    session: AsyncSession, *, partner_id: UUID, now: datetime, has_active_contract: bool
) -> Organisation | None:
    """What follows by itself: it grows with the first contract in force, and ends with the account; None if neither.

    `has_active_contract` is known to the room of contracts, which calls this.
    """
    case = await opened(session, SYSTEM, partner_id=partner_id, expected_version=None, now=now)
    partner = case.partner
    if partner.status is AccountStatus.OFFBOARDED and partner.stage is not Stage.DISSOLUTION:
        _move(case, "dissolve", "The account has ended.")
    elif partner.stage is Stage.AWARENESS and partner.grown_at is None and has_active_contract:
        _move(case, "advance", "The first contract is in force.", has_active_contract=True)
    else:
        return None
    return partner


def _noted(note: str) -> str:
    return note_given(note, "Please say what shows it.", "note")


def _move(
    case: OpenAccount, action: str, note: str, *, has_active_contract: bool = False, has_agreed_plan: bool = False
) -> None:
    partner = case.partner
    situation = Relationship(
        is_offboarded=partner.status is AccountStatus.OFFBOARDED,
        has_grown=partner.grown_at is not None,
        has_active_contract=has_active_contract,
        has_agreed_plan=has_agreed_plan,
    )
    before = case.facts()
    step = RELATIONSHIP.take(situation, partner.stage, action, case.actor, now=case.now)
    partner.stage = Stage(step.target)
    if partner.stage is Stage.EXPANSION and partner.grown_at is None:
        partner.grown_at = case.now
    case.write(step.event, before, note=note, published=False)
