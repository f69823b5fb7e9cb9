"""What somebody could do with an expectation, a measurement, a breach or a card now, from a statement's values."""

from collections.abc import Mapping
from typing import Any

from portal import situations
from portal.access import Actor
from portal.clock import Moment
from portal.expectations.rules.breach import BREACH, Breach
from portal.expectations.rules.card import CARD, Card
from portal.expectations.rules.expectation import EXPECTATION, Attested, Expectation, ExpectationStatus
from portal.expectations.rules.measurement import MEASUREMENT, Measurement
from portal.machine import Action, Machine, Waiting
from portal.sentences import Sentence, say


def expectation(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    return _possible(EXPECTATION, Expectation, values, actor, now)


def measurement(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    return _possible(MEASUREMENT, Measurement, values, actor, now)


def breach(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    return _possible(BREACH, Breach, values, actor, now)


def card(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    return _possible(CARD, Card, values, actor, now)


def _possible(
    machine: Machine[Any, Any], kind: type[Any], values: Mapping[str, Any], actor: Actor, now: Moment
) -> tuple[Action, ...]:
    at = situations.read(kind, values)
    return machine.available(at, at.status, actor, now, situations.read(Waiting, values))


def otherwise_expected(values: Mapping[str, Any]) -> Sentence | None:
    """The same of an expectation, from its status and what was said of a rule."""
    if values["attested"] is None or values["status"] != ExpectationStatus.ACTIVE:
        return otherwise(EXPECTATION, values["status"])
    if values["attested"] == Attested.CONTESTED:
        return say(
            "Otherwise the attestation does not count, and a rule that its side said it keeps counts as not kept."
        )
    is_kept = values["attested"] == Attested.KEPT
    return say("It must be stated again by then, or the rule counts as not kept.") if is_kept else None


def otherwise(machine: Machine[Any, Any], status: str) -> Sentence | None:
    """What happens if nobody acts, for those who are waited for."""
    deadline = machine.deadlines.get(machine.statuses(status))
    return deadline.otherwise if deadline else None
