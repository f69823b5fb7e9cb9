"""What is new behind a place, for those who follow: one event at a time, of rows of the journal that the caller sees.

Only rows are followed, never the places of records: what one side keeps to itself moves a record's place, and would
tell the other side that something happened. Of several rows about one record the last counts, as who is told reads the
record as it is now. A look goes through so many rows at most; where it finds nothing it says how far it came.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.orm import aliased

from portal import rooms
from portal.journal import Entry, Placed

LOOKED_AT = 500
TOLD = 33
"""Rows that one event tells of: each names a record, what it is about and what that belongs to."""

UUIDS = Uuid()

Seen = Callable[[str, Any, Any], ColumnElement[bool]]
"""Whether the caller sees the record of a kind with this id, in the world of this partner."""


def record(
    kind: str, kinds: Iterable[str], seen: Seen, at: Any, place: Any, *, partner_id: Any = None, record_id: Any = None
) -> Select[Any]:  # fmt: skip
    """The next event at a record of one kind, or at the one with this id: its `record_id`, where `is_event`.

    `kinds` are those that the caller may see anything of.
    """
    looked = _looked(at, place, partner_id).subquery("looked")
    named = [case((of == _word(kind), each)) for of, each in _names("looked", tuple(kinds), seen)]
    subject = func.coalesce(*named) if record_id is None else _among(named, record_id)
    found = select(looked, case((~_superseded(looked.c), subject)).label("subject")).subquery().c
    is_event = found.subject.is_not(null())
    first = case((is_event, found.number), else_=-found.number)
    columns = (found.id, found.placed_at, found.occurred_at, found.partner_id, found.subject.label("record_id"))
    return select(*columns, is_event.label("is_event")).order_by(is_event.desc(), first).limit(_number(1))


def records(kinds: Iterable[str], seen: Seen, at: Any, place: Any) -> Select[Any]:
    """The next event at any records of these kinds: `ids` are the global ones of those that the caller sees."""
    looked = _looked(at, place, None).cte("looked", nesting=True)
    new = select(looked).where(~_superseded(looked.c)).order_by(looked.c.number).limit(_number(TOLD))
    taken = new.cte("taken", nesting=True)
    told = select(func.count(), func.max(taken.c.number).label("last")).select_from(taken).subquery().c
    end = case((told.count == _number(TOLD), told.last), else_=_number(LOOKED_AT))
    ids = func.array(_ids(taken, tuple(kinds), seen).scalar_subquery(), type_=ARRAY(Text()))
    columns = (looked.c.id, looked.c.placed_at, looked.c.occurred_at, ids.label("ids"))
    last = looked.c.number <= select(end).scalar_subquery()
    whole = select(*columns).where(last).order_by(looked.c.number.desc()).limit(_number(1)).subquery().c
    return select(*whole, (func.cardinality(whole.ids) > _number(0)).label("is_event"))


def _looked(at: Any, place: Any, partner_id: Any) -> Select[Any]:
    """The next rows behind the place, numbered in their order."""
    in_order = (Placed.placed_at, Placed.id)
    found = (
        select(
            Entry.id, Entry.partner_id, Placed.placed_at, Entry.at.label("occurred_at"), Entry.record_type,
            Entry.record_id, Entry.about_type, Entry.about_id,
        )
        .join(Placed, and_(Placed.partner_id == Entry.partner_id, Placed.id == Entry.id))
        .where(tuple_(*in_order) > tuple_(at, place))
    )  # fmt: skip
    if partner_id is not None:
        found = found.where(Placed.partner_id == partner_id)
    rows = found.order_by(*in_order).limit(_number(LOOKED_AT)).subquery()
    return select(rows, func.row_number().over(order_by=(rows.c.placed_at, rows.c.id)).label("number"))


def _superseded(looked: Any) -> ColumnElement[bool]:
    """Whether a later row about the same record is there as well: that one is told."""
    later, newer = aliased(Entry), aliased(Placed)
    return exists().where(
        later.partner_id == looked.partner_id, later.record_id == looked.record_id, later.id > looked.id,
        newer.partner_id == later.partner_id, newer.id == later.id,
        tuple_(newer.placed_at, newer.id) > tuple_(looked.placed_at, looked.id),
    )  # fmt: skip


def _among(named: Iterable[ColumnElement[Any]], record_id: Any) -> ColumnElement[Any]:
    return case((or_(*(each == record_id for each in named)), record_id))


def _names(
    rows: str, kinds: tuple[str, ...], seen: Seen
) -> Iterator[tuple[ColumnElement[Any], ColumnElement[Any]]]:  # fmt: skip
    """The records that a row tells of, each by its kind and its id: its own, what it is about, what that belongs to.

    The others only to somebody who sees its own: a note is not for everybody of a side.
    """
    kind, record_id, partner_id = _of(rows, "record_type", Text()), _of(rows, "record_id"), _of(rows, "partner_id")
    is_seen = case(
        *((kind == _word(each), seen(each, record_id, partner_id)) for each in kinds),
        else_=kind.not_in([_word(each) for each in sorted(rooms.PREFIXES)]),
    )
    yield kind, record_id
    about = _of(rows, "about_type", Text())
    yield case((and_(about.is_not(null()), is_seen), about)), _of(rows, "about_id")
    for subject in rooms.PARTS:
        if subject.part is not None and subject.alone is None:
            part = aliased(subject.record)
            of = select(subject.part.id(part)).where(part.id == record_id, part.partner_id == partner_id)
            is_part = kind == _word(subject.prefix)
            yield case((is_part, _word(subject.part.of.PREFIX))), case((is_part, of.scalar_subquery()))


def _ids(taken: CTE, kinds: tuple[str, ...], seen: Seen) -> Select[Any]:
    """The global ids of what these rows name, each once."""
    each = (
        select(kind.label("kind"), record_id.label("id"), taken.c.partner_id)
        for kind, record_id in _names("taken", kinds, seen)
    )
    named = union(*each).subquery("named")
    kind, record_id, partner_id = _of("named", "kind", Text()), _of("named", "id"), _of("named", "partner_id")
    is_seen = case(*((kind == _word(each), seen(each, record_id, partner_id)) for each in kinds))
    told = func.concat(kind, _word("_"), func.replace(cast(record_id, Text), _word("-"), _word("")), type_=Text())
    return select(told).select_from(named).where(is_seen).order_by(told)


def _of(rows: str, name: str, kind: Any = UUIDS) -> ColumnElement[Any]:
    # By name, as what looks for a record would otherwise take the rows in again.
    return literal_column(f"{rows}.{name}", kind)


def _word(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value))
