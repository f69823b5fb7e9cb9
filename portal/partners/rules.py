"""The life of a partner's account and the stages of the relationship; places in it have their own: membership.py."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from portal.access import SYSTEM, Actor, Permission, Side
from portal.machine import Deadline, Guard, Machine, Reason, Step


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
    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    REMOVED = "REMOVED"


INVITATION = timedelta(days=14)
"""How long an invited organisation has to apply."""
ANSWER = timedelta(days=30)
"""How long an applicant has to answer what it was asked; then the clock rejects the application."""

HOST = frozenset({Side.HOST})
PARTNER = frozenset({Side.PARTNER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the table looks at: where the account is, who brought it and who looks after it."""

    status: AccountStatus
    invited_by: UUID | None = None
    """The person who invited it."""
    has_manager: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """What the table looks at: the facts that a stage rests on."""

    has_active_contract: bool = False
    is_offboarded: bool = False


def later(sentence: str) -> Guard[object]:
    """A step whose surroundings are still to come: it stands in the table and refuses in words."""

    def refuse(_at: object, _actor: Actor, _now: datetime) -> Reason:
        return sentence

    return refuse


def _in_time(at: Account, _actor: Actor, now: datetime) -> Reason:
    if at.status is AccountStatus.INVITED and (at.due_at is None or now >= at.due_at):
        return "The invitation is over; please ask your contact for a new one."
    return None


def _due(at: Account, _actor: Actor, now: datetime) -> Reason:
    return None if at.due_at is not None and at.due_at <= now else "Its time is not over yet."


def _due_for_the_clock(at: Account, actor: Actor, now: datetime) -> Reason:
    return _due(at, actor, now) if actor is SYSTEM else None


def _by_a_second_person(at: Account, actor: Actor, _now: datetime) -> Reason:
    if at.invited_by == actor.person_id:
        return "Who invited a partner does not approve it; please ask a colleague."
    return None if at.has_manager else "Name its relationship manager first."


def _by_people(_at: Account, actor: Actor, _now: datetime) -> Reason:
    return "No document that could expire is kept in the portal yet." if actor is SYSTEM else None


def _first_contract(at: Relationship, _actor: Actor, _now: datetime) -> Reason:
    return None if at.has_active_contract else "No contract with this partner is in force yet."


def _offboarded(at: Relationship, actor: Actor, _now: datetime) -> Reason:
    return "The partner's account is not offboarded." if actor is SYSTEM and not at.is_offboarded else None


P = Permission
A = AccountStatus
G = Stage

_NO_PLAN = later("An exit plan cannot be kept in the portal yet; please agree on it with your contact.")


def _step(
    action: str, source: set[AccountStatus], target: AccountStatus, may: Permission, event: str, needs: str, *,
    clock_too: bool = False, guard: Guard[Account] | None = None,
) -> Step[Account]:  # fmt: skip
    return Step(
        action, frozenset(source), target, may, f"partner.{event}", guard=guard, needs=needs, clock_too=clock_too
    )


