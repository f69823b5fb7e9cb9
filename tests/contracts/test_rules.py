"""The tables of a contract and of a round are the design's, cell by cell, and their guards say why not."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal import errors
from portal.access import SYSTEM, Role, Side
from portal.clock import Moment
from portal.contracts import actions, rules
from portal.contracts.rules import BOTH, HOST, NOBODY, ROUND, RoundStatus, Situation, Status
from portal.contracts.rules import LIFE as MACHINE
from portal.machine import Machine
from portal.partners.membership import Period
from portal.partners.rules import AccountStatus
from tests import tables
from tests.contracts.tables import LIFE, PLANNED, ROUND_TERMINAL, TERMINAL
from tests.contracts.tables import ROUND as ROUND_TABLE

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
PARTNER = frozenset({Side.PARTNER})
READY = Situation(
    status=Status.DRAFT, round_status=None, pen=None, accepted_by=BOTH, signed_by=NOBODY, has_clauses=True,
    partner_status=AccountStatus.ACTIVE, starts_on=date(2026, 1, 1), ends_on=date(2026, 5, 31), renewal="NONE",
    zone="Europe/Berlin", authorised=(Period(date(2026, 1, 1), None),),
)  # fmt: skip
BOTH_TABLES = pytest.mark.parametrize(
    ("machine", "table", "initial", "terminal"),
    [(MACHINE, LIFE, "DRAFT", TERMINAL), (ROUND, ROUND_TABLE, "DRAFTING", ROUND_TERMINAL)],
    ids=["contract", "round"],
)


def situation(action: str) -> Situation:
    """One in which every guard that stands is content with the action."""
    if action == "lapseWithContract":
        return replace(READY, parent_status=Status.EXPIRED)
    return replace(READY, signed_by=BOTH) if action == "complete" else READY


def code(machine: Machine[Any, Situation], at: Situation, status: str, action: str, role: Role) -> str | None:
    refusal = machine.refusal(at, machine.statuses(status), action, tables.somebody(role), NOW)
    return refusal.code if refusal else None


@BOTH_TABLES
def test_the_rows_are_the_rows_of_the_design(
    machine: Machine[Any, Any], table: dict[tuple[str, str], tables.Row], initial: str, terminal: set[str]
) -> None:
    found = tables.rows_of(machine)
    assert len(found) == len(table)
    assert {(row.source, row.action): row for row in found} == table
    assert machine.initial == initial
    assert machine.terminal == terminal


@BOTH_TABLES
def test_every_status_can_be_reached_and_only_terminal_ones_cannot_be_left(
    machine: Machine[Any, Any], table: dict[tuple[str, str], tables.Row], initial: str, terminal: set[str]
) -> None:
    statuses = set(machine.in_words)
    assert tables.reachable(initial, table) == statuses
    assert {row.source for row in table.values()} == statuses - terminal
    assert statuses == {status.value for status in machine.statuses}
    assert set(machine.deadlines) <= statuses - terminal


@pytest.mark.parametrize(("action", "role"), tables.pairs(LIFE))
def test_each_cell_of_a_contract_is_open_to_the_roles_of_the_design_alone(action: str, role: Role) -> None:
    def expected(status: Status) -> str | None:
        row = LIFE.get((status, action))
        if row is None:
            return "WRONG_STATUS"
        if role not in row.who:
            return "NOT_PERMITTED"
        return "BLOCKED" if action in PLANNED else None

    found = {status: code(MACHINE, situation(action), status, action, role) for status in Status}
    assert found == {status: expected(status) for status in Status}


@pytest.mark.parametrize("pen", list(Side))
@pytest.mark.parametrize(("action", "role"), tables.pairs(ROUND_TABLE))
def test_each_cell_of_a_round_is_open_to_the_roles_of_the_side_whose_turn_it_is(
    action: str, role: Role, pen: Side
) -> None:
    turn = pen.other if action in {"counter", "accept"} else pen

    def expected(status: RoundStatus) -> str | None:
        row = ROUND_TABLE.get((status, action))
        if row is None:
            return "WRONG_STATUS"
        theirs = role is Role.SYSTEM or role.side is turn
        return None if role in row.who and theirs else "NOT_PERMITTED"

    at = replace(READY, status=Status.IN_NEGOTIATION, pen=pen)
    found = {status: code(ROUND, at, status, action, role) for status in RoundStatus}
    assert found == {status: expected(status) for status in RoundStatus}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
@pytest.mark.parametrize("status", list(Status))
def test_what_is_offered_is_what_the_side_could_do_and_allowed_is_what_the_role_may(status: Status, role: Role) -> None:
    found = MACHINE.available(READY, status, tables.somebody(role), Moment(NOW))
    expected = [action for action in tables.offered(status, role.side, LIFE) if action not in PLANNED]
    assert sorted(action.name for action in found) == sorted(expected)
    for action in found:
        row = LIFE[status, action.name]
        assert action.target == row.target
        assert action.allowed == (role in row.who)


def test_the_deadlines_are_those_of_the_design() -> None:
    found = {status: (deadline.step, deadline.business_days) for status, deadline in MACHINE.deadlines.items()}
    assert found == {
        Status.DRAFT: (None, None),
        Status.IN_NEGOTIATION: (None, None),
        Status.IN_REVIEW: ("overdue", 5),
        Status.AGREED: ("overdue", 5),
        Status.IN_APPROVAL: ("overdue", 3),
        Status.OUT_FOR_SIGNATURE: ("lapse", 20),
        Status.SIGNED: ("activate", None),
        Status.ACTIVE: ("expire", None),
    }
    assert {status: (each.step, each.business_days) for status, each in ROUND.deadlines.items()} == {
        RoundStatus.DRAFTING: ("lapse", 10),
        RoundStatus.SUBMITTED: ("lapse", 10),
    }


@pytest.mark.parametrize(
    ("status", "signed_by", "waited"),
    [
        (Status.IN_REVIEW, NOBODY, HOST), (Status.AGREED, NOBODY, HOST), (Status.IN_APPROVAL, NOBODY, HOST),
        (Status.OUT_FOR_SIGNATURE, NOBODY, BOTH), (Status.OUT_FOR_SIGNATURE, HOST, PARTNER),
        (Status.OUT_FOR_SIGNATURE, PARTNER, HOST), (Status.SIGNED, BOTH, NOBODY), (Status.ACTIVE, BOTH, NOBODY),
    ],
)  # fmt: skip
def test_who_is_waited_for(status: Status, signed_by: frozenset[Side], waited: frozenset[Side]) -> None:
    assert MACHINE.deadlines[status].waiting_on(replace(READY, signed_by=signed_by)) == waited


@pytest.mark.parametrize("pen", list(Side))
def test_a_drafting_round_waits_for_the_pen_and_a_submitted_one_for_the_other_side(pen: Side) -> None:
    at = replace(READY, pen=pen)
    assert ROUND.deadlines[RoundStatus.DRAFTING].waiting_on(at) == {pen}
    assert ROUND.deadlines[RoundStatus.SUBMITTED].waiting_on(at) == {pen.other}


@pytest.mark.parametrize(
    ("status", "action", "role", "change", "reason"),
    [
        ("DRAFT", "submitForReview", Role.LEGAL, {"has_clauses": False}, "The contract has no clauses yet."),
        ("IN_REVIEW", "publish", Role.LEGAL, {"has_clauses": False}, "The contract has no clauses yet."),
        *(
            ("IN_REVIEW", "publish", Role.LEGAL, {"partner_status": status},
             "You cannot publish the contract because the partner account is not active.")
            for status in AccountStatus if status is not AccountStatus.ACTIVE
        ),
        ("IN_NEGOTIATION", "agree", Role.SYSTEM, {"accepted_by": HOST}, "Both sides must accept the same text."),
        ("AGREED", "reopen", Role.LEGAL, {"signed_by": HOST}, "Someone has already signed."),
        ("OUT_FOR_SIGNATURE", "withdraw", Role.LEGAL, {"signed_by": HOST}, "Someone has already signed."),
        ("OUT_FOR_SIGNATURE", "sign", Role.PARTNER_SIGNATORY, {"signed_by": PARTNER},
         "Your side has already signed this text."),
        ("OUT_FOR_SIGNATURE", "complete", Role.SYSTEM, {"signed_by": HOST}, "Both sides must sign the same text."),
        ("SIGNED", "activate", Role.SYSTEM, {"starts_on": date(2026, 6, 2)},
        "The effective date has not been reached."),
        ("ACTIVE", "expire", Role.SYSTEM, {"ends_on": date(2026, 6, 1)}, "The term has not ended."),
        ("ACTIVE", "expire", Role.SYSTEM, {"ends_on": None}, "The term has not ended."),
        ("ACTIVE", "expire", Role.SYSTEM, {"renewal": "EVERGREEN"}, "The term renews automatically."),
        ("ACTIVE", "expire", Role.SYSTEM, {"parent_status": Status.ACTIVE},
        "The contract that this amends has not ended."),
        ("ACTIVE", "amend", Role.LEGAL, {"has_amendment": True}, "An amendment of this contract is already open."),
        ("ACTIVE", "amend", Role.LEGAL, {"parent_status": Status.ACTIVE},
         "This is an amendment. Amend the contract it belongs to instead."),
        ("AGREED", "startApproval", Role.LEGAL, {"parent_status": Status.ACTIVE, "unanswered": ("Fill rate", "OTIF")},
         ("The amendment changes clauses that these are based on: Fill rate, OTIF. Reopen the negotiation"
                 " and say whether each continues or ends.")),
        *(
            (status, action, role, {"parent_status": parent, "is_base_current": parent is Status.EXPIRED}, reason)
            for status, action, role in (
                ("IN_REVIEW", "publish", Role.LEGAL), ("AGREED", "startApproval", Role.LEGAL),
                ("OUT_FOR_SIGNATURE", "sign", Role.PARTNER_SIGNATORY), ("SIGNED", "activate", Role.SYSTEM),
            )
            for parent, reason in (
                (Status.EXPIRED, "The contract that this amends is no longer in force."),
                (Status.ACTIVE, "The contract has a newer text than the one this amends. Start a new amendment."),
            )
        ),
        *(
            ("DRAFT", "lapseWithContract", Role.SYSTEM, {"parent_status": parent},
             "The contract that this amends has not ended.")
            for parent in (None, *rules.IN_FORCE)
        ),
    ],
)  # fmt: skip
def test_a_guard_says_in_words_why_not_yet(
    status: str, action: str, role: Role, change: dict[str, Any], reason: str
) -> None:
    at = replace(READY, **change)
    with pytest.raises(errors.Blocked) as refusal:
        MACHINE.take(at, Status(status), action, tables.somebody(role), now=NOW)
    assert refusal.value.message == reason


@pytest.mark.parametrize("action", sorted(PLANNED))
def test_a_planned_step_stands_in_the_table_and_is_refused_in_words(action: str) -> None:
    row = next(row for row in LIFE.values() if row.action == action)
    who = tables.somebody(Role(min(row.who)))
    with pytest.raises(errors.Blocked) as refusal:
        MACHINE.take(READY, Status(row.source), action, who, now=NOW)
    assert refusal.value.message == "This is not available in the portal yet. Agree it with your contact."


@pytest.mark.parametrize(
    ("zone", "now", "begun"),
    [
        ("Europe/Berlin", datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), False),
        ("Europe/Berlin", datetime(2026, 3, 31, 22, 0, tzinfo=UTC), True),
        ("America/New_York", datetime(2026, 4, 1, 3, 59, 59, tzinfo=UTC), False),
        ("America/New_York", datetime(2026, 4, 1, 4, 0, tzinfo=UTC), True),
        ("Asia/Dubai", datetime(2026, 3, 31, 20, 0, tzinfo=UTC), True),
    ],
)
def test_a_contract_begins_with_the_day_in_its_own_zone(zone: str, now: datetime, begun: bool) -> None:
    at = replace(READY, zone=zone, starts_on=date(2026, 4, 1))
    assert (MACHINE.refusal(at, Status.SIGNED, "activate", SYSTEM, now) is None) is begun


def test_each_event_is_told_of_one_step_only() -> None:
    """But for the two ways of publishing, and the two statuses that one act may leave."""
    told: dict[str, set[tuple[str, str]]] = {}
    for machine in (MACHINE, ROUND):
        for row in tables.rows_of(machine):
            told.setdefault(row.event, set()).add((machine.name, row.action))
    several = {event: sorted(action for _, action in steps) for event, steps in told.items() if len(steps) > 1}
    assert several == {"contract.negotiation_opened": ["publish", "publishStandard"]}


def test_every_status_of_the_portal_has_a_sentence() -> None:
    with pytest.raises(errors.WrongStatus) as refusal:
        MACHINE.step(rules.Status.WITHDRAWN, "sign")
    assert refusal.value.message == "You cannot do this now. The contract was withdrawn."


def test_whatever_the_clock_does_at_a_date_is_said_before_it() -> None:
    for status, deadline in MACHINE.deadlines.items():
        if deadline.step and not deadline.elsewhere:
            assert deadline.otherwise is not None, status
            assert actions.otherwise(status, None) is deadline.otherwise
    for round_status, deadline in ROUND.deadlines.items():
        assert deadline.otherwise is not None, round_status
        assert actions.otherwise(Status.IN_NEGOTIATION, round_status) is deadline.otherwise
    assert actions.otherwise(Status.DRAFT, None) is None
