"""Tickets: the first answer, the resolution that lasted, and a clock that stands still and runs on."""

from datetime import UTC, datetime

import pytest

from portal.expectations.facts import folding, typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.folding import State
from portal.expectations.facts.kinds import SubjectKind
from tests.expectations.facts.making import told

TICKET = told("TICKET", priority="High")
FIELDS = {
    "PAUSE": "paused_at", "RESUME": "resumed_at", "RESOLUTION": "resolved_at", "REOPENING": "reopened_at",
    "ANSWER": "answered_at",
}  # fmt: skip


def at(statement: str, time: str, **more: str) -> Fact:
    return told(statement, kind=SubjectKind.TICKET, **{FIELDS[statement]: f"2026-05-04T{time}:00Z"}, **more)


def folded(*facts: Fact) -> State:
    return folding.fold(SubjectKind.TICKET, facts)


def time(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, 4, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("steps", "resolved", "paused"),
    [
        ([], None, "0"),
        ([("RESOLUTION", "12:00")], time(12), "0"),
        ([("PAUSE", "09:00"), ("RESUME", "10:30"), ("RESOLUTION", "12:00")], time(12), "1.5"),
        ([("PAUSE", "09:00"), ("RESOLUTION", "12:00")], time(12), "3"),
        ([("PAUSE", "09:00")], None, "0"),
        ([("RESOLUTION", "12:00"), ("REOPENING", "14:00")], None, "2"),
        ([("RESOLUTION", "12:00"), ("REOPENING", "14:00"), ("RESOLUTION", "15:00")], time(15), "2"),
        ([("RESOLUTION", "12:00"), ("RESOLUTION", "16:00")], time(12), "0"),
        ([("PAUSE", "09:00"), ("PAUSE", "09:30"), ("RESUME", "10:00")], None, "1"),
        ([("RESUME", "10:00"), ("RESOLUTION", "12:00")], time(12), "0"),
        ([("PAUSE", "09:00"), ("RESUME", "09:00"), ("RESOLUTION", "12:00")], time(12), "0"),
        ([("PAUSE", "09:00"), ("RESUME", "10:00"), ("PAUSE", "10:00"), ("RESUME", "11:00")], None, "2"),
        ([("PAUSE", "07:00"), ("RESUME", "09:00")], None, "1"),
        ([("PAUSE", "09:00"), ("RESUME", "09:01")], None, "0.016667"),
        ([("REOPENING", "09:00"), ("RESOLUTION", "10:00")], time(10), "0"),
    ],
)
def test_the_clock_of_a_ticket(steps: list[tuple[str, str]], resolved: datetime | None, paused: str) -> None:
    state = folded(TICKET, *(at(statement, when, external_id=f"{n}") for n, (statement, when) in enumerate(steps)))
    assert state.values.get("resolved_at") == resolved
    assert typed.text(state.values["paused_hours"]) == paused


def test_a_pause_that_goes_on_is_told_for_hours_of_business_and_not_counted_yet() -> None:
    state = folded(TICKET, at("PAUSE", "09:00"), at("RESUME", "10:00"), at("PAUSE", "11:00"))
    assert state.pauses == ((time(9), time(10)), (time(11), None))


def test_the_first_answer_counts() -> None:
    state = folded(TICKET, at("ANSWER", "10:00"), at("ANSWER", "09:15"))
    assert state.values["answered_at"] == time(9, 15)


def test_a_row_with_the_whole_ticket_tells_of_its_answer_its_resolution_and_its_hold() -> None:
    whole = told(
        "TICKET", answered_at="2026-05-04T09:00:00Z", resolved_at="2026-05-04T12:00:00Z", paused_hours="1.25",
        is_met="true",
    )  # fmt: skip
    assert typed.texts(folded(whole).values) == {
        "answered_at": "2026-05-04T09:00:00Z", "is_cancelled": "false", "is_met": "true",
        "opened_at": "2026-05-04T08:00:00Z", "owed_by": "PARTNER", "paused_hours": "1.25",
        "resolved_at": "2026-05-04T12:00:00Z",
    }  # fmt: skip


def test_single_steps_come_before_what_the_row_of_the_same_source_sums_up() -> None:
    whole = told("TICKET", resolved_at="2026-05-04T12:00:00Z", is_met="true")
    state = folded(whole, at("RESOLUTION", "13:00", is_met="false"))
    assert (state.values["resolved_at"], state.values["is_met"]) == (time(13), False)
    assert "resolved_at" not in folded(whole, at("REOPENING", "13:00")).values


def test_of_several_rows_about_a_ticket_the_one_that_was_written_last_counts_and_none_of_the_others() -> None:
    def row(updated: str, sequence: str, **more: str) -> Fact:
        moment = f"2026-05-04T{updated}:00Z"
        return told("TICKET", external_id=f"{updated}/{sequence}", updated_at=moment, sequence=sequence, **more)

    facts = [
        row("11:00", "10", is_met="false", priority="Low"),
        row("11:00", "9", is_met="true", priority="High"),
        row("09:00", "12", is_met="true", resolved_at="2026-05-04T09:00:00Z"),
    ]
    state = folded(*facts)
    assert (state.values["is_met"], state.values["priority"], "resolved_at" in state.values) == (False, "Low", False)


def test_a_cancelled_ticket_says_so() -> None:
    gone = told("CANCELLATION", kind=SubjectKind.TICKET, cancelled_at="2026-05-04T09:00:00Z")
    assert folded(TICKET, gone).values["is_cancelled"] is True
    assert folded(TICKET).values["is_cancelled"] is False
