"""Queries read, checked and coerced: the same bytes ask the same, whoever sends them, so that is done once."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import OperationDefinitionNode

from portal.access import Permission
from schema.engine import limits
from schema.engine.compiler import Plan
from schema.engine.costs import Price
from schema.engine.documents import Document

KEPT = 4_000
LONGEST = 4_000
"""Bytes of a request that is kept."""


@dataclass(eq=False, slots=True)
class Question:
    """A query with its variables, ready to be answered to anybody; it says nothing about who asks."""

    document: Document
    operation: OperationDefinitionNode
    given: Mapping[str, Any]
    coerced: Mapping[str, Any]
    shape: tuple[Any, ...]
    """What of the variables changes the statement."""
    price: Price
    runs: dict[frozenset[Permission], tuple[Plan, list[Any]]] = field(default_factory=dict)
    """By what the caller may do: the plan, and its parameters after the two that say who asks."""

    @property
    def is_watched(self) -> bool:
        """Its answer may grow beyond what is sent."""
        return self.price.size > limits.LARGEST_ANSWER


class Questions:
    """The questions asked lately by the bytes of their requests; the least recently used go first."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, Question] = OrderedDict()

    def get(self, body: bytes) -> Question | None:
        found = self._known.get(body)
        if found is not None:
            self._known.move_to_end(body)
        return found

    def keep(self, body: bytes, question: Question) -> None:
        """Remembers a short request for a document that was asked before: a flood of new ones leaves nothing here."""
        if question.document.is_known and len(body) <= LONGEST:
            self._known[body] = question
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
