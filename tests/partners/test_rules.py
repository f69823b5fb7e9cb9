"""The tables of an account and of a relationship are the design's, cell by cell."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest

from portal import errors
from portal.access import Role
from portal.machine import Machine
from portal.partners.rules import ACCOUNT, RELATIONSHIP, AccountStatus, MembershipStatus, Stage
from tests import tables

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
ACCOUNT_TABLE = tables.read("""
PROSPECT | invite | INVITED | RM SA | partner.invited
PROSPECT | apply | APPLIED | PA | partner.applied
INVITED | apply | APPLIED | PA | partner.applied
INVITED | expire | PROSPECT | SY | partner.invite_expired
APPLIED | requestInfo | INFO_REQUESTED | RM LE | partner.info_requested
INFO_REQUESTED | supplyInfo | APPLIED | PA | partner.info_supplied
APPLIED | reject | REJECTED | RM LE | partner.rejected
INFO_REQUESTED | reject | REJECTED | RM LE SY | partner.rejected
APPLIED | approve | ACTIVE | LE AD | partner.activated
APPLIED | overdue | APPLIED | SY | partner.review_overdue
ACTIVE | hold | ON_HOLD | LE AD SY | partner.put_on_hold
ON_HOLD | release | ACTIVE | LE AD | partner.released
ON_HOLD | overdue | ON_HOLD | SY | partner.hold_review_due
ACTIVE | startExit | OFFBOARDING | RM EX PA | partner.exit_started
ON_HOLD | startExit | OFFBOARDING | RM EX PA | partner.exit_started
OFFBOARDING | cancelExit | ACTIVE | EX | partner.exit_cancelled
OFFBOARDING | overdue | OFFBOARDING | SY | partner.exit_overdue
OFFBOARDING | finishExit | OFFBOARDED | LE AD | partner.offboarded
""")
STAGE_TABLE = tables.read("""
EXPLORATION | advance | AWARENESS | RM | relationship.stage_changed
AWARENESS | advance | EXPANSION | RM SY | relationship.stage_changed
EXPANSION | advance | COMMITMENT | RM | relationship.stage_changed
AWARENESS | regress | EXPLORATION | RM | relationship.stage_changed
EXPANSION | regress | AWARENESS | RM | relationship.stage_changed
COMMITMENT | regress | EXPANSION | RM | relationship.stage_changed
EXPLORATION | dissolve | DISSOLUTION | RM SY | relationship.dissolved
AWARENESS | dissolve | DISSOLUTION | RM SY | relationship.dissolved
EXPANSION | dissolve | DISSOLUTION | RM SY | relationship.dissolved
COMMITMENT | dissolve | DISSOLUTION | RM EX SY | relationship.dissolved
""")
BOTH_TABLES = pytest.mark.parametrize(
    ("machine", "table", "initial", "terminal"),
    [
        (ACCOUNT, ACCOUNT_TABLE, "PROSPECT", {"OFFBOARDED", "REJECTED"}),
        (RELATIONSHIP, STAGE_TABLE, "EXPLORATION", {"DISSOLUTION"}),
    ],
    ids=["account", "relationship"],
)


@BOTH_TABLES
def test_the_rows_are_the_rows_of_the_design(
    machine: Machine[Any, object], table: dict[tuple[str, str], tables.Row], initial: str, terminal: set[str]
) -> None:
    found = tables.rows_of(machine)
    assert len(found) == len(table)
    assert {(row.source, row.action): row for row in found} == table
    assert machine.initial == initial
    assert machine.terminal == terminal
    assert tables.reachable(initial, table) == {status.value for status in machine.statuses}
    assert set(machine.in_words) == {status.value for status in machine.statuses}


@pytest.mark.parametrize(("action", "role"), tables.pairs(ACCOUNT_TABLE))
def test_each_cell_of_an_account_is_open_to_the_roles_of_the_design_alone(action: str, role: Role) -> None:
    assert answers(ACCOUNT, action, role) == expected(ACCOUNT_TABLE, AccountStatus, action, role)


@pytest.mark.parametrize(("action", "role"), tables.pairs(STAGE_TABLE))
def test_each_cell_of_a_relationship_is_open_to_the_roles_of_the_design_alone(action: str, role: Role) -> None:
    assert answers(RELATIONSHIP, action, role) == expected(STAGE_TABLE, Stage, action, role)


def answers(machine: Machine[Any, object], action: str, role: Role) -> dict[str, str | None]:
    refusals = {
        status.value: machine.refusal(None, status, action, tables.somebody(role), NOW) for status in machine.statuses
    }
    return {status: refusal.code if refusal else None for status, refusal in refusals.items()}


def expected(
    table: dict[tuple[str, str], tables.Row], statuses: type[StrEnum], action: str, role: Role
) -> dict[str, str]:
    """As long as no step of a partner is built, who may take one is told to ask."""
    found = {status.value: table.get((status.value, action)) for status in statuses}
    return {
        status: "WRONG_STATUS" if row is None else "BLOCKED" if role in row.who else "NOT_PERMITTED"
        for status, row in found.items()
    }


def test_a_step_that_is_still_to_come_says_so() -> None:
    with pytest.raises(errors.Blocked) as refusal:
        ACCOUNT.take(None, AccountStatus.APPLIED, "approve", tables.somebody(Role.LEGAL), now=NOW)
    assert refusal.value.message == "This cannot be done in the portal yet; please ask your contact."


def test_each_event_is_told_of_one_step_only() -> None:
    told: dict[str, set[str]] = {}
    for row in (*tables.rows_of(ACCOUNT), *tables.rows_of(RELATIONSHIP)):
        told.setdefault(row.event, set()).add(row.action)
    several = {event: sorted(actions) for event, actions in told.items() if len(actions) > 1}
    assert several == {"relationship.stage_changed": ["advance", "regress"]}


def test_the_statuses_of_a_membership_are_those_of_the_design() -> None:
    assert set(MembershipStatus) == {"INVITED", "ACTIVE", "SUSPENDED", "EXPIRED", "REMOVED"}
