"""What somebody could do with an obligation now: the table read."""

from collections.abc import Mapping
from typing import Any

from portal import situations
from portal.access import Actor
from portal.clock import Moment
from portal.machine import Action, Waiting
from portal.obligations.rules import LIFE, Situation


def read(values: Mapping[str, Any]) -> Situation:
    """From JSON values of `queries.facts_of`."""
    return situations.read(Situation, values)


def possible(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The steps that are the actor's side's to take, from JSON values of `queries.facts_of`."""
    at = read(values)
    found = LIFE.available(at, at.status, actor, now, situations.read(Waiting, values))
    steps = {each.name: LIFE.step(at.status, each.name) for each in found}
    return tuple(each for each in found if _is_ours(steps[each.name].side, at, actor))


def _is_ours(side: Any, at: Situation, actor: Actor) -> bool:
    """What only the other side does from here is not offered: it never becomes this side's."""
    return side is None or side(at) is actor.side
