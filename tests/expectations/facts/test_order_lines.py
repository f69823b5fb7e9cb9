"""Order lines: what was agreed, what came of it, and what both sides tell."""

from datetime import date
from decimal import Decimal

import pytest

from portal.expectations.facts import folding, typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.folding import State
from portal.expectations.facts.kinds import SubjectKind
from tests.expectations.facts.making import line, receipt, told

DUE = date(2026, 5, 10)


def folded(*facts: Fact, primary: tuple[str, ...] = ()) -> State:
    return folding.fold(SubjectKind.ORDER_LINE, facts, primary=primary)


def of(state: State, *names: str) -> dict[str, str]:
    found = typed.texts(state.values)
    return {name: found.get(name, "") for name in names}


def test_six_and_four_of_ten_by_the_day_are_one_line_in_full() -> None:
    state = folded(line(agreed_on="2026-05-10"), receipt("2026-05-08", "6"), receipt("2026-05-10", "4"))
    assert of(state, "ordered", "received", "received_by_agreed", "completed_on", "first_received_on") == {
        "ordered": "10", "received": "10", "received_by_agreed": "10", "completed_on": "2026-05-10",
        "first_received_on": "2026-05-08",
    }  # fmt: skip
    assert state.counted_on == DUE


def test_the_second_part_a_day_late_is_received_but_not_by_the_day() -> None:
    state = folded(line(agreed_on="2026-05-10"), receipt("2026-05-08", "6"), receipt("2026-05-11", "4"))
    assert of(state, "received", "received_by_agreed", "completed_on") == {
        "received": "10", "received_by_agreed": "6", "completed_on": "2026-05-11",
    }  # fmt: skip


def test_more_than_ordered_stays_what_came_and_is_complete_once_enough_came() -> None:
    state = folded(line(agreed_on="2026-05-10"), receipt("2026-05-08", "12"), receipt("2026-06-08", "5"))
    assert of(state, "ordered", "received", "completed_on", "last_received_on") == {
        "ordered": "10", "received": "17", "completed_on": "2026-05-08", "last_received_on": "2026-06-08",
    }  # fmt: skip


def test_a_line_of_which_nothing_came_has_received_nothing_rather_than_something_unknown() -> None:
    state = folded(line(agreed_on="2026-05-10"))
    assert of(state, "received", "received_by_agreed", "first_received_on", "completed_on", "is_cancelled") == {
        "received": "0", "received_by_agreed": "0", "first_received_on": "", "completed_on": "",
        "is_cancelled": "false",
    }  # fmt: skip


def test_a_correction_takes_back_the_latest_before_it() -> None:
    facts = line(agreed_on="2026-05-10"), receipt("2026-05-08", "10"), receipt("2026-05-12", "-4")
    assert of(folded(*facts), "received", "received_by_agreed", "completed_on", "last_received_on") == {
        "received": "6", "received_by_agreed": "6", "completed_on": "", "last_received_on": "2026-05-08",
    }  # fmt: skip
    again = folded(*facts, receipt("2026-05-20", "4"))
    assert of(again, "received", "received_by_agreed", "completed_on") == {
        "received": "10", "received_by_agreed": "6", "completed_on": "2026-05-20",
    }  # fmt: skip


def test_a_correction_that_is_told_before_what_it_corrects_takes_it_back_all_the_same() -> None:
    state = folded(line(), receipt("2026-05-01", "-4"), receipt("2026-05-08", "10"))
    assert of(state, "received", "first_received_on") == {"received": "6", "first_received_on": "2026-05-08"}
    assert of(folded(line(), receipt("2026-05-01", "-4")), "received") == {"received": "0"}


def test_what_was_rejected_was_received_but_completes_nothing() -> None:
    state = folded(line(agreed_on="2026-05-10"), receipt("2026-05-09", "10", rejected="2"))
    assert of(state, "received", "rejected", "rejected_by_agreed", "completed_on") == {
        "received": "10", "rejected": "2", "rejected_by_agreed": "2", "completed_on": "",
    }  # fmt: skip
    replaced = folded(
        line(agreed_on="2026-05-10"), receipt("2026-05-09", "10", rejected="2"), receipt("2026-05-15", "2")
    )
    assert of(replaced, "received", "rejected", "completed_on") == {
        "received": "12", "rejected": "2", "completed_on": "2026-05-15",
    }  # fmt: skip


