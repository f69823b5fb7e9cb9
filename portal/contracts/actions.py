"""What somebody could do with a contract now: the tables of the contract and of its open round, read together."""

from collections.abc import Mapping
from typing import Any

from portal import situations
from portal.access import Actor
from portal.clock import Moment
from portal.contracts.rules import LIFE, OPEN_ROUND, ROUND, RoundStatus, Situation, Status
from portal.machine import Action, Waiting
from portal.sentences import Sentence


def possible(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """Every step open to the actor's side, from JSON values of `queries.situation_of`; the round's steps first."""
    at, waiting = situations.read(Situation, values), situations.read(Waiting, values)
    of_round = ROUND.available(at, at.round_status, actor, now, waiting) if at.round_status else ()
    return (*of_round, *LIFE.available(at, at.status, actor, now, waiting))


def following(status: str, round_status: str | None) -> str | None:
    """The event of the step that the clock takes once the date has come; None where nothing follows by itself."""
    if round_status in OPEN_ROUND:
        return ROUND.event_of_the_clock(RoundStatus(round_status))
    return LIFE.event_of_the_clock(Status(status))


def otherwise(status: str, round_status: str | None) -> Sentence | None:
    """What that means for those who are waited for."""
    in_round = ROUND.deadlines.get(RoundStatus(round_status)) if round_status in OPEN_ROUND else None
    deadline = in_round or LIFE.deadlines.get(Status(status))
    return deadline.otherwise if deadline else None
