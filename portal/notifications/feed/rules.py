"""The life of a calendar's address, what stands in the calendar, and how much of it."""

from datetime import timedelta
from enum import StrEnum

from portal.access import Permission
from portal.machine import Machine, Step
from portal.sentences import say


class Status(StrEnum):
    OFF = "OFF"
    ON = "ON"


def _step(action: str, source: Status, target: Status, event: str) -> Step[None]:
    return Step(action, frozenset({source}), target, Permission.OWN_ACCESS, f"calendar.{event}")


FEED: Machine[Status, None] = Machine(
    "CalendarFeed",
    Status,
    type(None),
    initial=Status.OFF,
    steps=(
        _step("switchOn", Status.OFF, Status.ON, "switched_on"),
        _step("renew", Status.ON, Status.ON, "renewed"),
        _step("switchOff", Status.ON, Status.OFF, "switched_off"),
    ),
    deadlines={},
    in_words={
        Status.OFF: say("Your calendar has no address."),
        Status.ON: say("Your calendar already has an address."),
    },
)

MOST = 500
"""Dates in one calendar: the earliest."""
PAST = timedelta(days=31)
"""How long a day that binds stays in it once it is over."""
EVERY = timedelta(hours=1)
"""How often calendars are asked to look again."""
