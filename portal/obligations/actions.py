"""What somebody could do with an obligation now: the table read."""

from collections.abc import Mapping
from typing import Any

from portal import situations
from portal.access import Actor
from portal.clock import Moment
from portal.machine import Action, Waiting
from portal.obligations.rules import LIFE, Situation, Status
from portal.sentences import Sentence, say


def read(values: Mapping[str, Any]) -> Situation:
    """From JSON values of `queries.facts_of`."""
    return situations.read(Situation, values)


COUNTS = say("Otherwise it counts as agreed.")
LAPSES = say("Otherwise the proposal lapses.")


def otherwise(values: Mapping[str, Any]) -> Sentence | None:
    """What happens when nobody acts in time, from JSON values of `queries.facts_of`; None for nothing."""
    at = read(values)
    if at.status is Status.PROPOSED:
        return COUNTS if at.binds_by_silence else LAPSES
    deadline = LIFE.deadlines.get(at.status)
    return deadline.otherwise if deadline and not at.is_cure_over else None


def possible(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The steps that are the actor's side's to take, from JSON values of `queries.facts_of`."""
    at = read(values)
    found = LIFE.available(at, at.status, actor, now, situations.read(Waiting, values))
    steps = {each.name: LIFE.step(at.status, each.name) for each in found}
    return tuple(each for each in found if _is_ours(steps[each.name].side, at, actor))


def _is_ours(side: Any, at: Situation, actor: Actor) -> bool:
    """What only the other side does from here is not offered: it never becomes this side's."""
    return side is None or side(at) is actor.side
