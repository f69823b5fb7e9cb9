"""The life of an expectation: what one side promises the other, until both agree on it and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal import calendars
from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.partners.rules import AccountStatus
from portal.sentences import Word, say, word
from portal.situations import ForClock


class ExpectationKind(StrEnum):
    KPI = "KPI"
    SLA = "SLA"
    RULE = "RULE"
    BOUNDARY = "BOUNDARY"


class ExpectationStatus(StrEnum):
    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    AGREED = "AGREED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    RETIRED = "RETIRED"


class Attested(StrEnum):
    """What was said last of a rule."""

    KEPT = "KEPT"
    NOT_KEPT = "NOT_KEPT"
    CONTESTED = "CONTESTED"
    EXPIRED = "EXPIRED"
    NOT_UPHELD = "NOT_UPHELD"
    """It was contested and not confirmed in time."""


E = ExpectationStatus
P = Permission

KINDS: Mapping[ExpectationKind, Word] = {
    ExpectationKind.KPI: word("expectation", "Key figure", code="KPI"),
    ExpectationKind.SLA: word("expectation", "Service level", code="SLA"),
    ExpectationKind.RULE: word("expectation", "Rule", code="RULE"),
    ExpectationKind.BOUNDARY: word("expectation", "Boundary", code="BOUNDARY"),
}
"""What the kinds are called in front of people; the codes are the API's."""

MEASURED = frozenset({ExpectationKind.KPI, ExpectationKind.SLA})
"""The kinds that are measured from facts by a definition; a rule is attested, a boundary is guarded."""
STANDS = frozenset({Attested.KEPT, Attested.NOT_KEPT})
"""An attestation that nobody contests, and whose last day is not over."""
BINDS = (E.AGREED, E.ACTIVE, E.SUSPENDED)
"""Agreed by both sides, and not over."""
NOBODY: frozenset[Side] = frozenset()
TO_UPHOLD = 10
"""Business days to say anew what was contested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the table looks at: whose promise it is, who wrote it, and when it counts."""

    status: ExpectationStatus
    author: Side
    partner_status: AccountStatus
    kind: ExpectationKind = ExpectationKind.KPI
    obligor: Side = Side.PARTNER
    attested: Attested | None = None
    attested_by: Side | None = None
    """The side that said last whether the rule is kept."""
    attested_until: ForClock[date | None] = None
    uphold_until: ForClock[date | None] = None
    """Contested: the last day to say it anew."""
    starts_on: ForClock[date] = date.max
    ends_on: ForClock[date | None] = None
    suspended_until: ForClock[date | None] = None
    has_ended: ForClock[bool] = False
    """What it rests on has ended."""
    next_at: ForClock[datetime | None] = None
    """When the next period begins, or it is over."""
    zone: ForClock[str] = "UTC"


def _author(at: Expectation) -> Side:
    return at.author


def _other(at: Expectation) -> Side:
    return at.author.other


def _partner_active(at: Expectation, _actor: Actor, _now: Moment) -> Reason:
    if at.partner_status is AccountStatus.ACTIVE:
        return None
    return say("You cannot agree anything new with this partner because its account is not active.")


