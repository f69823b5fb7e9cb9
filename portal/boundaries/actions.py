"""What somebody could do with a boundary now: its table read."""

from collections.abc import Mapping
from typing import Any

from portal import situations
from portal.access import Actor
from portal.boundaries.rules.life import LIFE, Situation
from portal.clock import Moment
from portal.machine import Action, Waiting


def possible(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The steps, from JSON values of `queries.facts_of`."""
    at = situations.read(Situation, values)
    return LIFE.available(at, at.status, actor, now, situations.read(Waiting, values))
