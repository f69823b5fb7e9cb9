"""Rows become facts by a mapping: all of a row or nothing of it, each with a key, and every row is accounted for."""

from datetime import date
from typing import Any

import pytest

from portal import errors
from portal.expectations.facts import applying, mapping, typed
from portal.expectations.facts.applying import Reading
from portal.expectations.facts.meaning import Meaning
from portal.sheets import separated
from portal.sheets.table import Table

HEADINGS = "Order,Line,Qty,Unit,Due,Came,Got,State"
LINE = {
    "statement": "LINE",
    "fields": {
        "order": {"column": "Order"}, "ordered": {"column": "Qty"}, "unit": {"column": "Unit"},
        "agreed_on": {"column": "Due", "format": "d/m/Y"},
    },
}  # fmt: skip
RECEIPT = {
    "statement": "RECEIPT", "when": {"filled": "Came"},
    "fields": {"received_on": {"column": "Came", "format": "d/m/Y"}, "received": {"column": "Got"}},
}  # fmt: skip


def table(*rows: str, headings: str = HEADINGS) -> Table:
    return separated.read("\n".join([headings, *rows]).encode())


def meaning(*facts: dict[str, Any], **more: Any) -> Meaning:
    keys = [{"column": "Order"}, {"column": "Line"}]
    return mapping.meaning({"kind": "ORDER_LINE", "subject_key": keys, "facts": [*facts], "missing": ["?"], **more})


def read(*rows: str, facts: tuple[dict[str, Any], ...] = (LINE, RECEIPT), **more: Any) -> Reading:
    return applying.applied(meaning(*facts, **more), table(*rows))


def why(reading: Reading) -> list[tuple[int, str, str, str]]:
    return [(each.row, each.column, each.field, str(each.sentence)) for each in reading.refused]


def counts(reading: Reading) -> tuple[int, int, int, int]:
    return reading.taken, reading.silent, reading.repeated, reading.refused_rows


def test_one_row_tells_of_a_line_and_of_its_receipt_with_keys_that_follow_from_its_own() -> None:
    reading = read("A1,1,10,kg,10/05/2026,09/05/2026,6,open", "A1,2,5,kg,10/05/2026,?,,open")
    assert [(each.row, each.subject_key, each.external_id, typed.texts(each.values)) for each in reading.facts] == [
        (2, "A1/1", "A1/1#LINE", {"agreed_on": "2026-05-10", "order": "A1", "ordered": "10", "unit": "KGM"}),
        (2, "A1/1", "A1/1#RECEIPT", {"received": "6", "received_on": "2026-05-09"}),
        (3, "A1/2", "A1/2#LINE", {"agreed_on": "2026-05-10", "order": "A1", "ordered": "5", "unit": "KGM"}),
    ]
    assert counts(reading) == (2, 0, 0, 0)


def test_a_row_with_one_wrong_cell_is_refused_as_a_whole_and_all_that_is_wrong_is_named() -> None:
    reading = read("A1,1,ten,kilo,31/02/2026,09/05/2026,6,open", "A1,2,5,kg,10/05/2026,,,open")
    assert why(reading) == [
        (2, "Qty", "ordered", "“ten” is not a number in the format 1234.5."),
        (2, "Due", "agreed_on", "“31/02/2026” is not a date in the format d/m/Y."),
        (2, "Unit", "unit", "Enter the unit as a UN/ECE code such as KGM, LTR or C62."),
    ]
    assert [each.subject_key for each in reading.facts] == ["A1/2"]
    assert counts(reading) == (1, 0, 0, 1)


def test_one_bad_row_of_a_thousand_is_named_and_the_others_are_taken() -> None:
    rows = [f"A{number},1,10,kg,10/05/2026,,,open" for number in range(1_000)]
    rows[500] = rows[500].replace("10/05/2026", "tbd")
    reading = read(*rows)
    assert counts(reading) == (999, 0, 0, 1)
    assert why(reading) == [(502, "Due", "agreed_on", "“tbd” is not a date in the format d/m/Y.")]


def test_of_ten_thousand_bad_rows_all_are_counted_and_the_first_are_explained() -> None:
    reading = read(*(f"A{number},1,ten,kg,10/05/2026,,,open" for number in range(10_000)))
    assert counts(reading) == (0, 0, 0, 10_000)
    assert len(reading.refused) == 2_000


def test_a_row_without_a_key_is_no_fact() -> None:
    reading = read("?,1,10,kg,10/05/2026,,,open", ",1,10,kg,10/05/2026,,,open")
    assert why(reading) == [(row, "Order", "", "Part of the key is missing: Order.") for row in (2, 3)]
    assert reading.facts == []


def test_what_a_fact_needs_must_stand_in_the_row() -> None:
    reading = read("A1,1,,kg,10/05/2026,09/05/2026,,open")
    assert why(reading) == [
        (2, "Qty", "ordered", "LINE needs ordered."),
        (2, "Got", "received", "RECEIPT needs received."),
    ]


def test_the_same_row_again_says_nothing_new_and_another_row_with_its_key_is_refused() -> None:
    row = "A1,1,10,kg,10/05/2026,09/05/2026,6,open"
    reading = read(row, row, "A1,1,10,kg,10/05/2026,10/05/2026,4,open")
    assert counts(reading) == (1, 0, 1, 1)
    assert why(reading) == [(4, "", "", "Row 2 has the same key but different values: A1/1#RECEIPT.")]


