"""The life of a deal of the company itself: open while something is done for it, then won, lost or lapsed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.opportunities.rules.engagement import DIRECT_DAYS
from portal.opportunities.rules.opportunity import NOT_YET
from portal.sentences import say
from portal.situations import ForClock

P = Permission
WARNED = timedelta(days=14)
"""So long before it lapses whoever answers for it is told."""


class DirectStatus(StrEnum):
    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"
    LAPSED = "LAPSED"


S = DirectStatus


def lapse_of(last_activity_on: date) -> datetime:
    """When it lapses, unless something more is done: after the last of so many whole days, in UTC."""
    return datetime.combine(last_activity_on + timedelta(days=DIRECT_DAYS + 1), time(), UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectDeal:
    """What the table looks at: when it lapses, and whether that was announced."""

    status: DirectStatus
    lapses_at: datetime
    is_warned: ForClock[bool] = False

    @property
    def looks_at(self) -> datetime:
        """When the clock has something to do about it."""
        return self.lapses_at if self.is_warned else self.lapses_at - WARNED


def _active(at: DirectDeal, _actor: Actor, now: Moment) -> Reason:
    return say("There was no activity for too long, so it has ended.") if now.has_reached(at.lapses_at) else None


def _warnable(at: DirectDeal, _actor: Actor, now: Moment) -> Reason:
    return None if not at.is_warned and now.has_reached(at.lapses_at - WARNED) else NOT_YET


def _lapsable(at: DirectDeal, _actor: Actor, now: Moment) -> Reason:
    return None if now.has_reached(at.lapses_at) else NOT_YET


def _step(
    action: str, target: DirectStatus, may: Permission, event: str, needs: str, guard: Guard[DirectDeal] | None = None,
    **more: Any,
) -> Step[DirectDeal]:  # fmt: skip
    return Step(action, frozenset({S.OPEN}), target, may, f"direct.{event}", guard=guard, needs=needs, **more)


LIFE: Machine[DirectStatus, DirectDeal] = Machine(
    "DirectDeal",
    DirectStatus,
    DirectDeal,
    initial=S.OPEN,
    steps=(
        _step("touch", S.OPEN, P.DIRECT_SELL, "touched", "what was done, on which day; not lapsed", _active),
        _step("win", S.WON, P.DIRECT_SELL, "won", ""),
        _step("lose", S.LOST, P.DIRECT_SELL, "lost", "reason"),
        _step("warn", S.OPEN, P.CLOCK, "lapsing", "14 days before it lapses, once", _warnable),
        _step("lapse", S.LAPSED, P.CLOCK, "lapsed", f"nothing was done for {DIRECT_DAYS} days", _lapsable),
    ),
    deadlines={
        S.OPEN: Deadline("lapse", lambda _: frozenset({Side.HOST}), until=lambda at: at.looks_at,
                         until_in_words=f"{DIRECT_DAYS} days after something was done for it last",
                         otherwise=say("Otherwise the deal ends, and partners can register the same.")),
    },
    in_words={
        S.OPEN: say("The company is working on this deal."),
        S.WON: say("The deal was won."),
        S.LOST: say("The deal was lost."),
        S.LAPSED: say("There was no activity on the deal for too long, so it ended."),
    },
)  # fmt: skip
