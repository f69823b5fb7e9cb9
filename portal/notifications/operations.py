"""One function for each thing a person can do with what they are told: read it, and say how they wish to be told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from portal import errors, ids
from portal.access import AccessClass, Actor, Permission
from portal.database.session import Session
from portal.notifications import queries
from portal.notifications.models import Notification, Preference
from portal.notifications.rules import Family, How


async def mark_read(
    session: Session, actor: Actor, *, now: datetime, notification_id: UUID | None = None,
    record_id: str | None = None, everything: bool = False, until: datetime | None = None,
) -> None:  # fmt: skip
    """One, all of a record, or everything, told until a moment. Refuses: NotFound, Invalid, NotAllowed."""
    _require(actor, Permission.ACTIVITY_READ)
    if (notification_id is not None) + (record_id is not None) + everything != 1:
        raise errors.Invalid("Say exactly one of: which one, of which record, or everything.", path=("input",))
    unread = update(Notification).where(
        Notification.member_id == func.current_member(), Notification.read_at.is_(None),
        Notification.checked_at.is_not(None),
    )  # fmt: skip
    if until is not None:
        unread = unread.where(Notification.at <= until)
    if notification_id is not None:
        if await session.scalar(queries.notification(notification_id)) is None:
            raise errors.NotFound("You were not told of this.", path=("input", "notificationId"))
        unread = unread.where(Notification.id == notification_id)
    if record_id is not None:
        unread = unread.where(Notification.record_id == ids.parse(record_id)[1])
    await session.execute(unread.values(read_at=now), execution_options={"synchronize_session": False})


async def choose(
    session: Session, actor: Actor, *, families: Iterable[Family], how: How, now: datetime  # noqa: ARG001
) -> None:  # fmt: skip
    """How the caller wishes to have letters of some families. Refuses: NotAllowed."""
    _require(actor, Permission.OWN_ACCESS)
    for family in sorted(set(families)):
        row = {"partner_id": actor.partner_id, "member_id": func.current_member(), "family": family, "how": how}
        chosen = insert(Preference).values(row)
        await session.execute(
            chosen.on_conflict_do_update(index_elements=["partner_id", "member_id", "family"], set_={"how": how})
        )


def _require(actor: Actor, permission: Permission) -> None:
    actor.require(permission)
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors read everything and change nothing.")
