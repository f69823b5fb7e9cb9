"""Many rows in one statement: they are sent as one JSON parameter, so that the statement is the same for any number."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, TableValuedAlias, bindparam, column, func, literal, select
from sqlalchemy.dialects.postgresql import Insert, insert

from portal.database.layouts import plain

ROWS = "rows"
"""The name of the parameter."""


def sent(record: Any) -> TableValuedAlias:
    """The rows of the parameter as a table with the record's columns."""
    columns = [column(each.name, each.type) for each in record.__table__.columns]
    rows = func.json_to_recordset(bindparam(ROWS, type_=JSON))
    return rows.table_valued(*columns).render_derived(name="sent", with_types=True)


def put(record: Any) -> Insert:
    """Writes the rows of the parameter, whole, as new ones."""
    rows = sent(record)
    chosen: Select[Any] = select(*(rows.c[each.name] for each in record.__table__.columns))
    return insert(record).from_select([each.name for each in record.__table__.columns], chosen)


def given(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The parameter with these rows."""
    return {ROWS: [{name: _plain(value) for name, value in row.items()} for row in rows]}


def listed(name: str, kinds: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> TableValuedAlias:
    """Rows for one question, as a table with these columns."""
    return _table(name, kinds, literal(given(rows)[ROWS], JSON))


def awaited(name: str, kinds: Mapping[str, Any]) -> TableValuedAlias:
    """The same in a question that is asked again and again: `sent_as` makes the parameter with the rows."""
    return _table(name, kinds, bindparam(name, type_=JSON))


def sent_as(name: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {name: given(rows)[ROWS]}


def _table(name: str, kinds: Mapping[str, Any], rows: ColumnElement[Any]) -> TableValuedAlias:
    columns = [column(each, kind) for each, kind in kinds.items()]
    return func.json_to_recordset(rows).table_valued(*columns).render_derived(name=name, with_types=True)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else plain(value)
