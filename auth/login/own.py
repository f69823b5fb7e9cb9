"""What somebody ends of their own at the door, and an administrator of a member's, through the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, func, select

from portal import errors
from portal.access import Actor, Permission
from portal.database.session import Session
from portal.partners.models import Membership


@dataclass(frozen=True, slots=True)
class Done:
    """What was ended; the API shows the caller as they are now."""

    id: UUID


def _by_person(actor: Actor) -> None:
    if actor.program:
        raise errors.NotAllowed("Only a person in a browser can do this, not an app.")


async def _counted(session: Session, function: Any, *given: object) -> int:
    return int(await session.scalar(select(function(*given, type_=BigInteger()))) or 0)


async def end_session(session: Session, actor: Actor, *, session_id: UUID, now: datetime) -> Done:  # noqa: ARG001
    """Ends one session of one's own. Refuses: NotFound, NotAllowed."""
    _by_person(actor)
    if not await _counted(session, func.end_own_sessions, session_id):
        raise errors.NotFound("There is no such session, or it has ended.", path=("input", "sessionId"))
    return Done(session_id)


async def end_other_sessions(session: Session, actor: Actor, *, now: datetime) -> Done:  # noqa: ARG001
    """Ends every session of one's own but this one. Refuses: NotAllowed."""
    _by_person(actor)
    await _counted(session, func.end_own_sessions, None)
    return Done(actor.person_id)


async def remove_passkey(session: Session, actor: Actor, *, passkey_id: UUID, now: datetime) -> Done:
    """A passkey signs nobody in any more. Refuses: NotFound, NotAllowed, ConfirmationNeeded."""
    _by_person(actor)
    actor.require_confirmed(now=now)
    if not await _counted(session, func.remove_own_passkey, passkey_id):
        raise errors.NotFound("There is no such passkey.", path=("input", "passkeyId"))
    return Done(passkey_id)


async def end_member_sessions(session: Session, actor: Actor, *, member_id: UUID, now: datetime) -> Done:
    """Ends every session of a member of the actor's own organisation. Refuses: NotFound, NotAllowed,
    ConfirmationNeeded."""
    actor.require(Permission.MEMBER_MANAGE)
    _by_person(actor)
    member = select(Membership.id).where(Membership.partner_id == actor.partner_id, Membership.id == member_id)
    if await session.scalar(member) is None:
        raise errors.NotFound("There is no such member.", path=("input", "memberId"))
    actor.require_confirmed(now=now)
    await _counted(session, func.end_member_sessions, member_id)
    return Done(member_id)