def _partner_gone(at: Expectation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.partner_status is AccountStatus.OFFBOARDED else say("The relationship has not ended.")


def _begun(at: Expectation, _actor: Actor, now: Moment) -> Reason:
    return None if now.day(at.zone) >= at.starts_on else say("Its first day has not come.")


def _pause_over(at: Expectation, _actor: Actor, now: Moment) -> Reason:
    over = at.suspended_until is not None and now.day(at.zone) > at.suspended_until
    return None if over else say("The suspension has not ended yet.")


def _over(at: Expectation, _actor: Actor, now: Moment) -> Reason:
    over = at.has_ended or (at.ends_on is not None and now.day(at.zone) > at.ends_on)
    return None if over else say("Its last day has not passed.")


def _other_than_attested(at: Expectation) -> Side | None:
    return at.attested_by.other if at.attested_by else None


def _attestable(at: Expectation, actor: Actor, _now: Moment) -> Reason:
    if at.kind is not ExpectationKind.RULE:
        return say("Only a rule can be attested. Everything else is measured or guarded.")
    if at.attested in STANDS and at.attested_by is not actor.side:
        return say("The other side has attested it. Contest that attestation instead.")
    return None


def _attested(at: Expectation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.attested in STANDS else say("There is no attestation to contest.")


def _attestation_over(at: Expectation, _actor: Actor, now: Moment) -> Reason:
    over = at.attested in STANDS and at.attested_until is not None and now.day(at.zone) > at.attested_until
    return None if over else say("The last day of the attestation has not passed.")


def _not_upheld(at: Expectation, _actor: Actor, now: Moment) -> Reason:
    over = at.attested is Attested.CONTESTED and at.uphold_until is not None and now.day(at.zone) > at.uphold_until
    return None if over else say("There is still time to answer.")


def _asked(at: Expectation) -> frozenset[Side]:
    """Of a rule: whoever owes it, until it is attested; whoever attested it, once that is contested."""
    if at.kind is not ExpectationKind.RULE or at.attested in STANDS:
        return NOBODY
    contested = at.attested is Attested.CONTESTED and at.attested_by is not None
    return frozenset({at.attested_by if contested and at.attested_by else at.obligor})


def _starts_at(at: Expectation) -> datetime:
    return calendars.begins_at(at.starts_on, at.zone)


def _after(day: date | None, zone: str) -> datetime | None:
    return calendars.begins_at(day + timedelta(days=1), zone) if day else None


def _step(
    action: str, source: set[ExpectationStatus], target: ExpectationStatus, may: Permission, event: str,
    needs: str = "", *, guard: Guard[Expectation] | None = None, **more: Any,
) -> Step[Expectation]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"expectation.{event}", guard=guard, needs=needs, **more)


EXPECTATION: Machine[ExpectationStatus, Expectation] = Machine(
    "Expectation",
    ExpectationStatus,
    Expectation,
    initial=E.DRAFT,
    steps=(
        _step("edit", {E.DRAFT}, E.DRAFT, P.EXPECTATION_PROPOSE, "edited", "the side that wrote it", side=_author),
        _step("propose", {E.DRAFT}, E.PROPOSED, P.EXPECTATION_PROPOSE, "proposed",
              "the side that wrote it; obligor and beneficiary are different sides; metric, target, period, source,"
              " minimum sample and consequence filled; partner account ACTIVE", guard=_partner_active, side=_author),
        _step("discard", {E.DRAFT, E.PROPOSED}, E.RETIRED, P.EXPECTATION_PROPOSE, "discarded",
              "the side that wrote it", side=_author),
        _step("revise", {E.PROPOSED}, E.DRAFT, P.EXPECTATION_PROPOSE, "revised",
              "the other side asks for a change; reason", side=_other),
        _step("decline", {E.PROPOSED}, E.RETIRED, P.EXPECTATION_PROPOSE, "declined", "the other side; reason",
              side=_other),
        _step("fallAway", {E.DRAFT, E.PROPOSED}, E.RETIRED, P.CLOCK, "fell_away", "partner offboarded",
              guard=_partner_gone),
        _step("remind", {E.PROPOSED}, E.PROPOSED, P.CLOCK, "reminded", "no answer yet"),
        _step("agree", {E.PROPOSED}, E.AGREED, P.EXPECTATION_AGREE, "agreed",
              "the other side names the digest, or the contract that carries it is SIGNED", guard=_partner_active,
              side=_other, clock_too=True, then=("start",)),
        _step("start", {E.AGREED}, E.ACTIVE, P.CLOCK, "started", "first day reached", guard=_begun),
        _step("suspend", {E.ACTIVE}, E.SUSPENDED, P.EXPECTATION_SUSPEND, "suspended",
              "reason and last day; both sides are told; nothing is measured during that time"),
        _step("resume", {E.SUSPENDED}, E.ACTIVE, P.EXPECTATION_SUSPEND, "resumed"),
        _step("goOn", {E.SUSPENDED}, E.ACTIVE, P.CLOCK, "resumed", "the last day of its suspension has passed",
              guard=_pause_over),
        _step("attest", {E.ACTIVE}, E.ACTIVE, P.FACT_RECORD, "attested",
              "a rule; either side: kept or not, with evidence and a last day", guard=_attestable),
        _step("contestAttestation", {E.ACTIVE}, E.ACTIVE, P.MEASUREMENT_CONTEST, "attestation_contested",
              "the side that did not attest; reason", guard=_attested, side=_other_than_attested),
        _step("expireAttestation", {E.ACTIVE}, E.ACTIVE, P.CLOCK, "attestation_expired",
              "last day of the attestation passed", guard=_attestation_over),
        _step("dropAttestation", {E.ACTIVE}, E.ACTIVE, P.CLOCK, "attestation_not_upheld",
              "contested, and not confirmed within 10 business days", guard=_not_upheld),
        _step("retire", {E.AGREED, E.ACTIVE, E.SUSPENDED}, E.RETIRED, P.EXPECTATION_RETIRE, "retired", "reason"),
        _step("end", {E.AGREED, E.ACTIVE, E.SUSPENDED}, E.RETIRED, P.CLOCK, "ended",
              "last day passed, contract ended, or superseded", guard=_over),
    ),
    deadlines={
        E.DRAFT: Deadline(None, lambda at: frozenset({at.author})),
        E.PROPOSED: Deadline("remind", lambda at: frozenset({at.author.other}), 10,
                             otherwise=say("Otherwise the scorecard does not count, and you are reminded.")),
        E.AGREED: Deadline("start", lambda _: NOBODY, until=_starts_at, until_in_words="first day",
                           otherwise=say("It then comes into force automatically.")),
        E.ACTIVE: Deadline("end", _asked, until=lambda at: at.next_at,
                           until_in_words="last day passed; before that, the next period starts or an attestation ends",
                           otherwise=say("The next period starts automatically, or the expectation ends.")),
        E.SUSPENDED: Deadline("goOn", lambda _: NOBODY, until=lambda at: _after(at.suspended_until, at.zone),
                              until_in_words="end of the suspension",
                              otherwise=say("It then comes into force again automatically.")),
    },
    in_words={
        E.DRAFT: say("The expectation is a draft."),
        E.PROPOSED: say("The expectation is proposed and is waiting for the other side's answer."),
        E.AGREED: say("The expectation is agreed and is waiting for its first day."),
        E.ACTIVE: say("The expectation is in force."),
        E.SUSPENDED: say("The expectation is suspended."),
        E.RETIRED: say("The expectation has ended."),
    },
)  # fmt: skip
