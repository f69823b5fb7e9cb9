"""The life of a contract and of each negotiation round: who may take it from where to where, by when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal import calendars
from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.partners.membership import Period
from portal.partners.rules import AccountStatus
from portal.sentences import say
from portal.situations import ForClock


class Status(StrEnum):
    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    IN_NEGOTIATION = "IN_NEGOTIATION"
    AGREED = "AGREED"
    IN_APPROVAL = "IN_APPROVAL"
    OUT_FOR_SIGNATURE = "OUT_FOR_SIGNATURE"
    SIGNED = "SIGNED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    NOTICE_GIVEN = "NOTICE_GIVEN"
    EXPIRED = "EXPIRED"
    SUPERSEDED = "SUPERSEDED"
    TERMINATED = "TERMINATED"
    WITHDRAWN = "WITHDRAWN"


IN_FORCE = (Status.SIGNED, Status.ACTIVE, Status.SUSPENDED, Status.NOTICE_GIVEN)
"""Signed by both and not over: what a partner that leaves must have ended first."""
NEGOTIATED = (Status.IN_NEGOTIATION, Status.AGREED, Status.IN_APPROVAL, Status.OUT_FOR_SIGNATURE)
"""Before both sides and not signed yet."""


class RoundStatus(StrEnum):
    DRAFTING = "DRAFTING"
    SUBMITTED = "SUBMITTED"
    ABORTED = "ABORTED"
    ACCEPTED = "ACCEPTED"
    COUNTERED = "COUNTERED"
    LAPSED = "LAPSED"
    WITHDRAWN = "WITHDRAWN"


class ChangeStatus(StrEnum):
    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    STALE = "STALE"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


class Kind(StrEnum):
    SUPPLY = "SUPPLY"
    SERVICE = "SERVICE"
    DISTRIBUTION = "DISTRIBUTION"
    RESELLER = "RESELLER"
    FRAMEWORK = "FRAMEWORK"
    CONFIDENTIALITY = "CONFIDENTIALITY"
    OTHER = "OTHER"


BOTH = frozenset(Side)
NOBODY: frozenset[Side] = frozenset()
HOST = frozenset({Side.HOST})


@dataclass(frozen=True, slots=True)
class Situation:
    """What the table looks at to decide: where the contract is and who has done what to its current text."""

    status: Status
    round_status: RoundStatus | None
    pen: Side | None
    accepted_by: frozenset[Side]
    signed_by: frozenset[Side]
    has_clauses: bool
    partner_status: AccountStatus
    starts_on: ForClock[date] = date.max
    ends_on: ForClock[date | None] = None
    renewal: ForClock[str] = "NONE"
    zone: str = "UTC"
    authorised: tuple[Period, ...] = ()
    """When the actor holds an authority to sign that covers the contract's kind, value and currency."""


def _pen(at: Situation) -> Side | None:
    return at.pen


def _other(at: Situation) -> Side | None:
    return at.pen.other if at.pen else None


