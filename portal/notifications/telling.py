"""The reaction on every row of the journal: whoever could be told of it stands in the list of those to look for."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select

from portal.access import Actor
from portal.database.session import Session
from portal.journal import Entry
from portal.notifications import audience
from portal.notifications.audience import Candidate
from portal.notifications.models import Notification


async def tell(session: Session, _actor: Actor, entry: Entry, _now: datetime) -> None:
    """Once for each row, as portal_system; nobody sees any of it before it was checked as themselves."""
    if await session.scalar(select(Notification.id).where(Notification.entry_id == entry.id).limit(1)):
        return
    session.add_all(
        Notification(
            partner_id=entry.partner_id, id=_name_of(entry, each), member_id=each.member.id,
            organisation_id=each.member.partner_id, entry_id=entry.id, event=entry.event, at=entry.at,
            record_type=each.part.subject.prefix if each.part else entry.about_type or entry.record_type,
            record_id=each.part.record.id if each.part else entry.about_id or entry.record_id,
            why=each.why, may_act=each.may_act,
        )
        for each in await audience.candidates(session, entry)
    )  # fmt: skip


def _name_of(entry: Entry, told: Candidate) -> UUID:
    """Of what belongs to the record there can be several."""
    return name_of(entry.id, uuid5(told.member.id, str(told.part.record.id)) if told.part else told.member.id)


def name_of(event_id: UUID, member_id: UUID) -> UUID:
    """The id of what one member is told of one event: there is one row, however often, in the order of the events."""
    return UUID(bytes=event_id.bytes[:8] + uuid5(event_id, str(member_id)).bytes[8:])
