"""The days that bind, whoever acts: ends, renewals and last days for notice of every record in all rooms, by date."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, literal_column, select

from portal.room import Binding, Row, Subject
from portal.rooms import SUBJECTS
from portal.turns import NOTHING, nothing_more


def days(
    *, since: Row = None, before: Row = None,
    more: Callable[[Subject], Iterable[ColumnElement[Any]]] = nothing_more,
) -> tuple[Select[Any], ...]:  # fmt: skip
    """One Select for each kind of day, all with the same columns; `since` and `before` narrow the days, `more` adds
    columns."""
    return tuple(
        select(
            _word(subject.prefix).label("record_type"),
            subject.record.id.label("id"),
            subject.record.id.label("record_id"),
            subject.partner_id(subject.record).label("partner_id"),
            _word(binding.kind.value).label("kind"),
            binding.day(subject.record).label("day"),
            subject.title(subject.record).label("title"),
            (NOTHING if subject.number is None else subject.number(subject.record)).label("number"),
            *more(subject),
        ).where(*_conditions(subject, binding, since, before))
        for subject in SUBJECTS.values()
        for binding in subject.binding
    )


def _conditions(subject: Subject, binding: Binding, since: Row, before: Row) -> Iterator[ColumnElement[bool]]:
    day = binding.day(subject.record)
    yield binding.applies(subject.record)
    yield day.is_not(None)
    if since is not None:
        yield day >= since
    if before is not None:
        yield day < before


def _word(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())