def test_the_remainder_that_the_customer_cancels_is_owed_no_longer() -> None:
    cancelled = told("CANCELLATION", cancelled_on="2026-05-09", cancelled_by="HOST", cancelled="4")
    facts = line(agreed_on="2026-05-10"), receipt("2026-05-08", "6")
    for told_of in (cancelled, told("CANCELLATION", cancelled_on="2026-05-09", cancelled_by="HOST")):
        state = folded(*facts, told_of)
        assert of(state, "ordered", "received_by_agreed", "cancelled", "is_cancelled", "completed_on") == {
            "ordered": "6", "received_by_agreed": "6", "cancelled": "4", "is_cancelled": "false",
            "completed_on": "2026-05-08",
        }  # fmt: skip


def test_what_the_supplier_cancels_is_still_owed() -> None:
    cancelled = told("CANCELLATION", cancelled_on="2026-05-09", cancelled_by="PARTNER")
    state = folded(line(agreed_on="2026-05-10"), receipt("2026-05-08", "6"), cancelled)
    assert of(state, "ordered", "cancelled", "is_cancelled", "completed_on") == {
        "ordered": "10", "cancelled": "4", "is_cancelled": "false", "completed_on": "",
    }  # fmt: skip


@pytest.mark.parametrize("by", ["HOST", "PARTNER"])
def test_a_line_of_which_nothing_came_is_cancelled_as_a_whole_and_says_by_whom(by: str) -> None:
    state = folded(line(), told("CANCELLATION", cancelled_on="2026-05-09", cancelled_by=by, cancelled="10"))
    assert of(state, "is_cancelled", "cancelled_by", "cancelled") == {
        "is_cancelled": "true", "cancelled_by": by, "cancelled": "10",
    }  # fmt: skip
    assert state.values["ordered"] == (0 if by == "HOST" else 10)


def test_a_line_that_both_cancel_in_part_was_let_down_by_the_supplier() -> None:
    state = folded(
        line(),
        told("CANCELLATION", cancelled_on="2026-05-01", cancelled_by="HOST", cancelled="4"),
        told("CANCELLATION", cancelled_on="2026-05-02", cancelled_by="PARTNER", cancelled="6"),
    )
    assert of(state, "ordered", "is_cancelled", "cancelled_by", "cancelled") == {
        "ordered": "6", "is_cancelled": "true", "cancelled_by": "PARTNER", "cancelled": "10",
    }  # fmt: skip


def test_where_the_partner_buys_the_partner_is_the_customer() -> None:
    cancelled = told("CANCELLATION", cancelled_on="2026-05-09", cancelled_by="PARTNER", cancelled="4")
    state = folded(line(owed_by="HOST"), receipt("2026-05-08", "6"), cancelled)
    assert of(state, "ordered", "owed_by") == {"ordered": "6", "owed_by": "HOST"}


def promise(told_on: str, promised_on: str, asked_by: str, **more: str) -> Fact:
    return told("PROMISE", told_on=told_on, promised_on=promised_on, asked_by=asked_by, **more)


BOTH = ("first_promised_on", "agreed_on")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([line(requested_on="2026-05-10")], ("", "2026-05-10")),
        ([line(requested_on="2026-05-10", promised_on="2026-05-12")], ("2026-05-12", "2026-05-12")),
        ([line(promised_on="2026-05-12", agreed_on="2026-05-11")], ("2026-05-12", "2026-05-11")),
        ([line(requested_on="2026-05-10"), promise("2026-04-02", "2026-05-14", "PARTNER")], ("2026-05-14",) * 2),
        (
            [line(requested_on="2026-05-10"), promise("2026-04-02", "2026-05-14", "PARTNER", is_accepted="false")],
            ("", "2026-05-10"),
        ),
        (
            [line(promised_on="2026-05-12"), promise("2026-04-02", "2026-06-14", "PARTNER", is_accepted="true")],
            ("2026-05-12", "2026-05-12"),
        ),
        (
            [line(promised_on="2026-05-12"), promise("2026-04-02", "2026-05-20", "HOST", is_accepted="true")],
            ("2026-05-12", "2026-05-20"),
        ),
        ([line(promised_on="2026-05-12"), promise("2026-04-02", "2026-05-20", "HOST")], ("2026-05-12", "2026-05-12")),
        (
            [
                line(promised_on="2026-05-12"),
                promise("2026-04-03", "2026-05-21", "HOST", is_accepted="true"),
                promise("2026-04-02", "2026-05-20", "HOST", is_accepted="true"),
                promise("2026-04-04", "2026-06-30", "PARTNER", is_accepted="true"),
            ],
            ("2026-05-12", "2026-05-21"),
        ),
    ],
)
def test_only_a_change_that_the_customer_asks_for_and_the_supplier_accepts_replaces_the_promise(
    facts: list[Fact], expected: tuple[str, str]
) -> None:
    assert tuple(of(folded(*facts), *BOTH).values()) == expected


