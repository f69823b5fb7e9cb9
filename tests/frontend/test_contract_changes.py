"""What a form on the page of the pen becomes: the saved list of changes with everything edited in its place."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from frontend_stub.pages.contracts import changes as changing
from frontend_stub.site import returning

PAYMENT = {"operation": "REPLACE", "clauseKey": "c2", "baseDigest": "d2", "text": "45 days", "rationale": "ours"}
DISPUTES = {
    "operation": "INSERT",
    "clauseKey": "n1",
    "afterKey": "c2",
    "text": "Talk first",
    "rationale": "",
    "depth": 0,
}
BEHIND = {"operation": "INSERT", "clauseKey": "n2", "afterKey": "n1", "text": "Then write", "rationale": "", "depth": 0}
NOTICE = {"operation": "SET_TERM", "term": "notice_days", "termValue": "90", "rationale": "longer"}


def sent(saved: list[dict[str, Any]], **fields: str) -> FormData:
    head = {"contractId": "ctr_1", "expectedVersion": "7", "saved": changing.packed(saved)}
    return FormData(list((head | {name.replace("_", "-"): value for name, value in fields.items()}).items()))


def changes(saved: list[dict[str, Any]], **fields: str) -> list[dict[str, Any]]:
    variables, errors = changing.merged(sent(saved, **fields))
    assert errors == []
    assert (variables["input"]["contractId"], variables["input"]["expectedVersion"]) == ("ctr_1", 7)
    found: list[dict[str, Any]] = variables["input"]["changes"]
    return found


def editor(key: str, *, heading: str, text: str, was: tuple[str, str], why: str = "", **more: str) -> dict[str, str]:
    """The fields of one clause's editor; `was` is its heading and text before the round."""
    return {
        "key_1": key, "base_1": f"d-{key}", "heading_1": heading, "text_1": text, "why_1": why,
        "heading_was_1": returning.fingerprint(was[0]), "text_was_1": returning.fingerprint(was[1]),
    } | more  # fmt: skip


def test_a_clause_that_reads_as_before_is_no_change() -> None:
    same = editor("c3", heading="Delivery", text="Two\r\nlines \r\n", was=("Delivery", "Two\nlines"), why="none")
    assert changes([], **same) == []


def test_a_reworded_clause_names_its_base_and_only_what_differs() -> None:
    fields = editor("c3", heading="Delivery", text="12 days", was=("Delivery", "15 days"), why="faster")
    assert changes([PAYMENT], **fields) == [
        PAYMENT,
        {"operation": "REPLACE", "clauseKey": "c3", "baseDigest": "d-c3", "text": "12 days", "rationale": "faster"},
    ]


def test_saving_one_clause_keeps_the_other_changes_and_its_own_place() -> None:
    fields = editor("c2", heading="Payment", text="60 days", was=("Payment", "30 days"), why="ours")
    found = changes([NOTICE, PAYMENT, DISPUTES], **fields)
    assert found == [NOTICE, PAYMENT | {"baseDigest": "d-c2", "text": "60 days"}, DISPUTES]


def test_a_clause_put_back_as_it_was_leaves_the_list() -> None:
    fields = editor("c2", heading="Payment", text="30 days", was=("Payment", "30 days"))
    assert changes([PAYMENT, NOTICE], **fields) == [NOTICE]


def test_what_only_other_clients_change_is_kept_with_the_clause() -> None:
    renumbered = PAYMENT | {"number": "7", "depth": 1}
    fields = editor("c2", heading="Payment", text="30 days", was=("Payment", "30 days"))
    kept = {"operation": "REPLACE", "clauseKey": "c2", "baseDigest": "d-c2", "number": "7", "depth": 1, "rationale": ""}
    assert changes([renumbered], **fields) == [kept]


def test_a_removed_clause_goes_last_so_that_a_new_one_finds_its_place() -> None:
    fields = editor("c2", heading="Payment", text="30 days", was=("Payment", "30 days"), why="gone", delete_1="on")
    gone = {"operation": "DELETE", "clauseKey": "c2", "baseDigest": "d-c2", "rationale": "gone"}
    assert changes([PAYMENT, DISPUTES], **fields) == [DISPUTES, gone]


