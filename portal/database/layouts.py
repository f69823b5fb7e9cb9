"""Records as rows: how the driver's values become a record's attributes, and the other way."""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Dialect, ForeignKeyConstraint, Numeric, PrimaryKeyConstraint, inspect
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

from portal.database.base import Record

DIALECT: Dialect = asyncpg_dialect()  # type: ignore[no-untyped-call]
WRITTEN = DIALECT.identifier_preparer

Convert = Callable[[Any], Any]


def taking(kind: TypeEngine[Any]) -> Convert | None:
    """How a value of the driver becomes one of ours; None: it is that already."""
    own = kind.dialect_impl(DIALECT)
    if isinstance(own, JSON):
        return lambda value: json.loads(value) if isinstance(value, str) else value
    if isinstance(own, Numeric):  # the driver's are exact, and SQLAlchemy asks which kind PostgreSQL says it is
        return None
    return own.result_processor(DIALECT, None)


def giving(kind: TypeEngine[Any]) -> Convert | None:
    """How a value of ours becomes one of the driver's; None: it is that already."""
    return kind.dialect_impl(DIALECT).bind_processor(DIALECT)


@dataclass(frozen=True, slots=True)
class Place:
    """One column of a record's table."""

    attribute: str
    name: str
    column: str
    """Its name as SQL writes it."""
    default: Callable[[], Any] | None
    take: Convert | None
    give: Convert | None
    """As a parameter of a statement."""
    put: Convert | None
    """As a value in JSON."""
    cast: str
    """The type's name in SQL."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A class of records: its table, its columns in order, and the key among them. There is one for each class."""

    entity: type[Record]
    new: Callable[[], Record]
    """Makes one that holds nothing yet."""
    table: str
    """Its name as SQL writes it."""
    places: tuple[Place, ...]
    names: tuple[str, ...]
    """The attributes."""
    by_name: Mapping[str, Place]
    taken: tuple[tuple[str, Convert], ...]
    """Those whose values the driver has otherwise."""
    keys: tuple[int, ...]
    """Where the primary key stands among the columns."""
    is_free: bool
    """Whether nothing is unique about a row but its key, and that is made anew for each."""

    def key(self, row: Sequence[Any], start: int = 0) -> tuple[Any, ...]:
        return tuple(row[start + place] for place in self.keys)

    def key_of(self, record: Record) -> tuple[Any, ...]:
        return tuple(getattr(record, self.places[place].attribute) for place in self.keys)

    def record(self, row: Sequence[Any], start: int = 0) -> Record:
        """A record as it stands in the database, which notes from now on what is changed about it."""
        made = self.new()
        self.fill(made, row, start)
        return made

    def fill(self, record: Record, row: Sequence[Any], start: int = 0) -> None:
        """Gives a record what the row holds, in place of all that it had."""
        values = record.__dict__
        values.update(zip(self.names, row[start : start + len(self.names)], strict=True))
        for name, take in self.taken:
            values[name] = take(values[name])
        settle(record)

    def complete(self, record: Record) -> None:
        """Gives a new record the defaults of what it was not given."""
        values = record.__dict__
        for name in self.by_name.keys() - values.keys():
            default = self.by_name[name].default
            values[name] = None if default is None else default()


@functools.cache
def of(entity: type[Record]) -> Layout:
    """The layout of a class. Its columns must all be plain ones."""
    mapper = inspect(entity)
    places, keys = [], []
    for number, attribute in enumerate(mapper.column_attrs):
        (column,) = attribute.columns
        if column.primary_key:
            keys.append(number)
        places.append(_place(attribute.key, column))
    table: Any = mapper.local_table
    is_unique = any(index.unique for index in table.indexes) or not all(
        isinstance(rule, PrimaryKeyConstraint | ForeignKeyConstraint | CheckConstraint) for rule in table.constraints
    )
    is_free = not is_unique and any(places[key].default for key in keys)
    written, new = WRITTEN.format_table(table), mapper.class_manager.new_instance
    names = tuple(place.attribute for place in places)
    taken = tuple((place.attribute, place.take) for place in places if place.take)
    by_name = dict(zip(names, places, strict=True))
    return Layout(entity, new, written, tuple(places), names, by_name, taken, tuple(keys), is_free)


def _place(attribute: str, column: Any) -> Place:
    own, give = column.type.dialect_impl(DIALECT), giving(column.type)
    default = column.identity or column.server_default or column.default
    return Place(
        attribute=attribute,
        name=column.name,
        column=WRITTEN.quote(column.name),
        default=_default(default),
        take=taking(column.type),
        give=give,
        put=None if isinstance(own, JSON) else give,
        cast=own.compile(DIALECT),
    )


def _default(default: Any) -> Callable[[], Any] | None:
    if default is None:
        return None
    if isinstance(default, ScalarElementColumnDefault):
        return lambda: default.arg
    if isinstance(default, CallableColumnDefault):
        return lambda: default.arg(None)  # type: ignore[arg-type]  # ours look at no context

    def refuse() -> None:
        raise TypeError(f"only the database knows what to put there: {default!r}")

    return refuse


def settle(record: Record) -> None:
    """What the record holds now is what its row holds."""
    instance_state(record).committed_state.clear()


def changed(record: Record) -> tuple[str, ...]:
    """The attributes that are not what the row holds."""
    before = instance_state(record).committed_state
    return tuple(name for name, value in before.items() if record.__dict__[name] != value) if before else ()


def plain(value: Any) -> str:
    """A value that JSON has no word for, as PostgreSQL reads it."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"no column holds {type(value).__name__}")
