"""The tables of an expectation, a value, a breach and a card, cell by cell, and each of their guards."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.access import SYSTEM, Role, Side
from portal.expectations.rules.breach import BREACH, Breach, BreachStatus
from portal.expectations.rules.card import CARD, Card, CardStatus
from portal.expectations.rules.expectation import EXPECTATION, Attested, Expectation, ExpectationKind, ExpectationStatus
from portal.expectations.rules.measurement import MEASUREMENT, Measurement, MeasurementStatus
from portal.machine import Machine
from portal.partners.rules import AccountStatus
from tests import tables

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
EXPECTED = tables.read("""
DRAFT | edit | DRAFT | RM LE PA | expectation.edited
DRAFT | propose | PROPOSED | RM LE PA | expectation.proposed
DRAFT | discard | RETIRED | RM LE PA | expectation.discarded
DRAFT | fallAway | RETIRED | SY | expectation.fell_away
PROPOSED | revise | DRAFT | RM LE PA | expectation.revised
PROPOSED | decline | RETIRED | RM LE PA | expectation.declined
PROPOSED | discard | RETIRED | RM LE PA | expectation.discarded
PROPOSED | remind | PROPOSED | SY | expectation.reminded
PROPOSED | agree | AGREED | RM LE PA SY | expectation.agreed
PROPOSED | fallAway | RETIRED | SY | expectation.fell_away
AGREED | start | ACTIVE | SY | expectation.started
AGREED | retire | RETIRED | LE | expectation.retired
AGREED | end | RETIRED | SY | expectation.ended
ACTIVE | attest | ACTIVE | PA PM RM | expectation.attested
ACTIVE | contestAttestation | ACTIVE | PA PM RM | expectation.attestation_contested
ACTIVE | expireAttestation | ACTIVE | SY | expectation.attestation_expired
ACTIVE | dropAttestation | ACTIVE | SY | expectation.attestation_not_upheld
ACTIVE | suspend | SUSPENDED | RM LE | expectation.suspended
ACTIVE | retire | RETIRED | LE | expectation.retired
ACTIVE | end | RETIRED | SY | expectation.ended
SUSPENDED | resume | ACTIVE | RM LE | expectation.resumed
SUSPENDED | goOn | ACTIVE | SY | expectation.resumed
SUSPENDED | retire | RETIRED | LE | expectation.retired
SUSPENDED | end | RETIRED | SY | expectation.ended
""")
MEASURED = tables.read("""
COLLECTING | compute | PROVISIONAL | SY | measurement.published
COLLECTING | tooFew | INSUFFICIENT_DATA | SY | measurement.insufficient
COLLECTING | void | VOID | SY | measurement.voided
PROVISIONAL | refresh | PROVISIONAL | SY | measurement.refreshed
PROVISIONAL | tooFew | INSUFFICIENT_DATA | SY | measurement.insufficient
PROVISIONAL | contest | CONTESTED | PA PM RM | measurement.contested
PROVISIONAL | acknowledge | FINAL | PA PM RM | measurement.finalised
PROVISIONAL | deem | FINAL | SY | measurement.deemed_final
PROVISIONAL | turnIntoDispute | DISPUTED | PA RM | measurement.disputed
CONTESTED | withdraw | PROVISIONAL | PA PM RM | measurement.contest_withdrawn
CONTESTED | ruleOnFacts | PROVISIONAL | RM PA | measurement.recomputed
CONTESTED | lapse | DISPUTED | SY | measurement.disputed_by_silence
DISPUTED | applyOutcome | FINAL | SY | measurement.finalised_as_settled
DISPUTED | tooFew | INSUFFICIENT_DATA | SY | measurement.insufficient
FINAL | applyOutcome | FINAL | SY | measurement.finalised_as_settled
FINAL | tooFew | INSUFFICIENT_DATA | SY | measurement.insufficient
FINAL | offerRestatement | FINAL | RM PA | measurement.restatement_offered
FINAL | declineRestatement | FINAL | RM PA | measurement.restatement_declined
FINAL | restate | RESTATED | RM PA | measurement.restated
INSUFFICIENT_DATA | reopen | PROVISIONAL | SY | measurement.reopened
""")
BREACHED = tables.read("""
DETECTED | notify | CURE_PERIOD | SY RM PA | breach.notified
DETECTED | cure | CURED | SY | breach.cured
DETECTED | retract | RETRACTED | SY | breach.retracted
CURE_PERIOD | submitPlan | CORRECTIVE_ACTION | PA PM RM | breach.plan_submitted
CURE_PERIOD | verifyCure | CURED | RM PA SY | breach.cured
CURE_PERIOD | cureFailed | UNCURED | SY | breach.uncured
CURE_PERIOD | waive | WAIVED | LE CS PS | breach.waived
CURE_PERIOD | retract | RETRACTED | SY | breach.retracted
CORRECTIVE_ACTION | verifyCure | CURED | RM PA SY | breach.cured
CORRECTIVE_ACTION | refusePlan | CURE_PERIOD | RM PA | breach.plan_refused
CORRECTIVE_ACTION | cureFailed | UNCURED | SY | breach.uncured
CORRECTIVE_ACTION | waive | WAIVED | LE CS PS | breach.waived
CORRECTIVE_ACTION | retract | RETRACTED | SY | breach.retracted
UNCURED | applyConsequence | REMEDIED | LE | breach.consequence_applied
UNCURED | close | REMEDIED | RM PA | breach.closed
UNCURED | waive | WAIVED | LE CS PS | breach.waived
UNCURED | overdue | UNCURED | SY | breach.decision_overdue
UNCURED | retract | RETRACTED | SY | breach.retracted
""")
CARDED = tables.read("""
DRAFT | edit | DRAFT | RM LE PA | scorecard.edited
DRAFT | propose | PROPOSED | RM LE PA | scorecard.proposed
DRAFT | discard | RETIRED | RM LE PA | scorecard.discarded
DRAFT | fallAway | RETIRED | SY | scorecard.fell_away
PROPOSED | revise | DRAFT | RM LE PA | scorecard.revised
PROPOSED | decline | RETIRED | RM LE PA | scorecard.declined
PROPOSED | discard | RETIRED | RM LE PA | scorecard.discarded
PROPOSED | remind | PROPOSED | SY | scorecard.reminded
PROPOSED | agree | AGREED | RM LE PA | scorecard.agreed
PROPOSED | fallAway | RETIRED | SY | scorecard.fell_away
AGREED | supersede | RETIRED | SY | scorecard.superseded
AGREED | retire | RETIRED | LE SY | scorecard.retired
""")
TABLES: dict[str, tuple[Machine[Any, Any], dict[tuple[str, str], tables.Row]]] = {
    "expectation": (EXPECTATION, EXPECTED), "measurement": (MEASUREMENT, MEASURED), "breach": (BREACH, BREACHED),
    "card": (CARD, CARDED),
}  # fmt: skip
ACTIVE, GONE = AccountStatus.ACTIVE, AccountStatus.OFFBOARDED
PROMISE = Expectation(
    status=ExpectationStatus.DRAFT, author=Side.HOST, partner_status=ACTIVE, starts_on=date(2026, 6, 1),
    suspended_until=date(2026, 5, 31), has_ended=True,
)  # fmt: skip
VALUE = Measurement(
    status=MeasurementStatus.COLLECTING, obligor=Side.PARTNER, restatement_by=Side.HOST, late=1, upheld=1, n=20,
    min_sample=20,
)  # fmt: skip
MISS = Breach(status=BreachStatus.DETECTED, obligor=Side.PARTNER, has_consequence=True, is_missed=True)
SHEET = Card(status=CardStatus.DRAFT, author=Side.HOST, partner_status=ACTIVE)
RULE = replace(
    PROMISE, kind=ExpectationKind.RULE, attested=Attested.KEPT, attested_by=Side.HOST, attested_until=date(2026, 5, 31)
)
EASY: dict[tuple[str, str], Any] = {
    ("expectation", "attest"): replace(RULE, attested=None),
    ("expectation", "contestAttestation"): RULE,
    ("expectation", "expireAttestation"): RULE,
    ("expectation", "dropAttestation"): replace(RULE, attested=Attested.CONTESTED, uphold_until=date(2026, 5, 31)),
    ("expectation", "fallAway"): replace(PROMISE, partner_status=GONE),
    ("measurement", "tooFew"): replace(VALUE, n=19),
    ("measurement", "void"): replace(VALUE, is_suspended=True),
    ("measurement", "offerRestatement"): replace(VALUE, restatement_by=None),
    ("breach", "retract"): replace(MISS, is_missed=False),
    ("breach", "close"): replace(MISS, has_consequence=False),
    ("card", "fallAway"): replace(SHEET, partner_status=GONE),
}
"""Of each action a subject about which no guard has anything to say, where it is not the usual one."""
USUAL: dict[str, Any] = {"expectation": PROMISE, "measurement": VALUE, "breach": MISS, "card": SHEET}
OWN, OTHER, OWES, IS_OWED, ANSWERS = "whose draft it is", "who is asked", "who owes it", "who is owed it", "who answers"
SAID = "who did not attest"
TURNS: dict[tuple[str, str], str] = {
    **{(name, action): OWN for name in ("expectation", "card") for action in ("edit", "propose", "discard")},
    **{(name, action): OTHER for name in ("expectation", "card") for action in ("revise", "decline", "agree")},
    ("expectation", "contestAttestation"): SAID,
    **{("measurement", action): OWES for action in ("contest", "acknowledge", "turnIntoDispute", "withdraw")},
    ("measurement", "ruleOnFacts"): IS_OWED,
    ("measurement", "declineRestatement"): ANSWERS, ("measurement", "restate"): ANSWERS,
    ("breach", "submitPlan"): OWES,
    **{("breach", action): IS_OWED for action in ("notify", "verifyCure", "refusePlan", "close", "waive")},
}  # fmt: skip
"""Whose step it is, where it is one side's alone."""
CELLS = [(name, action, role) for name, (_, table) in TABLES.items() for action, role in tables.pairs(table)]


