"""Documents parsed and validated once, with their compiled plans; bounded, the least recently used go first."""

import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    StringValueNode,
    Token,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language.parser import Parser

from portal import threads
from schema.engine import arguments, gate, limits, validation
from schema.engine.costs import Prices
from schema.engine.errors import Code, RequestError
from schema.engine.variables import Declared, declared

MOST_ERRORS = 25
NEW = 50
"""Documents kept that came once."""
ABOUT_SCHEMA = re.compile(r"__(?:schema|type)\b")
LONG = 500
"""Characters of a document from which on it is read and planned apart from the event loop."""


NUL = re.compile(r"\\u(0000|\{0+\})")
"""How a text in a document can have one; block strings have these very letters."""


class _Texts(Visitor):
    """Refuses texts that the database cannot hold."""

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        arguments.refuse_hostile(node.value)


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """A request with several errors, each a JSON object."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors


@dataclass(eq=False)
class Document:
    """A validated document: its operations by name, its fragments, and its plans so far."""

    node: DocumentNode
    operations: Mapping[str, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]
    plans: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    prices: dict[int, Prices] = field(default_factory=dict)
    """What its operations have been found to cost."""
    is_long: bool = False
    """What is done with it is done apart from the event loop."""
    is_about_schema: bool = False
    declared: dict[str, Declared] = field(default_factory=dict)
    """What its operations say of their variables."""
    is_known: bool = False
    """Asked more than once."""

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation asked for. Refuses: BAD_REQUEST if it is not there or not named among several."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        found = self.operations.get(name or "")
        if found is None:
            raise RequestError("Name one of the document's operations as operationName.", code=Code.BAD_REQUEST)
        return found


class Documents:
    """The documents of late; a flood of new ones passes by those that came more than once."""

    def __init__(self, schema: GraphQLSchema, *, kept: int = 500) -> None:
        self.schema = schema
        self._kept = kept
        self._known: OrderedDict[str, Document] = OrderedDict()
        self._new: OrderedDict[str, Document] = OrderedDict()
        """Those that came once."""

    def get(self, source: str) -> Document:
        """The document of a text. Refuses with all its errors, at most 25, if it is not valid."""
        return self.known(source) or self._added(source, self._read(source))

    async def read(self, source: str) -> Document:
        """The same for one that is not known, where a thread reads what is long."""
        apart = len(source) > LONG
        return self._added(source, await threads.apart(self._read, source) if apart else self._read(source))

    def known(self, source: str) -> Document | None:
        """One that came before, if it is remembered."""
        known = self._known.get(source)
        if known is not None:
            self._known.move_to_end(source)
            return known
        once = self._new.pop(source, None)
        if once is not None:
            once.is_known = True
            self._known[source] = once
            if len(self._known) > self._kept:
                self._known.popitem(last=False)
        return once

    def _added(self, source: str, read: Document) -> Document:
        self._new[source] = read
        if len(self._new) > NEW:
            self._new.popitem(last=False)
        return read

    def _read(self, source: str) -> Document:
        if len(source) > limits.LONGEST_SOURCE:
            raise RequestError(
                f"A document has at most {limits.LONGEST_SOURCE:,} characters.", code=Code.LIMIT_EXCEEDED
            )
        try:
            node = parsed(source)
        except GraphQLSyntaxError as fault:
            raise Refused([_json(fault, Code.GRAPHQL_PARSE_FAILED)]) from fault
        except RecursionError as fault:
            raise RequestError("The document is nested too deeply.", code=Code.LIMIT_EXCEEDED) from fault
        gate.check(node)
        if NUL.search(source):
            visit(node, _Texts())
        found = validation.faults(self.schema, source, node, most=MOST_ERRORS - 1)
        if found:
            raise Refused([_json(fault, Code.GRAPHQL_VALIDATION_FAILED) for fault in found[:MOST_ERRORS]])
        operations = {
            (each.name.value if each.name else ""): each
            for each in node.definitions
            if isinstance(each, OperationDefinitionNode)
        }
        fragments = {each.name.value: each for each in node.definitions if isinstance(each, FragmentDefinitionNode)}
        about_schema = ABOUT_SCHEMA.search(source) is not None
        return Document(node, operations, fragments, is_long=len(source) > LONG, is_about_schema=about_schema)

    def coerced(
        self, document: Document, operation: OperationDefinitionNode, given: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], tuple[Any, ...]]:
        """The variables' values, and what of them changes a statement. Refuses as `variables` does."""
        if not operation.variable_definitions:
            return {}, ()
        known = self._declared(document, operation)
        taken = None if document.is_about_schema else known.taken(given)
        if taken is not None:
            return taken
        coerced = self.variables(operation, given).coerced
        shape = arguments.shape(coerced, known.types)
        # Of a question about the schema every value is part of the plan, which holds its answer.
        return coerced, (shape, json.dumps(given, sort_keys=True)) if document.is_about_schema else shape

    def variables(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> VariableValues:
        """The variables coerced, with their sources. Refuses: BAD_USER_INPUT with each fault."""
        found = get_variable_values(
            self.schema,
            operation.variable_definitions or (),
            dict(given),
            max_errors=MOST_ERRORS,
            hide_suggestions=True,
        )
        if isinstance(found, list):
            raise Refused([_json(fault, Code.BAD_USER_INPUT) for fault in found[:MOST_ERRORS]])
        arguments.refuse_hostile(found.coerced)
        return found

    def types(self, document: Document, operation: OperationDefinitionNode) -> Mapping[str, GraphQLInputType]:
        """The types of the operation's variables."""
        return self._declared(document, operation).types

    def _declared(self, document: Document, operation: OperationDefinitionNode) -> Declared:
        name = operation.name.value if operation.name else ""
        found = document.declared.get(name)
        if found is None:
            found = document.declared[name] = declared(self.schema, operation)
        return found


def parsed(source: str) -> DocumentNode:
    """The standard's parser; what it leaves behind is let go at once, as collecting it would stop everybody."""
    parser = Parser(source, max_tokens=limits.MOST_TOKENS)
    lexer = parser._lexer  # noqa: SLF001 - its words know each other in both directions, and nothing else of it does
    try:
        return parser.parse_document()
    finally:
        token: Token | None = lexer.token
        while token is not None:
            token.prev, token = None, token.prev


def _json(fault: GraphQLError, code: Code) -> dict[str, Any]:
    error: dict[str, Any] = {"message": fault.message, "extensions": {"code": code.value}}
    if fault.locations:
        error["locations"] = [place.formatted for place in fault.locations]
    return error
