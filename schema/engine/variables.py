"""The variables of an operation: plain ones are taken as they are, the others are coerced by the standard's rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInputType, GraphQLNonNull, GraphQLSchema, OperationDefinitionNode, type_from_ast

from schema.engine import arguments

PLAIN = {"ID": str, "String": str, "Boolean": bool, "Int": int}
INTEGERS = range(-(2**31), 2**31)
"""Those of the standard."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A variable of a scalar that JSON writes as we read it, and without a default."""

    name: str
    kind: type
    is_id: bool
    is_needed: bool

    def shape(self, value: Any) -> Any:
        """The same as that of arguments.shape."""
        if value is None:
            return None
        if self.kind is bool:
            return str(value)
        return arguments.prefix(value) if self.is_id else "value"


@dataclass(frozen=True, slots=True)
class Declared:
    """What an operation says of its variables."""

    types: Mapping[str, GraphQLInputType]
    plain: tuple[Plain, ...] | None
    """By their names; None where one of them is not."""

    def taken(self, given: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[Any, ...]] | None:
        """The values and their shape, if each is what is expected; None: they must be coerced. Refuses: BadInput."""
        if self.plain is None:
            return None
        values, shape = dict[str, Any](), []
        for each in self.plain:
            value = given.get(each.name)
            if value is None and not each.is_needed:
                if each.name not in given:
                    continue
            elif type(value) is not each.kind or (each.kind is int and value not in INTEGERS):
                return None
            values[each.name] = value
            shape.append((each.name, each.shape(value)))
        for value in values.values():
            if type(value) is str:
                arguments.refuse_hostile(value)
        return values, tuple(shape)


def declared(schema: GraphQLSchema, operation: OperationDefinitionNode) -> Declared:
    """What a validated operation says of its variables."""
    types: dict[str, GraphQLInputType] = {}
    plain: list[Plain | None] = []
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        kind: Any = type_from_ast(schema, definition.type)
        types[name] = kind
        plain.append(None if definition.default_value else _plain(name, kind))
    found = [each for each in plain if each is not None]
    return Declared(
        types, tuple(sorted(found, key=lambda each: each.name)) if len(found) == len(plain) else None
    )  # fmt: skip


def _plain(name: str, kind: Any) -> Plain | None:
    is_needed = isinstance(kind, GraphQLNonNull)
    named = getattr(kind.of_type if is_needed else kind, "name", "")
    return Plain(name, PLAIN[named], named == "ID", is_needed) if named in PLAIN else None
