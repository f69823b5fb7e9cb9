"""One function for each thing a person can do with what they are told: read it, and say how they wish to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal import errors, ids
from portal.access import AccessClass, Actor, Permission
from portal.database.session import Session
from portal.notifications import queries
from portal.notifications.models import Following, Notification, Preference
from portal.notifications.rules import Family, How
from portal.partners import queries as partner_queries
from portal.partners.models import Membership
from portal.rooms import SUBJECTS


async def mark_read(
    session: Session, actor: Actor, *, now: datetime, notification_id: UUID | None = None,
    record_id: str | None = None, everything: bool = False, until: datetime | None = None,
) -> Membership:  # fmt: skip
    """One, all of a record, or everything, told until a moment. Refuses: NotFound, Invalid, NotAllowed."""
    _require(actor, Permission.ACTIVITY_READ)
    if (notification_id is not None) + (record_id is not None) + everything != 1:
        raise errors.Invalid("Send exactly one of a notification, a record or everything.", path=("input",))
    unread = update(Notification).where(
        Notification.member_id == func.current_member(), Notification.read_at.is_(None),
        Notification.checked_at.is_not(None),
    )  # fmt: skip
    if until is not None:
        unread = unread.where(Notification.at <= until)
    if notification_id is not None:
        if await session.scalar(queries.notification(notification_id)) is None:
            raise errors.NotFound("You have no such notification.", path=("input", "notificationId"))
        unread = unread.where(Notification.id == notification_id)
    if record_id is not None:
        unread = unread.where(Notification.record_id == ids.parse(record_id)[1])
    await session.execute(unread.values(read_at=now), execution_options={"synchronize_session": False})
    return await _own_place(session, actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """When letters of a family are to come."""

    family: Family
    how: How


async def choose(
    session: Session, actor: Actor, *, choices: Iterable[Choice], now: datetime  # noqa: ARG001
) -> Membership:  # fmt: skip
    """How the caller wishes to have letters of some families. Refuses: NotAllowed."""
    _require(actor, Permission.OWN_ACCESS)
    for family, how in sorted({each.family: each.how for each in choices}.items()):
        row = {"partner_id": actor.partner_id, "member_id": func.current_member(), "family": family, "how": how}
        chosen = insert(Preference).values(row)
        await session.execute(
            chosen.on_conflict_do_update(index_elements=["partner_id", "member_id", "family"], set_={"how": how})
        )
    return await _own_place(session, actor)


async def follow(
    session: Session, actor: Actor, *, record_id: str, follows: bool, now: datetime  # noqa: ARG001
) -> Membership:  # fmt: skip
    """Follows a record, or no longer, though the caller has taken part in it. Refuses: NotFound, NotAllowed."""
    _require(actor, Permission.ACTIVITY_READ)
    prefix, named = ids.parse(record_id)
    found = SUBJECTS.get(prefix)
    subject = found if found and found.alone in {None, actor.side} else None
    kind = subject.record if subject else None
    partner_id = (
        await session.scalar(select(subject.partner_id(kind)).where(kind.id == named)) if subject and kind else None
    )
    if partner_id is None:
        raise errors.NotFound("There is no record with this ID that you can follow.", path=("input", "recordId"))
    place = await _own_place(session, actor)
    row = {"partner_id": partner_id, "record_id": named, "member_id": place.id, "record_type": prefix}
    said = insert(Following).values({**row, "follows": follows})
    same = ["partner_id", "record_id", "member_id"]
    await session.execute(said.on_conflict_do_update(index_elements=same, set_={"follows": follows}))
    return place


async def _own_place(session: Session, actor: Actor) -> Membership:
    """The caller's membership, as the one who is told."""
    place: Membership = (await session.scalars(partner_queries.member(actor.partner_id, actor.person_id))).one()
    return place


def _require(actor: Actor, permission: Permission) -> None:
    actor.require(permission)
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
