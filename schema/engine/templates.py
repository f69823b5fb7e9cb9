"""What the rooms say in SQLAlchemy as SQL text, made once: with places for the row it is about and for its values."""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType, SimpleNamespace
from typing import Any, Protocol, TypeVar

from graphql import GraphQLOutputType
from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Dialect,
    Select,
    Text,
    TypeDecorator,
    Uuid,
    cast,
    func,
    literal_column,
)
from sqlalchemy import inspect as inspected
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

from schema.engine import text
from schema.engine.fields import IdsParam, Part
from schema.engine.text import Piece, Sql

MOST_ARGUMENTS = 100
"""Of one function of PostgreSQL."""
KEPT = 1_500
"""What is kept of fields and the shapes of their arguments; the least recently used goes first."""
DIALECT: Dialect = asyncpg_dialect(paramstyle="pyformat")  # type: ignore[no-untyped-call]
"""Values have named places, so that each use of a text can say which of its own they are."""
_PLACE = re.compile(r"%\(([^)]+)\)s")
_ROW, _MARK = "\x01.", re.compile(r"\x02\d+\x03")
"""In no text of ours: the name of the row before a column, and where a column begins and ends."""
_REST = ""
"""Among the columns: no column's name."""

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Template:
    """Pieces of text whose SQL has places: for the name of the row, and for values by their names."""

    pieces: tuple[Piece, ...]
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    """The values of our own among them."""


def template(element: ClauseElement, pieces: Callable[[Sql], Iterable[Piece]] = lambda sql: [sql]) -> Template:
    """The template of one expression, or of the pieces that are written around it."""
    sql, values = _compiled(element)
    return _template(sql, values, pieces(sql))


def _compiled(element: ClauseElement) -> tuple[Sql, Mapping[str, Any]]:
    compiled = element.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
    return Sql(str(compiled).replace(_ROW, "%(row)s.")), compiled.params


def _template(sql: str, values: Mapping[str, Any], pieces: Iterable[Piece]) -> Template:
    names = tuple(dict.fromkeys(name for name in _PLACE.findall(sql) if name != "row"))
    return Template(tuple(pieces), names, {name: values[name] for name in names})


class Rows:
    """The rows of a Select, from which each use takes the columns that it needs."""

    def __init__(self, statement: Select[Any], beside: Mapping[str, Any] = MappingProxyType({})) -> None:
        described = statement.column_descriptions
        entity = described[0]["entity"] if len(described) == 1 else None
        entity = None if entity is not None and inspected(entity).is_aliased_class else entity
        own: Any = statement.selected_columns if entity is None else inspected(entity).columns
        self.columns: Any = {**own, **beside} if beside else own
        self.key: Hashable = entity or self
        """What a template about one of the rows depends on."""
        self._statement = statement
        self._parts: dict[str, Template] = {}

    def parts(self, columns: Iterable[str]) -> list[Template]:
        """Columns as the Select lists them, then all that follows its columns."""
        names = [*columns, _REST]
        missing = [name for name in names if name not in self._parts]
        if missing:
            self._cut([name for name in missing if name != _REST])
        return [self._parts[name] for name in names]

    def _cut(self, names: Sequence[str]) -> None:
        # A column may read otherwise outside of its Select, so each is cut out of the whole.
        marked: list[Any] = [_mark(0)]
        for number, name in enumerate(names, 1):
            marked += [self.columns[name], _mark(number)]
        whole, values = _compiled(self._statement.with_only_columns(*marked, maintain_column_froms=True))
        _, *cut, rest = _MARK.split(whole)
        for name, sql in (*zip(names, (each.strip(", ") for each in cut), strict=True), (_REST, rest)):
            self._parts[name] = _template(sql, values, [Sql(sql)])


def _mark(number: int) -> Any:
    return literal_column(f"\x02{number}\x03")


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """An object made of its parent's row; null where `absent` holds."""

    columns: Mapping[str, Any]
    absent: Template | None


def scalar(kind: GraphQLOutputType, value: ColumnElement[Any]) -> Template:
    """The JSON of a leaf."""
    is_text = isinstance(value.type, (Text, TypeDecorator))
    return template(value, lambda sql: text.scalar(kind, sql, is_text=is_text))


