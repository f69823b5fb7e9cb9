"""Money: exact amounts in, exact amounts out, and the exponent of every currency."""

import pytest
from babel import core, numbers
from hypothesis import given
from hypothesis import strategies as st

from portal import errors, money

CODES = sorted(code for code in core.get_global("all_currencies") if code not in money.WITHOUT_UNITS)
OUT_OF_USE = ["DEM", "ITL", "FRF", "HRK", "BGN", "ANG", "ZWL", "SLL", "CUC", "VEF", "BYR", "XEU"]


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "written"),
    [
        ("1250.00", "EUR", 125_000, "1250.00"),
        ("1250", "EUR", 125_000, "1250.00"),
        ("0.5", "USD", 50, "0.50"),
        ("-3", "JPY", -3, "-3"),
        ("1.25", "BHD", 1250, "1.250"),
        ("-0.001", "KWD", -1, "-0.001"),
        ("0.0001", "CLF", 1, "0.0001"),
        ("-0", "EUR", 0, "0.00"),
        ("90071992547409.91", "EUR", 2**53 - 1, "90071992547409.91"),
    ],
)
def test_an_amount_is_read_exactly_and_written_with_all_its_digits(
    amount: str, currency: str, minor: int, written: str
) -> None:
    assert money.parse(amount, currency) == money.Money(minor, currency)
    assert money.text(money.Money(minor, currency)) == written


@pytest.mark.parametrize(
    "amount",
    ["", " 1", "1 ", "+1", "1,5", "1e3", "NaN", "inf", "1.", ".5", "--1", "1_000", "١", "1.5\n", "0x1", "9" * 40],
)
def test_what_is_not_plain_digits_is_refused_in_words(amount: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        money.parse(amount, "EUR", path=("input", "price"))
    assert refusal.value.path == ("input", "price", "amount")
    assert refusal.value.message == "The amount must be written in digits with a point, such as 1250.00."


@pytest.mark.parametrize(
    ("amount", "currency", "digits"), [("1.001", "EUR", 2), ("1.0", "JPY", 0), ("1.0000", "BHD", 3)]
)
def test_more_digits_than_the_currency_has_are_refused(amount: str, currency: str, digits: int) -> None:
    with pytest.raises(errors.Invalid, match=f"An amount in {currency} can have at most {digits} decimal places"):
        money.parse(amount, currency)


def test_an_amount_beyond_exact_json_is_refused() -> None:
    with pytest.raises(errors.Invalid, match="too large"):
        money.parse("90071992547409.92", "EUR")


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "ZZZ", "XXX", "XTS", "XAU", "€"])
def test_a_currency_that_does_not_exist_or_has_no_units_is_refused(currency: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        money.parse("1", currency)
    assert refusal.value.path == ("input", "currency")


@given(st.integers(-money.LARGEST, money.LARGEST), st.sampled_from(CODES))
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    amount = money.Money(minor, currency)
    assert money.parse(money.text(amount), currency, is_new=False) == amount


@pytest.mark.parametrize("currency", OUT_OF_USE[:-1])
def test_a_currency_out_of_use_is_refused_where_it_is_new_and_read_where_it_stands(currency: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        money.parse("5.00", currency, path=("input", "value"))
    assert refusal.value.path == ("input", "value", "currency")
    assert refusal.value.message == f"{currency} is no longer in use. Choose a current currency."
    assert money.parse("5.00", currency, is_new=False) == money.Money(500, currency)
    assert money.text(money.Money(500, currency)) == "5.00"


@pytest.mark.parametrize("currency", ["EUR", "XCG", "ZWG", "SLE", "VED", "LBP", "IQD", "ALL", "RSD", "CLF", "KPW"])
def test_a_currency_of_today_is_taken(currency: str) -> None:
    assert money.parse("12", currency) == money.Money(12 * 10 ** money.exponent(currency), currency)


def test_the_currencies_in_use_all_have_minor_units_and_their_exponents_are_theirs() -> None:
    assert len(money.IN_USE) == 164
    assert money.IN_USE.isdisjoint(money.WITHOUT_UNITS)
    assert set(money.EXPONENTS) <= money.IN_USE
    assert money.IN_USE.isdisjoint(OUT_OF_USE)


@given(st.text(max_size=12))
def test_no_text_makes_reading_fail_but_by_refusal(amount: str) -> None:
    try:
        read = money.parse(amount, "EUR")
    except errors.Invalid:
        return
    assert read.minor == round(float(amount) * 100)


def test_the_exponents_are_those_of_iso_4217_where_display_data_say_otherwise() -> None:
    display = {code for code in CODES if numbers.get_currency_precision(code) != money.exponent(code)}
    current = {
        "AFN", "ALL", "COP", "HUF", "IDR", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "SOS", "SYP", "YER",
    }  # fmt: skip
    assert current <= display
    # The others are out of use; nobody writes minor units of them.
    assert display - current <= {
        "ADP",
        "BYR",
        "ESP",
        "ITL",
        "LUF",
        "MGF",
        "MRO",
        "RSD",
        "SLL",
        "STD",
        "TMM",
        "TRL",
        "ZMK",
        "ZWD",
    }
    assert [money.exponent(code) for code in ("EUR", "JPY", "BHD", "IQD", "ALL", "CLF")] == [2, 0, 3, 3, 2, 4]
