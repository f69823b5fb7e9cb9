"""The life of what keeps a cause from coming back: planned, done, and checked later for its effect."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.sentences import say


class PreventionStatus(StrEnum):
    PLANNED = "PLANNED"
    DONE = "DONE"
    EFFECTIVE = "EFFECTIVE"
    INEFFECTIVE = "INEFFECTIVE"


V = PreventionStatus
P = Permission
CHECKED_AFTER = 90
"""Days after it is due that its effect is looked at, unless another day is named."""
CHECK = 10
"""Business days to judge its effect from that day on, before the company is told again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevention:
    """What the table looks at: whose it is, until when, and from when its effect can be judged."""

    status: PreventionStatus
    side: Side
    ends_at: datetime
    """The last second of the day by which it is done."""
    check_at: datetime
    """When the day begins on which its effect is looked at."""
    is_late_told: bool = False
    is_check_told: bool = False
    """The company was told that its effect is to be looked at."""


def _owner(at: Prevention) -> Side:
    return at.side


def _time_to_check(at: Prevention, _actor: Actor, now: Moment) -> Reason:
    return None if now.has_reached(at.check_at) else say("It is too early to judge its effect.")


def _untold(at: Prevention, _actor: Actor, now: Moment) -> Reason:
    if at.is_late_told:
        return say("Both sides have already been told.")
    return None if now.has_reached(at.ends_at) else say("Its time has not ended yet.")


def _step(
    action: str, source: set[PreventionStatus], target: PreventionStatus, may: Permission, event: str, needs: str, *,
    guard: Guard[Prevention] | None = None, **more: Any,
) -> Step[Prevention]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"prevention.{event}", guard=guard, needs=needs, **more)


PREVENTION: Machine[PreventionStatus, Prevention] = Machine(
    "Prevention",
    PreventionStatus,
    Prevention,
    initial=V.PLANNED,
    steps=(
        _step("markDone", {V.PLANNED}, V.DONE, P.REMEDY_CLAIM, "done", "side that must do it; note", side=_owner),
        _step("overdue", {V.PLANNED}, V.PLANNED, P.CLOCK, "overdue", "its day passed: both sides are told",
              guard=_untold),
        _step("askForCheck", {V.DONE}, V.DONE, P.CLOCK, "check_due",
              "day of the check: the company is told; repeated each time", guard=_time_to_check),
        _step("checkEffective", {V.DONE}, V.EFFECTIVE, P.DISPUTE_CLOSE, "effective",
              "from the day of the check; evidence", guard=_time_to_check),
        _step("checkIneffective", {V.DONE}, V.INEFFECTIVE, P.DISPUTE_CLOSE, "ineffective",
              "from the day of the check; evidence, and the action planned instead", guard=_time_to_check),
    ),
    deadlines={
        V.PLANNED: Deadline("overdue", lambda at: frozenset({at.side}),
                            until=lambda at: None if at.is_late_told else at.ends_at, until_in_words="its day",
                            otherwise=say("Otherwise both sides are told that the action is late.")),
        V.DONE: Deadline("askForCheck", lambda at: frozenset({Side.HOST} if at.is_check_told else ()), CHECK,
                         until=lambda at: None if at.is_check_told else at.check_at, until_in_words="day of the check",
                         otherwise=say("Otherwise the company is told again.")),
    },
    in_words={
        V.PLANNED: say("The action is planned."),
        V.DONE: say("The action is done. Its effect must still be checked."),
        V.EFFECTIVE: say("The action has worked."),
        V.INEFFECTIVE: say("The action has not worked."),
    },
)  # fmt: skip
