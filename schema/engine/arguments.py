"""Arguments as bind parameters: what changes the statement is part of the plan, every other value is bound."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    coerce_input_literal,
    get_named_type,
    get_nullable_type,
)
from graphql.execution.values import VariableValues
from sqlalchemy import ARRAY, BigInteger, BindParameter, Boolean, Date, DateTime, Float, Text, Uuid, bindparam
from sqlalchemy.types import TypeEngine

from portal import ids
from schema.engine.errors import BadInput
from schema.engine.fields import IdParam, IdsParam

Variables = Mapping[str, Any]
Getter = Callable[[Variables], Any]

SQL_TYPES: Mapping[str, TypeEngine[Any]] = {
    "String": Text(),
    "Int": BigInteger(),
    "Float": Float(),
    "Boolean": Boolean(),
    "DateTime": DateTime(timezone=True),
    "Date": Date(),
    "Decimal": Text(),
}
LISTS: Mapping[str, TypeEngine[Any]] = {name: ARRAY(kind) for name, kind in SQL_TYPES.items()}
KEY: TypeEngine[Any] = Uuid()


@dataclass
class Binds:
    """The bind parameters of one field: their names in order of creation and where their values come from."""

    getters: dict[str, Getter] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    """Where in the statement's parameters they stand, once they do."""

    def add(self, getter: Getter, kind: TypeEngine[Any]) -> Any:
        name = f"v{len(self.getters)}"
        self.getters[name] = getter
        return parameter(name, kind)

    def bound(self, parameter: Any, low: int, high: int, *, called: str) -> None:
        """Refuses with BadInput, at run time, a value outside the bounds; `called` is the argument's name."""
        getter = self.getters[parameter.key]

        def checked(variables: Variables) -> int:
            value: int = getter(variables)
            if not low <= value <= high:
                raise BadInput(f"`{called}` must be between {low} and {high}.")
            return value

        self.getters[parameter.key] = checked


@lru_cache(maxsize=500)
def parameter(name: str, kind: TypeEngine[Any]) -> BindParameter[Any]:
    """The bind parameter of that name; expressions share it."""
    return bindparam(name, type_=kind, required=False)


RESULT = "the result"
"""Among the variables: no name of the GraphQL grammar, so no variable of a request is called so."""
RESULT_ID = parameter("result", KEY)
"""The id of the record that a payload shows, given when the operation is over."""


def getter_of(name: str, constant: Any) -> Getter:
    """Where the value of a place comes from that is no argument's: the result of a mutation, or ourselves."""
    return (lambda values: values[RESULT]) if name == RESULT_ID.key else (lambda _: constant)


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of one field by their Python names, bind parameters at the leaves."""

    values: Mapping[str, Any] = field(default_factory=dict)
    binds: Binds = field(default_factory=Binds)

    @property
    def key(self) -> Hashable:
        """All that a method can see of them: two fields with the same key make the same statement."""
        return _seen(SimpleNamespace(**self.values))


def _seen(value: Any) -> Hashable:
    if isinstance(value, SimpleNamespace):
        return tuple((name, _seen(each)) for name, each in vars(value).items())
    if isinstance(value, IdParam):
        return value.prefix, value.value.key
    if isinstance(value, IdsParam):
        return value.prefixes, value.types.key, value.values.key
    if isinstance(value, tuple):
        return tuple(map(_seen, value))
    found: Hashable = value.key if isinstance(value, BindParameter) else value
    return found


def shape(variables: Variables, types: Mapping[str, GraphQLInputType]) -> tuple[Any, ...]:
    """What of the variables changes the statement: which are there, enumerations, booleans and the types of ids."""
    return tuple((name, _shape(variables[name], types[name])) for name in sorted(variables))


def _shape(value: Any, kind: GraphQLInputType) -> Any:
    if value is None:
        return None
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        if isinstance(value, list):
            return len(value)
        # Coerced values go by the names of the Python inputs.
        fields = {each.out_name or name: each.type for name, each in named.fields.items()}
        return tuple((name, _shape(value[name], fields[name])) for name in sorted(value))
    if isinstance(value, list):
        return frozenset(prefix(item) for item in value) if named.name == "ID" else "list"
    if named.name == "ID":
        return prefix(value)
    return str(value) if isinstance(named, GraphQLEnumType) or named.name == "Boolean" else "value"


KNOWN = re.compile(r"[a-z]{3}_[0-9a-f]{32}")


def prefix(value: str) -> str:
    return value[:3] if KNOWN.fullmatch(value) else ""


def convert(node: ValueNode | None, kind: Any, variables: VariableValues, binds: Binds) -> Any:
    """The Python argument for a read: bind parameters at the leaves, except what changes the statement."""
    if node is None or isinstance(node, NullValueNode):
        return None
    if isinstance(node, VariableNode):
        name = node.name.value
        return _bound(variables.coerced.get(name), lambda values: values[name], kind, binds)
    kind = get_nullable_type(kind)
    if isinstance(kind, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
        given = {item.name.value: item.value for item in node.fields}
        return SimpleNamespace(
            **{
                python_name(name, each): convert(given.get(name), each.type, variables, binds)
                if name in given
                else _bound(default(each), partial(_fixed_default, each), each.type, binds)
                for name, each in kind.fields.items()
            }
        )
    constant = coerce_input_literal(node, kind, variables)
    return _bound(constant, lambda _: constant, kind, binds)


def constant(value: Any, kind: Any, binds: Binds) -> Any:
    """An argument's default value."""
    return _bound(value, lambda _: value, kind, binds)


