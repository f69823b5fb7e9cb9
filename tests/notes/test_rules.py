"""The tables of a note and of its task, cell by cell, and what their guards and deadlines say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from portal.access import Role, Side
from portal.machine import Machine
from portal.notes.rules import EDITED_WITHIN, NOTE, TASK, Situation, Status, TaskStatus
from tests import tables

WRITERS = "PA PM PS RM LE DO SA CS EX AD"
NOTES = tables.read(f"""
WRITTEN | edit | WRITTEN | {WRITERS} | note.edited
WRITTEN | strike | STRUCK | {WRITERS} | note.struck
""")
TASKS = tables.read(f"""
OPEN | finish | DONE | {WRITERS} | task.done
OPEN | drop | DROPPED | {WRITERS} | task.dropped
OPEN | handOver | OPEN | {WRITERS} | task.handed_over
DONE | reopen | OPEN | {WRITERS} | task.reopened
DROPPED | reopen | OPEN | {WRITERS} | task.reopened
""")
WRITTEN_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AT = Situation(
    status=Status.WRITTEN, task_status=TaskStatus.OPEN, side=Side.HOST, written_at=WRITTEN_AT, is_author=True,
    is_assignee=False, assignee_side=Side.PARTNER, due_on=date(2026, 3, 29), zone="Europe/Berlin",
)  # fmt: skip
ELSEWHERE = replace(AT, is_author=False)


def test_the_rows_are_those_of_the_design() -> None:
    for machine, table in ((NOTE, NOTES), (TASK, TASKS)):
        assert {(row.source, row.action): row for row in tables.rows_of(machine)} == table
    assert NOTE.terminal == {Status.STRUCK}
    assert TASK.terminal == frozenset()


@pytest.mark.parametrize(("action", "role"), [*tables.pairs(NOTES), *tables.pairs(TASKS)])
def test_each_cell_is_as_the_table_says(action: str, role: Role) -> None:
    machine: Machine[Any, Situation]
    machine, table = (NOTE, NOTES) if (action in {"edit", "strike"}) else (TASK, TASKS)
    statuses: Any = machine.statuses
    for status in statuses:
        row = table.get((status.value, action))
        refusal = machine.refusal(AT, status, action, tables.somebody(role), WRITTEN_AT)
        wanted = "WRONG_STATUS" if row is None else None if role.value in row.who else "NOT_PERMITTED"
        assert (refusal and refusal.code) == wanted, status


def test_a_note_is_edited_for_a_quarter_of_an_hour() -> None:
    somebody = tables.somebody(Role.LEGAL)
    last = WRITTEN_AT + EDITED_WITHIN - timedelta(milliseconds=1)
    assert NOTE.refusal(AT, Status.WRITTEN, "edit", somebody, last) is None
    refusal = NOTE.refusal(AT, Status.WRITTEN, "edit", somebody, WRITTEN_AT + EDITED_WITHIN)
    assert (refusal and refusal.code) == "BLOCKED"
    assert NOTE.refusal(AT, Status.WRITTEN, "strike", somebody, WRITTEN_AT + timedelta(days=900)) is None


STRANGERS = [role for role in Role if role.value in WRITERS and role not in {Role.PARTNER_ADMIN, Role.PLATFORM_ADMIN}]


@pytest.mark.parametrize(("action", "role"), [*product(["edit", "strike", "finish", "drop", "handOver"], STRANGERS)])
def test_who_has_nothing_to_do_with_it_changes_nothing(action: str, role: Role) -> None:
    machine: Machine[Any, Situation] = NOTE if action in {"edit", "strike"} else TASK
    refusal = machine.refusal(ELSEWHERE, machine.initial, action, tables.somebody(role), WRITTEN_AT)
    assert (refusal and refusal.code) == "NOT_PERMITTED"


def test_who_has_the_task_finishes_it_and_strikes_nothing() -> None:
    has = replace(ELSEWHERE, is_assignee=True)
    somebody = tables.somebody(Role.PARTNER_MEMBER)
    assert TASK.refusal(has, TaskStatus.OPEN, "finish", somebody, WRITTEN_AT) is None
    assert NOTE.refusal(has, Status.WRITTEN, "strike", somebody, WRITTEN_AT) is not None


@pytest.mark.parametrize(
    ("role", "side", "strikes", "drops"),
    [
        (Role.PLATFORM_ADMIN, Side.HOST, True, True), (Role.PARTNER_ADMIN, Side.HOST, False, True),
        (Role.PLATFORM_ADMIN, Side.PARTNER, False, False), (Role.PARTNER_ADMIN, Side.PARTNER, True, True),
    ],
)  # fmt: skip
def test_an_administrator_strikes_what_their_side_wrote_and_drops_what_concerns_it(
    role: Role, side: Side, strikes: bool, drops: bool
) -> None:
    at, somebody = replace(ELSEWHERE, side=side), tables.somebody(role)
    assert (NOTE.refusal(at, Status.WRITTEN, "strike", somebody, WRITTEN_AT) is None) is strikes
    assert (TASK.refusal(at, TaskStatus.OPEN, "drop", somebody, WRITTEN_AT) is None) is drops
    assert NOTE.refusal(at, Status.WRITTEN, "edit", somebody, WRITTEN_AT) is not None


@pytest.mark.parametrize("action", ["finish", "drop", "handOver"])
def test_the_task_of_a_struck_note_stays_as_it_is(action: str) -> None:
    refusal = TASK.refusal(
        replace(AT, status=Status.STRUCK), TaskStatus.OPEN, action, tables.somebody(Role.LEGAL), WRITTEN_AT
    )
    assert (refusal and refusal.message) == "The note was deleted."


def test_an_open_task_waits_for_the_side_of_whoever_has_it_until_their_day_is_over() -> None:
    deadline = TASK.deadlines[TaskStatus.OPEN]
    assert deadline.waiting_on(AT) == {Side.PARTNER}
    assert deadline.until is not None
    assert deadline.until(AT) == datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)  # the day the clocks go forward
    assert deadline.step is None
    assert deadline.otherwise is not None
