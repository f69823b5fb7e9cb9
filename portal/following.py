"""What is new behind a place, for those who follow: one event at a time, of rows of the journal that the caller sees.

Only rows are told, never the places of records: what one side keeps to itself moves a record's place, and would tell
the other side that something happened. A look goes through so many places at most, and of several rows about one
record the last counts, as who is told reads the record as it is now. Where it finds nothing it says how far it came,
which nobody is told.
"""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from portal import rooms
from portal.journal import Entry, Placed

LOOKED_AT = 500
"""Places: each row has one, and so has each record."""
TOLD = 33
"""Rows that one event tells of: each names a record, what it is about and what that belongs to."""

Seen = Callable[[str, Any, Any], ColumnElement[bool]]
"""Whether the caller sees the record of a kind with this id, in the world of this partner."""
NAMES = ("record", "about", "whole")
"""What a row names, each by its kind and its id: its own record, what it is about, what its own belongs to."""


def record(
    kind: str, kinds: Collection[str], seen: Seen, at: Any, place: Any, *, partner_id: Any = None, record_id: Any = None
) -> Select[Any]:  # fmt: skip
    """The next event at a record of one kind, or at the one with this id: its `record_id`, where `is_event`.

    `kinds` are those that the caller may see anything of.
    """
    looked = _looked(at, place, partner_id)
    named = [_column(f"{name}_id") for name in NAMES]
    if record_id is not None:
        named = [case((each == record_id, each)) for each in named]
    is_kind = {name: _column(f"{name}_type", Text()) == _word(kind) for name in NAMES}
    own, about, whole = (case((is_kind[name], each)) for name, each in zip(NAMES, named, strict=True))
    subject = func.coalesce(own, case((and_(about.is_not(null()), _told(kinds, seen)), about)), whole)
    found = select(looked, case((looked.c.is_new, subject)).label("subject")).offset(_number(0)).subquery().c
    is_event = found.subject.is_not(null())
    first = case((is_event, found.number), else_=-found.number)
    columns = (found.id, found.placed_at, found.occurred_at, found.partner_id, found.subject.label("record_id"))
    return select(*columns, is_event.label("is_event")).order_by(is_event.desc(), first).limit(_number(1))


def records(kinds: Collection[str], seen: Seen, at: Any, place: Any) -> Select[Any]:
    """The next event at any records of these kinds: `ids` are the global ones of those that the caller sees.

    They stand in one text with spaces between them, some of them more than once.
    """
    looked = _looked(at, place, None)
    new = func.count().filter(looked.c.is_new).over(order_by=looked.c.number)
    taken = select(looked, and_(looked.c.is_new, new <= _number(TOLD)).label("is_taken")).subquery("looked")
    is_told = case((taken.c.is_taken, _told(kinds, seen)))
    judged = select(taken, is_told.label("is_told")).offset(_number(0)).subquery("looked")
    own = case((judged.c.record_type.in_([_word(each) for each in sorted(kinds)]), _global("record")))
    others = (case((_sees(kinds, seen, name), _global(name))) for name in NAMES[1:])
    ids = case((judged.c.is_told, func.concat_ws(_word(" "), own, *others, type_=Text())))
    row = select(judged, ids.label("ids")).offset(_number(0)).subquery().c
    last = (row.is_taken.desc(), row.number.desc())
    found = select(
        *(_first(getattr(row, name), last).label(name) for name in ("id", "placed_at", "occurred_at")),
        func.string_agg(row.ids, _word(" ")).label("ids"),
    ).having(func.count() > _number(0)).subquery().c  # fmt: skip
    return select(*found, (func.coalesce(found.ids, _word("")) != _word("")).label("is_event"))


def _looked(at: Any, place: Any, partner_id: Any) -> Subquery:
    """The next places that the caller sees, numbered in their order, each with its row if it is that of one."""
    in_order = (Placed.placed_at, Placed.id)
    behind = select(Placed.partner_id, *in_order).where(tuple_(*in_order) > tuple_(at, place))
    if partner_id is not None:
        behind = behind.where(Placed.partner_id == partner_id)
    behind_it = behind.order_by(*in_order).limit(_number(LOOKED_AT)).subquery().c
    whole_type, whole_id = _whole()
    row = select(
        Entry.at.label("occurred_at"), Entry.record_type, Entry.record_id, Entry.about_type, Entry.about_id,
        whole_type.label("whole_type"), whole_id.label("whole_id"),
    ).where(Entry.partner_id == behind_it.partner_id, Entry.id == behind_it.id)  # fmt: skip
    # Cut at one, each is found by its key, whatever PostgreSQL believes of how many there are.
    one = row.limit(_number(1)).lateral()
    number = func.row_number().over(order_by=(behind_it.placed_at, behind_it.id)).label("number")
    columns = select(behind_it.id, behind_it.placed_at, behind_it.partner_id, one, number)
    rows = columns.outerjoin_from(behind_it.id.table, one, true()).subquery("looked").c
    later = func.lead(rows.number).over(partition_by=(rows.partner_id, rows.record_id), order_by=rows.number)
    is_new = and_(rows.record_id.is_not(null()), later.is_(null())).label("is_new")
    return select(*rows, is_new).subquery("looked")


def _whole() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The kind and the id of what a row's own record belongs to; null for none that the caller sees."""
    kinds, ids = [], []
    for subject in rooms.PARTS:
        if subject.part is not None and subject.alone is None:
            part, is_part = aliased(subject.record), Entry.record_type == _word(subject.prefix)
            is_it = (part.id == Entry.record_id, part.partner_id == Entry.partner_id)
            kinds.append((is_part, _word(subject.part.of.PREFIX)))
            ids.append((is_part, select(subject.part.id(part)).where(*is_it).scalar_subquery()))
    return case(*kinds), case(*ids)


def _told(kinds: Collection[str], seen: Seen) -> ColumnElement[bool]:
    """Whether what a row is about may be told of it: a note on a record is not for everybody of a side."""
    kind = _column("record_type", Text())
    is_none = kind.not_in([_word(each) for each in sorted(rooms.PREFIXES)])
    return or_(is_none, _sees(kinds, seen, "record"))


def _sees(kinds: Collection[str], seen: Seen, name: str) -> ColumnElement[bool]:
    """Whether the caller sees the record that a row names."""
    possible = kinds if name == "record" else {each for each in kinds if each in rooms.SUBJECTS}
    kind, record_id, partner_id = _column(f"{name}_type", Text()), _column(f"{name}_id"), _column("partner_id")
    branches = ((kind == _word(each), seen(each, record_id, partner_id)) for each in sorted(possible))
    return case((kind.is_(null()), literal_column("false")), *branches)


def _global(name: str) -> ColumnElement[str]:
    digits = func.replace(cast(_column(f"{name}_id"), Text), _word("-"), _word(""))
    return func.concat(_column(f"{name}_type", Text()), _word("_"), digits, type_=Text())


def _first(value: ColumnElement[Any], order: Any) -> ColumnElement[Any]:
    return func.array_agg(aggregate_order_by(value, *order))[_number(1)]


def _column(name: str, kind: Any = Entry.id.type) -> ColumnElement[Any]:
    # By its name, as what looks for a record would otherwise take the rows in once more.
    return literal_column(f"looked.{name}", kind)


def _word(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value))