def _bound(value: Any, getter: Getter, kind: Any, binds: Binds) -> Any:
    kind = get_nullable_type(kind)
    if value is None:
        return None
    if isinstance(kind, GraphQLInputObjectType):
        return SimpleNamespace(
            **{
                python_name(name, each): _bound(
                    value.get(each.out_name or name),
                    partial(_part_of, getter, each.out_name or name),
                    each.type,
                    binds,
                )
                for name, each in kind.fields.items()
            }
        )
    if isinstance(kind, GraphQLList):
        return _list(value, getter, get_named_type(kind), binds)
    if isinstance(kind, GraphQLEnumType) or kind.name == "Boolean":
        return value
    if kind.name == "ID":
        return IdParam(prefix(value), binds.add(lambda values: _uuid(getter(values)), KEY))
    return binds.add(getter, SQL_TYPES[kind.name])


def _list(value: list[Any], getter: Getter, item: Any, binds: Binds) -> Any:
    if item.name == "ID":
        return IdsParam(
            frozenset(prefix(each) for each in value),
            binds.add(lambda values: [prefix(each) for each in getter(values)], LISTS["String"]),
            binds.add(lambda values: [_uuid(each) for each in getter(values)], LISTS["String"]),
        )
    if isinstance(item, GraphQLEnumType):
        return binds.add(lambda values: [str(getattr(each, "value", each)) for each in getter(values)], LISTS["String"])
    if isinstance(item, GraphQLScalarType):
        return binds.add(getter, LISTS[item.name])
    if all(isinstance(each.type, GraphQLNonNull) for each in item.fields.values()):
        return tuple(_bound(each, partial(_part_of, getter, place), item, binds) for place, each in enumerate(value))
    raise TypeError(f"a read takes no list of {item.name}")


def _fixed_default(each: Any, _: Variables) -> Any:
    return default(each)


def _part_of(getter: Getter, key: str | int, variables: Variables) -> Any:
    return getter(variables)[key]


def _uuid(value: str) -> str:
    """The digits of a global id's UUID: the driver takes them as they are."""
    return value[4:] if KNOWN.fullmatch(value) else ids.parse(value)[1].hex


def default(each: Any) -> Any:
    return None if each.default_value is Undefined else each.default_value


def python_name(name: str, each: Any) -> str:
    definition = each.extensions.get("strawberry-definition")
    return definition.python_name if definition else each.out_name or name


def input_value(plain: Any, kind: Any) -> Any:
    """A coerced value as the Python input of its type; what is absent is left to the input's own default."""
    kind = get_nullable_type(kind)
    if plain is None or isinstance(kind, GraphQLList):
        return plain and [input_value(item, kind.of_type) for item in plain]
    if not isinstance(kind, GraphQLInputObjectType):
        return plain
    fields = kind.fields
    values = {python_name(name, fields[name]): input_value(item, fields[name].type) for name, item in plain.items()}
    return kind.extensions["strawberry-definition"].origin(**values)


def refuse_hostile(value: Any) -> None:
    """NUL and halves of surrogate pairs are in no text that the database can hold. Refuses: BadInput."""
    if isinstance(value, str):
        if _is_hostile(value):
            raise BadInput("A text contains a character that is not allowed.")
    elif isinstance(value, (list, tuple)):
        for item in value:
            refuse_hostile(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            refuse_hostile(item)


def _is_hostile(text: str) -> bool:
    if "\0" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
