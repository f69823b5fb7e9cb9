"""Cells become values: numbers, instants, words and what is missing, each in the form of its column."""

from datetime import date
from decimal import Decimal

import pytest

from portal import errors
from portal.expectations.facts import formats, typed, values
from portal.expectations.facts.kinds import Type
from portal.expectations.facts.values import Form
from portal.sheets.table import NO_RESULT, UNREADABLE

T = Type
GERMAN, SWISS, INDIAN = Form(decimal=",", grouping="."), Form(grouping="’"), Form(grouping=",")


def refused(type_: Type, text: str, form: Form) -> str:
    with pytest.raises(errors.Invalid) as caught:
        values.read(type_, text, form)
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("1234.5", Form(), "1234.5"),
        ("1.234,5", GERMAN, "1234.5"),
        ("1.234", GERMAN, "1234"),
        ("12.345.678,25", GERMAN, "12345678.25"),
        ("1’234.5", SWISS, "1234.5"),
        ("12,34,567.5", INDIAN, "1234567.5"),
        ("1,234,567", INDIAN, "1234567"),
        ("1\u202f234,5", Form(decimal=",", grouping=" "), "1234.5"),
        ("-12.5", Form(), "-12.5"),
        ("12.5-", Form(), "-12.5"),
        ("(12.5)", Form(), "-12.5"),
        ("\u221212.5", Form(), "-12.5"),
        ("+3", Form(), "3"),
        (".5", Form(), "0.5"),
        ("5.", Form(), "5"),
        ("0.3333333333", Form(round=2), "0.33"),
        ("0.125", Form(round=2), "0.12"),
        ("10,125", Form(decimal=",", round=2), "10.12"),
    ],
)
def test_numbers_are_read_with_the_declared_signs(text: str, form: Form, expected: str) -> None:
    assert typed.text(values.read(T.NUMBER, text, form)) == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1,234", Form()), ("1.5", Form(decimal=",")), ("1.23", GERMAN), ("1.2345", GERMAN), (".123", GERMAN),
        ("1.234.56", GERMAN), ("1,23,45", INDIAN), ("1,234,56,789", INDIAN), ("12 5", Form()), ("NaN", Form()),
        ("Infinity", Form()), ("1e999", Form()), ("1e5", Form()), ("--5", Form()), ("-5-", Form()), ("(-5)", Form()),
        ("-", Form()), (".", Form()), ("٣", Form()), ("²", Form()), ("0x1f", Form()), ("5 EUR", Form()),
        ("9" * 47_000, Form()), ("1,5,", Form(decimal=",")),
    ],
)  # fmt: skip
def test_what_is_no_number_in_the_declared_form_is_refused(text: str, form: Form) -> None:
    assert "is not a number in the format" in refused(T.NUMBER, text, form)


def test_digits_that_are_not_kept_are_refused_and_never_rounded_by_themselves() -> None:
    assert refused(T.NUMBER, "0.3333333333", Form()) == "A number can have at most 6 decimal places."
    assert refused(T.AMOUNT, "1234567890123", Form()) == "The number is too large."
    assert refused(T.AMOUNT, "1234567890123", Form(round=2)) == "The number is too large."


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("29-02-2016 01:16", "Etc/UTC", "2016-02-29T01:16:00Z"),
        ("01-07-2016 01:16", "Europe/Berlin", "2016-06-30T23:16:00Z"),
        ("30-10-2016 02:30", "Europe/Berlin", "2016-10-30T00:30:00Z"),
        ("2016-07-01 01:16:30", "Europe/Berlin", "2016-06-30T23:16:30Z"),
        ("2016-07-01T01:16:30+05:30", "Europe/Berlin", "2016-06-30T19:46:30Z"),
        ("2016-07-01T01:16:30Z", None, "2016-07-01T01:16:30Z"),
    ],
)
def test_an_instant_has_an_offset_or_the_zone_of_its_column(text: str, zone: str | None, expected: str) -> None:
    form = Form(format=formats.declared("d-m-Y H:M"), zone=zone)
    assert typed.text(values.read(T.INSTANT, text, form)) == expected


@pytest.mark.parametrize(
    ("text", "zone", "said"),
    [
        ("29-02-2016 01:16", None, "Choose the time zone of the column, or write each time with its offset."),
        ("29-02-2016", "Etc/UTC", "“29-02-2016” is not a date in the format d-m-Y H:M."),
        ("2016-02-29", "Etc/UTC", "Enter a time as well as the date."),
        ("27-03-2016 02:30", "Europe/Berlin",
         "This time does not exist in Europe/Berlin, because the clocks went forward."),
        ("31-02-2016 01:16", "Etc/UTC", "“31-02-2016 01:16” is not a date in the format d-m-Y H:M."),
        ("1900-01-01 00:00:00", "Asia/Tokyo", "The year must be between 1900 and 2199."),
    ],
)  # fmt: skip
def test_what_is_no_instant_is_refused(text: str, zone: str | None, said: str) -> None:
    assert refused(T.INSTANT, text, Form(format=formats.declared("d-m-Y H:M"), zone=zone)) == said


def test_a_day_stays_the_day_that_is_written_whatever_the_time_beside_it() -> None:
    form = Form(format=formats.declared("d/m/Y H:M"), zone="Pacific/Kiritimati")
    assert values.read(T.DAY, "31/12/2014 23:59", form) == date(2014, 12, 31)
    assert values.read(T.DAY, "2014-12-31", form) == date(2014, 12, 31)


@pytest.mark.parametrize(
    ("type_", "text", "form", "expected"),
    [
        (T.TRUTH, "Yes", Form(), True),
        (T.TRUTH, "FALSE", Form(), False),
        (T.TRUTH, "да", Form(), True),
        (T.TRUTH, "Open", Form(words={"open": "yes", "closed": "no"}), True),
        (T.WORD, " Côte  d'Ivoire ", Form(), "Côte d'Ivoire"),
        (T.WORD, "4", Form(words={"4": "REJECTED"}), "REJECTED"),
    ],
)
def test_words_mean_what_the_mapping_says(type_: Type, text: str, form: Form, *, expected: bool | str) -> None:
    assert values.read(type_, text, form) == expected


@pytest.mark.parametrize(("text", "expected"), [("kg", "KGM"), ("Pcs", "C62"), ("ltr", "LTR"), ("XBX", "XBX")])
def test_a_unit_may_be_written_by_its_usual_sign(text: str, expected: str) -> None:
    assert values.read(T.WORD, text, Form(), name="unit") == expected


@pytest.mark.parametrize(
    ("type_", "text", "form", "said"),
    [
        (T.TRUTH, "maybe", Form(), "Enter yes or no."),
        (T.WORD, "5", Form(words={"4": "REJECTED"}), "The mapping has no meaning for “5”."),
        (T.WORD, "a" + UNREADABLE, Form(), "The cell is too long or has a character that cannot be read."),
        (T.NUMBER, "#DIV/0!", Form(), "The cell has the spreadsheet error #DIV/0!."),
        (T.NUMBER, NO_RESULT, Form(), "The cell has a formula without a result. Calculate it and save the file."),
        (T.WORD, "x" * 201, Form(), "The text is longer than 200 characters."),
    ],
)
def test_what_cannot_be_read_says_why(type_: Type, text: str, form: Form, said: str) -> None:
    assert refused(type_, text, form) == said


def test_declared_words_and_empty_cells_are_missing() -> None:
    form = Form(missing=frozenset(("?", "n/a")))
    assert [form.is_missing(text) for text in ("?", " N/A ", "", " ", "0", "-")] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]
    assert values.read(T.NUMBER, "0", form) == Decimal(0)
