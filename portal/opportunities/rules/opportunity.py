"""The life of an opportunity: registered or offered, decided in time or by silence, protected, and won or lost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.access import Actor, Permission, Side
from portal.calendars import Pause
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.opportunities.rules import statuses as words
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.sentences import Sentence, say
from portal.situations import ForClock

S = OpportunityStatus
P = Permission
COMPANY, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})
NOT_YET = say("Its time has not ended yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """What the table looks at: who began it, what stands in its way, and how long it protects."""

    status: OpportunityStatus
    author: Side
    """The side that drafts it: the partner registers, the company offers."""
    is_on_hold: bool = False
    """The partner's account is on hold, or not open."""
    has_quota: bool = False
    """Whoever acts is measured by what they sell themselves."""
    owns_rival: bool = False
    """Whoever decides answers for a deal of the company itself that it meets."""
    is_placed: bool = True
    """It has been looked at whether it meets another registration."""
    filed_at: datetime | None = None
    ends_at: datetime | None = None
    """When protection ends."""
    extensions: int = 0
    extension_asked_at: datetime | None = None
    extension_by: datetime | None = None
    """By when whoever asked for an extension gets an answer."""
    is_paused: bool = False
    """A dispute about it stops the time."""
    warned: ForClock[int] = 0
    """How many times its end has been announced."""
    pauses: ForClock[tuple[Pause, ...]] = ()
    """The times in which the company's time to decide stood."""
    due_at: datetime | None = None

    @property
    def is_offered(self) -> bool:
        """Whether the company has offered it, so that nobody has to decide it."""
        return self.author is Side.HOST

    @property
    def is_asked(self) -> bool:
        """Whether an extension was asked for and has no answer."""
        return self.extension_asked_at is not None

    @property
    def warns_at(self) -> datetime | None:
        """When its end is announced next; None for no more."""
        if self.ends_at is None or self.warned >= len(words.WARNINGS):
            return None
        return self.ends_at - words.WARNINGS[self.warned]

    @property
    def looks_at(self) -> datetime | None:
        """When the clock has something to do about its protection."""
        if self.is_paused:
            return None
        times = (self.extension_by if self.is_asked else self.ends_at, self.warns_at)
        return min((each for each in times if each is not None), default=None)


def _author(at: Opportunity) -> Side:
    return at.author


def _is_clock(actor: Actor) -> bool:
    return P.CLOCK in actor.permissions


def _time_over(at: Opportunity, now: Moment) -> bool:
    return at.due_at is not None and now.has_reached(at.due_at)


ON_HOLD = say("You cannot register anything new because the partner account is not open.")


def _registrable(at: Opportunity, _actor: Actor, _now: Moment) -> Reason:
    return ON_HOLD if at.is_on_hold else None


def _approvable(at: Opportunity, actor: Actor, now: Moment) -> Reason:
    if not at.is_placed:
        return say("It is still being compared with other registrations.")
    if not _is_clock(actor):
        return None
    if at.is_on_hold:
        return ON_HOLD
    return None if at.is_offered or _time_over(at, now) else NOT_YET


def _without_quota(at: Opportunity, _actor: Actor, _now: Moment) -> Reason:
    if at.owns_rival:
        return say("You are responsible for a direct deal that conflicts with it, so someone else must decide this.")
    return say("You carry a sales quota, so someone else must decide this.") if at.has_quota else None


def _declinable(at: Opportunity, actor: Actor, now: Moment) -> Reason:
    return NOT_YET if _is_clock(actor) and not _time_over(at, now) else None


def _stands(at: Opportunity) -> Reason:
    return say("A dispute about it is open, so its time is paused.") if at.is_paused else None


def _paused(at: Opportunity, _actor: Actor, _now: Moment) -> Reason:
    return _stands(at)


