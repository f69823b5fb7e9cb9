"""What can be asked of what one is told: the list, how much of it is unread, how one wishes to have letters."""

from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Select, Text, case, func, literal_column, or_, select

from portal.journal import Entry
from portal.notes.models import Note
from portal.notifications import rules
from portal.notifications.models import CalendarFeed, Following, Notification, Preference
from portal.partners import queries
from portal.partners.models import Organisation
from portal.rooms import KINDS

Row = Any
NOTHING: ColumnElement[Any] = literal_column("NULL", Text())
MOST_COUNTED = 100
"""Nobody counts further: the bell says "99+"."""


def notifications(*, unread: bool = False) -> Select[Any]:
    """What the caller is told and may still read."""
    readable = select(Entry.id).where(Entry.partner_id == Notification.partner_id, Entry.id == Notification.entry_id)
    found = select(Notification).where(
        Notification.member_id == func.current_member(), or_(Notification.entry_id.is_(None), readable.exists())
    )
    return found.where(Notification.read_at.is_(None)) if unread else found


def notification(value: Row) -> Select[Any]:
    return notifications().where(Notification.id == value)


def number_unread() -> ColumnElement[int]:
    """How much the caller has not read, a hundred at most; from the index alone."""
    unread: Select[Any] = (
        select(literal_column("1"))
        .select_from(Notification)
        .where(
            Notification.member_id == func.current_member(), Notification.read_at.is_(None),
            Notification.checked_at.is_not(None),
        )
        .limit(literal_column(str(MOST_COUNTED)))
    )  # fmt: skip
    return select(func.count()).select_from(unread.subquery()).scalar_subquery()


def entry_of(told: Row) -> Select[Any]:
    """The row of the journal; none for a deadline that comes near."""
    return select(Entry).where(Entry.partner_id == told.partner_id, Entry.id == told.entry_id)


def happened(told: Row) -> ColumnElement[Any]:
    """What a sentence needs of the row of the journal, as JSON."""
    facts = {
        "event": Entry.event, "name": Entry.by_name, "is_system": Entry.is_system, "side": Entry.side,
        "changes": Entry.changes, "organisation": queries.acted_for(Entry),
    }  # fmt: skip
    pairs = [part for name, fact in facts.items() for part in (literal_column(f"'{name}'", Text()), fact)]
    return entry_of(told).with_only_columns(func.json_build_object(*pairs, type_=JSON)).scalar_subquery()


def called(told: Row) -> ColumnElement[Any]:
    """Number and title of the record as JSON, as far as the caller sees it; null for a kind that has none.

    A task is told by its partner where its side keeps it to itself: a statement for both names no table of one.
    """
    partner = select(Organisation.name).where(Organisation.id == told.partner_id).scalar_subquery()
    by_partner = func.json_build_array(NOTHING, partner, type_=JSON)
    whens = []
    for subject in KINDS:
        kind = subject.record
        its = (subject.partner_id(kind) == told.partner_id, kind.id == told.record_id)
        number = subject.number(kind) if subject.number else NOTHING
        named = select(func.json_build_array(number, subject.title(kind), type_=JSON)).where(*its).scalar_subquery()
        is_one = told.record_type == literal_column(f"'{subject.prefix}'", Text())
        if subject.alone is None:
            whens.append((is_one, func.coalesce(named, by_partner) if subject.prefix == Note.PREFIX else named))
    return case(*whens, else_=literal_column("NULL::json"))


def preferences() -> Select[Any]:
    """What the caller has chosen; of a family that is not there letters come as is usual."""
    return select(Preference).where(Preference.member_id == func.current_member()).order_by(Preference.family)


def is_followed(record_id: Row, partner_id: Row) -> ColumnElement[bool]:
    """Whether the caller is told of all that happens to a record: as they have said, else if they have taken part."""
    said = select(Following.follows).where(
        Following.partner_id == partner_id, Following.record_id == record_id,
        Following.member_id == func.current_member(),
    )  # fmt: skip
    quiet = [literal_column(f"'{event}'", Text()) for event in sorted(rules.QUIET)]
    did = select(Entry.id).where(
        Entry.partner_id == partner_id, or_(Entry.record_id == record_id, Entry.about_id == record_id),
        Entry.by_id == func.current_person(), Entry.is_system.is_(False), Entry.event.not_in(quiet),
    )  # fmt: skip
    return func.coalesce(said.scalar_subquery(), did.exists(), type_=Boolean())


def calendar_feed() -> Select[Any]:
    """The address of the caller's calendar, if they have one."""
    return select(CalendarFeed).where(
        CalendarFeed.partner_id == func.current_partner(), CalendarFeed.member_id == func.current_member()
    )