def global_id(prefix: str, value: ColumnElement[Any]) -> Template:
    return template(value, lambda sql: text.global_id(prefix, sql))


def valued(kind: GraphQLOutputType, value: ColumnElement[Any] | Part) -> Template | Shown:
    """What a field shows that is an expression over its row, or several."""
    if isinstance(value, Part):
        return Shown(value.columns, None if value.absent is None else template(value.absent))
    return scalar(kind, value)


def facts(needs: Mapping[str, Any]) -> Template:
    """The JSON of what Python will look at."""
    named = [part for name, need in needs.items() for part in (literal_column(text.constant(name), Text()), need)]
    if len(named) <= MOST_ARGUMENTS:
        return template(cast(func.json_build_object(*named), Text()))
    whole: ColumnElement[Any] = func.jsonb_build_object(type_=JSONB())
    for start in range(0, len(named), MOST_ARGUMENTS):
        whole = whole.concat(func.jsonb_build_object(*named[start : start + MOST_ARGUMENTS], type_=JSONB()))
    return template(cast(whole, Text()))


ASKED: ColumnElement[Any] = cast(literal_column("asked.id"), Uuid())
"""One id of a list of them."""


def asked(ids: IdsParam) -> Template:
    """A list of ids as rows."""
    types, values = ids.types.key, ids.values.key
    arrays = f"unnest(%({types})s::TEXT[], %({values})s::TEXT[])"
    return Template((Sql(f"{arrays} WITH ORDINALITY AS asked(prefix, id, place)"),), (types, values), {})


class Place(Protocol):
    """Where a template's row stands in the statement."""

    @property
    def key(self) -> Hashable: ...
    @property
    def name(self) -> str: ...
    def seen(self) -> tuple[Any, Iterable[str]]:
        """The row as the rooms see it while something is made of it; then what they looked at."""

    def use(self, columns: Iterable[str]) -> None:
        """Notes columns that the statement needs."""


@dataclass(frozen=True, slots=True)
class Row:
    """One use of rows, under a name of its own."""

    rows: Rows
    name: str
    used: dict[str, None] = field(default_factory=dict)

    @property
    def key(self) -> Hashable:
        return self.rows.key

    def seen(self) -> tuple[Any, Iterable[str]]:
        seen = _Seen(self.rows.columns)
        return seen, seen._noted  # noqa: SLF001

    def use(self, columns: Iterable[str]) -> None:
        self.used.update(dict.fromkeys(columns))


class _Seen:
    """Columns as attributes, and which of them were looked at."""

    def __init__(self, columns: Any) -> None:
        self._columns, self._noted = columns, dict[str, None]()

    def __getattr__(self, name: str) -> ColumnElement[Any]:
        if name not in self._columns:
            raise AttributeError(name)
        kind = self._columns[name].type
        self._noted[name] = None
        return literal_column(f"{_ROW}{DIALECT.identifier_preparer.quote(name)}", kind)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A row of expressions: a part of another row, what a mutation changed, or the nothing above the root."""

    key: Hashable
    name: str = ""
    columns: Mapping[str, Any] = field(default_factory=dict)

    def seen(self) -> tuple[Any, Iterable[str]]:
        return SimpleNamespace(**self.columns), ()

    def use(self, columns: Iterable[str]) -> None:
        """Its expressions have been noted where they come from."""


class Kept:
    """What was made of fields, for all documents and everybody; threads use it beside the event loop."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, tuple[Any, tuple[str, ...]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._made)

    def made(self, row: Place, key: tuple[Hashable, ...], make: Callable[[Any], Made]) -> Made:
        """What `make` makes of a row, which notes the columns that it takes."""
        whole = (row.key, *key)
        found = self._made.get(whole)
        if found is None:
            seen, noted = row.seen()
            found = self._made[whole] = make(seen), tuple(noted)
            if len(self._made) > KEPT:
                self._made.popitem(last=False)
        else:
            with suppress(KeyError):  # another thread has made room meanwhile
                self._made.move_to_end(whole)
        result: Made = found[0]
        row.use(found[1])
        return result