def turned(subject: Any, turn: str | None, side: Side) -> Any:
    """The same where it is the side's turn."""
    if turn in {OWN, OTHER}:
        return replace(subject, author=side if turn == OWN else side.other)
    if turn in {OWES, IS_OWED}:
        return replace(subject, obligor=side if turn == OWES else side.other)
    if turn == SAID:
        return replace(subject, attested_by=side.other)
    return replace(subject, restatement_by=side.other) if turn == ANSWERS else subject


@pytest.mark.parametrize("name", TABLES)
def test_the_rows_are_the_rows_of_the_design(name: str) -> None:
    machine, table = TABLES[name]
    found = tables.rows_of(machine)
    assert len(found) == len(table)
    assert {(row.source, row.action): row for row in found} == table
    assert tables.reachable(machine.initial, table) == {status.value for status in machine.statuses}
    assert {status.value for status in machine.statuses} == {status.value for status in machine.in_words}


def test_each_life_ends_where_the_design_ends_it() -> None:
    ends = {name: {status.value for status in machine.terminal} for name, (machine, _) in TABLES.items()}
    assert ends == {
        "expectation": {"RETIRED"}, "card": {"RETIRED"},
        "measurement": {"RESTATED", "VOID"},  # what is final can be restated; too little can become enough
        "breach": {"CURED", "REMEDIED", "RETRACTED", "WAIVED"},
    }  # fmt: skip


