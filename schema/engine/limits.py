"""What one request may cost: measured over the document in one walk, before anything is compiled or read."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, Protocol

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from schema.engine.errors import Code, RequestError

LONGEST_BODY = 2_500_000
"""Bytes; a contract's text may have 2,000,000 characters."""
LONGEST_SOURCE = 32_000
MOST_TOKENS = 4_000
DEEPEST = 12
MOST_FIELDS = 1_500
MOST_ROOT_FIELDS = 20
MOST_ALIASES = 60
MOST_DIRECTIVES = 60
MOST_ASKED = 4
"""Root fields, and aliases, of an operation about the schema: each repeats the whole of it, with nobody else served."""
MOST_OPERATIONS = 20
MOST_FRAGMENTS = 100
MOST_MUTATIONS = 5
MOST_ROWS = 20_000
"""Rows an operation could give at most, from its page sizes."""
DEFAULT_PAGE = 25


class Size(NamedTuple):
    """How large a selection is with its fragments opened."""

    fields: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0


NOTHING = Size()


def check_document(document: DocumentNode) -> None:
    """Refuses with LIMIT_EXCEEDED what no honest client writes; fragments are measured once, however often spread."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    _refuse(len(operations) > MOST_OPERATIONS, f"A document has at most {MOST_OPERATIONS} operations.")
    _refuse(len(fragments) > MOST_FRAGMENTS, f"A document has at most {MOST_FRAGMENTS} fragments.")
    measure = _measure(fragments)
    for operation in operations:
        size = measure(operation.selection_set)
        if is_introspection(operation):
            wide = len(operation.selection_set.selections) > MOST_ASKED or size.aliases > MOST_ASKED
            _refuse(wide, f"A question about the schema has at most {MOST_ASKED} root fields and aliases.")
            continue
        _refuse(len(operation.selection_set.selections) > MOST_ROOT_FIELDS, f"At most {MOST_ROOT_FIELDS} root fields.")
        _refuse(size.depth > DEEPEST, f"An operation is at most {DEEPEST} levels deep.")
        _refuse(size.fields > MOST_FIELDS, f"An operation has at most {MOST_FIELDS:,} fields.")
        _refuse(size.aliases > MOST_ALIASES, f"An operation has at most {MOST_ALIASES} aliases.")
        _refuse(size.directives > MOST_DIRECTIVES, f"An operation has at most {MOST_DIRECTIVES} directives.")


def _measure(fragments: Mapping[str, FragmentDefinitionNode]) -> Any:
    open_now: set[str] = set()

    @cache
    def fragment(name: str) -> Size:
        if name in open_now or name not in fragments:
            return NOTHING  # validation names circles and unknown fragments
        open_now.add(name)
        size = selection(fragments[name].selection_set)
        open_now.discard(name)
        return size

    def inside(node: Any) -> Size:
        return selection(node.selection_set) if node.selection_set else NOTHING

    def selection(selections: SelectionSetNode) -> Size:
        fields = depth = aliases = directives = 0
        for node in selections.selections:
            own = isinstance(node, FieldNode)
            below = fragment(node.name.value) if isinstance(node, FragmentSpreadNode) else inside(node)
            fields += own + below.fields
            depth = max(depth, own + below.depth)
            aliases += below.aliases + (isinstance(node, FieldNode) and node.alias is not None)
            directives += below.directives + len(node.directives or ())
        return Size(fields, depth, aliases, directives)

    return selection


class Document(Protocol):
    """What of a document its size in rows depends on."""

    @property
    def fragments(self) -> Mapping[str, FragmentDefinitionNode]: ...
    @property
    def settled(self) -> set[int]: ...


def check_rows(operation: OperationDefinitionNode, document: Document, variables: Mapping[str, Any]) -> None:
    """Refuses with LIMIT_EXCEEDED an operation whose page sizes multiply to more rows than one answer may hold.

    Where no page size is a variable the operation is measured once.
    """
    if id(operation) in document.settled:
        return
    sizes: dict[str, Any] = {}
    rows = _rows(operation.selection_set, document.fragments, _Noted(variables, sizes), {})
    _refuse(rows > MOST_ROWS, f"More than {MOST_ROWS:,} rows.")
    if not sizes:
        document.settled.add(id(operation))


class _Noted(dict[str, Any]):
    """Variables that note which of them were asked for."""

    def __init__(self, values: Mapping[str, Any], asked: dict[str, Any]) -> None:
        super().__init__(values)
        self.asked = asked

    def get(self, name: str, default: Any = None) -> Any:
        self.asked[name] = True
        return super().get(name, default)


def _rows(
    selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any],
    known: dict[str, int],
) -> int:  # fmt: skip
    total = 0
    for node in selections.selections:
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in known:
                known[name] = _rows(fragments[name].selection_set, fragments, variables, known)
            total += known[name]
        elif isinstance(node, FieldNode):
            if node.selection_set:
                total += _page(node, variables) * (1 + _rows(node.selection_set, fragments, variables, known))
        else:
            total += _rows(node.selection_set, fragments, variables, known)  # type: ignore[attr-defined]
        if total > MOST_ROWS:
            break
    return total


def _page(node: FieldNode, variables: Mapping[str, Any]) -> int:
    """How many items the field may give: its `first` or `last`, or 1 for a field that is not a list of pages."""
    for argument in node.arguments or ():
        if argument.name.value in {"first", "last"}:
            if isinstance(argument.value, IntValueNode):
                return int(argument.value.value)
            if isinstance(argument.value, VariableNode):
                return int(variables.get(argument.value.name.value) or DEFAULT_PAGE)
    return DEFAULT_PAGE if any(_named(each) in {"nodes", "edges"} for each in _selected(node)) else 1


def _selected(node: FieldNode) -> tuple[Any, ...]:
    return tuple(node.selection_set.selections) if node.selection_set else ()


def _named(node: Any) -> str:
    return node.name.value if isinstance(node, FieldNode) else ""


INTROSPECTION = frozenset({"__schema", "__type"})


def is_introspection(operation: OperationDefinitionNode) -> bool:
    """Whether the operation asks about the schema alone."""
    selections = operation.selection_set.selections
    return _named(selections[0]) in INTROSPECTION and all(_named(each) in INTROSPECTION for each in selections)


def _refuse(over: bool, message: str) -> None:
    if over:
        raise RequestError(message, code=Code.LIMIT_EXCEEDED)
