"""What the caller may do now: the steps of the tables with the reason where one is not open."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from portal import ids
from portal.access import Actor
from portal.clock import Moment
from portal.machine import Action
from schema.engine.errors import TEMPLATE, MessageArgument, Told, UserErrorCode
from schema.engine.fields import computed, plain
from schema.engine.scalars import DateTime
from schema.shared.enums import Role, Side, StepWords

NAMES: dict[tuple[str, str], str] = {}
"""What each step is called in the API, by the names of its table and of the step."""
Possible = Callable[[Mapping[str, Any], Actor, Moment], Iterable[Action]]
"""The steps by what the statement found out, for somebody with these rights, at a moment."""

NOT_FOR = (
    "Members of the caller's side who have one of the roles, but must leave the step to someone else; null if that"
    " depends on more than the record shows."
)
_LIST: Any = list  # of a type that is made here


@strawberry.type(description="The reason why a step cannot be taken now.")
class Blocker:
    code: UserErrorCode = plain("The code that the mutation would return.")
    message: str = plain("Text for a person, in the language of `Accept-Language`.")
    template: str = plain(TEMPLATE)
    arguments: list[MessageArgument] = plain("The values for the template's places.")


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the API shows it."""

    name: Any
    allowed: bool
    blocked_by: Told | None
    due_at: datetime | None
    waiting_on: list[Any]
    roles: list[Any]
    not_for: list[str] | None


def not_for(action: Action) -> list[str] | None:
    """The global ids of those who may not take it though they have one of its roles; None where that is not known."""
    return None if action.barred is None else sorted(ids.text("mem", each) for each in action.barred)


def available(
    name: str, description: str, words: StepWords, *, needs: Callable[..., Mapping[str, Any]], possible: Possible,
    shown: str = "The steps that the caller's side can take now, with the reason where the caller cannot.",
    due_at: str = "",
    waiting_on: str = "",
) -> StrawberryField:  # fmt: skip
    """A field with all that the caller's side could do, and its type of that name; `words` are the steps' names.

    Without a description of `due_at` or `waiting_on` the type has no such field.
    """

    def compute(values: Mapping[str, Any], asking: Any) -> list[Step]:
        return [_shown(action, words, asking.language) for action in possible(values, asking.actor, asking.now)]

    NAMES.update({step: word.value for step, word in words.of.items()})
    kind = _type(name, description, words, due_at=due_at, waiting_on=waiting_on)
    return computed(_LIST[kind], shown, needs=needs, is_kept=True)(compute)


def _type(name: str, description: str, words: StepWords, *, due_at: str, waiting_on: str) -> Any:
    of = [
        ("name", words.kind, "Name of the step; its mutation has the same name."),
        ("allowed", bool, "True if the caller can take the step now."),
        ("blocked_by", Blocker | None, "The reason why not; null if allowed."),
        ("roles", _LIST[Role], "The roles on the caller's side that can take the step when it is possible."),
        ("not_for", _LIST[strawberry.ID] | None, NOT_FOR),
        ("due_at", DateTime | None, due_at),
        ("waiting_on", _LIST[Side], waiting_on),
    ]
    kinds = {field: kind for field, kind, text in of if text}
    made = type(name, (), {"__annotations__": kinds, **{field: plain(text) for field, _, text in of if text}})
    return strawberry.type(made, description=description)


def _shown(action: Action, words: StepWords, language: str) -> Step:
    refusal = action.refusal
    return Step(
        words.of[action.machine, action.name], refusal is None, Told(refusal, language) if refusal else None,
        action.due_at, sorted(action.waiting_on), list(action.roles), not_for(action),
    )  # fmt: skip