@pytest.mark.parametrize(("name", "action", "role"), CELLS)
def test_each_cell_is_open_to_the_roles_of_the_design_alone(name: str, action: str, role: Role) -> None:
    machine, table = TABLES[name]
    actor, turn = tables.somebody(role), TURNS.get((name, action))
    easy = turned(EASY.get((name, action), USUAL[name]), turn, actor.side)
    for status in machine.statuses:
        row = table.get((status.value, action))
        refusal = machine.refusal(replace(easy, status=status), status, action, actor, NOW)
        expected = "WRONG_STATUS" if row is None else None if role.value in row.who else "NOT_PERMITTED"
        assert (refusal.code if refusal else None) == expected, status


@pytest.mark.parametrize(("name", "action"), TURNS)
def test_a_step_of_one_side_is_never_the_other_s(name: str, action: str) -> None:
    machine, table = TABLES[name]
    easy = EASY.get((name, action), USUAL[name])
    for row in (row for (_, each), row in table.items() if each == action):
        for role in (Role(each) for each in row.who if each != "SY"):
            subject = turned(easy, TURNS[name, action], role.side.other)
            status = machine.statuses(row.source)
            refusal = machine.refusal(replace(subject, status=status), status, action, tables.somebody(role), NOW)
            assert (refusal and refusal.message) == "It is the other side's turn.", (row.source, role)


