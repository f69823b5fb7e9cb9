"""Response text in SQL: JSON written piece by piece, neighbouring constants merged, each scalar escaped as it needs."""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLOutputType

from schema.engine.limits import LARGEST_ANSWER


class Sql(str):
    """SQL of one text; a plain string among pieces is text of the answer itself."""

    __slots__ = ()


Piece = str
MARK = "\x1a"
"""Stands before and behind what Python fills in; JSON writes the character another way wherever a value holds it."""

_SAFE = re.compile(rf"[{MARK} -&(-~]*")

NULL = "null"


def constant(text: str) -> Sql:
    """Text of our own making, or a name of the GraphQL grammar: neither can hold a quote."""
    if not _SAFE.fullmatch(text):
        raise ValueError(f"not a constant of ours: {text!r}")
    return Sql(f"'{text}'")


def join(pieces: Iterable[Piece]) -> Sql:
    """One text of all the pieces; constants beside each other become one."""
    parts: list[Sql] = []
    plain = ""
    for piece in pieces:
        if not isinstance(piece, Sql):
            plain += piece
            continue
        if plain:
            parts.append(constant(plain))
        parts.append(piece)
        plain = ""
    if plain or not parts:
        parts.append(constant(plain))
    return parts[0] if len(parts) == 1 else Sql(f"({' || '.join(parts)})")


def fields(named: Iterable[tuple[str, Iterable[Piece]]]) -> list[Piece]:
    """A JSON object of its fields' names and pieces."""
    pieces: list[Piece] = []
    for name, own in named:
        pieces.append(f'{"," if pieces else "{"}"{name}":')
        pieces += own
    return [*(pieces or ["{"]), "}"]


def or_null(text: Sql) -> Sql:
    return Sql(f"coalesce({text}, '{NULL}')")


def first(rows: str) -> list[Piece]:
    """The text of the first row of a SELECT with one text column; null when there is none."""
    return [or_null(Sql(f"({rows} LIMIT 1)"))]


def listed(rows: str) -> list[Piece]:
    """A JSON list of the rows of a SELECT with one text column."""
    return ["[", Sql(f"array_to_string(ARRAY({rows}), ',')"), "]"]


def bounded(rows: str, name: str, others: str = "") -> str:
    """A SELECT whose text column of that name is refused as it grows, by PostgreSQL's program_limit_exceeded.

    Nothing refuses in plain SQL, so a text that cannot be is asked for. Without OFFSET each text would be made twice.
    """
    grown = f"sum(octet_length({name})) OVER (ROWS UNBOUNDED PRECEDING) > {LARGEST_ANSWER}"
    checked = f"CASE WHEN {grown} THEN repeat({name}, 2147483647) ELSE {name} END AS {name}"
    return f"SELECT {others}{checked} FROM ({rows} OFFSET 0) AS growing"


def answered(whole: str, *, is_final: bool) -> str:
    """A SELECT of the whole answer, empty where it is too large to be sent; as the bytes that are sent if it is final.

    The driver makes a text of bytes, of which the answer would be made again: for nothing where nobody reads it.
    """
    rows = f"(SELECT {whole} AS whole OFFSET 0) AS answer"
    found = f"CASE WHEN octet_length(whole) > {LARGEST_ANSWER} THEN '' ELSE whole END"
    whole = f"convert_to({found}, 'UTF8')" if is_final else found
    return f"SELECT {whole} FROM {rows}"


def _quoted(value: str) -> list[Piece]:
    return ['"', Sql(value), '"']


def _text(value: str) -> Sql:
    return Sql(f"CAST({value} AS TEXT)")


def _string(value: str) -> list[Piece]:
    return [_text(f"to_json({value})")]


def _instant(value: str) -> list[Piece]:
    # Our connections are in UTC.
    return _quoted(f"""to_char({value}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""")


def _day(value: str) -> list[Piece]:
    return _quoted(_text(value))  # our connections write days as ISO 8601 does


def _plain(value: str) -> list[Piece]:
    return [_text(value)]


SCALARS: Mapping[str, Callable[[str], list[Piece]]] = {
    "Int": _plain,
    "Boolean": _plain,
    "Float": _plain,
    "DateTime": _instant,
    "Date": _day,
    "Decimal": lambda value: _quoted(_text(value)),
}


def global_id(prefix: str, value: str) -> list[Piece]:
    """Prefix, underscore and the 32 hex digits; there is nothing to escape in them."""
    return [f'"{prefix}_', digits(value), '"']


def digits(value: str) -> Sql:
    """A UUID as its 32 hex digits."""
    return Sql(f"encode(uuid_send({value}), 'hex')")


def scalar(kind: GraphQLOutputType, value: str, *, is_text: bool) -> list[Piece]:
    """JSON of one value or list of values of a leaf type; null where the value is."""
    if isinstance(kind, GraphQLNonNull):
        return _leaf(kind.of_type, value, is_text=is_text)
    return [or_null(join(_leaf(kind, value, is_text=is_text)))]


def _leaf(kind: GraphQLOutputType, value: str, *, is_text: bool) -> list[Piece]:
    if isinstance(kind, GraphQLList):
        item = join(scalar(kind.of_type, "item", is_text=False))
        return listed(f"SELECT {item} FROM unnest({value}) AS item")
    if isinstance(kind, GraphQLEnumType):
        return _quoted(_enum_name(kind, value))
    name = kind.name  # type: ignore[union-attr]
    return _string(value if is_text else _text(value)) if name == "String" else SCALARS[name](value)


def _enum_name(kind: GraphQLEnumType, value: str) -> Sql:
    """The word's name in the API, where that differs from the word that is stored."""
    words: type[Enum] = kind.extensions["strawberry-definition"].wrapped_cls
    stored = _text(value)
    if all(word.name == str(word.value) for word in words):
        return stored
    names = (f"WHEN {constant(str(word.value))} THEN {constant(word.name)}" for word in words)
    return Sql(f"CASE {stored} {' '.join(names)} END")
