"""The life of a breach: what was missed, how it is cured, and what follows if it is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.sentences import Word, say, word
from portal.situations import ForClock


class BreachStatus(StrEnum):
    DETECTED = "DETECTED"
    CURE_PERIOD = "CURE_PERIOD"
    CORRECTIVE_ACTION = "CORRECTIVE_ACTION"
    UNCURED = "UNCURED"
    CURED = "CURED"
    REMEDIED = "REMEDIED"
    RETRACTED = "RETRACTED"
    WAIVED = "WAIVED"


class Discipline(StrEnum):
    """A part of the plan against a breach, as an 8D report has them."""

    CONTAINMENT = "CONTAINMENT"
    ROOT_CAUSE = "ROOT_CAUSE"
    CORRECTIVE_ACTION = "CORRECTIVE_ACTION"
    PREVENTION = "PREVENTION"


B = BreachStatus
P = Permission
D = Discipline

DISCIPLINES: Mapping[Discipline, Word] = {
    D.CONTAINMENT: word("plan", "Containment", code="CONTAINMENT"),
    D.ROOT_CAUSE: word("plan", "Root cause", code="ROOT_CAUSE"),
    D.CORRECTIVE_ACTION: word("plan", "Corrective action", code="CORRECTIVE_ACTION"),
    D.PREVENTION: word("plan", "Prevention", code="PREVENTION"),
}
"""What they are called in front of people; the codes are the API's."""

NOTICE, DECISION = 2, 20
"""Business days: until notice is given by itself, and to decide about the consequence."""
OPEN = (B.DETECTED, B.CURE_PERIOD, B.CORRECTIVE_ACTION, B.UNCURED)
NOBODY: frozenset[Side] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What the table looks at: whose promise was missed, until when it can be cured, and whether it still stands."""

    status: BreachStatus
    obligor: Side
    is_final: bool = True
    """The value it rests on is final, or it rests on a crossed boundary."""
    has_consequence: bool = False
    """Both sides agreed on what follows."""
    cure_at: ForClock[datetime | None] = None
    plan_due_at: ForClock[datetime | None] = None
    """The last second of the last day that the plan names."""
    is_missed: ForClock[bool] = True
    """The value, as it is now, lies outside of what was agreed."""


def _obligor(at: Breach) -> Side:
    return at.obligor


def _beneficiary(at: Breach) -> Side:
    return at.obligor.other


def _final(at: Breach, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_final else say("The value is contested, so there is no consequence for now.")


def _payable(at: Breach, actor: Actor, now: Moment) -> Reason:
    if not at.has_consequence:
        return say("No consequence was agreed.")
    return _final(at, actor, now)


def _nothing_agreed(at: Breach, _actor: Actor, _now: Moment) -> Reason:
    return say("A consequence was agreed. Apply or waive it.") if at.has_consequence else None


def _met_after_all(at: Breach, _actor: Actor, _now: Moment) -> Reason:
    return say("The value is still outside what was agreed.") if at.is_missed else None


def _step(
    action: str, source: set[BreachStatus], target: BreachStatus, may: Permission, event: str, needs: str = "", *,
    guard: Guard[Breach] | None = None, **more: Any,
) -> Step[Breach]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"breach.{event}", guard=guard, needs=needs, **more)


BREACH: Machine[BreachStatus, Breach] = Machine(
    "Breach",
    BreachStatus,
    Breach,
    initial=B.DETECTED,
    steps=(
        _step("notify", {B.DETECTED}, B.CURE_PERIOD, P.BREACH_NOTIFY, "notified",
              "beneficiary side; measurement FINAL and outside tolerance, or boundary crossed; names clause, numbers,"
              " cure date", side=_beneficiary, guard=_final, clock_too=True),
        _step("retract", set(OPEN), B.RETRACTED, P.CLOCK, "retracted",
              "measurement restated inside tolerance, or an attestation not upheld", guard=_met_after_all),
        _step("cure", {B.DETECTED}, B.CURED, P.CLOCK, "cured", "a rule that is kept again before notice was given"),
        _step("submitPlan", {B.CURE_PERIOD}, B.CORRECTIVE_ACTION, P.BREACH_PLAN, "plan_submitted",
              "obligor side; 8D plan with owners and dates", side=_obligor),
        _step("verifyCure", {B.CURE_PERIOD, B.CORRECTIVE_ACTION}, B.CURED, P.BREACH_VERIFY, "cured",
              "beneficiary side accepts the evidence; the next period is FINAL in tolerance; the rule is kept again",
              side=_beneficiary, clock_too=True),
        _step("refusePlan", {B.CORRECTIVE_ACTION}, B.CURE_PERIOD, P.BREACH_VERIFY, "plan_refused",
              "beneficiary side; reason", side=_beneficiary),
        _step("cureFailed", {B.CURE_PERIOD, B.CORRECTIVE_ACTION}, B.UNCURED, P.CLOCK, "uncured",
              "cure date or the plan's last day passed"),
        _step("applyConsequence", {B.UNCURED}, B.REMEDIED, P.CONSEQUENCE_APPLY, "consequence_applied",
              "exactly as the expectation states, capped; the value is FINAL and not in dispute; accounting event",
              guard=_payable),
        _step("close", {B.UNCURED}, B.REMEDIED, P.BREACH_VERIFY, "closed",
              "beneficiary side; no consequence was agreed; reason", side=_beneficiary, guard=_nothing_agreed),
        _step("waive", {B.CURE_PERIOD, B.CORRECTIVE_ACTION, B.UNCURED}, B.WAIVED, P.CONSEQUENCE_WAIVE, "waived",
              "beneficiary side, in writing, no precedent", side=_beneficiary),
        _step("overdue", {B.UNCURED}, B.UNCURED, P.CLOCK, "decision_overdue",
              "not decided in 20 business days: legal is reminded, the obligor can see it"),
    ),
    deadlines={
        B.DETECTED: Deadline("notify", lambda at: frozenset({at.obligor.other}), NOTICE,
                             otherwise=say("Otherwise notice is given automatically.")),
        B.CURE_PERIOD: Deadline("cureFailed", lambda at: frozenset({at.obligor}), until=lambda at: at.cure_at,
                                until_in_words="cure date", otherwise=say("Otherwise the breach counts as not cured.")),
        B.CORRECTIVE_ACTION: Deadline(
            "cureFailed", lambda at: frozenset({at.obligor.other}), until=lambda at: at.plan_due_at,
            until_in_words="last day of the plan", otherwise=say("Otherwise the breach counts as not cured."),
        ),
        B.UNCURED: Deadline("overdue", lambda _: frozenset({Side.HOST}), DECISION,
                            otherwise=say("Otherwise Legal is reminded, and the other side can see that.")),
    },
    in_words={
        B.DETECTED: say("The breach was found. Notice has not been given yet."),
        B.CURE_PERIOD: say("The breach is waiting to be cured."),
        B.CORRECTIVE_ACTION: say("The plan to cure the breach is being carried out."),
        B.UNCURED: say("The breach was not cured in time."),
        B.CURED: say("The breach was cured."),
        B.REMEDIED: say("The agreed consequence was applied."),
        B.RETRACTED: say("The breach was withdrawn."),
        B.WAIVED: say("The consequence was waived."),
    },
)  # fmt: skip
