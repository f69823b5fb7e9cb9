"""The life of a partner's account and the stages of the relationship; places in it have their own: membership.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.access import SYSTEM, Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step, not_known
from portal.partners import documents
from portal.sentences import Sentence, say, together
from portal.situations import ForClock


class Kind(StrEnum):
    VENDOR = "VENDOR"
    SUPPLIER = "SUPPLIER"
    DISTRIBUTOR = "DISTRIBUTOR"
    OTHER = "OTHER"


class AccountStatus(StrEnum):
    PROSPECT = "PROSPECT"
    INVITED = "INVITED"
    APPLIED = "APPLIED"
    INFO_REQUESTED = "INFO_REQUESTED"
    ACTIVE = "ACTIVE"
    ON_HOLD = "ON_HOLD"
    OFFBOARDING = "OFFBOARDING"
    OFFBOARDED = "OFFBOARDED"
    REJECTED = "REJECTED"


class Stage(StrEnum):
    EXPLORATION = "EXPLORATION"
    AWARENESS = "AWARENESS"
    EXPANSION = "EXPANSION"
    COMMITMENT = "COMMITMENT"
    DISSOLUTION = "DISSOLUTION"


class MembershipStatus(StrEnum):
    PREPARED = "PREPARED"
    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    REMOVED = "REMOVED"


INVITATION = timedelta(days=14)
"""How long an invited organisation has to apply."""
ANSWER = timedelta(days=30)
"""How long an applicant has to answer what it was asked; then the clock rejects the application."""
EXIT_AGAIN = 5
"""Business days of both sides until the clock looks again at an exit that was not finished by its date."""

OPEN_ITEMS: list[Callable[[int], Sentence]] = []
"""What is said of so many things of another room that must have ended before an account can.

`portal.partners.elsewhere` learns them.
"""

HOST = frozenset({Side.HOST})
PARTNER = frozenset({Side.PARTNER})
BOTH = HOST | PARTNER


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the table looks at: where the account is, who brought it and who looks after it."""

    status: AccountStatus
    is_own_invitation: bool = False
    """Whoever asks invited it."""
    has_manager: bool = False
    due_at: datetime | None = None
    wants_to_stay: bool = False
    """Leaving: the partner's administrator has agreed to stay."""
    open_items: tuple[int, ...] = ()
    """How many there are of each of OPEN_ITEMS."""
    leaves_at: datetime | None = None
    """When the plan of an exit that begins says that it is over."""
    is_handed_over: bool = False
    """Leaving: what was agreed was fetched as a file, and nothing of it has changed since."""
    required: tuple[documents.Required, ...] = ()
    """The kinds of documents without which nobody is approved."""
    held_for: frozenset[documents.DocumentKind] = frozenset()
    """The documents whose end put it on hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """What the table looks at: the facts that a stage rests on."""

    has_active_contract: bool = False
    has_grown: ForClock[bool] = False
    """It came as far as expansion before; the clock does not repeat what somebody took back."""
    has_agreed_plan: bool = False
    proposed_by: Side | None = None
    """The side whose plan waits for the other's word."""
    is_offboarded: ForClock[bool] = False


def _in_time(at: Account, _actor: Actor, now: Moment) -> Reason:
    if at.status is AccountStatus.INVITED and (at.due_at is None or now.has_reached(at.due_at)):
        return say("The invitation has expired. Ask your contact for a new one.")
    return None


def _due(at: Account, _actor: Actor, now: Moment) -> Reason:
    return None if at.due_at is not None and now.has_reached(at.due_at) else say("Its time has not ended yet.")


def _due_for_the_clock(at: Account, actor: Actor, now: Moment) -> Reason:
    return _due(at, actor, now) if actor is SYSTEM else None


def _by_a_second_person(at: Account, _actor: Actor, now: Moment) -> Reason:
    if at.is_own_invitation:
        return say("The person who invited a partner cannot approve it. Ask a colleague.")
    return documents.missing(at.required, now) if at.has_manager else say("Assign a relationship manager first.")


def _a_document_ended(at: Account, actor: Actor, now: Moment) -> Reason:
    """People hold an account for whatever reason they give."""
    if actor is SYSTEM and not documents.lapsed(at.required, now):
        return say("No mandatory document of the partner has expired.")
    return None


def _documents_are_back(at: Account, actor: Actor, now: Moment) -> Reason:
    """The clock ends what it began itself, nobody a hold while a mandatory document has ended."""
    if actor is SYSTEM and not at.held_for:
        return say("People put the account on hold, so only people can lift the hold.")
    if ended := documents.lapsed(at.required, now):
        return say(
            "These mandatory documents have expired: {documents}. Accept new ones first.",
            documents=documents.named(ended),
        )
    return None


def _not_said_before(at: Account, _actor: Actor, _now: Moment) -> Reason:
    return say("Your organisation has already agreed to stay.") if at.wants_to_stay else None


def _both_want_it(at: Account, _actor: Actor, _now: Moment) -> Reason:
    return None if at.wants_to_stay else say("The partner's administrator has not agreed to stay yet.")


