"""The life of a boundary: proposed, agreed over one digest, in force from its day, ended; who may, and by when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal import calendars
from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.sentences import say
from portal.situations import ForClock


class Status(StrEnum):
    PROPOSED = "PROPOSED"
    AGREED = "AGREED"
    ACTIVE = "ACTIVE"
    ENDED = "ENDED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"


ANSWER = 10
"""Business days that the other side has for its answer."""
OPEN = frozenset({Status.PROPOSED, Status.AGREED, Status.ACTIVE})
# The words of the room of contracts, which lies above.
HOLDING = frozenset({"ACTIVE", "SUSPENDED", "NOTICE_GIVEN"})
"""A contract in one of these is in force."""
SIGNED = HOLDING | {"SIGNED"}
OVER = frozenset({"EXPIRED", "SUPERSEDED", "TERMINATED", "WITHDRAWN"})
NEGOTIATED = "IN_NEGOTIATION"
"""Only now does a boundary become part of what is signed later: neither side could have missed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the table looks at."""

    status: Status
    side: Side
    """The side that made the current proposal."""
    released_by: frozenset[Side]
    """The sides that have agreed to end it."""
    binds: frozenset[Side]
    is_carried: bool
    """It starts with the signature of its contract, unless somebody declines it before."""
    valid_from: ForClock[date] = date.max
    valid_until: ForClock[date | None] = None
    zone: ForClock[str] = "UTC"
    contract_status: ForClock[str | None] = None
    """Null where it hangs on no contract."""
    is_replaced: ForClock[bool] = False
    is_missed: ForClock[bool] = False
    """The minimum of an exclusivity was missed, and that is final."""

    @property
    def releasing(self) -> frozenset[Side]:
        """The sides whose word ends it: those that it protects."""
        return frozenset(Side) if len(self.binds) == len(Side) else frozenset(Side) - self.binds


P = Permission
S = Status
NOBODY = frozenset[Side]()


def _other(at: Situation) -> Side | None:
    return at.side.other


def _own(at: Situation) -> Side | None:
    return at.side


def _not_said(at: Situation, actor: Actor, _now: Moment) -> Reason:
    return say("Your side has already agreed to end it.") if actor.side in at.released_by else None


def _released(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.releasing <= at.released_by else say("The side it protects has not agreed to end it.")


def _signed(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_carried and at.contract_status in SIGNED else say("Its contract has not been signed.")


def _begun(at: Situation, _actor: Actor, now: Moment) -> Reason:
    if at.contract_status is not None and at.contract_status not in HOLDING:
        return say("Its contract is not in force.")
    return None if now.day(at.zone) >= at.valid_from else say("Its first day has not come.")


def _over(at: Situation, _actor: Actor, now: Moment) -> Reason:
    if at.contract_status in OVER or (at.valid_until is not None and now.day(at.zone) > at.valid_until):
        return None
    return say("Its last day has not passed.")


def _idle(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    if at.is_carried and at.contract_status not in OVER:
        return say("It is waiting for its contract to be signed.")
    return None


def _replaced(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_replaced else say("Nothing has replaced it.")


def _missed(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_missed else say("Its minimum has not been missed.")


def _starts_at(at: Situation) -> datetime | None:
    waits = at.contract_status is not None and at.contract_status not in HOLDING
    return None if waits else calendars.begins_at(at.valid_from, at.zone)


def _ends_at(at: Situation) -> datetime | None:
    return None if at.valid_until is None else calendars.begins_at(at.valid_until + timedelta(days=1), at.zone)


def _asked(at: Situation) -> frozenset[Side]:
    """Once one side has asked for the end, whoever has to agree to it."""
    return at.releasing - at.released_by if at.released_by else NOBODY


def _step(
    action: str, source: set[Status], target: Status, may: Permission, event: str, needs: str = "", *,
    guard: Guard[Situation] | None = None, **more: Any,
) -> Step[Situation]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"boundary.{event}", guard=guard, needs=needs, **more)


def _end(status: Status) -> Step[Situation]:
    return _step("end", {status}, status, P.BOUNDARY_AGREE, "end_agreed",
                 "reason; ends once the protected side has agreed", guard=_not_said, then=("finish",))  # fmt: skip


LIFE: Machine[Status, Situation] = Machine(
    "Boundary",
    Status,
    Situation,
    initial=Status.PROPOSED,
    steps=(
        _step("revise", {S.PROPOSED}, S.PROPOSED, P.BOUNDARY_PROPOSE, "revised",
              "either side; names the current digest; the other side must answer again"),
        _step("agree", {S.PROPOSED}, S.AGREED, P.BOUNDARY_AGREE, "agreed", "the other side; names the same digest",
              side=_other, then=("start",)),
        _step("decline", {S.PROPOSED}, S.DECLINED, P.BOUNDARY_AGREE, "declined", "the other side; reason", side=_other),
        _step("withdraw", {S.PROPOSED}, S.WITHDRAWN, P.BOUNDARY_PROPOSE, "withdrawn", "the side that proposed it",
              side=_own),
        _step("lapse", {S.PROPOSED}, S.LAPSED, P.CLOCK, "lapsed",
              "10 business days without an answer, or its contract was withdrawn", guard=_idle),
        _step("sign", {S.PROPOSED}, S.AGREED, P.CLOCK, "agreed_by_signature",
              "both sides signed the contract in whose negotiation it was proposed", guard=_signed, then=("start",)),
        _step("start", {S.AGREED}, S.ACTIVE, P.CLOCK, "started", "first day reached; its contract in force",
              guard=_begun),
        _end(S.AGREED),
        _end(S.ACTIVE),
        _step("finish", {S.AGREED, S.ACTIVE}, S.ENDED, P.CLOCK, "ended", "the protected side has agreed",
              guard=_released),
        _step("expire", {S.AGREED, S.ACTIVE}, S.ENDED, P.CLOCK, "expired", "last day passed, or its contract has ended",
              guard=_over),
        _step("supersede", {S.ACTIVE}, S.ENDED, P.CLOCK, "superseded", "another one that both agreed on replaced it",
              guard=_replaced),
        _step("fallAway", {S.ACTIVE}, S.ENDED, P.CLOCK, "fell_away", "exclusivity: minimum missed, and final",
              guard=_missed),
        _step("override", {S.ACTIVE}, S.ACTIVE, P.BOUNDARY_OVERRIDE, "overridden",
              "reason that both sides can read; for one act, or until a day", beside=True),
    ),
    deadlines={
        S.PROPOSED: Deadline("lapse", lambda at: frozenset({at.side.other}), ANSWER,
                             otherwise=say("Otherwise the proposal lapses and nothing is binding.")),
        S.AGREED: Deadline("start", _asked, until=_starts_at, until_in_words="first day",
                           otherwise=say("It starts automatically.")),
        S.ACTIVE: Deadline("expire", _asked, until=_ends_at, until_in_words="end of the last day",
                           otherwise=say("It ends automatically.")),
    },
    in_words={
        S.PROPOSED: say("The boundary is proposed and is waiting for the other side."),
        S.AGREED: say("The boundary is agreed and is waiting for its first day."),
        S.ACTIVE: say("The boundary is in force."),
        S.ENDED: say("The boundary has ended."),
        S.DECLINED: say("The boundary was declined."),
        S.WITHDRAWN: say("The proposal was withdrawn."),
        S.LAPSED: say("The proposal has lapsed because no one answered in time."),
    },
)  # fmt: skip