def test_a_row_with_the_day_of_delivery_alone_says_that_all_came_then() -> None:
    state = folded(line(agreed_on="2026-05-10", received_on="2026-05-09"))
    assert of(state, "received", "received_by_agreed", "completed_on") == {
        "received": "10", "received_by_agreed": "10", "completed_on": "2026-05-09",
    }  # fmt: skip
    short = folded(line(agreed_on="2026-05-10", received_on="2026-05-09", received="9.5"))
    assert of(short, "received", "completed_on") == {"received": "9.5", "completed_on": ""}


def test_single_receipts_come_before_what_the_row_of_the_same_source_sums_up() -> None:
    state = folded(line(received_on="2026-05-20", received="10"), receipt("2026-05-08", "6"))
    assert of(state, "received", "last_received_on") == {"received": "6", "last_received_on": "2026-05-08"}


def test_two_sources_are_two_stories_of_one_line_and_never_add_up() -> None:
    facts = (
        line(agreed_on="2026-05-10"),
        receipt("2026-05-11", "9"),
        receipt("2026-05-09", "10", source="carrier"),
        told("DESPATCH", despatched_on="2026-05-07", despatched="10", source="carrier"),
    )
    state = folded(*facts, primary=("erp",))
    assert of(state, "received", "despatched", "last_despatched_on") == {
        "received": "9", "despatched": "10", "last_despatched_on": "2026-05-07",
    }  # fmt: skip
    assert state.other == {
        "carrier": {
            "received_by_agreed": "10", "received": "10", "first_received_on": "2026-05-09",
            "last_received_on": "2026-05-09", "completed_on": "2026-05-09",
        }
    }  # fmt: skip
    theirs = folded(*facts, primary=("carrier",))
    assert of(theirs, "received") == {"received": "10"}
    assert theirs.other["erp"]["received"] == "9"


def test_a_source_that_tells_the_same_is_no_other_story() -> None:
    state = folded(line(), receipt("2026-05-09", "10"), receipt("2026-05-09", "10", source="carrier"))
    assert state.other == {}


def test_quantities_are_counted_in_the_unit_of_the_line() -> None:
    state = folded(line(unit="KGM"), receipt("2026-05-08", "6000", unit="GRM"), receipt("2026-05-09", "4", unit="KGM"))
    assert of(state, "received", "unit", "completed_on") == {
        "received": "10", "unit": "KGM", "completed_on": "2026-05-09",
    }  # fmt: skip


def test_a_quantity_in_a_unit_that_does_not_convert_is_set_aside_and_named() -> None:
    strange = receipt("2026-05-08", "6", unit="LTR", external_id="gr-7")
    state = folded(line(unit="KGM"), strange)
    assert of(state, "received") == {"received": "0"}
    assert state.aside == [("erp", "gr-7", "UNIT")]


def test_documents_are_right_where_all_that_tell_of_them_say_so() -> None:
    right = receipt("2026-05-08", "6", documents_right="true")
    wrong = receipt("2026-05-09", "4", documents_right="false")
    assert folded(line(), right).values["documents_right"] is True
    assert folded(line(), right, wrong).values["documents_right"] is False
    assert "documents_right" not in folded(line()).values


def test_what_adds_up_beyond_what_is_kept_is_unknown_and_named() -> None:
    most = "999999999999.999999"
    state = folded(line(ordered=most, agreed_on="2026-05-10"), receipt("2026-05-08", most), receipt("2026-05-09", most))
    assert "received" not in state.values
    assert ("", "received", "LARGE") in state.aside
    assert state.values["ordered"] == Decimal(most)


def test_receipts_without_their_line_wait_for_it_and_fall_into_no_period() -> None:
    state = folded(receipt("2026-05-08", "6", unit="KGM"))
    assert of(state, "received", "unit", "ordered", "owed_by") == {
        "received": "6", "unit": "KGM", "ordered": "", "owed_by": "PARTNER",
    }  # fmt: skip
    assert state.counted_on is None


def test_a_line_of_nothing_is_no_error() -> None:
    assert of(folded(line(ordered="0")), "ordered", "is_cancelled", "completed_on") == {
        "ordered": "0", "is_cancelled": "false", "completed_on": "",
    }  # fmt: skip