ACCOUNT: Machine[AccountStatus, Account] = Machine(
    "PartnerAccount",
    AccountStatus,
    initial=AccountStatus.PROSPECT,
    steps=(
        _step("invite", {A.PROSPECT}, A.INVITED, P.PARTNER_CREATE, "invited",
              "an address at work, not at a public mail provider; no partner of the same name and country"),
        _step("apply", {A.PROSPECT, A.INVITED}, A.APPLIED, P.PARTNER_APPLY, "applied",
              "e-mail verified, consent recorded; an invitation within 14 days", guard=_in_time),
        _step("expire", {A.INVITED}, A.PROSPECT, P.CLOCK, "invite_expired", "invite older than 14 days", guard=_due),
        _step("requestInfo", {A.APPLIED}, A.INFO_REQUESTED, P.PARTNER_REVIEW, "info_requested", "missing item named"),
        _step("supplyInfo", {A.INFO_REQUESTED}, A.APPLIED, P.PARTNER_APPLY, "info_supplied",
              "every requested item answered"),
        _step("reject", {A.APPLIED}, A.REJECTED, P.PARTNER_REVIEW, "rejected", "reason the applicant can read"),
        _step("reject", {A.INFO_REQUESTED}, A.REJECTED, P.PARTNER_REVIEW, "rejected",
              "reason, or 30 days without answer", clock_too=True, guard=_due_for_the_clock),
        _step("approve", {A.APPLIED}, A.ACTIVE, P.PARTNER_APPROVE, "activated",
              "approver is not the inviter; relationship manager assigned", guard=_by_a_second_person),
        _step("overdue", {A.APPLIED}, A.APPLIED, P.CLOCK, "review_overdue",
              "5 business days without a decision: legal lead and applicant are told", guard=_due),
        _step("hold", {A.ACTIVE}, A.ON_HOLD, P.PARTNER_APPROVE, "put_on_hold", "reason; or a document expired",
              clock_too=True, guard=_by_people),
        _step("release", {A.ON_HOLD}, A.ACTIVE, P.PARTNER_APPROVE, "released", "cause cleared"),
        _step("overdue", {A.ON_HOLD}, A.ON_HOLD, P.CLOCK, "hold_review_due",
              "hold reviewed every 20 business days; partner told", guard=_due),
        _step("startExit", {A.ACTIVE, A.ON_HOLD}, A.OFFBOARDING, P.PARTNER_EXIT, "exit_started",
              "exit plan exists; open items listed", guard=_NO_PLAN),
        _step("cancelExit", {A.OFFBOARDING}, A.ACTIVE, P.PARTNER_SPONSOR, "exit_cancelled", "both sides agree",
              guard=_NO_PLAN),
        _step("overdue", {A.OFFBOARDING}, A.OFFBOARDING, P.CLOCK, "exit_overdue", "exit plan date over",
              guard=_NO_PLAN),
        _step("finishExit", {A.OFFBOARDING}, A.OFFBOARDED, P.PARTNER_APPROVE, "offboarded",
              "no active contract, no open dispute, no unpaid fee; data handed over; access revoked", guard=_NO_PLAN),
    ),
    deadlines={
        A.INVITED: Deadline("expire", lambda _: PARTNER),
        A.APPLIED: Deadline("overdue", lambda _: HOST, 5),
        A.INFO_REQUESTED: Deadline("reject", lambda _: PARTNER),
        A.ON_HOLD: Deadline("overdue", lambda _: HOST, 20),
    },
    in_words={
        A.PROSPECT: "is a prospect",
        A.INVITED: "was invited",
        A.APPLIED: "has applied",
        A.INFO_REQUESTED: "was asked for information",
        A.ACTIVE: "is active",
        A.ON_HOLD: "is on hold",
        A.OFFBOARDING: "is leaving",
        A.OFFBOARDED: "has left",
        A.REJECTED: "was rejected",
    },
)  # fmt: skip


def _stage(
    action: str, source: Stage, target: Stage, may: Permission, needs: str, *, clock_too: bool = False,
    guard: Guard[Relationship] | None = None,
) -> Step[Relationship]:  # fmt: skip
    event = "relationship.dissolved" if action == "dissolve" else "relationship.stage_changed"
    return Step(action, frozenset({source}), target, may, event, guard=guard, needs=needs, clock_too=clock_too)


def _dissolve(source: Stage, needs: str, may: Permission = P.RELATIONSHIP_MANAGE) -> Step[Relationship]:
    return _stage("dissolve", source, G.DISSOLUTION, may, needs, clock_too=True, guard=_offboarded)


RELATIONSHIP: Machine[Stage, Relationship] = Machine(
    "RelationshipStage",
    Stage,
    initial=Stage.EXPLORATION,
    steps=(
        _stage("advance", G.EXPLORATION, G.AWARENESS, P.RELATIONSHIP_MANAGE, "evidence note"),
        _stage("advance", G.AWARENESS, G.EXPANSION, P.RELATIONSHIP_MANAGE, "first contract ACTIVE", clock_too=True,
               guard=_first_contract),
        _stage("advance", G.EXPANSION, G.COMMITMENT, P.RELATIONSHIP_MANAGE, "plan agreed by both sides",
               guard=later("A relationship plan cannot be kept in the portal yet.")),
        _stage("regress", G.AWARENESS, G.EXPLORATION, P.RELATIONSHIP_MANAGE, "reason"),
        _stage("regress", G.EXPANSION, G.AWARENESS, P.RELATIONSHIP_MANAGE, "reason"),
        _stage("regress", G.COMMITMENT, G.EXPANSION, P.RELATIONSHIP_MANAGE, "reason"),
        _dissolve(G.EXPLORATION, "reason, or account OFFBOARDED"),
        _dissolve(G.AWARENESS, "as above"),
        _dissolve(G.EXPANSION, "as above"),
        _dissolve(G.COMMITMENT, "as above", P.RELATIONSHIP_END),
    ),
    deadlines={},
    in_words={
        G.EXPLORATION: "is being explored",
        G.AWARENESS: "is getting acquainted",
        G.EXPANSION: "is growing",
        G.COMMITMENT: "is committed",
        G.DISSOLUTION: "is dissolved",
    },
)  # fmt: skip