def _nothing_open(at: Account, _actor: Actor, _now: Moment) -> Reason:
    """A sentence for each thing that is open."""
    said = [sentence(count) for sentence, count in zip(OPEN_ITEMS, at.open_items, strict=False) if count]
    if not at.is_handed_over:
        said.append(say("The partner's administrator or legal must first download the partner's current data."))
    return together(said)


def _first_contract(at: Relationship, actor: Actor, _now: Moment) -> Reason:
    if actor is SYSTEM and at.has_grown:
        return say("The relationship has grown before. People must decide whether it grows again.")
    return None if at.has_active_contract else say("No contract with this partner is in force yet.")


def _agreed_plan(at: Relationship, _actor: Actor, _now: Moment) -> Reason:
    return None if at.has_agreed_plan else say("The two sides have not agreed a relationship plan yet.")


def _other_sides_plan(at: Relationship, actor: Actor, _now: Moment) -> Reason:
    if at.proposed_by is None:
        return say("No relationship plan is waiting for an answer.")
    return (
        say("Your side proposed this plan, so the other side must agree to it.")
        if at.proposed_by is actor.side
        else None
    )


def _offboarded(at: Relationship, actor: Actor, _now: Moment) -> Reason:
    return say("The partner's account is not offboarded.") if actor is SYSTEM and not at.is_offboarded else None


P = Permission
A = AccountStatus
G = Stage


def _step(
    action: str, source: set[AccountStatus], target: AccountStatus, may: Permission, event: str, needs: str, *,
    guard: Guard[Account] | None = None, **more: Any,
) -> Step[Account]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"partner.{event}", guard=guard, needs=needs, **more)


ACCOUNT: Machine[AccountStatus, Account] = Machine(
    "PartnerAccount",
    AccountStatus,
    Account,
    initial=AccountStatus.PROSPECT,
    steps=(
        _step("invite", {A.PROSPECT}, A.INVITED, P.PARTNER_CREATE, "invited",
              "a work email address, not from a public email provider; no partner with the same name and country"),
        *(_step("correct", {status}, status, P.PARTNER_CREATE, "corrected",
                "what the company added, until the partner applies", keeps_date=True)
          for status in (A.PROSPECT, A.INVITED)),
        _step("apply", {A.PROSPECT, A.INVITED}, A.APPLIED, P.PARTNER_APPLY, "applied",
              "email verified, consent recorded; an invitation within 14 days", guard=_in_time),
        _step("expire", {A.INVITED}, A.PROSPECT, P.CLOCK, "invite_expired",
            "invitation older than 14 days", guard=_due),
        _step("requestInfo", {A.APPLIED}, A.INFO_REQUESTED, P.PARTNER_REVIEW, "info_requested", "missing item named"),
        _step("supplyInfo", {A.INFO_REQUESTED}, A.APPLIED, P.PARTNER_APPLY, "info_supplied",
              "every requested item answered"),
        _step("reject", {A.APPLIED}, A.REJECTED, P.PARTNER_REVIEW, "rejected", "reason that the applicant can read"),
        _step("reject", {A.INFO_REQUESTED}, A.REJECTED, P.PARTNER_REVIEW, "rejected",
              "reason, or 30 days without answer", clock_too=True, guard=_due_for_the_clock),
        _step("approve", {A.APPLIED}, A.ACTIVE, P.PARTNER_APPROVE, "activated",
              "approver is not the inviter; relationship manager assigned; all mandatory documents accepted",
              guard=_by_a_second_person, barred=not_known),
        _step("overdue", {A.APPLIED}, A.APPLIED, P.CLOCK, "review_overdue",
              "5 business days without a decision: head of legal and applicant are told", guard=_due),
        _step("hold", {A.ACTIVE}, A.ON_HOLD, P.PARTNER_APPROVE, "put_on_hold",
              "reason; or a mandatory document has expired", clock_too=True, guard=_a_document_ended),
        _step("release", {A.ON_HOLD}, A.ACTIVE, P.PARTNER_APPROVE, "released",
              "cause cleared; no mandatory document has expired", clock_too=True, guard=_documents_are_back),
        _step("overdue", {A.ON_HOLD}, A.ON_HOLD, P.CLOCK, "hold_review_due",
              "hold reviewed every 20 business days; partner told", guard=_due),
        _step("startExit", {A.ACTIVE, A.ON_HOLD}, A.OFFBOARDING, P.PARTNER_EXIT, "exit_started",
              "exit plan: by when, and what happens to open items; open items listed"),
        _step("agreeToStay", {A.OFFBOARDING}, A.OFFBOARDING, P.PARTNER_STAY, "stay_agreed", "once",
              guard=_not_said_before, keeps_date=True),
        _step("cancelExit", {A.OFFBOARDING}, A.ACTIVE, P.PARTNER_SPONSOR, "exit_cancelled",
              "both sides agree: the partner's administrator has said so", guard=_both_want_it),
        _step("overdue", {A.OFFBOARDING}, A.OFFBOARDING, P.CLOCK, "exit_overdue",
              "exit plan date passed: sponsor becomes owner; partner told; the next date", guard=_due),
        _step("finishExit", {A.OFFBOARDING}, A.OFFBOARDED, P.PARTNER_APPROVE, "offboarded",
              "no contract in force, no open negotiation; data handed over; access ends with it", guard=_nothing_open),
    ),
    deadlines={
        A.INVITED: Deadline(
            "expire", lambda _: PARTNER, after=INVITATION, otherwise=say("Otherwise the invitation expires.")
        ),
        A.APPLIED: Deadline(
            "overdue", lambda _: HOST, 5,
            otherwise=say("Otherwise the head of legal takes it over, and the applicant is told a new date."),
        ),
        A.INFO_REQUESTED: Deadline(
            "reject", lambda _: PARTNER, after=ANSWER, otherwise=say("Otherwise the application is rejected.")
        ),
        A.ON_HOLD: Deadline(
            "overdue", lambda _: HOST, 20, otherwise=say("Otherwise the hold is reviewed, and both sides are told."),
        ),
        A.OFFBOARDING: Deadline(
            "overdue", lambda _: BOTH, EXIT_AGAIN, until=lambda at: at.leaves_at,
            until_in_words="end of the plan's day",
            otherwise=say("Otherwise the executive sponsor takes it over, and both sides are told a new date."),
        ),
    },
    in_words={
        A.PROSPECT: say("The partner is a prospect."),
        A.INVITED: say("The partner was invited."),
        A.APPLIED: say("The partner has applied."),
        A.INFO_REQUESTED: say("The partner was asked for more information."),
        A.ACTIVE: say("The partner is active."),
        A.ON_HOLD: say("The partner is on hold."),
        A.OFFBOARDING: say("The partner is leaving."),
        A.OFFBOARDED: say("The partner has left."),
        A.REJECTED: say("The partner was rejected."),
    },
)  # fmt: skip