GUARDED: list[tuple[str, str, Any, str]] = [
    ("expectation", "propose", replace(PROMISE, partner_status=AccountStatus.ON_HOLD),
     "You cannot agree anything new with this partner because its account is not active."),
    ("expectation", "start", replace(PROMISE, starts_on=date(2026, 6, 2)), "Its first day has not come."),
    ("expectation", "goOn", replace(PROMISE, suspended_until=date(2026, 6, 1)), "The suspension has not ended yet."),
    ("expectation", "end", replace(PROMISE, has_ended=False, ends_on=date(2026, 6, 1)), "Its last day has not passed."),
    ("expectation", "fallAway", PROMISE, "The relationship has not ended."),
    ("expectation", "attest", PROMISE, "Only a rule can be attested. Everything else is measured or guarded."),
    ("expectation", "attest", replace(RULE, attested_by=Side.HOST), ("The other side has attested it. Contest that"
                                                                    " attestation instead.")),
    ("expectation", "contestAttestation", replace(RULE, attested=Attested.CONTESTED),
     "There is no attestation to contest."),
    ("expectation", "expireAttestation", replace(RULE, attested_until=date(2026, 6, 1)),
     "The last day of the attestation has not passed."),
    ("expectation", "dropAttestation",
     replace(RULE, attested=Attested.CONTESTED, uphold_until=date(2026, 6, 1)), "There is still time to answer."),
    ("card", "propose", replace(SHEET, partner_status=GONE),
     "You cannot agree anything new with this partner because its account is not active."),
    ("card", "fallAway", SHEET, "The relationship has not ended."),
    ("measurement", "compute", replace(VALUE, n=19), "There is not enough data."),
    ("measurement", "compute", replace(VALUE, is_suspended=True),
     "The expectation was suspended for the whole period."),
    ("measurement", "tooFew", VALUE, "There is enough data."),
    ("measurement", "void", VALUE, "The expectation was not suspended for the whole period."),
    ("measurement", "reopen", replace(VALUE, n=19), "There is not enough data."),
    ("measurement", "ruleOnFacts", replace(VALUE, is_answered=False), "Every contested line needs an answer."),
    ("measurement", "turnIntoDispute", replace(VALUE, upheld=0),
     "The other side has not refused any of your contested lines."),
    ("measurement", "offerRestatement", VALUE, "A restatement has already been offered."),
    ("measurement", "offerRestatement", replace(VALUE, restatement_by=None, late=0),
     "No fact has arrived or changed since the value became final."),
    ("measurement", "restate", replace(VALUE, restatement_by=None), "No one has offered a restatement."),
    ("measurement", "declineRestatement", replace(VALUE, restatement_by=None), "No one has offered a restatement."),
    ("breach", "notify", replace(MISS, is_final=False),
     "The value is contested, so there is no consequence for now."),
    ("breach", "retract", MISS, "The value is still outside what was agreed."),
    ("breach", "applyConsequence", replace(MISS, has_consequence=False), "No consequence was agreed."),
    ("breach", "applyConsequence", replace(MISS, is_final=False),
     "The value is contested, so there is no consequence for now."),
    ("breach", "close", MISS, "A consequence was agreed. Apply or waive it."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "action", "subject", "sentence"), GUARDED)
def test_each_step_says_what_it_waits_for(name: str, action: str, subject: Any, sentence: str) -> None:
    machine, table = TABLES[name]
    turn, row = TURNS.get((name, action)), next(row for (_, each), row in table.items() if each == action)
    role = next(Role(each) for each in sorted(row.who))
    actor, status = tables.somebody(role), machine.statuses(row.source)
    lost = subject if turn == ANSWERS else turned(subject, turn, actor.side)
    refusal = machine.refusal(replace(lost, status=status), status, action, actor, NOW)
    assert (refusal and (refusal.code, refusal.message)) == ("BLOCKED", sentence)


def test_every_guard_of_the_tables_is_tried() -> None:
    tried = {(name, action) for name, action, *_ in GUARDED}
    guarded = {
        (name, step.action) for name, (machine, _) in TABLES.items() for step in machine.steps if step.guard is not None
    }
    assert guarded - tried == {("expectation", "agree"), ("card", "agree")}  # guarded like proposing


def test_a_program_by_itself_never_agrees_and_never_waives() -> None:
    for name, action in (
        ("expectation", "agree"), ("card", "agree"), ("breach", "waive"), ("breach", "applyConsequence"),
        ("measurement", "acknowledge"), ("measurement", "restate"), ("measurement", "turnIntoDispute"),
    ):  # fmt: skip
        machine, table = TABLES[name]
        row = next(row for (_, each), row in table.items() if each == action)
        for role in (Role(each) for each in row.who if each != "SY"):
            program = replace(tables.somebody(role), is_present=False)
            subject = turned(EASY.get((name, action), USUAL[name]), TURNS.get((name, action)), role.side)
            status = machine.statuses(row.source)
            refusal = machine.refusal(replace(subject, status=status), status, action, program, NOW)
            assert (refusal and refusal.code) == "NOT_PERMITTED", (name, action, role)


def test_the_clock_waits_for_the_last_second_of_each_day() -> None:
    at = replace(PROMISE, status=ExpectationStatus.AGREED, starts_on=date(2026, 6, 2), zone="Europe/Berlin")
    midnight = datetime(2026, 6, 1, 22, tzinfo=UTC)
    for now, expected in ((midnight - timedelta(seconds=1), "Its first day has not come."), (midnight, None)):
        refusal = EXPECTATION.refusal(at, at.status, "start", SYSTEM, now)
        assert (refusal.message if refusal else None) == expected