def _complete(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.has_clauses else say("The contract has no clause yet.")


def _partner_active(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    if at.partner_status is not AccountStatus.ACTIVE:
        return say("The partner's account is not active, so nothing can be published to it.")
    return _complete(at, _actor, _now)


def _unsigned(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return say("A signature has been given already.") if at.signed_by else None


def _side_unsigned(at: Situation, actor: Actor, _now: Moment) -> Reason:
    return say("Your side has signed this text already.") if actor.side in at.signed_by else None


def _authorised(at: Situation, _actor: Actor, now: Moment) -> Reason:
    today = now.day(at.zone)
    if any(period.holds(today) for period in at.authorised):
        return None
    return say("You hold no authority to sign that covers this contract's kind, value and currency today.")


def _both_accepted(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.accepted_by == BOTH else say("Both sides must accept the same text.")


def _both_signed(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.signed_by == BOTH else say("Both sides must sign the same text.")


def _effective(at: Situation, _actor: Actor, now: Moment) -> Reason:
    return None if now.day(at.zone) >= at.starts_on else say("The effective date has not come.")


def _effective_from(at: Situation) -> datetime:
    return calendars.begins_at(at.starts_on, at.zone)


def _over_from(at: Situation) -> datetime | None:
    """The instant after the last day; none while the contract has no last day, or would renew on it."""
    if at.ends_on is None or at.renewal != "NONE":
        return None
    return calendars.begins_at(at.ends_on + timedelta(days=1), at.zone)


def _term_over(at: Situation, _actor: Actor, now: Moment) -> Reason:
    if at.renewal != "NONE":
        return say("The term renews.")
    return None if at.ends_on and now.day(at.zone) > at.ends_on else say("The term is not over.")


_TAKEN_OVER = say("Otherwise the head of legal takes it over.")

OPEN_ROUND = (RoundStatus.DRAFTING, RoundStatus.SUBMITTED)

P = Permission
S = Status


def _step(
    action: str, source: set[Status], target: Status, may: Permission, event: str, needs: str = "", *,
    guard: Guard[Situation] | None = None, **more: Any,
) -> Step[Situation]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"contract.{event}", guard=guard, needs=needs, **more)


LIFE: Machine[Status, Situation] = Machine(
    "Contract",
    Status,
    Situation,
    initial=Status.DRAFT,
    steps=(
        _step("redraft", {S.DRAFT}, S.DRAFT, P.CONTRACT_DRAFT, "redrafted"),
        _step("submitForReview", {S.DRAFT}, S.IN_REVIEW, P.CONTRACT_DRAFT, "review_requested",
              "title, type, parties, term and at least one clause", guard=_complete),
        _step("publishStandard", {S.DRAFT}, S.IN_NEGOTIATION, P.CONTRACT_MANAGE, "negotiation_opened",
              "every clause digest equals the library standard", planned=True),
        _step("withdraw", {S.DRAFT, S.IN_REVIEW}, S.WITHDRAWN, P.CONTRACT_MANAGE, "withdrawn"),
        _step("requestChanges", {S.IN_REVIEW}, S.DRAFT, P.CONTRACT_REVIEW, "changes_requested", "comment"),
        _step("overdue", {S.IN_REVIEW}, S.IN_REVIEW, P.CLOCK, "review_overdue",
              "review deadline over: legal lead becomes owner"),
        _step("publish", {S.IN_REVIEW}, S.IN_NEGOTIATION, P.CONTRACT_REVIEW, "negotiation_opened",
              "partner account ACTIVE; creates version 1 with digest; opens round 1", guard=_partner_active),
        _step("withdraw", {S.IN_NEGOTIATION}, S.WITHDRAWN, P.CONTRACT_ACCEPT, "withdrawn",
              "reason visible to the other side"),
        _step("agree", {S.IN_NEGOTIATION}, S.AGREED, P.CLOCK, "agreed",
              "acceptances by both sides name the same version digest", guard=_both_accepted),
        _step("reopen", {S.AGREED}, S.IN_NEGOTIATION, P.CONTRACT_ACCEPT, "reopened", "before any signature; reason",
              guard=_unsigned),
        _step("startApproval", {S.AGREED}, S.IN_APPROVAL, P.CONTRACT_MANAGE, "approval_started",
              "approval rules evaluated on key terms; list of approvers fixed", then=("release",)),
        _step("overdue", {S.AGREED}, S.AGREED, P.CLOCK, "approval_not_started",
              "5 business days without approval started: legal lead becomes owner"),
        _step("rejectApproval", {S.IN_APPROVAL}, S.IN_NEGOTIATION, P.CONTRACT_APPROVE, "approval_rejected",
              "reason; approver is not the author", planned=True),
        _step("overdue", {S.IN_APPROVAL}, S.IN_APPROVAL, P.CLOCK, "approval_overdue", "approver deadline over: deputy"),
        _step("release", {S.IN_APPROVAL}, S.OUT_FOR_SIGNATURE, P.CLOCK, "signature_requested",
              "every required approval granted on this digest"),
        _step("sign", {S.OUT_FOR_SIGNATURE}, S.OUT_FOR_SIGNATURE, P.CONTRACT_SIGN, "signature_given",
              "names the digest; once for each side; an authority to sign that covers kind, value, currency and today;"
              " presence confirmed within 5 minutes", guard=_side_unsigned, entitled=_authorised, confirmed=True,
              keeps_date=True, then=("complete",)),
        _step("decline", {S.OUT_FOR_SIGNATURE}, S.IN_NEGOTIATION, P.CONTRACT_SIGN, "signature_declined",
              "reason; collected signatures voided"),
        _step("lapse", {S.OUT_FOR_SIGNATURE}, S.AGREED, P.CLOCK, "signature_lapsed",
              "signature window over; signatures voided"),
        _step("withdraw", {S.OUT_FOR_SIGNATURE}, S.WITHDRAWN, P.CONTRACT_REVIEW, "withdrawn",
              "before the first signature", guard=_unsigned),
        _step("complete", {S.OUT_FOR_SIGNATURE}, S.SIGNED, P.CLOCK, "signed",
              "a signatory of each side signed the same digest", guard=_both_signed, then=("activate",)),
        _step("activate", {S.SIGNED}, S.ACTIVE, P.CLOCK, "activated", "effective date reached in the contract's zone",
              guard=_effective),
        _step("rescind", {S.SIGNED}, S.TERMINATED, P.CONTRACT_SIGN, "rescinded", "both sides sign the rescission",
              planned=True),
        _step("suspend", {S.ACTIVE}, S.SUSPENDED, P.CONTRACT_REVIEW, "suspended",
              "clause that gives the right; notice sent", planned=True),
        _step("resume", {S.SUSPENDED}, S.ACTIVE, P.CONTRACT_REVIEW, "resumed", "cause cleared",
              planned=True),
        _step("renew", {S.ACTIVE}, S.ACTIVE, P.CONTRACT_SIGN, "renewed", "option exercised, or evergreen and no notice",
              planned=True, clock_too=True),
        _step("giveNotice", {S.ACTIVE, S.SUSPENDED}, S.NOTICE_GIVEN, P.CONTRACT_SIGN, "notice_given",
              "notice clause; effective date from the notice period", planned=True),
        _step("revokeNotice", {S.NOTICE_GIVEN}, S.ACTIVE, P.CONTRACT_SIGN, "notice_revoked", "the other side consents",
              planned=True),
        _step("terminate", {S.NOTICE_GIVEN}, S.TERMINATED, P.CLOCK, "terminated", "notice effective date reached",
              planned=True),
        _step("expire", {S.ACTIVE, S.SUSPENDED}, S.EXPIRED, P.CLOCK, "expired", "end of term, no renewal",
              guard=_term_over),
        _step("supersede", {S.ACTIVE}, S.SUPERSEDED, P.CLOCK, "superseded", "replacement contract became ACTIVE",
              planned=True),
    ),
    deadlines={
        S.DRAFT: Deadline(None, lambda _: HOST),
        S.IN_NEGOTIATION: Deadline(None, lambda _: NOBODY, elsewhere=True),
        S.IN_REVIEW: Deadline("overdue", lambda _: HOST, 5, otherwise=_TAKEN_OVER),
        S.AGREED: Deadline("overdue", lambda _: HOST, 5, otherwise=_TAKEN_OVER),
        S.IN_APPROVAL: Deadline("overdue", lambda _: HOST, 3, otherwise=_TAKEN_OVER),
        S.OUT_FOR_SIGNATURE: Deadline(
            "lapse", lambda at: BOTH - at.signed_by, 20,
            otherwise=say(
                "Otherwise the time to sign is over: signatures given become void, and the text is agreed again."
            ),
        ),
        S.SIGNED: Deadline("activate", lambda _: NOBODY, until=_effective_from, until_in_words="first day",
                           otherwise=say("It comes into force automatically.")),
        S.ACTIVE: Deadline("expire", lambda _: NOBODY, until=_over_from, until_in_words="end of the last day",
                           otherwise=say("It ends automatically.")),
    },
    in_words={
        S.DRAFT: say("The contract is a draft."),
        S.IN_REVIEW: say("The contract is in the company's review."),
        S.IN_NEGOTIATION: say("The contract is being negotiated."),
        S.AGREED: say("The contract is agreed and waits for approval."),
        S.IN_APPROVAL: say("The contract is in approval."),
        S.OUT_FOR_SIGNATURE: say("The contract is out for signature."),
        S.SIGNED: say("The contract is signed and waits for its first day."),
        S.ACTIVE: say("The contract is in force."),
        S.SUSPENDED: say("The contract is suspended."),
        S.NOTICE_GIVEN: say("The contract is under notice."),
        S.EXPIRED: say("The contract has expired."),
        S.SUPERSEDED: say("The contract was replaced."),
        S.TERMINATED: say("The contract was terminated."),
        S.WITHDRAWN: say("The contract was withdrawn."),
    },
)  # fmt: skip

R = RoundStatus

ROUND: Machine[RoundStatus, Situation] = Machine(
    "NegotiationRound",
    RoundStatus,
    Situation,
    initial=RoundStatus.DRAFTING,
    steps=(
        Step("edit", frozenset({R.DRAFTING}), R.DRAFTING, P.CONTRACT_NEGOTIATE, "negotiation.draft_saved", side=_pen,
             needs="the side that holds the pen; the other side sees nothing of it", keeps_date=True),
        Step("submit", frozenset({R.DRAFTING}), R.SUBMITTED, P.CONTRACT_NEGOTIATE, "negotiation.round_submitted",
             side=_pen, needs="the side that holds the pen; base is the current version; a change, or 'no changes'"),
        Step("lapse", frozenset({R.DRAFTING}), R.LAPSED, P.CLOCK, "negotiation.round_lapsed",
             needs="turn deadline over; pen passes back"),
        Step("abort", frozenset({R.DRAFTING, R.SUBMITTED}), R.ABORTED, P.CLOCK, "negotiation.round_aborted",
             needs="contract withdrawn"),
        Step("withdraw", frozenset({R.SUBMITTED}), R.WITHDRAWN, P.CONTRACT_RECALL, "negotiation.round_withdrawn",
             side=_pen, needs="the submitting side, before the first disposition"),
        Step("counter", frozenset({R.SUBMITTED}), R.COUNTERED, P.CONTRACT_NEGOTIATE, "negotiation.round_countered",
             side=_other, needs="the other side; every change has a disposition; opens the next round"),
        Step("accept", frozenset({R.SUBMITTED}), R.ACCEPTED, P.CONTRACT_ACCEPT, "negotiation.round_accepted",
             side=_other, needs="the other side; names the digest of the new version"),
        Step("lapse", frozenset({R.SUBMITTED}), R.LAPSED, P.CLOCK, "negotiation.round_lapsed",
             needs="response deadline over; escalates to both sides"),
    ),
    deadlines={
        R.DRAFTING: Deadline("lapse", lambda at: frozenset({at.pen}) if at.pen else NOBODY, 10,
                             otherwise=say("Otherwise the pen passes to the other side.")),
        R.SUBMITTED: Deadline(
            "lapse", lambda at: frozenset({at.pen.other}) if at.pen else NOBODY, 10,
            otherwise=say("Otherwise the proposal lapses, and the pen goes back to the side that made it."),
        ),
    },
    in_words={
        R.DRAFTING: say("The side whose turn it is drafts the round."),
        R.SUBMITTED: say("The round waits for the other side's answer."),
        R.ABORTED: say("The round was aborted with the contract."),
        R.ACCEPTED: say("The round was accepted."),
        R.COUNTERED: say("The round was countered."),
        R.LAPSED: say("The round has lapsed."),
        R.WITHDRAWN: say("The round was withdrawn."),
    },
)  # fmt: skip
