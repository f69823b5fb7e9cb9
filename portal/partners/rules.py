"""The life of a partner's account, the stages of the relationship, and the life of a membership."""

from datetime import datetime
from enum import StrEnum

from portal.access import Actor, Permission
from portal.machine import Guard, Machine, Reason, Step


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


def _later(_subject: object, _actor: Actor, _now: datetime) -> Reason:
    return "This cannot be done in the portal yet; please ask your contact."


P = Permission
A = AccountStatus
G = Stage


def _step(
    action: str, source: set[AccountStatus], target: AccountStatus, may: Permission, event: str, needs: str, *,
    clock_too: bool = False, guard: Guard[object] | None = _later,
) -> Step[object]:  # fmt: skip
    return Step(
        action, frozenset(source), target, may, f"partner.{event}", guard=guard, needs=needs, clock_too=clock_too
    )


ACCOUNT: Machine[AccountStatus, object] = Machine(
    "PartnerAccount",
    AccountStatus,
    initial=AccountStatus.PROSPECT,
    steps=(
        _step("invite", {A.PROSPECT}, A.INVITED, P.PARTNER_CREATE, "invited",
              "verified business e-mail domain; no duplicate"),
        _step("apply", {A.PROSPECT, A.INVITED}, A.APPLIED, P.PARTNER_APPLY, "applied",
              "e-mail verified, consent recorded; or an unexpired invitation"),
        _step("expire", {A.INVITED}, A.PROSPECT, P.CLOCK, "invite_expired", "invite older than 14 days"),
        _step("requestInfo", {A.APPLIED}, A.INFO_REQUESTED, P.PARTNER_REVIEW, "info_requested", "missing item named"),
        _step("supplyInfo", {A.INFO_REQUESTED}, A.APPLIED, P.PARTNER_APPLY, "info_supplied",
              "every requested item answered"),
        _step("reject", {A.APPLIED}, A.REJECTED, P.PARTNER_REVIEW, "rejected", "reason the applicant can read"),
        _step("reject", {A.INFO_REQUESTED}, A.REJECTED, P.PARTNER_REVIEW, "rejected",
              "reason, or 30 days without answer", clock_too=True),
        _step("approve", {A.APPLIED}, A.ACTIVE, P.PARTNER_APPROVE, "activated",
              "compliance documents accepted; approver is not the inviter; relationship manager assigned"),
        _step("overdue", {A.APPLIED}, A.APPLIED, P.CLOCK, "review_overdue", "5 business days without a decision"),
        _step("hold", {A.ACTIVE}, A.ON_HOLD, P.PARTNER_APPROVE, "put_on_hold", "reason; or a document expired",
              clock_too=True),
        _step("release", {A.ON_HOLD}, A.ACTIVE, P.PARTNER_APPROVE, "released", "cause cleared"),
        _step("overdue", {A.ON_HOLD}, A.ON_HOLD, P.CLOCK, "hold_review_due", "hold reviewed every 20 business days"),
        _step("startExit", {A.ACTIVE, A.ON_HOLD}, A.OFFBOARDING, P.PARTNER_EXIT, "exit_started",
              "exit plan exists; open items listed"),
        _step("cancelExit", {A.OFFBOARDING}, A.ACTIVE, P.PARTNER_SPONSOR, "exit_cancelled", "both sides agree"),
        _step("overdue", {A.OFFBOARDING}, A.OFFBOARDING, P.CLOCK, "exit_overdue", "exit plan date over"),
        _step("finishExit", {A.OFFBOARDING}, A.OFFBOARDED, P.PARTNER_APPROVE, "offboarded",
              "no ACTIVE contract, no open dispute, no unpaid fee; data handed over; access revoked"),
    ),
    deadlines={},
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
    action: str, source: Stage, target: Stage, may: Permission, needs: str, *, clock_too: bool = False
) -> Step[object]:
    event = "relationship.dissolved" if action == "dissolve" else "relationship.stage_changed"
    return Step(action, frozenset({source}), target, may, event, guard=_later, needs=needs, clock_too=clock_too)


RELATIONSHIP: Machine[Stage, object] = Machine(
    "RelationshipStage",
    Stage,
    initial=Stage.EXPLORATION,
    steps=(
        _stage("advance", G.EXPLORATION, G.AWARENESS, P.RELATIONSHIP_MANAGE, "evidence note"),
        _stage("advance", G.AWARENESS, G.EXPANSION, P.RELATIONSHIP_MANAGE, "first contract ACTIVE", clock_too=True),
        _stage("advance", G.EXPANSION, G.COMMITMENT, P.RELATIONSHIP_MANAGE, "plan agreed by both sides"),
        _stage("regress", G.AWARENESS, G.EXPLORATION, P.RELATIONSHIP_MANAGE, "reason"),
        _stage("regress", G.EXPANSION, G.AWARENESS, P.RELATIONSHIP_MANAGE, "reason"),
        _stage("regress", G.COMMITMENT, G.EXPANSION, P.RELATIONSHIP_MANAGE, "reason"),
        _stage("dissolve", G.EXPLORATION, G.DISSOLUTION, P.RELATIONSHIP_MANAGE, "reason, or account OFFBOARDED",
               clock_too=True),
        _stage("dissolve", G.AWARENESS, G.DISSOLUTION, P.RELATIONSHIP_MANAGE, "as above", clock_too=True),
        _stage("dissolve", G.EXPANSION, G.DISSOLUTION, P.RELATIONSHIP_MANAGE, "as above", clock_too=True),
        _stage("dissolve", G.COMMITMENT, G.DISSOLUTION, P.RELATIONSHIP_END, "as above", clock_too=True),
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
