"""The life of a fee: earned with a sale, held while something is open, approved by somebody else, and paid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.fees.rules.statuses import APPROVAL, PAYMENT, FeeStatus
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.sentences import say

S = FeeStatus
P = Permission
COMPANY, NOBODY = frozenset({Side.HOST}), frozenset[Side]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What the table looks at: what it is held for, and whether whoever acts answers for the sale."""

    status: FeeStatus
    is_owner: bool = False
    """Whoever acts answers for the partner or the sale on the company's side."""
    company_owner_id: UUID | None = None
    """The membership of whoever does."""
    is_disputed: bool = False
    disputed_in: str | None = None
    """The number of the dispute that holds it."""
    is_kept_back: bool = False
    """True if someone at the company holds it."""
    held_until: datetime | None = None
    """The end of the time in which the customer can still give the goods back."""
    due_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it is held no more by itself; None for what ends otherwise."""
        return None if self.is_disputed or self.is_kept_back else self.held_until


def _disputed(at: Fee) -> Reason:
    if at.disputed_in is None:
        return say("A dispute about it is open.") if at.is_disputed else None
    return say("Dispute {number} about it is open. It is held until the dispute ends.", number=at.disputed_in)


def _by_another(at: Fee, _actor: Actor, _now: Moment) -> Reason:
    return say("You are responsible for this sale, so someone else must approve its fee.") if at.is_owner else None


def _undisputed(at: Fee, _actor: Actor, _now: Moment) -> Reason:
    return _disputed(at)


def _in_dispute(at: Fee, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_disputed else say("No dispute about it is open.")


def _releasable(at: Fee, actor: Actor, now: Moment) -> Reason:
    if at.is_disputed:
        return _disputed(at)
    if at.held_until is not None and not now.has_reached(at.held_until):
        return say("The customer can still return the goods.")
    if at.is_kept_back and P.CLOCK in actor.permissions:
        return say("Someone put it on hold and has not released it.")
    return None


def _overdue(at: Fee, _actor: Actor, now: Moment) -> Reason:
    return None if at.due_at is not None and now.has_reached(at.due_at) else say("Its time has not ended yet.")


def _step(
    action: str, source: set[FeeStatus], target: FeeStatus, may: Permission, event: str, needs: str = "", *,
    guard: Guard[Fee] | None = None, **more: Any,
) -> Step[Fee]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"fee.{event}", guard=guard, needs=needs, **more)


def _stays(
    action: str, source: set[FeeStatus], may: Permission, event: str, needs: str, **more: Any
) -> list[Step[Fee]]:
    """A step that leaves a fee where it is, and its date."""
    return [_step(action, {each}, each, may, event, needs, keeps_date=True, **more) for each in sorted(source)]


STEPS = (
    _step("approve", {S.ACCRUED}, S.APPROVED, P.FEE_APPROVE, "approved",
          "by the schedule in force on the day of the order; not by the person responsible for the sale",
          guard=_undisputed, entitled=_by_another, barred=lambda at: frozenset({at.company_owner_id} - {None})),
    _step("hold", {S.ACCRUED, S.APPROVED}, S.HELD, P.FEE_HOLD, "held",
          "reason; automatic while the customer can return the goods, or a dispute about it is open", clock_too=True),
    _step("release", {S.HELD}, S.ACCRUED, P.FEE_HOLD, "released",
          "no dispute about it is open, and the goods can no longer be returned", guard=_releasable, clock_too=True),
    *_stays("contest", {S.HELD, S.PAID, S.REVERSED}, P.CLOCK, "contested", "a dispute about it is filed",
            guard=_undisputed),
    *_stays("settle", {S.HELD, S.PAID, S.REVERSED}, P.CLOCK, "settled",
            "there is no longer an open dispute about it", guard=_in_dispute),
    _step("reverse", {S.ACCRUED, S.HELD, S.APPROVED}, S.REVERSED, P.FEE_CORRECT, "reversed",
          "cause; a separate row reverses the rest, and no row is changed"),
    *_stays("reduce", {S.ACCRUED, S.HELD, S.APPROVED, S.PAID}, P.FEE_CORRECT, "reduced",
            "cause, and how much of the base was returned; in proportion, by the same schedule"),
    *_stays("adjust", {S.ACCRUED, S.HELD, S.APPROVED, S.PAID}, P.CLOCK, "adjusted",
            "settled or decided in a dispute"),
    _step("restore", {S.REVERSED}, S.ACCRUED, P.CLOCK, "restored", "settled or decided in a dispute"),
    _step("pay", {S.APPROVED}, S.PAID, P.FEE_PAY, "paid", "in a payout, with its reference", guard=_undisputed),
    *(_step("overdue", {each}, each, P.CLOCK, "overdue",
            "the company's time has passed: the executive sponsor and the partner are told; repeated each time",
            guard=_overdue) for each in (S.ACCRUED, S.APPROVED)),
)  # fmt: skip
TOLD = say("Otherwise the executive sponsor is told.")


def _held_for(at: Fee) -> frozenset[Side]:
    return COMPANY if at.is_kept_back else NOBODY


LIFE: Machine[FeeStatus, Fee] = Machine(
    "Fee",
    FeeStatus,
    Fee,
    initial=S.ACCRUED,
    steps=STEPS,
    deadlines={
        S.ACCRUED: Deadline("overdue", lambda _: COMPANY, APPROVAL, otherwise=TOLD),
        S.HELD: Deadline("release", _held_for, until=lambda at: at.ends_at,
                         until_in_words="until the goods can no longer be returned",
                         otherwise=say("Otherwise the fee stays held.")),
        S.APPROVED: Deadline("overdue", lambda _: COMPANY, PAYMENT, otherwise=TOLD),
    },
    in_words={
        S.ACCRUED: say("The fee is earned and is waiting for approval."),
        S.HELD: say("The fee is held."),
        S.APPROVED: say("The fee is approved and is waiting for payment."),
        S.PAID: say("The fee is paid."),
        S.REVERSED: say("The fee was reversed."),
    },
)  # fmt: skip
