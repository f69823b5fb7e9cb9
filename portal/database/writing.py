"""Everything that a transaction has to write, in as few statements as may be: one, unless a table comes twice."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Delete, UpdateBase

from portal.database import layouts
from portal.database.base import Record
from portal.database.layouts import Layout, Place
from portal.database.statements import Ready

_encoded = json.JSONEncoder(default=layouts.plain, ensure_ascii=False, separators=(",", ":")).encode
PARAMETER = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True)
class Write:
    """One change of one table; its parameters are counted from $1."""

    table: str
    sql: str
    values: Sequence[Any]
    rows: int | None = None
    """How many rows it must find, where that is known."""
    is_removal: bool = False
    adds_freely: bool = False
    """New rows that no old one can be in the way of."""

    def must_follow(self, other: "Write") -> bool:
        """Whether it counts which of the two is first."""
        return self.table == other.table and not (other.is_removal and self.adds_freely)


@dataclass(slots=True)
class Wave:
    """Changes of different tables, which go out as one statement: none of them sees what another one did.

    Where the order counts, between two changes of a table, they belong to different waves. Keys that point from one
    table to another are looked at when the whole statement is over.
    """

    writes: list[Write] = field(default_factory=list)

    def sql(self) -> str:
        return _merged(
            tuple(write.sql for write in self.writes), tuple(write.rows is not None for write in self.writes)
        )

    def values(self) -> list[Any]:
        return [value for write in self.writes for value in write.values]

    @property
    def rows(self) -> int:
        return sum(write.rows or 0 for write in self.writes)


def waves(writes: Iterable[Write]) -> Iterator[Wave]:
    """The writes in their order; a table that was written already begins another wave."""
    wave = Wave()
    for write in writes:
        if any(write.must_follow(other) for other in wave.writes):
            yield wave
            wave = Wave()
        wave.writes.append(write)
    if wave.writes:
        yield wave


@lru_cache(maxsize=500)
def _merged(parts: tuple[str, ...], counted: tuple[bool, ...]) -> str:
    """One statement of several, whose value is how many rows were found by those that count them."""
    named, offset = [], 0
    for number, sql in enumerate(parts):
        named.append(f"w{number} AS ({_counted_from(sql, offset)})")
        offset += len(set(PARAMETER.findall(sql)))
    counts = [f"(SELECT count(*) FROM w{number})" for number, is_counted in enumerate(counted) if is_counted]
    return f"WITH {', '.join(named)} SELECT {' + '.join(counts) or '0'}"


def _counted_from(sql: str, offset: int) -> str:
    return PARAMETER.sub(lambda found: f"${int(found[1]) + offset}", sql)


def of_statement(statement: UpdateBase, change: Ready) -> Write:
    """A change that an operation put in words of its own."""
    table = layouts.WRITTEN.format_table(statement.table)
    return Write(table, change.sql, change.values, is_removal=isinstance(statement, Delete))


def updates(records: Iterable[Record]) -> Iterator[Write]:
    """The records that were changed, those of one class and with the same changes together."""
    alike: dict[tuple[Layout, tuple[str, ...]], list[Record]] = {}
    for record in records:
        names = layouts.changed(record)
        if names:
            alike.setdefault((layouts.of(type(record)), tuple(sorted(names))), []).append(record)
    for (layout, names), some in alike.items():
        yield _update(layout, names, some[0]) if len(some) == 1 else _updates(layout, names, some)


def _update(layout: Layout, names: tuple[str, ...], record: Record) -> Write:
    told = [layout.by_name[name] for name in names] + [layout.places[place] for place in layout.keys]
    values = [_given(place, record) for place in told]
    return Write(layout.table, _update_sql(layout, names), values, rows=1)


def _given(place: Place, record: Record) -> Any:
    value = record.__dict__[place.attribute]
    return value if place.give is None else place.give(value)


@cache
def _update_sql(layout: Layout, names: tuple[str, ...]) -> str:
    told = [layout.by_name[name] for name in names]
    new = ", ".join(f"{place.column} = ${number}::{place.cast}" for number, place in enumerate(told, 1))
    keys = enumerate((layout.places[place] for place in layout.keys), len(told) + 1)
    return f"UPDATE {layout.table} SET {new} WHERE {_is_it(keys)} RETURNING 1"


def _updates(layout: Layout, names: tuple[str, ...], records: Sequence[Record]) -> Write:
    told = [*(layout.by_name[name] for name in names), *(layout.places[place] for place in layout.keys)]
    return Write(layout.table, _updates_sql(layout, names), [_json(told, records)], rows=len(records))


@cache
def _updates_sql(layout: Layout, names: tuple[str, ...]) -> str:
    new = ", ".join(f"{layout.by_name[name].column} = new.{layout.by_name[name].column}" for name in names)
    keys = [layout.places[place].column for place in layout.keys]
    where = " AND ".join(f"old.{column} = new.{column}" for column in keys)
    return (
        f"UPDATE {layout.table} AS old SET {new} FROM json_populate_recordset(NULL::{layout.table}, $1::json) AS new "
        f"WHERE {where} RETURNING 1"
    )


def deletion(record: Record) -> Write:
    """A record that goes."""
    layout = layouts.of(type(record))
    key = [_given(layout.places[place], record) for place in layout.keys]
    return Write(layout.table, _delete_sql(layout), key, rows=1, is_removal=True)


@cache
def _delete_sql(layout: Layout) -> str:
    keys = enumerate((layout.places[place] for place in layout.keys), 1)
    return f"DELETE FROM {layout.table} WHERE {_is_it(keys)} RETURNING 1"


def _is_it(keys: Iterable[tuple[int, Place]]) -> str:
    return " AND ".join(f"{place.column} = ${number}::{place.cast}" for number, place in keys)


def inserts(records: Iterable[Record]) -> Iterator[Write]:
    """The new records, each class's together, those of tables that others point to first."""
    of_table: dict[Layout, list[Record]] = {}
    for record in records:
        of_table.setdefault(layouts.of(type(record)), []).append(record)
    for layout in sorted(of_table, key=lambda layout: _order(layout.table)):
        some = of_table[layout]
        sql, values = (
            (_insert_sql(layout), [_given(place, some[0]) for place in layout.places])
            if len(some) == 1
            else (_inserts_sql(layout), [_json(layout.places, some)])
        )
        yield Write(layout.table, sql, values, adds_freely=layout.is_free)


@cache
def _insert_sql(layout: Layout) -> str:
    columns = ", ".join(place.column for place in layout.places)
    values = ", ".join(f"${number}::{place.cast}" for number, place in enumerate(layout.places, 1))
    return f"INSERT INTO {layout.table} ({columns}) VALUES ({values})"


@cache
def _inserts_sql(layout: Layout) -> str:
    columns = ", ".join(place.column for place in layout.places)
    return (
        f"INSERT INTO {layout.table} ({columns}) "
        f"SELECT {columns} FROM json_populate_recordset(NULL::{layout.table}, $1::json)"
    )


@lru_cache(maxsize=500)
def _order(table: str) -> int:
    """Where a table stands so that what others point to comes before them."""
    return [layouts.WRITTEN.format_table(each) for each in Record.metadata.sorted_tables].index(table)


def _json(told: Sequence[Place], records: Sequence[Record]) -> str:
    rows = [
        {
            place.name: value if value is None or place.put is None else place.put(value)
            for place in told
            for value in (record.__dict__[place.attribute],)
        }
        for record in records
    ]
    return _encoded(rows)
