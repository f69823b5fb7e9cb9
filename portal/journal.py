"""The journal: one row for each step that was taken, in the transaction that took it; never changed, never deleted."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Select, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import sentences
from portal.access import SYSTEM, Actor, Side
from portal.database.base import PartnerOwned, Record, Word, words
from portal.database.policies import CURRENT_PERSON, isolated
from portal.database.session import WORK, Session
from portal.sentences import Sentence, say

Change = dict[str, Any]
WRITTEN = "journal entries"
"""Where a session keeps what `written` gives."""
FIRST_CONTRACT = say("The first contract is in force.")
ACCOUNT_CLOSED = say("The account was closed.")
NEW_DOCUMENT = say("The new document was accepted.")
NOTHING_CAME = say("The requested information was not provided within 30 days.")
_OWN = {str(each): each for each in (FIRST_CONTRACT, ACCOUNT_CLOSED, NEW_DOCUMENT, NOTHING_CAME)}
"""What the portal itself notes on a step; anything else is in somebody's own words."""
_NAMING: list[tuple[re.Pattern[str], str, Mapping[str, sentences.Word]]] = []
"""The same of sentences with {names}, and the words that may stand there, by what they are in English."""


def keep_own(template: str, among: Iterable[sentences.Word]) -> None:
    """A room's own note that names some of its words: its template has one place, {names}."""
    before, after = (re.escape(part) for part in template.split("{names}"))
    _NAMING.append((re.compile(f"{before}(.+){after}"), template, {each.text: each for each in among}))


def noted(note: str, language: str) -> str:
    """A note as one who reads the language is told it."""
    if note in _OWN:
        return _OWN[note].in_(language)
    for pattern, template, known in _NAMING:
        found = pattern.fullmatch(note)
        names = found[1].split(", ") if found else []
        if names and known.keys() >= set(names):
            return Sentence(template, {"names": tuple(known[name] for name in names)}).in_(language)
    return note


class Entry(PartnerOwned, Record):
    """Who did what to which record, with the fields as they were and as they are."""

    __tablename__ = "journal"
    __append_only__ = True

    record_type: Mapped[str]
    """Type prefix of the record's global id."""
    record_id: Mapped[UUID]
    about_type: Mapped[str | None]
    about_id: Mapped[UUID | None]
    """Another record whose timeline tells it as well: what a note is on."""
    event: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UUID]
    """The person whose act it was; for a step of the clock in their wake, theirs as well."""
    by_name: Mapped[str]
    side: Mapped[Side] = mapped_column(Word(Side))
    is_system: Mapped[bool]
    is_published: Mapped[bool]
    """Both sides may read it; otherwise the side that acted, alone."""
    note: Mapped[str] = mapped_column(default="")
    changes: Mapped[list[Change]]
    """[{"field", "before", "after"}], text or null: what both readers of the row may see."""

    __table_args__ = (
        words("side", Side),
        Index("ix_journal_record", "partner_id", "record_id", "id"),
        Index("ix_journal_about", "partner_id", "about_id", "id", postgresql_where="about_id IS NOT NULL"),
        Index("ix_journal_all", "id"),
        Index("ix_journal_partner", "partner_id", "id"),
    )
    __policies__ = isolated(
        partner="is_published OR side = 'PARTNER'",
        host="is_published OR side = 'HOST'",
        partner_writes=f"side = 'PARTNER' AND by_id = {CURRENT_PERSON}",
        host_writes=f"side = 'HOST' AND by_id = {CURRENT_PERSON}",
        partner_commands=("INSERT",),
        host_commands=("INSERT",),
        system_commands=("INSERT",),
    )


