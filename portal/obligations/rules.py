"""The life of an obligation: proposed, agreed, due, evidenced, confirmed; or overdue, in default, waived, cancelled."""

from calendar import monthrange
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
    SCHEDULED = "SCHEDULED"
    DUE = "DUE"
    EVIDENCED = "EVIDENCED"
    OVERDUE = "OVERDUE"
    FULFILLED = "FULFILLED"
    DEFAULTED = "DEFAULTED"
    WAIVED = "WAIVED"
    CANCELLED = "CANCELLED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"


class Repeats(StrEnum):
    NEVER = "NEVER"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"


S = Status
P = Permission

MONTHS = {Repeats.MONTHLY: 1, Repeats.QUARTERLY: 3, Repeats.YEARLY: 12}
OWED = (S.SCHEDULED, S.DUE, S.EVIDENCED, S.OVERDUE)
"""Agreed and not ended: what a partner that leaves must have ended first."""
ANSWER = 10
"""Business days for the answer to a proposal, and to evidence."""
LEAD, CURE = 10, 10
"""Business days before and after the due day, unless the proposal says others."""
MOST_DAYS = 60
FURTHEST = timedelta(days=3660)
"""How far ahead the first due day, or the last of a series, can lie."""
TITLE_LONGEST, TEXT_LONGEST = 200, 10_000

