"""From form text to values, and from refusals to fields."""

import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from frontend_stub.site import forms, returning
from frontend_stub.site.returning import FieldError

FORM = forms.Form(
    operation="Planted",
    then=lambda _: "/",
    fields=(
        forms.taking("title", required=True),
        forms.taking("startsOn", "terms", "startsOn", read=forms.calendar_day),
        forms.taking("noticeDays", "terms", "noticeDays", read=forms.integer),
        forms.taking("value", "terms", "value", "amount", currency="valueCurrency"),
        forms.taking("kinds", many=True),
        forms.taking("noChanges", read=forms.flag),
    ),
)


@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_what_a_browser_writes_is_read_back(pairs: list[tuple[str, str]]) -> None:
    assert forms.decoded(urllib.parse.urlencode(pairs).encode()).multi_items() == pairs


def test_what_no_browser_writes_is_read_as_it_stands() -> None:
    sent = forms.decoded(b"a=1%&b&=c&&d=%zz+%FF&e=\xd0\xb1=%e2%82%ac")
    assert sent.multi_items() == [
        ("a", "1%"),
        ("b", ""),
        ("", "c"),
        ("d", "%zz \N{REPLACEMENT CHARACTER}"),
        ("e", "б=€"),
    ]


def test_fields_find_their_place_in_the_variables() -> None:
    sent = FormData([
        ("title", "  Supply \r\n 2027 "), ("startsOn", "2027-01-01"), ("noticeDays", "90"), ("value", "1 250.00"),
        ("kinds", "A"), ("kinds", "B"), ("noChanges", "on"), ("idempotencyKey", "k1"),
    ])  # fmt: skip
    assert forms.read(FORM, sent) == (
        {
            "input": {
                "title": "Supply \n 2027",
                "terms": {"startsOn": "2027-01-01", "noticeDays": 90, "value": {"amount": "1250.00"}},
                "kinds": ["A", "B"],
                "noChanges": True,
                "idempotencyKey": "k1",
            }
        },
        [],
    )


def test_empty_optional_fields_are_left_out() -> None:
    sent = FormData([("title", "T"), ("startsOn", ""), ("noticeDays", " ")])
    assert forms.read(FORM, sent) == ({"input": {"title": "T", "noChanges": False}}, [])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("startsOn", "31.12.2027", "Enter a date as year-month-day, for example 2027-03-31."),
        ("noticeDays", "a month", "Enter a whole number, for example 30."),
        ("value", "NaN", "Enter an amount in digits, for example 1250.00."),
        ("value", "1e400000000000000000000", "Enter an amount in digits, for example 1250.00."),
        ("title", "", "This field is required."),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(name: str, text: str, message: str) -> None:
    sent = FormData({"title": "T", name: text})
    assert forms.read(FORM, sent)[1] == [FieldError(name, message)]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (["input", "title"], "title"),
        (["input", "terms", "startsOn"], "startsOn"),
        (["input", "terms", "value"], "value"),
        (["input", "kinds", "1"], "kinds"),
        (["input", "elsewhere"], ""),
        (["input"], ""),
        ([], ""),
    ],
)
def test_a_refusal_finds_its_field(path: list[str], name: str) -> None:
    error = {"code": "INVALID", "message": "No.", "path": path}
    assert forms.refusals(FORM, [error], {}) == [FieldError(name, "No.")]


def test_a_form_shows_defaults_until_it_is_sent() -> None:
    fresh = returning.Filled("Planted")
    assert (fresh.value("title", "Old"), fresh.chosen("kinds", ["A"]), fresh.value("x", None)) == ("Old", ["A"], "")
    sent = returning.filled(FORM.operation, FormData([("title", "New"), ("kinds", "B")]), [FieldError("title", "No.")])
    assert (sent.value("title", "Old"), sent.chosen("kinds", ["A"]), sent.error("title")) == ("New", ["B"], "No.")
    assert sent.value("noticeDays", 30) == ""


def test_every_showing_of_a_form_has_its_own_key() -> None:
    assert returning.Filled("A").idempotency_key != returning.Filled("A").idempotency_key
    assert len(returning.Filled("A").idempotency_key) == 32


def test_of_two_values_the_last_counts_in_the_variables_and_in_the_form_that_comes_back() -> None:
    """A file that is chosen now comes behind the one that the form has kept."""
    sent = FormData([("title", "kept"), ("title", "chosen"), ("kinds", "A"), ("kinds", "B")])
    variables, errors = forms.read(FORM, sent)
    assert (variables["input"], errors) == ({"title": "chosen", "kinds": ["A", "B"], "noChanges": False}, [])
    assert returning.filled("Planted", sent).value("title") == "chosen"
