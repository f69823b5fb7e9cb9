"""The other side's answer to a boundary, and the end of one by agreement."""

from datetime import datetime
from uuid import UUID

from portal.access import Actor, Side
from portal.boundaries.models import Boundary
from portal.boundaries.operations import guarding
from portal.boundaries.operations.opening import opened
from portal.boundaries.operations.proposing import check_grant
from portal.boundaries.rules.life import LIFE
from portal.database.session import Session
from portal.sentences import say
from portal.wording import note_given


async def agree(
    session: Session, actor: Actor, *, boundary_id: UUID, expected_version: int, expected_digest: str, now: datetime
) -> Boundary:
    """Agrees to exactly these terms; on its first day, with its contract in force, the boundary starts.

    Refuses: NotFound, Stale (version, digest), NotAllowed, WrongStatus; Blocked where the scope is not free any more,
    or a limit is below what counts by now.
    """
    case = await opened(session, actor, boundary_id=boundary_id, expected_version=expected_version, now=now)
    record = case.record
    LIFE.take(case.situation(LIFE), record.status, "agree", actor, now=now)
    case.expect(expected_digest)
    await guarding.check_limit(session, record)
    if actor.side is Side.HOST:
        await check_grant(session, actor, record, now)
    with case.step(LIFE, "agree"):
        record.agreed_by, record.agreed_by_name, record.agreed_at = actor.person_id, actor.name, now
        case.tell(digest=expected_digest)
    await case.settle()
    return record


async def decline(
    session: Session, actor: Actor, *, boundary_id: UUID, expected_version: int, reason: str, now: datetime
) -> Boundary:
    """Refuses what the other side proposed, with a reason that it reads."""
    case = await opened(session, actor, boundary_id=boundary_id, expected_version=expected_version, now=now)
    note = _reason(reason)
    with case.step(LIFE, "decline", note=note):
        case.record.reason = note
    return case.record


async def withdraw(
    session: Session, actor: Actor, *, boundary_id: UUID, expected_version: int, now: datetime
) -> Boundary:
    """Takes one's own side's proposal back."""
    case = await opened(session, actor, boundary_id=boundary_id, expected_version=expected_version, now=now)
    case.take(LIFE, "withdraw")
    return case.record


async def end(
    session: Session, actor: Actor, *, boundary_id: UUID, expected_version: int, reason: str, now: datetime
) -> Boundary:
    """Agrees to the end of a boundary: it ends at once when everybody whom it protects has, or else waits for them."""
    case = await opened(session, actor, boundary_id=boundary_id, expected_version=expected_version, now=now)
    note = _reason(reason)
    with case.step(LIFE, "end", note=note):
        case.record.released_by |= {actor.side}
        case.record.reason = note
    await case.settle()
    return case.record


def _reason(typed: str) -> str:
    return note_given(typed, say("Enter a reason."), "reason")
