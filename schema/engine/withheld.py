"""What a program's token may not see of an answer: null where it stands, and an error at its path."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, OperationDefinitionNode, SelectionSetNode
from graphql import get_nullable_type as nullable

from portal.access import Permission
from schema.engine.selections import Selections, sets_of

Path = tuple[str | int, ...]
NAME = "!"
"""No field of GraphQL is called so."""


def mark(permission: Permission) -> str:
    """What stands in the statement's answer where the permission is missing."""
    return f'{{"{NAME}":"{permission}"}}'


@dataclass(frozen=True, slots=True)
class Missing:
    """One field that was withheld."""

    path: Path
    permission: Permission


class Partly(Exception):  # noqa: N818 - an answer
    """The answer without what the token does not let through."""

    def __init__(self, data: dict[str, Any], missing: Sequence[Missing]) -> None:
        super().__init__()
        self.data, self.missing = data, missing


class Unmarked:
    """One walk over an answer along what was asked for: marks become null, up to the nearest field that may be."""

    def __init__(self, asked: Selections) -> None:
        self._asked, self._schema = asked, asked.schema
        self.missing: list[Missing] = []

    def answer(self, operation: OperationDefinitionNode, data: dict[str, Any]) -> dict[str, Any]:
        root = self._schema.query_type
        if root is None:
            raise TypeError("the schema has no queries")
        whole = self._object(root, [operation.selection_set], data, ())
        return dict.fromkeys(data) if whole is None else whole

    def _object(
        self, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode], value: dict[str, Any], path: Path
    ) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        for name, nodes in self._asked.collect(kind, sets).items():
            field = nodes[0].name.value
            of = kind.fields[field].type if field in kind.fields else None
            found[name] = value[name] if of is None else self._value(of, sets_of(nodes), value[name], (*path, name))
            if found[name] is None and value[name] is not None and isinstance(of, GraphQLNonNull):
                return None
        return found

    def _value(self, kind: Any, sets: Sequence[SelectionSetNode], value: Any, path: Path) -> Any:
        kind = nullable(kind)
        if isinstance(value, dict) and NAME in value:
            self.missing.append(Missing(path, Permission(value[NAME])))
            return None
        if isinstance(value, list) and isinstance(kind, GraphQLList):
            items = [self._value(kind.of_type, sets, item, (*path, place)) for place, item in enumerate(value)]
            lost = (item is None and was is not None for item, was in zip(items, value, strict=True))
            return None if isinstance(kind.of_type, GraphQLNonNull) and any(lost) else items
        if isinstance(value, dict):
            return self._of(kind, sets, value, path)
        return value

    def _of(self, kind: Any, sets: Sequence[SelectionSetNode], value: dict[str, Any], path: Path) -> Any:
        """An object; of an interface the one type whose fields are those that came."""
        for each in self._types(kind):
            if self._asked.collect(each, sets).keys() == value.keys():
                return self._object(each, sets, value, path)
        return value

    def _types(self, kind: Any) -> Iterator[GraphQLObjectType]:
        if isinstance(kind, GraphQLObjectType):
            yield kind
        else:
            yield from self._schema.get_possible_types(kind)
