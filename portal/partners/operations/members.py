"""What an administrator does with the people of an organisation, and what the clock does with who is not there."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import SYSTEM, Actor, Permission, Role
from portal.database.session import Session
from portal.partners import queries
from portal.partners.membership import ADMINISTRATORS, IDLE, LOOKED_AGAIN
from portal.partners.models import Membership
from portal.partners.operations.place import OpenPlace, checked_roles, opened
from portal.partners.rules import MembershipStatus
from portal.sentences import say
from portal.wording import note_given


async def revoke(
    session: Session, actor: Actor, *, member_id: UUID, expected_version: int, now: datetime
) -> Membership:
    """Takes an invitation back; its link opens nothing any more."""
    case = await _managed(session, actor, member_id=member_id, expected_version=expected_version, now=now)
    case.change("revoke")
    return case.member


async def change_roles(
    session: Session, actor: Actor, *, member_id: UUID, expected_version: int, roles: Iterable[Role],
    now: datetime,
) -> Membership:  # fmt: skip
    """Gives somebody other roles. Refuses also Invalid, and NotAllowed for a role that the actor does not hold.

    A signatory's role stays or is taken away here; it is given by an authority to sign alone.
    """
    case = await _managed(session, actor, member_id=member_id, expected_version=expected_version, now=now)
    member, wanted = case.member, frozenset(roles)
    checked_roles(actor, member.side, before=member.roles, after=wanted)
    if member.person_id == actor.person_id and wanted - member.roles:
        raise errors.NotAllowed("You cannot add roles to yourself. Ask a colleague.", path=("input", "roles"))
    if case.is_last_administrator and ADMINISTRATORS[member.side] not in wanted:
        raise errors.Blocked(
            "This is the organisation's last active administrator. Make someone else an administrator first."
        )
    case.change("changeRoles", roles=wanted)
    return member


async def suspend(
    session: Session, actor: Actor, *, member_id: UUID, expected_version: int, reason: str, now: datetime
) -> Membership:
    """Shuts somebody out for the time being: sessions and tokens end in the same transaction."""
    case = await _managed(session, actor, member_id=member_id, expected_version=expected_version, now=now)
    case.change("suspend", note=note_given(reason, say("Enter a reason."), "reason"))
    return case.member


async def restore(
    session: Session, actor: Actor, *, member_id: UUID, expected_version: int, now: datetime
) -> Membership:
    """Lets somebody who was suspended in again; they sign in anew."""
    case = await _managed(session, actor, member_id=member_id, expected_version=expected_version, now=now)
    case.change("restore")
    return case.member


async def remove(
    session: Session, actor: Actor, *, member_id: UUID, expected_version: int, now: datetime
) -> Membership:
    """Ends somebody's place for good: sessions and tokens end in the same transaction."""
    case = await _managed(session, actor, member_id=member_id, expected_version=expected_version, now=now)
    case.change("remove")
    return case.member


async def keep_member_time(session: Session, *, member_id: UUID, now: datetime) -> Membership | None:
    """Ends an invitation that is over and suspends who was not seen for 90 days; None if no step was due.

    Who was seen, or administers alone, is looked at again later. Running it twice moves nothing more.
    """
    case = await opened(session, SYSTEM, member_id=member_id, expected_version=None, now=now)
    member = case.member
    if member.due_at is None or member.due_at > now:
        return None
    if member.status is MembershipStatus.INVITED:
        case.change("expire")
        return member
    seen_at: datetime | None = await session.scalar(queries.seen_at(member))
    if seen_at is not None and seen_at + IDLE > now:
        case.put_off(seen_at + IDLE)
        return None
    if case.is_last_administrator:
        case.put_off(now + LOOKED_AGAIN)
        return None
    case.change("suspend", known={"is_idle": True}, note="Not seen for 90 days.")
    return member


async def _managed(
    session: Session, actor: Actor, *, member_id: UUID, expected_version: int, now: datetime
) -> OpenPlace:
    actor.require(Permission.MEMBER_MANAGE)
    return await opened(session, actor, member_id=member_id, expected_version=expected_version, now=now)