def test_several_rows_about_one_line_need_keys_of_their_own() -> None:
    keyed = RECEIPT | {"external_id": [{"column": "Order"}, {"column": "Line"}, {"column": "Came"}]}
    reading = read(
        "A1,1,10,kg,10/05/2026,09/05/2026,6,open", "A1,1,10,kg,10/05/2026,10/05/2026,4,open", facts=(LINE, keyed)
    )
    assert [each.external_id for each in reading.facts] == [
        "A1/1#LINE", "A1/1/09\\/05\\/2026", "A1/1/10\\/05\\/2026",
    ]  # fmt: skip
    assert counts(reading) == (2, 0, 0, 0)


def test_rows_of_which_nothing_is_said_are_counted() -> None:
    reading = read("A1,1,10,kg,10/05/2026,,,open", facts=(RECEIPT,))
    assert (reading.facts, counts(reading)) == ([], (0, 1, 0, 0))


@pytest.mark.parametrize(
    ("when", "rows"),
    [
        ({"column": "State", "in": ["OPEN"]}, [2]),
        ({"filled": "State"}, [2, 3]),
        ({"not": {"filled": "State"}}, [4]),
        ({"any": [{"column": "State", "in": ["closed"]}, {"not": {"filled": "State"}}]}, [3, 4]),
        ({"all": [{"filled": "State"}, {"not": {"column": "State", "in": ["open"]}}]}, [3]),
    ],
)
def test_a_condition_says_of_which_rows_something_is_said(when: dict[str, Any], rows: list[int]) -> None:
    states = "open", "Closed", "?"
    reading = read(*(f"A{state},1,10,kg,10/05/2026,,,{state}" for state in states), facts=(LINE | {"when": when},))
    assert [each.row for each in reading.facts] == rows


def test_a_field_may_have_a_condition_of_its_own() -> None:
    fields = {
        "ordered": {"column": "Qty"}, "received": {"column": "Qty", "when": {"filled": "Came"}},
        "received_on": {"column": "Came", "format": "d/m/Y"},
    }  # fmt: skip
    reading = read(
        "A1,1,10,kg,10/05/2026,09/05/2026,,open", "A1,2,10,kg,10/05/2026,,,open",
        facts=({"statement": "LINE", "fields": fields},),
    )  # fmt: skip
    assert [typed.texts(each.values).get("received") for each in reading.facts] == ["10", None]


def test_a_format_is_found_in_the_whole_column_and_refused_where_it_is_in_doubt() -> None:
    guessed = {"statement": "LINE", "fields": {"ordered": {"column": "Qty"}, "agreed_on": {"column": "Due"}}}
    rows = ["A1,1,10,kg,01/02/2026,,,open", "A1,2,10,kg,13/02/2026,,,open"]
    reading = read(*rows, facts=(guessed,))
    assert [each.values["agreed_on"] for each in reading.facts] == [date(2026, 2, 1), date(2026, 2, 13)]
    previewed = applying.preview(meaning(guessed), table(*rows), most=1)
    assert [each.facts[0].values["agreed_on"] for each in previewed] == [date(2026, 2, 1)]
    with pytest.raises(errors.Invalid) as caught:
        read(rows[0], facts=(guessed,))
    assert caught.value.path == ("mapping", "columns", "Due")


def test_a_mapping_that_names_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(errors.Invalid, match="There is no column called Line") as caught:
        applying.applied(meaning(LINE), table("A1,10,kg,10/05/2026", headings="Order,Qty,Unit,Due"))
    assert caught.value.path == ("mapping", "columns", "Line")


def test_the_number_of_the_row_may_be_a_key_where_somebody_says_so() -> None:
    reading = read(
        "A1,1,10,kg,10/05/2026,,,open", "A1,1,10,kg,10/05/2026,,,open",
        facts=(LINE,), subject_key=[{"text": "May"}, {"row": True}],
    )  # fmt: skip
    assert [each.subject_key for each in reading.facts] == ["May/2", "May/3"]


def test_no_two_rows_with_other_cells_have_the_same_key() -> None:
    reading = read("A/1,1,10,kg,10/05/2026,,,open", "A,1/1,10,kg,10/05/2026,,,open", "A\\,1,9,kg,,,,", facts=(LINE,))
    assert len({each.subject_key for each in reading.facts}) == 3


def test_cells_beyond_the_headings_and_cells_that_nobody_can_read_are_refused() -> None:
    reading = read("A1,1,10,kg,10/05/2026,,,open,more", 'A1,2,10,kg,"10/05\0/2026",,,open', f"{'A' * 300},1,1,,,,,")
    assert [(row, column) for row, column, _, _ in why(reading)] == [(2, ""), (3, "Due"), (4, "Order"), (4, "")]


def test_a_row_says_whose_facts_they_are_where_the_sheet_is_about_many_partners() -> None:
    reading = read("A1,1,10,kg,10/05/2026,,,Acme", facts=(LINE,), partner=[{"column": "State"}])
    assert reading.facts[0].partner == "Acme"
