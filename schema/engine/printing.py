"""The schema as text: the standard's way to print it, with the weights of fields, which that leaves out."""

import re
from collections.abc import Iterator

from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLDirective,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    print_schema,
)

from schema.engine.costs import weight
from schema.engine.fields import COST

COSTS = GraphQLDirective(
    "cost",
    [DirectiveLocation.FIELD_DEFINITION],
    {"weight": GraphQLArgument(GraphQLNonNull(GraphQLString), description="A whole number.")},
    description="The cost that a field adds to a request where it is not 0 for a leaf and 1 for an object.",
)
_TYPE = re.compile(r"(?:type|interface|input|enum) (\w+)")
_FIELD = re.compile(r"  (\w+)[(:]")
_END = re.compile(r"  (?:\w.*|\)): [^:]+")


def printed(schema: GraphQLSchema) -> str:
    return "\n".join(_lines(schema)) + "\n"


def _lines(schema: GraphQLSchema) -> Iterator[str]:
    kind = field = ""
    is_told = False
    for line in print_schema(schema).splitlines():
        if line.strip() == '"""':
            is_told = not is_told
        elif not is_told and not line.lstrip().startswith('"""'):
            opened, named = _TYPE.match(line), _FIELD.match(line)
            kind, field = opened[1] if opened else kind, named[1] if named else field
            if _END.fullmatch(line):
                yield line + _weighed(schema, kind, field)
                continue
        yield line


def _weighed(schema: GraphQLSchema, kind: str, field: str) -> str:
    owner = schema.type_map.get(kind)
    definition = owner.fields.get(field) if isinstance(owner, GraphQLObjectType) else None
    spec = definition.extensions.get("strawberry-definition") if definition else None
    if definition is None or not isinstance(owner, GraphQLObjectType) or not spec or COST not in spec.metadata:
        return ""
    return f' @cost(weight: "{weight(owner, definition)}")'
