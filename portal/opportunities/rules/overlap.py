"""The life of a session that finds common customers: terms, points, answers, a number, and then the rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.opportunities.overlap.blinding import FLOOR
from portal.opportunities.overlap.comparing import Mode
from portal.sentences import say

P = Permission
LONGEST_LIFE = timedelta(days=7)
MOST_IN_A_QUARTER = 4
"""Sessions of a pair: each lets both sides guess once more."""
PURPOSE_LONGEST = 500
MOST_LEFT_OUT = 1_000
"""Rows that a side keeps back from what is told."""
FEW = f"<{FLOOR}"
"""What both are shown of fewer than are ever told."""


class OverlapStatus(StrEnum):
    PROPOSED = "PROPOSED"
    AGREED = "AGREED"
    SENT = "SENT"
    ANSWERED = "ANSWERED"
    COUNTED = "COUNTED"
    REVEALED = "REVEALED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


S = OverlapStatus
OPEN = frozenset({S.PROPOSED, S.AGREED, S.SENT, S.ANSWERED, S.COUNTED})
ENDED = frozenset(S) - OPEN


class MessageKind(StrEnum):
    """What a side has sent, or is told."""

    POINTS = "POINTS"
    """Its own, for the other side to answer."""
    ANSWER = "ANSWER"
    """The other side's points times its own number: only the portal reads it."""
    KEPT_BACK = "KEPT_BACK"
    """The positions of its own points that it lets nobody be told of."""
    MET = "MET"
    """The positions of its own points that met, for it alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What the table looks at: who has done what so far, and what was found."""

    status: OverlapStatus
    author: Side
    mode: Mode
    expires_at: datetime
    sent: frozenset[Side] = frozenset()
    answered: frozenset[Side] = frozenset()
    disclosed: frozenset[Side] = frozenset()
    shown: str | None = None
    is_on_hold: bool = False
    """The partner's account is on hold, or not open."""

    @property
    def lacking(self) -> frozenset[Side]:
        """The sides that have not done yet what the status waits for."""
        done = {S.AGREED: self.sent, S.SENT: self.answered, S.COUNTED: self.disclosed}.get(self.status)
        return frozenset() if done is None else frozenset(Side) - done

    @property
    def tells_rows(self) -> bool:
        """Whether both sides still have to agree to be told which ones."""
        return self.mode is Mode.ROWS and self.shown not in {None, FEW}


def _on_time(at: Overlap, now: Moment) -> Reason:
    return say("Its time has run out.") if now.has_reached(at.expires_at) else None


def _agreeable(at: Overlap, _actor: Actor, now: Moment) -> Reason:
    if at.is_on_hold:
        return say("You cannot start anything new because the partner account is not open.")
    return _on_time(at, now)


def _not_done(at: Overlap, actor: Actor, now: Moment) -> Reason:
    if actor.side not in at.lacking:
        return say("Your side has already done this. It is the other side's turn.")
    return _on_time(at, now)


def _both_done(at: Overlap, _actor: Actor, _now: Moment) -> Reason:
    return say("One side has not acted yet.") if at.lacking else None


def _countable(at: Overlap, _actor: Actor, _now: Moment) -> Reason:
    return None if at.tells_rows else say("Only the number is shown.")


def _revealable(at: Overlap, _actor: Actor, _now: Moment) -> Reason:
    if at.shown is None:
        return say("Nothing has been compared yet.")
    is_due = not at.tells_rows if at.status is S.ANSWERED else not at.lacking
    return None if is_due else say("Both sides must agree first.")


def _expirable(at: Overlap, _actor: Actor, now: Moment) -> Reason:
    return None if now.has_reached(at.expires_at) else say("Its time has not ended yet.")


def _other(at: Overlap) -> Side:
    return at.author.other


def _step(
    action: str, source: set[OverlapStatus] | frozenset[OverlapStatus], target: OverlapStatus, event: str, needs: str,
    *, may: Permission = P.OVERLAP_AGREE, guard: Guard[Overlap] | None = None, **more: Any,
) -> Step[Overlap]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"overlap.{event}", guard=guard, needs=needs, **more)


STEPS = (
    _step("agree", {S.PROPOSED}, S.AGREED, "agreed", "the other side, to exactly these terms; account not on hold",
          guard=_agreeable, side=_other),
    _step("send", {S.AGREED}, S.AGREED, "sent", "once for each side; as many points as were agreed, all of them valid",
          guard=_not_done, then=("exchange",)),
    _step("exchange", {S.AGREED}, S.SENT, "exchanged", "both sides have sent", may=P.CLOCK, guard=_both_done),
    _step("answer", {S.SENT}, S.SENT, "answered", "once for each side; as many points as were agreed, all of them"
                                                  " valid",
          guard=_not_done, then=("complete",)),
    _step("complete", {S.SENT}, S.ANSWERED, "completed", "both sides have answered", may=P.CLOCK, guard=_both_done),
    _step("count", {S.ANSWERED}, S.COUNTED, "counted", f"rows were agreed, and {FLOOR} or more are common",
          may=P.CLOCK, guard=_countable),
    _step("disclose", {S.COUNTED}, S.COUNTED, "disclosed", "once for each side; it can keep rows back",
          guard=_not_done),
    _step("reveal", {S.ANSWERED, S.COUNTED}, S.REVEALED, "revealed",
          f"only the number was agreed, or fewer than {FLOOR} are common, or both sides agreed to see the rows",
          may=P.CLOCK, guard=_revealable),
    _step("cancel", OPEN, S.CANCELLED, "cancelled", "either side; everything that was sent is deleted"),
    _step("expire", OPEN, S.EXPIRED, "expired", "time passed; everything that was sent is deleted", may=P.CLOCK,
          guard=_expirable),
)  # fmt: skip
OTHERWISE = say("Otherwise the session ends and everything that was sent is deleted.")


def _until(waiting_on: Any) -> Deadline[Overlap]:
    return Deadline(
        "expire", waiting_on, until=lambda at: at.expires_at, until_in_words="7 days at most", otherwise=OTHERWISE
    )


LIFE: Machine[OverlapStatus, Overlap] = Machine(
    "Overlap",
    OverlapStatus,
    Overlap,
    initial=S.PROPOSED,
    steps=STEPS,
    deadlines={
        S.PROPOSED: _until(lambda at: frozenset({at.author.other})),
        **{status: _until(lambda at: at.lacking) for status in (S.AGREED, S.SENT, S.ANSWERED, S.COUNTED)},
    },
    in_words={
        S.PROPOSED: say("The terms are proposed, and the other side has not agreed yet."),
        S.AGREED: say("Both sides have agreed. They now send their points."),
        S.SENT: say("Both sides have sent their points. They now answer each other's."),
        S.ANSWERED: say("Both sides have answered. The portal is comparing the points."),
        S.COUNTED: say("The number is known. Both sides must agree before either sees which ones."),
        S.REVEALED: say("The session has ended with a result."),
        S.CANCELLED: say("The session was cancelled."),
        S.EXPIRED: say("The session ended without a result because its time ran out."),
    },
)