class Placed(Record):
    """Where a journal row, or the record that rows are about, stands in the order for those who follow.

    A row's own moment and id are older than its commit: whoever has read up to a moment misses what commits later with
    an earlier one. A place is given once the row is there for everybody, later than all places before (see
    `portal.reactions`); a record's is that of its last row. Places are moments, so that they count nobody's rows.
    """

    __tablename__ = "placed"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    placed_at: Mapped[datetime]
    side: Mapped[Side] = mapped_column(Word(Side))
    is_published: Mapped[bool]

    __table_args__ = (
        words("side", Side),
        Index("ix_placed_all", "placed_at", "id"),
        Index("ix_placed_partner", "partner_id", "placed_at", "id"),
    )
    __policies__ = isolated(
        partner="is_published OR side = 'PARTNER'",
        host="is_published OR side = 'HOST'",
        system_commands=("INSERT", "UPDATE"),
    )


def placed(found: Select[Any], record: Any) -> Select[Any]:
    """Those of `found`, rows of the journal or records that it tells of, which have their place, and that place."""
    partner_id = getattr(record, "partner_id", record.id)  # an organisation is its own
    return found.join(Placed, and_(Placed.partner_id == partner_id, Placed.id == record.id))


def difference(before: dict[str, object], after: dict[str, object]) -> list[Change]:
    """The fields that differ, each as text or null, in the order of `after`."""
    return [
        {"field": field, "before": as_text(before.get(field)), "after": as_text(value)}
        for field, value in after.items()
        if before.get(field) != value
    ]


def as_text(value: object) -> str | None:
    """A value as a row tells it."""
    if value is None:
        return None
    if isinstance(value, frozenset | list):
        return " ".join(sorted(str(item) for item in value))
    return value.isoformat() if isinstance(value, datetime) else str(value)


def write(
    session: Session,
    actor: Actor,
    event: str,
    *,
    partner_id: UUID,
    record_type: str,
    record_id: UUID,
    now: datetime,
    changes: list[Change],
    note: str = "",
    published: bool = True,
    by_clock: bool = False,
    about: tuple[str, UUID] | None = None,
) -> Entry:
    """Adds one row to the transaction; `by_clock` marks a step that followed by itself from the actor's act.

    `about` is another record, by type and id, whose timeline tells it as well.
    """
    entry = Entry(
        partner_id=partner_id,
        record_type=record_type,
        record_id=record_id,
        about_type=about and about[0],
        about_id=about and about[1],
        event=event,
        at=now,
        by_id=actor.person_id,
        by_name=actor.name,
        side=actor.side,
        is_system=by_clock or actor is SYSTEM,
        is_published=published,
        note=note,
        changes=changes,
    )
    session.add(entry)
    session.info.setdefault(WRITTEN, []).append(entry)
    session.info[WORK] = True
    return entry


def written(session: Session) -> list[Entry]:
    """The rows that the session has added, for what follows from them in the same transaction."""
    rows: list[Entry] = session.info.get(WRITTEN, [])
    return rows


def timeline(partner_id: Any, record_id: Any) -> Select[Any]:
    """What happened to a record, and what was said about it."""
    told = or_(Entry.record_id == record_id, Entry.about_id == record_id)
    return select(Entry).where(Entry.partner_id == partner_id, told)


def subject_of(row: Any) -> tuple[ColumnElement[str], ColumnElement[UUID]]:
    """Type and id of the record that people speak of: of what a note is on, else the record itself."""
    return func.coalesce(row.about_type, row.record_type), func.coalesce(row.about_id, row.record_id)


def activity() -> Select[Any]:
    """What happened to anything the caller may see."""
    return select(Entry)


def filtered(
    found: Select[Any], *, events: Any = None, side: Any = None, is_system: Any = None, name: Any = None
) -> Select[Any]:
    """The rows among `found` that meet every condition given; None is any. `events` is an array of words."""
    conditions = [
        None if events is None else Entry.event == func.any(events),
        None if side is None else Entry.side == side,
        None if is_system is None else Entry.is_system == is_system,
        None if name is None else Entry.by_name == name,
    ]
    return found.where(*(condition for condition in conditions if condition is not None))


def entry(value: Any) -> Select[Any]:
    return select(Entry).where(Entry.id == value)
