"""What a fact may say: needed fields, bounds, words, and everything that is wrong at once."""

import pytest

from portal import errors
from portal.expectations.facts import fact, statements, typed
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement

K, S = SubjectKind, Statement
PATH = ("input", "rows", "3", "values")


def refused(kind: SubjectKind, statement: Statement, **given: str) -> list[tuple[str, str]]:
    with pytest.raises(errors.Invalid) as caught:
        fact.told(kind, statement, given, path=PATH)
    every = [caught.value, *caught.value.also]
    assert all(each.path[: len(PATH)] == PATH for each in every)
    return [("/".join(each.path[len(PATH) :]), each.message) for each in every]


def test_everything_that_is_wrong_is_told_at_once_with_its_field() -> None:
    found = refused(
        K.ORDER_LINE, S.LINE, ordered="ten", value="12.5", agreed_on="2026-02-30", received="3", unit="kilo", price="1"
    )
    assert found == [
        ("ordered", "Write a number in digits with a decimal point, such as 1250.5."),
        ("agreed_on", "There is no such date."),
        ("", "LINE has no field price."),
        ("unit", "Enter the unit as a UN/ECE code such as KGM, LTR or C62."),
        ("currency", "LINE needs currency."),
        ("received_on", "LINE needs received_on."),
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("-1", "This must be 0 or more."),
        ("NaN", "Write a number in digits with a decimal point, such as 1250.5."),
        ("Infinity", "Write a number in digits with a decimal point, such as 1250.5."),
        ("1e999", "Write a number in digits with a decimal point, such as 1250.5."),
        ("1" * 47_000, "Write a number in digits with a decimal point, such as 1250.5."),
        ("٣", "Write a number in digits with a decimal point, such as 1250.5."),
        ("1\0", "Write a number in digits with a decimal point, such as 1250.5."),
        ("1000000000000", "The number is too large."),
        ("0.0000001", "A number can have at most 6 decimal places."),
    ],
)
def test_numbers_that_are_refused(given: str, said: str) -> None:
    assert refused(K.ORDER_LINE, S.LINE, ordered=given) == [("ordered", said)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("a\0b", "The text has a character that cannot be shown (U+0000)."),
        ("a\u202eb", "The text has a character that cannot be shown (U+202E)."),
        ("\ud800", "The text has a character that cannot be shown (U+D800)."),
        ("x" * 201, "The text is longer than 200 characters."),
        ("word " * 47_000, "The text is longer than 200 characters."),
        ("\u00a0\u2003", "The text is empty."),
    ],
)
def test_words_that_are_refused(given: str, said: str) -> None:
    assert refused(K.ORDER_LINE, S.LINE, ordered="1", site=given) == [("site", said)]


@pytest.mark.parametrize(
    ("kind", "statement", "given", "field", "said"),
    [
        (K.ORDER_LINE, S.INVOICE, {}, "", "INVOICE is not possible for a subject of the kind ORDER_LINE."),
        (K.LOT, S.INSPECTION, {"inspected_on": "2026-05-01", "result": "BAD"}, "result",
         "Enter one of ACCEPTED, IMPACT, REJECTED."),
        (K.TICKET, S.PAUSE, {"paused_at": "2026-05-01T08:00:00"}, "paused_at",
         "Write a date and time as 2026-11-22T03:36:42.120Z, with its offset."),
        (K.INVOICE, S.PAYMENT, {"paid_on": "2026-05-01", "paid": "10", "currency": "XAU"}, "currency",
         "The currency must be a three-letter ISO 4217 code such as EUR."),
        (K.INVOICE, S.DISPUTE, {"disputed_on": "1899-12-31"}, "disputed_on",
         "The year must be between 1900 and 2199."),
        (K.INVOICE, S.DISPUTE, {"disputed_on": "2026-05-01", "is_disputed": "yes"}, "is_disputed",
         "Enter true or false."),
        (K.ORDER_LINE, S.CANCELLATION, {"cancelled_on": "2026-05-01", "cancelled_by": "US"}, "cancelled_by",
         "Enter one of HOST, PARTNER."),
    ],
)  # fmt: skip
def test_what_else_is_refused(
    kind: SubjectKind, statement: Statement, given: dict[str, str], field: str, said: str
) -> None:
    assert refused(kind, statement, **given) == [(field, said)]


@pytest.mark.parametrize("kind", [*K])
def test_each_statement_of_each_kind_names_all_that_it_needs(kind: SubjectKind) -> None:
    for statement, shape in statements.SHAPES[kind].items():
        needed = [name for name, field in shape.fields.items() if field.is_needed]
        if needed:
            assert [name for name, _ in refused(kind, statement)] == needed
        else:
            assert fact.told(kind, statement, {}) == {}


def test_an_empty_value_is_as_if_it_were_not_there() -> None:
    assert fact.told(K.ORDER_LINE, S.LINE, {"ordered": "1", "site": ""}) == {"ordered": 1}


@pytest.mark.parametrize(
    ("given", "written"),
    [("10", "10"), ("10.50", "10.5"), ("-0", "0"), ("0.000001", "0.000001"), ("100", "100"), ("007", "7")],
)
def test_a_number_has_one_way_to_be_written(given: str, written: str) -> None:
    assert typed.text(typed.number(given)) == written


def test_an_instant_has_one_way_to_be_written() -> None:
    for given in ("2026-05-01T10:00:00+02:00", "2026-05-01T08:00:00Z", "2026-05-01t08:00:00.000z"):
        assert typed.text(typed.instant(given)) == "2026-05-01T08:00:00Z"


def test_facts_that_say_the_same_have_the_same_digest() -> None:
    def digest(quantity: str) -> str:
        values = fact.told(K.ORDER_LINE, S.LINE, {"ordered": quantity})
        return fact.Fact(K.ORDER_LINE, S.LINE, "1", "erp", "a", values).sha256

    assert digest("10") == digest("10.000")
    assert digest("10") != digest("11")
