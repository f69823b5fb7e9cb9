"""What an operation selects, as a tree of fields with their nullability."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import graphql
from graphql.language import ast

from frontend_stub.site import api


@dataclass(eq=False)
class Selected:
    """One selected field; its children are the fields selected on it."""

    path: str
    nullable: bool
    children: "dict[str, Selected]" = field(default_factory=dict)
    used: bool = False

    def mark(self, path: str) -> bool:
        """Marks the fields on a path as used; False if one is not selected."""
        place = self
        for step in path.split("."):
            if step not in place.children:
                return False
            place = place.children[step]
            place.used = True
        return True

    def unused(self) -> Iterator[str]:
        if not self.used:
            yield self.path
        else:
            for child in self.children.values():
                yield from child.unused()


def selection(operation: api.Operation, schema: graphql.GraphQLSchema) -> Selected:
    """The operation's selection as a tree of types; its root stands for the template's context."""
    fragments = {d.name.value: d for d in operation.document.definitions if isinstance(d, ast.FragmentDefinitionNode)}
    root = Selected("", nullable=False, used=True)
    kind = schema.get_root_type(operation.definition.operation)
    if kind is None:
        raise api.WrongOperation(f"{operation.name}: the schema has no such root")
    _select(root, operation.definition.selection_set, kind, fragments, schema)
    return root


def _select(
    parent: Selected,
    chosen: ast.SelectionSetNode,
    kind: Any,
    fragments: dict[str, ast.FragmentDefinitionNode],
    schema: graphql.GraphQLSchema,
) -> None:
    for node in chosen.selections:
        if isinstance(node, ast.FragmentSpreadNode):
            fragment = fragments[node.name.value]
            on = schema.type_map[fragment.type_condition.name.value]
            _select(parent, fragment.selection_set, on, fragments, schema)
        elif isinstance(node, ast.InlineFragmentNode):
            on = schema.type_map[node.type_condition.name.value] if node.type_condition else kind
            _select(parent, node.selection_set, on, fragments, schema)
        elif isinstance(node, ast.FieldNode) and node.name.value != "__typename":
            name = (node.alias or node.name).value
            type_ = kind.fields[node.name.value].type
            nullable = not isinstance(type_, graphql.GraphQLNonNull)
            path = f"{parent.path}.{name}".lstrip(".")
            child = parent.children.setdefault(name, Selected(path, nullable))
            if node.selection_set:
                _select(child, node.selection_set, graphql.get_named_type(type_), fragments, schema)
