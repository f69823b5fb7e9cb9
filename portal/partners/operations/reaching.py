"""Whether letters reach somebody: an address that refused them is tried again when somebody says so."""

from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import AccessClass, Actor, Permission
from portal.database.session import Session
from portal.partners import queries
from portal.partners.models import Membership
from portal.partners.operations.place import ABSENT


async def try_mail(session: Session, actor: Actor, *, member_id: UUID, now: datetime) -> Membership:  # noqa: ARG001
    """Lets the next letter to somebody's address leave again; nothing where it takes them.

    For one's own place, and for those who manage the organisation's people. Refuses: NotFound, NotAllowed.
    """
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
    member: Membership | None = await session.scalar(queries.member_by_id(member_id))
    if member is None or (actor.side is not member.side and not _runs_the_portal(actor)):
        raise errors.NotFound.because(ABSENT, path=("input", "memberId"))
    if member.person_id != actor.person_id:
        actor.require(Permission.MEMBER_MANAGE)
    if actor.access_class is AccessClass.MANAGER:  # whose login changes nobody's place
        raise errors.NotAllowed("Ask an administrator of your organisation.")
    member.mail_refused_at = None
    return member


def _runs_the_portal(actor: Actor) -> bool:
    return Permission.SETBACK_MANAGE in actor.permissions