def test_a_new_clause_stands_behind_the_chosen_one_at_its_depth() -> None:
    fields = {"new_after": "1:c:4", "new_number": "4.2", "new_heading": "Stock", "new_text": "Ten", "new_why": "need"}
    assert changes([NOTICE], **fields) == [
        NOTICE,
        {"operation": "INSERT", "depth": 1, "afterKey": "c:4", "number": "4.2", "heading": "Stock", "text": "Ten",
         "rationale": "need"},
    ]  # fmt: skip


def test_a_new_clause_at_the_beginning_names_nothing_before_it() -> None:
    found = changes([], new_after="0:", new_text="Preamble")
    assert found == [
        {"operation": "INSERT", "depth": 0, "number": "", "heading": "", "text": "Preamble", "rationale": ""}
    ]


def test_a_reason_without_a_new_clause_is_asked_about() -> None:
    _variables, errors = changing.merged(sent([], new_after="0:", new_why="because"))
    assert [(error.name, error.message) for error in errors] == [
        ("new-text", "Enter the text of the new clause, or clear the other fields.")
    ]


def test_a_new_clause_can_be_reworded_and_taken_out() -> None:
    fields = editor("n1", heading="Disputes", text="Talk", was=("", ""), why="calm", number_1="9")
    words = {"number": "9", "heading": "Disputes", "text": "Talk", "rationale": "calm"}
    assert changes([DISPUTES], **fields) == [DISPUTES | words]
    assert changes([DISPUTES, BEHIND, NOTICE], **fields, delete_1="on") == [BEHIND | {"afterKey": "c2"}, NOTICE]


def test_a_term_is_set_when_it_differs_and_left_when_it_does_not() -> None:
    fields = {
        "noticeDays_was": "30", "noticeDays": "60", "noticeDays_why": "enough",
        "value_was": "1250.00 EUR", "value": "1 300.00", "valueCurrency": "eur", "value_why": "",
        "endsOn_was": "2028-12-31", "endsOn": "", "endsOn_why": "open",
        "governingLaw_was": "Germany", "governingLaw": "Germany", "governingLaw_why": "",
    }  # fmt: skip
    assert changes([NOTICE, PAYMENT], **fields) == [
        PAYMENT,
        {"operation": "SET_TERM", "term": "ends_on", "termValue": "", "rationale": "open"},
        {"operation": "SET_TERM", "term": "notice_days", "termValue": "60", "rationale": "enough"},
        {"operation": "SET_TERM", "term": "value", "termValue": "1300.00 EUR", "rationale": ""},
    ]


def test_a_term_for_disputes_is_set_under_its_own_name() -> None:
    form = sent([NOTICE])
    fields = {"dispute_days_0-was": "", "dispute_days_0": "20", "dispute_days_0-why": "We close in June."}
    variables, errors = changing.merged(FormData([*form.multi_items(), *fields.items()]))
    assert (errors, variables["input"]["changes"]) == ([], [
        NOTICE,
        {"operation": "SET_TERM", "term": "dispute_days_0", "termValue": "20", "rationale": "We close in June."},
    ])  # fmt: skip


def test_one_change_is_taken_out_of_the_list() -> None:
    assert changes([PAYMENT, NOTICE], drop="0") == [NOTICE]
    assert changes([DISPUTES, BEHIND], drop="0") == [BEHIND | {"afterKey": "c2"}]


@pytest.mark.parametrize(
    "broken",
    [{"saved": "{"}, {"saved": '[{"operation":"REPLACE","evil":1}]'}, {"saved": "7"}, {"drop": "9"}, {"drop": "x"},
     {"expectedVersion": "new"}, {"saved": "[" * 100_000}],
)  # fmt: skip
def test_a_form_that_no_page_sent_changes_nothing(broken: dict[str, str]) -> None:
    form = dict(sent([PAYMENT]).multi_items()) | broken
    _variables, errors = changing.merged(FormData(list(form.items())))
    assert [error.message for error in errors] == ["This form could not be read. Open the page again."]


def test_a_change_from_the_api_goes_back_without_its_nulls() -> None:
    read = dict.fromkeys(changing.CHANGE) | PAYMENT
    assert changing.as_input(read) == PAYMENT
    assert changing.unpacked(changing.packed([read])) == [PAYMENT]