def _stage(
    action: str, source: Stage, target: Stage, may: Permission, needs: str, *, event: str = "stage_changed",
    guard: Guard[Relationship] | None = None, **more: Any,
) -> Step[Relationship]:  # fmt: skip
    return Step(action, frozenset({source}), target, may, f"relationship.{event}", guard=guard, needs=needs, **more)


def _dissolve(source: Stage, needs: str, may: Permission = P.RELATIONSHIP_MANAGE) -> Step[Relationship]:
    return _stage("dissolve", source, G.DISSOLUTION, may, needs, clock_too=True, guard=_offboarded, event="dissolved")


def _planned(stage: Stage) -> tuple[Step[Relationship], Step[Relationship]]:
    """A plan for the relationship, by either side; it counts once the other side has agreed to the same text."""
    return (
        _stage("proposePlan", stage, stage, P.RELATIONSHIP_PLAN, "names the digest of the current plan",
               event="plan_proposed", beside=True),
        _stage("agreePlan", stage, stage, P.RELATIONSHIP_PLAN, "the other side; names the same digest",
               guard=_other_sides_plan, event="plan_agreed", beside=True),
    )  # fmt: skip


RELATIONSHIP: Machine[Stage, Relationship] = Machine(
    "RelationshipStage",
    Stage,
    Relationship,
    initial=Stage.EXPLORATION,
    steps=(
        _stage("advance", G.EXPLORATION, G.AWARENESS, P.RELATIONSHIP_MANAGE, "evidence note"),
        _stage("advance", G.AWARENESS, G.EXPANSION, P.RELATIONSHIP_MANAGE, "first contract ACTIVE", clock_too=True,
               guard=_first_contract),
        _stage("advance", G.EXPANSION, G.COMMITMENT, P.RELATIONSHIP_MANAGE, "plan agreed by both sides",
               guard=_agreed_plan),
        _stage("regress", G.AWARENESS, G.EXPLORATION, P.RELATIONSHIP_MANAGE, "reason"),
        _stage("regress", G.EXPANSION, G.AWARENESS, P.RELATIONSHIP_MANAGE, "reason"),
        _stage("regress", G.COMMITMENT, G.EXPANSION, P.RELATIONSHIP_MANAGE, "reason"),
        *_planned(G.EXPANSION),
        *_planned(G.COMMITMENT),
        _dissolve(G.EXPLORATION, "reason, or account OFFBOARDED"),
        _dissolve(G.AWARENESS, "as above"),
        _dissolve(G.EXPANSION, "as above"),
        _dissolve(G.COMMITMENT, "as above", P.RELATIONSHIP_END),
    ),
    deadlines={},
    in_words={
        G.EXPLORATION: say("The relationship is being explored."),
        G.AWARENESS: say("The two sides are getting to know each other."),
        G.EXPANSION: say("The relationship is growing."),
        G.COMMITMENT: say("The relationship is committed."),
        G.DISSOLUTION: say("The relationship is dissolved."),
    },
)  # fmt: skip
