"""Versions of the rules of engagement: which rules apply in which order from a day on, and the text that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from portal import canonical
from portal.access import Actor, Permission
from portal.clock import Moment
from portal.machine import Machine, Reason, Step
from portal.opportunities.rules.engagement import MEANS, ORDER, Rule
from portal.sentences import say

ZONE = "UTC"
"""Whose days count: those by which the portal says when a registration came in."""
FIRST_DAY = date(2026, 1, 1)
"""From which version 1 applies."""
FURTHEST = timedelta(days=366)


class Standing(StrEnum):
    ANNOUNCED = "ANNOUNCED"
    IN_FORCE = "IN_FORCE"
    FORMER = "FORMER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version that is to follow, and the one before it."""

    rules: tuple[Rule, ...]
    valid_from: date
    last_rules: tuple[Rule, ...]
    last_from: date


def _publishable(at: Version, _actor: Actor, now: Moment) -> Reason:
    if Rule.EARLIEST_FILING not in at.rules:
        return say("The earliest registration decides in the end, so this rule always applies.")
    if len(set(at.rules)) < len(at.rules):
        return say("Name each rule once.")
    if at.rules == at.last_rules:
        return say("These rules are the same as the latest version.")
    today = now.day(ZONE)
    if at.valid_from <= today:
        return say(
            "New rules can apply from tomorrow at the earliest. Registrations that have already arrived are"
            " judged by the old rules."
        )
    if at.valid_from > today + FURTHEST:
        return say("Announce new rules at most a year in advance.")
    if at.valid_from <= at.last_from:
        return say("The latest version applies from the same day or a later one.")
    return None


LIFE: Machine[Standing, Version] = Machine(
    "RulesOfEngagement",
    Standing,
    Version,
    initial=Standing.IN_FORCE,
    steps=(
        Step("publish", frozenset({Standing.IN_FORCE, Standing.ANNOUNCED}), Standing.ANNOUNCED,
             Permission.ENGAGEMENT_PUBLISH, "engagement.published", guard=_publishable,
             needs="includes the rule of the earliest registration; differs from the latest version; from tomorrow"
                   " at the earliest, and after the latest version"),
    ),
    deadlines={},
    in_words={
        Standing.ANNOUNCED: say("The rules are announced."),
        Standing.IN_FORCE: say("The rules are in force."),
        Standing.FORMER: say("These rules are from an earlier version."),
    },
)  # fmt: skip
"""From the standing of the newest version; its day decides when it comes into force."""


def standing(valid_from: date, valid_until: date | None, today: date) -> Standing:
    """How a version stands on a day; `valid_until` is the last day before the next one."""
    if valid_from > today:
        return Standing.ANNOUNCED
    return Standing.FORMER if valid_until is not None and valid_until < today else Standing.IN_FORCE


def content(number: int, rules: Sequence[Rule], valid_from: date) -> dict[str, Any]:
    """What a version says, in the words in which it was published."""
    return {
        "rules": [{"rule": rule.value, "says": str(MEANS[rule])} for rule in rules],
        "validFrom": valid_from.isoformat(), "version": number,
    }  # fmt: skip


def document(number: int, rules: Sequence[Rule], valid_from: date) -> str:
    """The same as text; its digest proves it."""
    return canonical.text(content(number, rules, valid_from))


SHIPPED = document(1, ORDER, FIRST_DAY)
"""Version 1, with which every database comes."""