BOTH, NOBODY = frozenset(Side), frozenset[Side]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the table looks at: who owes, who proposed, and which days have come."""

    status: Status
    obligor: Side
    proposed_side: Side
    clause_key: str | None
    begins_at: datetime
    """When it falls due: so many business days before its day."""
    ends_at: datetime
    """The last second of its day, where whoever owes it is."""
    answer_by: datetime | None
    cure_ends_at: datetime | None
    is_cure_over: bool
    """The end of the time to make up for it has been told."""
    survives: bool
    is_contract_over: bool = False
    is_released: ForClock[bool] = False
    """An amendment that both sides have signed says that it ends."""
    is_readable: bool = True
    """The files of its evidence can be opened: no scanner has still to say so, or found something."""
    due_at: datetime | None = None

    @property
    def beneficiary(self) -> Side:
        return self.obligor.other

    @property
    def binds_by_silence(self) -> bool:
        """Silence puts nothing on a side that it has not signed: a clause states it, or who owes it offered it."""
        return self.clause_key is not None or self.proposed_side is self.obligor


def nth(first: date, repeats: Repeats, number: int) -> date:
    """The due day of one of a series, counted from 1: the same day of the month, or its last where it has none."""
    if repeats is Repeats.NEVER:
        return first
    months = first.year * 12 + first.month - 1 + MONTHS[repeats] * (number - 1)
    year, before = divmod(months, 12)
    return date(year, before + 1, min(first.day, monthrange(year, before + 1)[1]))


def falls_due_on(due: date, lead_days: int, *both: str) -> date:
    """The day that lies so many business days of both calendars before another."""
    day = due
    while lead_days:
        day -= timedelta(days=1)
        lead_days -= calendars.is_business_day(day, *both)
    return day


def ends_at(due: date, zone: str) -> datetime:
    """The last second of a day in a zone."""
    return calendars.begins_at(due + timedelta(days=1), zone) - timedelta(seconds=1)


def _proposer(at: Situation) -> Side | None:
    return at.proposed_side


def _answerer(at: Situation) -> Side | None:
    return at.proposed_side.other


def _obligor(at: Situation) -> Side | None:
    return at.obligor


def _beneficiary(at: Situation) -> Side | None:
    return at.beneficiary


def _is_clock(actor: Actor) -> bool:
    return P.CLOCK in actor.permissions


def _time_over(at: Situation, now: Moment) -> bool:
    return at.due_at is not None and now.has_reached(at.due_at)


NOT_YET = say("Its time has not ended yet.")


def _agreeable(at: Situation, actor: Actor, now: Moment) -> Reason:
    if at.is_contract_over and not at.survives:
        return say("The contract has ended.")
    if now.has_reached(at.ends_at):
        return say("Its due date has passed. Propose it again with another date.")
    if not _is_clock(actor):
        return None
    if not at.binds_by_silence:
        return say("Silence does not mean agreement here, because no clause states the obligation.")
    return None if _time_over(at, now) else NOT_YET


def _unanswered(at: Situation, actor: Actor, now: Moment) -> Reason:
    if at.is_contract_over and not at.survives:
        return None
    if not _time_over(at, now):
        return NOT_YET
    return say("It was agreed by silence.") if _agreeable(at, actor, now) is None else None


def _falls_due(at: Situation, _actor: Actor, now: Moment) -> Reason:
    return None if now.has_reached(at.begins_at) else NOT_YET


def _day_over(at: Situation, _actor: Actor, now: Moment) -> Reason:
    return None if now.has_reached(at.ends_at) else NOT_YET


def _confirmable(at: Situation, actor: Actor, now: Moment) -> Reason:
    if not at.is_readable:
        return say(
            "A file of the evidence cannot be opened. It is still being checked, or something harmful was found."
        )
    return NOT_YET if _is_clock(actor) and not _time_over(at, now) else None


def _refusable(at: Situation, actor: Actor, now: Moment) -> Reason:
    if not _is_clock(actor):
        return None
    if at.is_readable:
        return say("Its evidence can be reviewed.")
    return None if _time_over(at, now) else NOT_YET


def _uncured(at: Situation, _actor: Actor, now: Moment) -> Reason:
    if at.cure_ends_at is not None and now.has_reached(at.cure_ends_at):
        return None
    return say("The grace period has not ended yet.")


def _untold(at: Situation, actor: Actor, now: Moment) -> Reason:
    return say("Both sides have already been told.") if at.is_cure_over else _uncured(at, actor, now)


def _contract_over(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    if not at.is_contract_over:
        return say("Only the end of its contract can cancel it. The side to which it is owed can waive it.")
    return say("It continues after the contract ends, as agreed.") if at.survives else None


def _released(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_released else say("No amendment of its contract says that it ends.")


def _step(
    action: str, source: set[Status], target: Status, may: Permission, event: str, needs: str, *,
    guard: Guard[Situation] | None = None, **more: Any,
) -> Step[Situation]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"obligation.{event}", guard=guard, needs=needs, **more)


LIFE: Machine[Status, Situation] = Machine(
    "Obligation",
    Status,
    Situation,
    initial=S.PROPOSED,
    steps=(
        _step("agree", {S.PROPOSED}, S.SCHEDULED, P.OBLIGATION_AGREE, "agreed",
              "the other side, naming the digest; or after 10 business days of silence where a clause of a"
              " signed contract states it, or the side that owes it proposed it",
              guard=_agreeable, side=_answerer, clock_too=True),
        _step("decline", {S.PROPOSED}, S.DECLINED, P.OBLIGATION_AGREE, "declined", "the other side; reason",
              side=_answerer),
        _step("withdraw", {S.PROPOSED}, S.WITHDRAWN, P.OBLIGATION_PROPOSE, "withdrawn", "the side that proposed it",
              side=_proposer),
        _step("lapse", {S.PROPOSED}, S.LAPSED, P.CLOCK, "lapsed",
              "no answer in time, where silence does not mean agreement; or its contract ended", guard=_unanswered),
        _step("fallDue", {S.SCHEDULED}, S.DUE, P.CLOCK, "due",
              "due day minus lead time, in the calendars of both sides", guard=_falls_due),
        _step("cancel", {S.SCHEDULED}, S.CANCELLED, P.OBLIGATION_CANCEL, "cancelled",
              "contract ended and it does not survive", guard=_contract_over, clock_too=True),
        _step("claimDone", {S.SCHEDULED, S.DUE, S.OVERDUE}, S.EVIDENCED, P.OBLIGATION_CLAIM, "evidence_submitted",
              "side that owes it; evidence attached; a late obligation stays late", side=_obligor),
        _step("confirm", {S.EVIDENCED}, S.FULFILLED, P.OBLIGATION_ANSWER, "fulfilled",
              "side to which it is owed, naming the evidence's digest; or after 10 business days",
              guard=_confirmable, side=_beneficiary, clock_too=True),
        _step("refuse", {S.EVIDENCED}, S.DUE, P.OBLIGATION_ANSWER, "evidence_refused",
              "side to which it is owed; reason; automatic if its files cannot be opened in time",
              guard=_refusable, side=_beneficiary, clock_too=True),
        _step("overdue", {S.DUE}, S.OVERDUE, P.CLOCK, "overdue", "due date passed; the grace period starts",
              guard=_day_over),
        _step("endCure", {S.OVERDUE}, S.OVERDUE, P.CLOCK, "cure_over",
              "grace period ended: both sides are told", guard=_untold),
        _step("default", {S.OVERDUE}, S.DEFAULTED, P.OBLIGATION_DEFAULT, "defaulted",
              "side to which it is owed; grace period ended; can open a dispute or breach", guard=_uncured,
              side=_beneficiary),
        _step("waive", {S.SCHEDULED, S.DUE, S.OVERDUE}, S.WAIVED, P.OBLIGATION_WAIVE, "waived",
              "side to which it is owed, in writing, naming the digest; a repeating obligation ends with it",
              side=_beneficiary),
        _step("release", {S.SCHEDULED, S.DUE, S.OVERDUE}, S.WAIVED, P.CLOCK, "released",
              "an amendment of its contract, signed by both sides and in force, says so; a repeating obligation ends"
              " with it",
              guard=_released),
    ),
    deadlines={
        S.PROPOSED: Deadline(
            "lapse", lambda at: frozenset({at.proposed_side.other}), until=lambda at: at.answer_by,
            until_in_words=f"{ANSWER} business days, at most its due day",
            otherwise=say(
                "Otherwise it counts as agreed if a clause of the contract states it or the side that owes it offered"
                " it. If not, it lapses."
            ),
        ),
        S.SCHEDULED: Deadline("fallDue", lambda _: NOBODY, until=lambda at: at.begins_at,
                              until_in_words="lead time before the due day",
                              otherwise=say("It falls due automatically.")),
        S.DUE: Deadline("overdue", lambda at: frozenset({at.obligor}), until=lambda at: at.ends_at,
                        until_in_words="end of the due day",
                        otherwise=say("Otherwise it is overdue, and the grace period starts.")),
        S.EVIDENCED: Deadline("confirm", lambda at: frozenset({at.beneficiary}), ANSWER,
                              otherwise=say("Otherwise it counts as fulfilled.")),
        S.OVERDUE: Deadline("endCure", lambda at: BOTH if at.is_cure_over else frozenset({at.obligor}),
                            until=lambda at: None if at.is_cure_over else at.cure_ends_at,
                            until_in_words="end of the grace period",
                            otherwise=say("Otherwise the other side can declare a default.")),
    },
    in_words={
        S.PROPOSED: say("The obligation is proposed and is waiting for the other side's answer."),
        S.SCHEDULED: say("The obligation is agreed and not due yet."),
        S.DUE: say("The obligation is due."),
        S.EVIDENCED: say("The obligation's evidence is waiting for review."),
        S.OVERDUE: say("The obligation is overdue."),
        S.FULFILLED: say("The obligation is fulfilled."),
        S.DEFAULTED: say("The obligation is in default."),
        S.WAIVED: say("The obligation was waived."),
        S.CANCELLED: say("The obligation was cancelled with its contract."),
        S.DECLINED: say("The proposed obligation was declined."),
        S.WITHDRAWN: say("The proposed obligation was withdrawn."),
        S.LAPSED: say("The proposed obligation lapsed without an answer."),
    },
)  # fmt: skip
