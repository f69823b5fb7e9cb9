"""What somebody could do with a dispute, an offer, a remedy or an action now, from a statement's values."""

from collections.abc import Mapping
from typing import Any

from portal import situations
from portal.access import Actor
from portal.clock import Moment
from portal.disputes.rules.dispute import DISPUTE, Dispute
from portal.disputes.rules.offer import OFFER, Offer
from portal.disputes.rules.prevention import PREVENTION, Prevention
from portal.disputes.rules.remedy import REMEDY, Remedy
from portal.machine import Action, Machine, Waiting
from portal.sentences import Sentence


def dispute(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    return _possible(DISPUTE, Dispute, values, actor, now)


def offer(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    return _possible(OFFER, Offer, values, actor, now)


def remedy(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    return _possible(REMEDY, Remedy, values, actor, now)


def prevention(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    return _possible(PREVENTION, Prevention, values, actor, now)


def _possible(
    machine: Machine[Any, Any], kind: type[Any], values: Mapping[str, Any], actor: Actor, now: Moment
) -> tuple[Action, ...]:
    at = situations.read(kind, values)
    return machine.available(at, at.status, actor, now, situations.read(Waiting, values))


def otherwise(machine: Machine[Any, Any], status: str) -> Sentence | None:
    """What happens if nobody acts, for those who are waited for."""
    deadline = machine.deadlines.get(machine.statuses(status))
    return deadline.otherwise if deadline else None


def otherwise_told(machine: Machine[Any, Any], values: Mapping[str, Any], language: str) -> str | None:
    """The same in a language, by a record's status and who is waited for."""
    said = otherwise(machine, values["status"]) if values["waiting_on"] else None
    return said.in_(language) if said else None
