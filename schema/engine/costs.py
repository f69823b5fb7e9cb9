"""What an operation costs, told before it is carried out: the weight of each field times the sizes of its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)

from schema.engine import limits
from schema.engine.connections import DEFAULT, MOST
from schema.engine.errors import BadInput
from schema.engine.fields import COST, KEY, Computed
from schema.engine.gate import ABOUT_SCHEMA

ASKED = 100
"""For a question about the schema."""
KEPT = 200
"""Prices of one operation, by the variables that change it."""
WORD, SHORT, ENDLESS = 40, 5_000, 10**9
"""Bytes that a leaf takes: a number, a moment or a word of ours; what people type; a text that may be long."""
FEW = 50
"""Objects in a list that Python makes of a row."""


class Price(NamedTuple):
    """Of one operation, or of what is selected of one object."""

    cost: int = 0
    size: int = 2
    """Bytes that the answer has at most."""


@dataclass
class Prices:
    """Those of one operation so far, by the values of the variables that change them."""

    names: tuple[str, ...] = ()
    found: dict[tuple[Any, ...], Price] = field(default_factory=dict)


class Document(Protocol):
    """What prices are found from and kept with."""

    @property
    def fragments(self) -> Mapping[str, FragmentDefinitionNode]: ...
    @property
    def prices(self) -> dict[int, Prices]: ...


def price(
    schema: GraphQLSchema, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Price:  # fmt: skip
    """The price for the values given. Refuses: LIMIT_EXCEEDED for too high a cost, BadInput for too many ids."""
    prices = document.prices.setdefault(id(operation), Prices())
    key = tuple(_part(variables.get(name)) for name in prices.names)
    found = prices.found.get(key) if prices.found else None
    if found is None:
        walk = _Walk(schema, document.fragments, variables)
        root: Any = schema.get_root_type(operation.operation)
        found = walk.selected(root, operation.selection_set, 0)
        names = tuple(dict.fromkeys((*prices.names, *walk.asked)))
        if names != prices.names or len(prices.found) >= KEPT:
            prices.names, prices.found = names, {}
        prices.found[tuple(_part(variables.get(name)) for name in names)] = found
    limits.refuse(
        found.cost > limits.HIGHEST_COST,
        f"This would cost {found.cost:,}, but a request can cost at most {limits.HIGHEST_COST:,}. Ask for"
        " smaller pages.",
    )
    return found


def _part(value: Any) -> Any:
    """What of a variable's value a price can depend on."""
    return len(value) if isinstance(value, list) else value if isinstance(value, int) else None


def weight(kind: GraphQLObjectType, definition: GraphQLField) -> int:
    """What one of it costs: what the field says itself, or 0 for a leaf and 1 for an object."""
    spec = definition.extensions.get("strawberry-definition")
    told = spec.metadata.get(COST) if spec else None
    if told is not None:
        return int(told)
    return 0 if is_leaf_type(get_named_type(definition.type)) or kind.name.startswith("__") else 1


class _Walk:
    """Over one operation; each fragment is priced once for each type it stands on."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self._schema, self._fragments, self._variables = schema, fragments, variables
        self._known: dict[tuple[str, str, int], Price] = {}
        self.asked: dict[str, None] = {}
        """The variables that were looked at."""

    def selected(self, kind: Any, selections: SelectionSetNode, page: int) -> Price:
        """What is selected of one object, which is a connection if `page` says how many items it may have."""
        cost, size = 0, 2
        for node in selections.selections:
            if not self._is_included(node.directives or ()):
                continue
            if isinstance(node, FieldNode):
                more = self._field(kind, node, page)
            elif isinstance(node, FragmentSpreadNode):
                more = self._spread(kind, node.name.value, page)
            else:
                more = self._opened(kind, node, page)
            cost, size = cost + more.cost, size + more.size
        return Price(cost, size)

    def _spread(self, kind: Any, name: str, page: int) -> Price:
        key = (name, kind.name, page)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._opened(kind, self._fragments[name], page)
        return found

    def _opened(self, kind: Any, fragment: Any, page: int) -> Price:
        condition = fragment.type_condition
        on = self._schema.type_map[condition.name.value] if condition else kind
        return self.selected(on, fragment.selection_set, page)

    def _field(self, kind: Any, node: FieldNode, page: int) -> Price:
        name = node.name.value
        written = len((node.alias or node.name).value) + 4
        if name in ABOUT_SCHEMA:
            return Price(ASKED, written)
        definition = kind.fields.get(name)
        if definition is None:
            return Price(0, written + WORD)  # __typename
        below = get_named_type(definition.type)
        own = weight(kind, definition)
        items, inner = self._items(definition, node, page)
        known = items or 1
        if node.selection_set is None:
            return Price(known * own, known * (written + _longest(definition, own, below.name)))
        one = self.selected(below, node.selection_set, inner)
        return Price(known * (own + one.cost), (items or _made(definition)) * (written + one.size))

    def _items(self, definition: GraphQLField, node: FieldNode, page: int) -> tuple[int, int]:
        """How many of the field there may be for one object, and how many items each of them has in its page.

        0 of a list that has no pages.
        """
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        below = get_named_type(definition.type)
        if isinstance(below, GraphQLObjectType) and "pageInfo" in below.fields:
            return 1, self._page(given, DEFAULT)
        if page and _is_list(definition):
            return page, 0
        if "last" in definition.args:
            return self._page(given, definition.args["last"].default_value), 0
        if "ids" in definition.args:
            return self._ids(given["ids"]), 0
        return 0 if _is_list(definition) else 1, 0

    def _page(self, given: Mapping[str, Any], default: int) -> int:
        sizes = (self._number(given[name]) for name in ("first", "last") if name in given)
        size = next((each for each in sizes if each is not None), default)
        return max(1, min(size, MOST))  # others are refused where the values are bound

    def _number(self, node: Any) -> int | None:
        if isinstance(node, IntValueNode):
            return int(node.value)
        found = self._value(node)
        return found if isinstance(found, int) else None

    def _ids(self, node: Any) -> int:
        found = node.values if isinstance(node, ListValueNode) else self._value(node)
        size = len(found) if isinstance(found, (list, tuple)) else 1
        if size > limits.MOST_IDS:
            raise BadInput(f"Name at most {limits.MOST_IDS} ids.")
        return size

    def _value(self, node: Any) -> Any:
        if not isinstance(node, VariableNode):
            return None
        self.asked[node.name.value] = None
        return self._variables.get(node.name.value)

    def _is_included(self, directives: Sequence[Any]) -> bool:
        for each in directives:
            if each.name.value in {"skip", "include"}:
                node = each.arguments[0].value
                value = node.value if isinstance(node, BooleanValueNode) else self._value(node)
                if value is (each.name.value == "skip"):
                    return False
        return True


def _is_list(definition: GraphQLField) -> bool:
    return isinstance(get_nullable_type(definition.type), GraphQLList)


def _made(definition: GraphQLField) -> int:
    """How many objects a list without pages may have."""
    source = definition.extensions["strawberry-definition"].metadata.get(KEY)
    return FEW if isinstance(source, Computed) and not source.is_long else ENDLESS


def _longest(definition: GraphQLField, own: int, name: str) -> int:
    if _is_list(definition):
        return SHORT
    return ENDLESS if own > 1 and name == "String" else SHORT if name == "String" else WORD
