"""Answers that need Python: texts taken apart and compared, and what the caller may do now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import clock
from portal.access import Actor, Side
from portal.contracts import actions as contract_actions
from portal.contracts.text import reading as texts
from portal.contracts.text import redline as comparison
from schema.contracts.enums import ContractActionName
from schema.engine.errors import UserError, user_error
from schema.shared.enums import action_name


@dataclass(frozen=True, slots=True)
class ClauseAnswer:
    """A clause as the API shows it."""

    key: str
    number: str
    heading: str
    text: str
    depth: int
    digest: str


@dataclass(frozen=True, slots=True)
class SegmentAnswer:
    kind: comparison.Op
    text: str


@dataclass(frozen=True, slots=True)
class DiffAnswer:
    """A clause in two versions as the API shows it."""

    key: str
    number: str
    heading: str
    depth: int
    kind: comparison.Kind
    segments: tuple[SegmentAnswer, ...]


@dataclass(frozen=True, slots=True)
class RedlineAnswer:
    """Two versions compared as the API shows them."""

    base_digest: str
    head_digest: str
    clauses: tuple[DiffAnswer, ...]
    terms: tuple[comparison.TermChange, ...]
    changed_count: int


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """A step as the API shows it."""

    name: ContractActionName  # type: ignore[valid-type]
    allowed: bool
    blocked_by: UserError | None
    due_at: datetime | None
    waiting_on: list[Side]


def clauses(document: str) -> list[ClauseAnswer]:
    """The clauses of a canonical text; each text is taken apart once."""
    return [
        ClauseAnswer(
            item.clause.key, item.clause.number, item.clause.heading, item.clause.text, item.clause.depth, item.digest
        )
        for item in texts.clauses(document)
    ]


def redline(base: str | None, head: str | None) -> RedlineAnswer | None:
    """Two canonical texts compared; None if one is missing."""
    if base is None or head is None:
        return None
    return _shown(texts.compare(base, head))


def proposed_redline(base: str | None, changes: Sequence[Mapping[str, Any]]) -> RedlineAnswer | None:
    """A text compared with what the changes make of it; None if there are none to see."""
    if base is None or not changes:
        return None
    return _shown(texts.compare(base, texts.proposed(base, changes)))


def _shown(found: texts.Compared) -> RedlineAnswer:
    shown = tuple(
        DiffAnswer(
            diff.key, diff.number, diff.heading, diff.depth, diff.kind,
            tuple(SegmentAnswer(segment.op, segment.text) for segment in diff.segments),
        )
        for diff in found.clauses
    )  # fmt: skip
    return RedlineAnswer(found.base_digest, found.head_digest, shown, found.terms, found.changed_count)


def actions(values: Mapping[str, Any], actor: Actor) -> list[ActionAnswer]:
    """The steps open to the caller's side, with the refusal the caller would get."""
    return [
        ActionAnswer(
            name=ContractActionName[action_name(step.action, of_round=step.of_round)],
            allowed=step.refusal is None,
            blocked_by=user_error(step.refusal) if step.refusal else None,
            due_at=step.due_at,
            waiting_on=sorted(step.waiting_on),
        )
        for step in contract_actions.possible(values, actor, clock.now())
    ]
