"""What a table of rules looks at, built from its type: from a record, for a statement, and from a statement's values.

A situation is a frozen dataclass; the types of its fields say how each becomes a value. One and the same type serves

- whoever acts:  `situations.of(Place, member, is_last_administrator=last)` looks at the record;
- whoever asks:  `situations.needs(Place, row, is_last_administrator=sql)` names the columns of a statement, and
                 `situations.read(Place, values)` makes the situation from the JSON values that came back.

A field is what is given by its name, else the attribute of that name on the record or row. A field with a default that
neither has keeps it: a step that never looks at the field need not know it. What only the clock's steps look at is
declared so (`ForClock`), and nobody asks a statement for it: the fewer facts, the more records are alike.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")

Reader = Callable[[Any], Any]

ForClock = Annotated[T, "for the clock"]
"""The type of a field that no step of people looks at; it has a default, which is what they find there."""

_READERS: Mapping[Any, Reader] = {
    date: date.fromisoformat, datetime: datetime.fromisoformat, UUID: UUID,
    bool: lambda value: value, int: lambda value: value, str: lambda value: value,
}  # fmt: skip


def of(kind: type[T], record: object, **known: Any) -> T:
    """The situation of a record; `known` are facts that it does not hold. Raises AttributeError for one missed."""
    wanted: Any = kind
    return kind(**_facts(wanted, record, known, _fields(wanted)))


def needs(kind: type[Any], row: object, **known: Any) -> dict[str, Any]:
    """What a statement has to find out, by the names of the fields; `known` are expressions beside the columns."""
    hints = get_type_hints(kind, include_extras=True)
    return _facts(kind, row, known, [each for each in fields(kind) if get_origin(hints[each.name]) is not Annotated])


@cache
def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)


def _facts(kind: type[Any], source: object, known: Mapping[str, Any], wanted: Iterable[Field[Any]]) -> dict[str, Any]:
    found = {}
    for each in wanted:
        value = known[each.name] if each.name in known else getattr(source, each.name, MISSING)
        if value is not MISSING:
            found[each.name] = value
        elif not _has_default(each):
            raise AttributeError(f"{kind.__name__}.{each.name} is neither known nor in {source!r}")
    return found


def read(kind: type[T], values: Mapping[str, Any]) -> T:
    """The situation from JSON values that a database wrote of its `needs`; values of other names are passed over."""
    wanted: Any = kind
    return kind(**{name: reader(values[name]) for name, reader in _readers(wanted) if name in values})


def _has_default(one: Field[Any]) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


@cache
def _readers(kind: type[Any]) -> tuple[tuple[str, Reader], ...]:
    hints = get_type_hints(kind)
    return tuple((each.name, _reader(hints[each.name])) for each in fields(kind))


def _reader(kind: Any) -> Reader:
    """How a JSON value becomes one of the type. Raises TypeError for a type that no situation has."""
    if isinstance(kind, UnionType):
        some = [each for each in get_args(kind) if each is not NoneType]
        if len(some) == 1:
            read_one = _reader(some[0])
            return lambda value: None if value is None else read_one(value)
    if get_origin(kind) in (frozenset, tuple):
        many, read_item = get_origin(kind), _reader(get_args(kind)[0])
        return lambda values: many(map(read_item, values))
    if isinstance(kind, type) and is_dataclass(kind):
        return lambda values: read(kind, values)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {word.value: word for word in kind}.__getitem__
    if kind in _READERS:
        return _READERS[kind]
    raise TypeError(f"a situation cannot hold {kind!r}")
