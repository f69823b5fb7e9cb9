"""Response text in SQL: JSON written piece by piece, neighbouring constants merged, each scalar escaped as it needs."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLOutputType
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Dialect,
    Text,
    TypeDecorator,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Piece = str | ColumnElement[Any]
DIALECT: Dialect = asyncpg_dialect()  # type: ignore[no-untyped-call]

MARK = "\x1a"
"""Stands before and behind what Python fills in; JSON writes the character another way wherever a value holds it."""

_SAFE = re.compile(rf"[{MARK} -&(-~]*")

NULL = "null"


def constant(text: str) -> ColumnElement[Any]:
    """Text of our own making, or a name of the GraphQL grammar: neither can hold a quote."""
    if not _SAFE.fullmatch(text):
        raise ValueError(f"not a constant of ours: {text!r}")
    return literal_column(f"'{text}'", Text())


def literal(name: str) -> ColumnElement[Any]:
    """A name or number of our own making in the statement, such as a column of a page."""
    return literal_column(name)


def column(source: str, name: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """A column of a nested Select by its name: known before the Select that it comes from is whole."""
    return literal_column(f"{source}.{DIALECT.identifier_preparer.quote(name)}", kind)


def join(pieces: Iterable[Piece]) -> ColumnElement[Any]:
    """One text of all the pieces; constants beside each other become one."""
    merged: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    parts = [constant(piece) if isinstance(piece, str) else piece for piece in merged]
    return parts[0] if len(parts) == 1 else Joined(parts)


class Joined(ColumnElement[str]):
    """Texts one behind the other: one element, for a tree of operators would cost half of a statement's making.

    A Select of it names what it selects from.
    """

    inherit_cache = False
    type = Text()

    def __init__(self, parts: Sequence[ColumnElement[Any]]) -> None:
        self.parts = parts


@compiles(Joined)
def _joined(joined: Joined, compiler: SQLCompiler, **options: Any) -> str:
    parts = (part.self_group(against=operators.concat_op) for part in joined.parts)
    return f"({' || '.join(compiler.process(part, **options) for part in parts)})"


def or_null(text: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(text, constant(NULL))


def first(rows: Any) -> list[Piece]:
    """The text of the first row of a Select with one text column; null when there is none."""
    return [or_null(rows.limit(literal("1")).scalar_subquery())]


def listed(items: Any) -> list[Piece]:
    """A JSON list of the rows of a Select with one text column."""
    return ["[", func.array_to_string(func.array(items.scalar_subquery(), type_=ARRAY(Text())), constant(",")), "]"]


def _quoted(value: ColumnElement[Any]) -> list[Piece]:
    return ['"', value, '"']


def _string(value: ColumnElement[Any]) -> list[Piece]:
    plain = value if isinstance(value.type, (Text, TypeDecorator)) else cast(value, Text())
    return [cast(func.to_json(plain), Text())]


def _instant(value: ColumnElement[Any]) -> list[Piece]:
    form = constant('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    return _quoted(func.to_char(value, form))  # our connections are in UTC


def _day(value: ColumnElement[Any]) -> list[Piece]:
    return _quoted(cast(value, Text()))  # our connections write days as ISO 8601 does


def _plain(value: ColumnElement[Any]) -> list[Piece]:
    return [cast(value, Text())]


SCALARS: Mapping[str, Callable[[ColumnElement[Any]], list[Piece]]] = {
    "String": _string,
    "Int": _plain,
    "Boolean": _plain,
    "Float": _plain,
    "DateTime": _instant,
    "Date": _day,
    "Decimal": lambda value: _quoted(cast(value, Text())),
}


def global_id(prefix: str, value: ColumnElement[Any]) -> list[Piece]:
    """Prefix, underscore and the 32 hex digits; there is nothing to escape in them."""
    return [f'"{prefix}_', digits(value), '"']


def digits(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A UUID as its 32 hex digits."""
    return func.encode(func.uuid_send(value), constant("hex"))


def scalar(kind: GraphQLOutputType, value: ColumnElement[Any]) -> list[Piece]:
    """JSON of one value or list of values of a leaf type; null where the value is."""
    if isinstance(kind, GraphQLNonNull):
        return _leaf(kind.of_type, value)
    return [or_null(join(_leaf(kind, value)))]


def _leaf(kind: GraphQLOutputType, value: ColumnElement[Any]) -> list[Piece]:
    if isinstance(kind, GraphQLList):
        items = func.unnest(value).alias("item")
        return listed(select(join(scalar(kind.of_type, literal("item")))).select_from(items))
    if isinstance(kind, GraphQLEnumType):
        return _quoted(_enum_name(kind, value))
    return SCALARS[kind.name](value)  # type: ignore[union-attr]


def _enum_name(kind: GraphQLEnumType, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The word's name in the API, where that differs from the word that is stored."""
    words: type[Enum] = kind.extensions["strawberry-definition"].wrapped_cls
    stored = cast(value, Text())
    if all(word.name == str(word.value) for word in words):
        return stored
    names = {str(word.value): constant(word.name) for word in words}
    return case({constant(word): name for word, name in names.items()}, value=stored)
