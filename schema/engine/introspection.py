"""What the schema says of itself: each question is answered once, by the standard's resolvers, and the text kept."""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from graphql import FieldNode, FragmentDefinitionNode, GraphQLSchema, SelectionSetNode, print_ast
from graphql.execution.values import VariableValues, get_argument_values
from graphql.type.introspection import SchemaMetaFieldDef, TypeMetaFieldDef

from schema.engine.scope import Written

KEPT = 50
METAFIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


class Walk(Protocol):
    """What of the compiler a question about the schema needs."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues

    def shaped(self, kind: Any, sets: Sequence[SelectionSetNode]) -> Callable[[Any], Any]: ...


SchemaTold = Callable[[Walk, list[FieldNode]], Callable[[], Written]]


class Answers:
    """The answers of late, for everybody; a question that is new is answered when its text is asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Written] = OrderedDict()

    def __call__(self, walk: Walk, nodes: list[FieldNode]) -> Callable[[], Written]:
        """How the text of one field of the root is had, in whatever thread."""
        definition = METAFIELDS[nodes[0].name.value]
        given = get_argument_values(definition, nodes[0], walk.variables)
        shape = walk.shaped(definition.type, [node.selection_set for node in nodes if node.selection_set])
        asked = walk.schema.get_type(given["name"]) if given else walk.schema
        key = _key(walk, nodes)

        def told() -> Written:
            found = self._kept.get(key)
            if found is None:
                whole = json.dumps(shape(asked), ensure_ascii=False, separators=(",", ":"))
                found = self._kept[key] = Written(whole)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return found

        return told


def _key(walk: Walk, nodes: list[FieldNode]) -> str:
    """All that an answer depends on."""
    variables = json.dumps(walk.variables.coerced, default=str, sort_keys=True)
    return "\n".join((*map(print_ast, (*nodes, *walk.fragments.values())), variables))
