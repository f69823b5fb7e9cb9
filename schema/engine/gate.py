"""The gate before validation: one walk measures a document, each fragment once, however often it is spread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema.engine import limits
from schema.engine.limits import refuse

ABOUT_SCHEMA = frozenset({"__schema", "__type"})


@dataclass(slots=True)
class Size:
    """How large a selection is with its fragments opened."""

    fields: int = 0
    depth: int = 0
    """Without what is asked about the schema, which the standard's rules bound."""
    aliases: int = 0
    directives: int = 0
    asked: int = 0
    """Aliases of and within questions about the schema."""
    names: dict[str, int] = field(default_factory=dict)
    """How often each name of the answer stands here."""

    def add(self, below: "Size") -> None:
        """What a fragment brings in beside what is here."""
        self.fields += below.fields
        self.depth = max(self.depth, below.depth)
        self.aliases += below.aliases
        self.directives += below.directives
        self.asked += below.asked
        _check(self)
        for name, times in below.names.items():
            self.count(name, times)

    def count(self, name: str, times: int = 1) -> None:
        self.names[name] = found = self.names.get(name, 0) + times
        refuse(found > limits.MOST_REPEATS, f"At most {limits.MOST_REPEATS} fields of one name beside each other.")


def check(document: DocumentNode) -> None:
    """Refuses with LIMIT_EXCEEDED what no honest client writes."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    refuse(len(operations) > limits.MOST_OPERATIONS, f"A document has at most {limits.MOST_OPERATIONS} operations.")
    refuse(
        len(document.definitions) - len(operations) > limits.MOST_FRAGMENTS,
        f"A document has at most {limits.MOST_FRAGMENTS} fragments.",
    )
    walk = _Walk(fragments)
    for operation in operations:
        _check_operation(operation, walk)
    for name in fragments:
        walk.fragment(name)


def _check_operation(operation: OperationDefinitionNode, walk: "_Walk") -> None:
    variables = operation.variable_definitions or ()
    refuse(len(variables) > limits.MOST_VARIABLES, f"An operation has at most {limits.MOST_VARIABLES} variables.")
    own = Size(directives=_directives(chain((operation,), variables)))
    for definition in variables:
        _check_value(definition.default_value)
    size = walk.selection(operation.selection_set)
    own.add(size)
    refuse(own.depth > limits.DEEPEST, f"An operation is at most {limits.DEEPEST} levels deep.")
    refuse(
        sum(size.names.values()) > limits.MOST_ROOT_FIELDS,
        f"At most {limits.MOST_ROOT_FIELDS} root fields.",
    )


def _check(size: Size) -> None:
    refuse(size.fields > limits.MOST_FIELDS, f"An operation has at most {limits.MOST_FIELDS:,} fields.")
    refuse(size.aliases > limits.MOST_ALIASES, f"An operation has at most {limits.MOST_ALIASES} aliases.")
    refuse(size.directives > limits.MOST_DIRECTIVES, f"An operation has at most {limits.MOST_DIRECTIVES} directives.")
    refuse(
        size.asked > limits.MOST_ASKED,
        f"A question about the schema has at most {limits.MOST_ASKED} aliases.",
    )


class _Walk:
    """Over one document; what is measured stays measured."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Size] = {}

    def fragment(self, name: str) -> Size:
        """Nothing for one that is unknown or within itself: validation names those."""
        found = self._known.get(name)
        if found is None:
            self._known[name] = Size()
            definition = self._fragments.get(name)
            found = self._known[name] = self.selection(definition.selection_set) if definition else Size()
            found.directives += _directives((definition,)) if definition else 0
        return found

    def selection(self, selections: SelectionSetNode) -> Size:
        size = Size(directives=_directives(selections.selections))
        for node in selections.selections:
            if isinstance(node, FieldNode):
                self._field(node, size)
            elif isinstance(node, FragmentSpreadNode):
                size.add(self.fragment(node.name.value))
            else:
                size.add(self.selection(node.selection_set))  # type: ignore[attr-defined]
        _check(size)
        return size

    def _field(self, node: FieldNode, size: Size) -> None:
        size.fields += 1
        size.aliases += node.alias is not None
        size.count((node.alias or node.name).value)
        _check_named(node.arguments)
        below = self.selection(node.selection_set) if node.selection_set else Size()
        size.fields += below.fields
        size.aliases += below.aliases
        size.directives += below.directives
        if node.name.value in ABOUT_SCHEMA:
            size.asked += (node.alias is not None) + below.aliases
        else:
            size.asked += below.asked
            size.depth = max(size.depth, 1 + below.depth)


def _directives(nodes: Iterable[Any]) -> int:
    total = 0
    for node in nodes:
        here = node.directives
        if here:
            refuse(
                len(here) > limits.MOST_DIRECTIVES_HERE,
                f"At most {limits.MOST_DIRECTIVES_HERE} directives in one place.",
            )
            total += len(here)
            for each in here:
                _check_named(each.arguments)
    return total


def _check_named(given: Iterable[Any] | None) -> None:
    """Arguments, or fields of an object."""
    named = tuple(given or ())
    refuse(len(named) > limits.MOST_NAMES, f"At most {limits.MOST_NAMES} arguments, or fields of an object.")
    for each in named:
        _check_value(each.value)


def _check_value(value: Any) -> None:
    if isinstance(value, ListValueNode):
        for item in value.values:
            _check_value(item)
    elif isinstance(value, ObjectValueNode):
        _check_named(value.fields)
