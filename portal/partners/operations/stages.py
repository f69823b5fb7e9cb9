"""How near the relationship is: one step at a time, each with a note that stays in the journal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from portal import journal
from portal.access import Actor
from portal.database.session import Session
from portal.partners.models import Organisation
from portal.partners.operations.account import OpenAccount, known_of, opened
from portal.partners.rules import RELATIONSHIP, Stage
from portal.sentences import say
from portal.wording import note_given


async def advance(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime
) -> Organisation:
    """One stage nearer; the note names the evidence. Refuses also Blocked while the stage's condition is not met."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    _move(case, "advance", _noted(note), **await known_of(case))
    return case.partner


async def regress(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime
) -> Organisation:
    """Move the relationship back one stage, with the reason."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    _move(case, "regress", _noted(note))
    return case.partner


async def dissolve(
    session: Session, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime
) -> Organisation:
    """Ends the relationship, with the reason; the account ends by steps of its own."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=expected_version, now=now)
    _move(case, "dissolve", _noted(note))
    return case.partner


async def grow(session: Session, actor: Actor, *, partner_id: UUID, now: datetime) -> Organisation | None:
    """What follows from the first contract in force, once: the relationship grows. None where it does not."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=None, now=now)
    if case.partner.stage is not Stage.AWARENESS or case.partner.has_grown:
        return None
    known = await known_of(case)
    if not known["has_active_contract"]:
        return None
    _move(case, "advance", str(journal.FIRST_CONTRACT), by_clock=True, **known)
    return case.partner


async def end(session: Session, actor: Actor, *, partner_id: UUID, now: datetime) -> Organisation | None:
    """What follows from the end of the account: the relationship ends. None where it has ended."""
    case = await opened(session, actor, partner_id=partner_id, expected_version=None, now=now)
    if not case.partner.is_offboarded or case.partner.stage in RELATIONSHIP.terminal:
        return None
    _move(case, "dissolve", str(journal.ACCOUNT_CLOSED), by_clock=True)
    return case.partner


def _noted(note: str) -> str:
    return note_given(note, say("Enter the evidence or the reason."), "note")


def _move(case: OpenAccount, action: str, note: str, **said: Any) -> None:
    partner = case.partner
    with case.step(RELATIONSHIP, action, note=note, published=False, **said):
        if partner.stage is Stage.EXPANSION and partner.grown_at is None:
            partner.grown_at = case.now