def _unpaused(at: Opportunity, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_paused else say("Its time is not paused.")


def _askable(at: Opportunity, _actor: Actor, now: Moment) -> Reason:
    if at.is_asked:
        return say("An extension has already been asked for.")
    if at.ends_at is not None and now.has_reached(at.ends_at):
        return say("Its protection has ended.")
    return _extendable(at, _actor, now)


def _extendable(at: Opportunity, _actor: Actor, _now: Moment) -> Reason:
    if at.extensions >= words.MOST_EXTENSIONS:
        return say("Its protection has already been extended.")
    return _stands(at)


def _answerable(at: Opportunity, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_asked else say("No one has asked for an extension.")


def _extended_by_silence(at: Opportunity, _actor: Actor, now: Moment) -> Reason:
    if not at.is_asked or at.extension_by is None:
        return say("No one has asked for an extension.")
    return None if now.has_reached(at.extension_by) else NOT_YET


def _warnable(at: Opportunity, _actor: Actor, now: Moment) -> Reason:
    return _stands(at) or (None if at.warns_at is not None and now.has_reached(at.warns_at) else NOT_YET)


def _expirable(at: Opportunity, _actor: Actor, now: Moment) -> Reason:
    if at.ends_at is None or not now.has_reached(at.ends_at):
        return say("It is still protected.")
    if at.is_asked:
        return say("An extension has been requested and not answered yet.")
    return _stands(at)


def _step(
    action: str, source: set[OpportunityStatus], target: OpportunityStatus, may: Permission, event: str,
    needs: str = "", *, guard: Guard[Opportunity] | None = None, **more: Any,
) -> Step[Opportunity]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"opportunity.{event}", guard=guard, needs=needs, **more)


STEPS = (
    _step("register", {S.DRAFT}, S.SUBMITTED, P.OPPORTUNITY_REGISTER, "registered",
          "end customer, products, regions, amount, expected close; the server's time is the filing time; account not"
          " on hold", guard=_registrable, side=_author),
    _step("offer", {S.DRAFT}, S.OFFERED, P.OPPORTUNITY_OFFER, "offered",
          "the company offers a lead to this partner; reasons shown", guard=_registrable, side=_author),
    _step("discard", {S.DRAFT}, S.WITHDRAWN, P.OPPORTUNITY_DRAFT, "discarded", "author side", side=_author),
    _step("accept", {S.OFFERED}, S.SUBMITTED, P.OPPORTUNITY_REGISTER, "accepted",
          "in time; compared with other registrations like a filed one, and protected immediately if it conflicts"
          " with none",
          guard=_registrable),
    _step("decline", {S.OFFERED}, S.DECLINED, P.OPPORTUNITY_REGISTER, "declined", "reason, or its time has passed",
          guard=_declinable, clock_too=True),
    _step("askInfo", {S.SUBMITTED}, S.INFO_REQUESTED, P.OPPORTUNITY_DECIDE, "info_requested",
          "named items; the time to decide is paused; what it holds stays held"),
    _step("giveInfo", {S.INFO_REQUESTED}, S.SUBMITTED, P.OPPORTUNITY_REGISTER, "info_given",
          "keeps the filing time; customer, products and regions do not change"),
    _step("lapse", {S.INFO_REQUESTED}, S.EXPIRED, P.CLOCK, "lapsed", "time for the requested information passed"),
    _step("flagConflict", {S.SUBMITTED}, S.CONFLICT, P.OPPORTUNITY_DECIDE, "conflict_found",
          "it conflicts with another registration or a direct deal in customer, product, region and time",
          clock_too=True),
    _step("approve", {S.SUBMITTED}, S.PROTECTED, P.OPPORTUNITY_DECIDE, "protected",
          "it conflicts with none; silence until the deadline approves it, unless the account is on hold; an"
          " accepted offer of the company is approved immediately",
          guard=_approvable, clock_too=True),
    _step("reject", {S.SUBMITTED}, S.REJECTED, P.OPPORTUNITY_DECIDE, "rejected",
          "code, text, and the date of the older right where it is based on one; never whose right it is"),
    _step("awardHere", {S.CONFLICT}, S.PROTECTED, P.CONFLICT_DECIDE, "awarded",
          "rules of engagement applied; everything it registers is free; the decider has no sales quota or direct deal",
          entitled=_without_quota),
    _step("split", {S.CONFLICT}, S.PROTECTED, P.CONFLICT_DECIDE, "split",
          "the products and regions that are free; the decider has no sales quota or direct deal",
          entitled=_without_quota),
    _step("reject", {S.CONFLICT}, S.REJECTED, P.CONFLICT_DECIDE, "rejected",
          "as for reject; the decider has no sales quota or direct deal; can open a dispute", entitled=_without_quota),
    _step("rivalEnded", {S.CONFLICT}, S.CONFLICT, P.CLOCK, "rival_ended",
          "a registration or a direct deal that it conflicts with ended: the company alone is told; it is decided as"
          " before", beside=True),
    _step("overdue", {S.CONFLICT}, S.CONFLICT, P.CLOCK, "conflict_overdue",
          "time to decide passed: the executive sponsor and the partner are told; repeated each time"),
    _step("update", {S.PROTECTED}, S.PROTECTED, P.OPPORTUNITY_REGISTER, "updated",
          "stage, amount, expected close; customer, products and regions do not change", keeps_date=True),
    _step("askExtension", {S.PROTECTED}, S.PROTECTED, P.OPPORTUNITY_REGISTER, "extension_asked",
          "what has been done so far; once", guard=_askable),
    _step("extend", {S.PROTECTED}, S.PROTECTED, P.OPPORTUNITY_EXTEND, "protection_extended",
          "once, by 60 days; proof of activity", guard=_extendable),
    _step("refuseExtension", {S.PROTECTED}, S.PROTECTED, P.OPPORTUNITY_EXTEND, "extension_refused",
          "reason", guard=_answerable),
    _step("extendBySilence", {S.PROTECTED}, S.PROTECTED, P.CLOCK, "extended_by_silence",
          "no answer within 2 business days", guard=_extended_by_silence),
    _step("warn", {S.PROTECTED}, S.PROTECTED, P.CLOCK, "protection_ending", "14 and 3 days before protection ends",
          guard=_warnable),
    _step("pause", {S.PROTECTED}, S.PROTECTED, P.CLOCK, "paused", "a dispute about it is filed", guard=_paused),
    _step("resume", {S.PROTECTED}, S.PROTECTED, P.CLOCK, "resumed",
          "there is no longer an open dispute about it; it ends later by the time it was paused", guard=_unpaused),
    _step("restore", {S.REJECTED, S.EXPIRED}, S.PROTECTED, P.CLOCK, "restored",
          "settled or decided in a dispute; everything it registers is free"),
    _step("win", {S.PROTECTED}, S.WON, P.OPPORTUNITY_CLOSE, "won", "order reference, day, value"),
    _step("lose", {S.PROTECTED}, S.LOST, P.OPPORTUNITY_CLOSE, "lost", "reason code"),
    _step("expire", {S.PROTECTED}, S.EXPIRED, P.CLOCK, "expired", "protection ended, after warnings", guard=_expirable),
    _step("withdraw", {S.SUBMITTED, S.INFO_REQUESTED, S.CONFLICT, S.PROTECTED}, S.WITHDRAWN, P.OPPORTUNITY_WITHDRAW,
          "withdrawn"),
    _step("endWithPartner", {S.DRAFT, S.OFFERED, S.SUBMITTED, S.INFO_REQUESTED, S.CONFLICT, S.PROTECTED}, S.WITHDRAWN,
          P.CLOCK, "ended_with_partner", "the partner's exit is finished; what it held is free"),
)  # fmt: skip


def _since_filed(at: Opportunity) -> datetime | None:
    return at.filed_at


def _stood(at: Opportunity) -> tuple[Pause, ...]:
    return at.pauses


def _of_protection(at: Opportunity) -> frozenset[Side]:
    return COMPANY if at.is_asked else PARTNER


LIFE: Machine[OpportunityStatus, Opportunity] = Machine(
    "Opportunity",
    OpportunityStatus,
    Opportunity,
    initial=S.DRAFT,
    steps=STEPS,
    deadlines={
        S.DRAFT: Deadline(None, lambda at: frozenset({at.author})),
        S.OFFERED: Deadline("decline", lambda _: PARTNER, words.OFFER,
                            otherwise=say("Otherwise it is offered to someone else.")),
        S.SUBMITTED: Deadline("approve", lambda _: COMPANY, words.DECISION, since=_since_filed, pauses=_stood,
                              otherwise=say("Otherwise the registration is approved.")),
        S.INFO_REQUESTED: Deadline("lapse", lambda _: PARTNER, words.INFO,
                                   otherwise=say("Otherwise the registration ends.")),
        S.CONFLICT: Deadline("overdue", lambda _: COMPANY, words.CONFLICT,
                             otherwise=say("Otherwise the executive sponsor is told.")),
        S.PROTECTED: Deadline("expire", _of_protection, until=lambda at: at.looks_at,
                              until_in_words="90 days, and 60 more once extended",
                              otherwise=say("Otherwise the protection ends.")),
    },
    in_words={
        S.DRAFT: say("The opportunity is a draft."),
        S.OFFERED: say("The company has offered this opportunity and is waiting for an answer."),
        S.SUBMITTED: say("The opportunity is registered and is waiting for the company's decision."),
        S.INFO_REQUESTED: say("The company has asked for more information."),
        S.CONFLICT: say("The registration conflicts with another one, so the company decides."),
        S.PROTECTED: say("The opportunity is protected."),
        S.WON: say("The opportunity was won."),
        S.LOST: say("The opportunity was lost."),
        S.EXPIRED: say("The protection has ended."),
        S.REJECTED: say("The registration was rejected."),
        S.DECLINED: say("The offered opportunity was declined."),
        S.WITHDRAWN: say("The opportunity was withdrawn."),
    },
)  # fmt: skip

EXTENDED_BY_SILENCE = say("Otherwise the protection is extended.")


def otherwise(at: Opportunity) -> Sentence | None:
    """What happens if nobody acts, for those who are waited for."""
    if at.status is S.PROTECTED and at.is_asked:
        return EXTENDED_BY_SILENCE
    deadline = LIFE.deadlines.get(at.status)
    return deadline.otherwise if deadline else None
