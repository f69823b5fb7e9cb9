"""What somebody could do with a fee now, from a statement's values."""

from collections.abc import Mapping
from typing import Any

from portal import situations
from portal.access import Actor
from portal.clock import Moment
from portal.fees.rules.fee import LIFE, Fee
from portal.machine import Action, Waiting


def possible(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The steps that somebody of the actor's side could take, from JSON values of `queries.actions_of`."""
    at = situations.read(Fee, values)
    return LIFE.available(at, at.status, actor, now, situations.read(Waiting, values))
