"""How a room declares its types: the prefix of their ids, how one is found by its id, and what it adds to others'."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

import strawberry
from sqlalchemy import Select
from strawberry.types import get_object_definition
from strawberry.utils import str_converters as strings

from portal.access import Permission
from schema.engine.fields import BySide, Lookup, Pointer

Find = Callable[[Any], Select[Any] | BySide]
T = TypeVar("T", bound=type)


@dataclass(frozen=True, slots=True)
class Told:
    """How the API tells of a column: a field of the type, or one below it; `prefix` makes an id of it a global one."""

    field: str
    prefix: str = ""


UNTOLD = Told("")
"""A column that the API does not know."""


@dataclass(frozen=True, slots=True)
class Register:
    """What the rooms' types said of themselves as they were declared."""

    types: dict[str, type] = field(default_factory=dict)
    """By prefix; those that `node(id:)` finds."""
    kinds: dict[str, tuple[str, Find]] = field(default_factory=dict)
    """By prefix: the name in GraphQL, and the Select that finds one."""
    named_by: dict[str, str] = field(default_factory=dict)
    """The prefix of the ids that an input field of this name takes."""
    told: dict[str, Mapping[str, Told]] = field(default_factory=dict)
    """By prefix: what a change of a column is called, where that is not the column's own name."""


REGISTER = Register()
NOTHING: Mapping[str, Told] = MappingProxyType({})


def node(
    prefix: str, *, find: Find | None = None, named: tuple[str, ...] = (), told: Mapping[str, Told] = NOTHING
) -> Callable[[T], T]:  # fmt: skip
    """Gives a type its prefix; with `find` any id of it can be looked up, and inputs name one in the fields `named`.

    `told` says what the journal's changes of its columns are called.

    Stands above the declaration of the GraphQL type. Raises ValueError for a prefix or a field name given twice.
    """

    def declare(kind: T) -> T:
        setattr(kind, "PREFIX", prefix)  # noqa: B010 - a plain class has no such attribute for the checker
        if find is not None:
            if prefix in REGISTER.types:
                raise ValueError(f"the prefix {prefix} is taken by {REGISTER.types[prefix].__name__}")
            REGISTER.types[prefix] = kind
            REGISTER.kinds[prefix] = (kind.__name__, find)
        if told:
            REGISTER.told[prefix] = told
        for name in named:
            if REGISTER.named_by.setdefault(name, prefix) != prefix:
                raise ValueError(f"the input field {name} names objects of {REGISTER.named_by[name]} already")
        return kind

    return declare


def kinds() -> Mapping[str, tuple[str, Find]]:
    """What an id can be looked up as, by its prefix."""
    return REGISTER.kinds


def pointed(pointer: Pointer, prefixes: Iterable[str]) -> Lookup:
    """The object of one of these types that a row names, in the world of the partner that the row names as well."""

    known = ((prefix, REGISTER.kinds[prefix][0]) for prefix in prefixes if prefix in REGISTER.kinds)
    return Lookup(pointer, {prefix: (name, partial(one, prefix, partner=pointer.partner)) for prefix, name in known})


def one(prefix: str, value: Any, partner: Any) -> Select[Any] | BySide:
    """The object of this type with this id, in the world of this partner."""

    def narrowed(rows: Select[Any]) -> Select[Any]:
        record = rows.column_descriptions[0]["entity"] or rows.selected_columns
        return rows.where(record.partner_id == partner) if hasattr(record, "partner_id") else rows

    rows = REGISTER.kinds[prefix][1](value)
    return rows.each(narrowed) if isinstance(rows, BySide) else narrowed(rows)


def required(prefix: str) -> Permission | None:
    """What somebody needs who sees objects of this type."""
    found: Permission | None = getattr(REGISTER.types[prefix], "REQUIRES", None)
    return found


def types() -> list[type]:
    """The types that an id can be looked up as, in the order of their declaration."""
    return list(REGISTER.types.values())


def told(prefix: str, column: str) -> Told:
    """How the API tells of a column of a record of this type."""
    return REGISTER.told.get(prefix, NOTHING).get(column) or Told(strings.to_camel_case(column))


def prefix_of(name: str) -> str | None:
    """The prefix of the ids that an input field takes; None for a field that takes none."""
    return REGISTER.named_by.get(name)


def extends(*kinds: type) -> Callable[[type], type]:
    """Adds the fields of a class to types of a lower room: what this room has to say of the lower room's objects.

    Or to types of its own that have these alike.
    """

    def declare(more: type) -> type:
        added = get_object_definition(strawberry.type(more), strict=True)
        for kind in kinds:
            get_object_definition(kind, strict=True).fields.extend(added.fields)
        return more

    return declare
