"""Money as whole minor units of one currency: reading an amount, writing it, and the exponent of every currency."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from babel import numbers

from portal import errors, languages
from portal.sentences import Amount

# Whole numbers beyond this are not exact in every JSON reader, and the canonical form of a contract is JSON.
LARGEST = 2**53 - 1

# ISO 4217 amendment 176, the currencies without two digits. Babel's figures are CLDR's, made for display: they
# give 0 digits where the standard has 2 or 3 (ALL, IQD, IRR, LBP …), which would move the decimal point.
EXPONENTS: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    )
    | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
    | dict.fromkeys(("CLF", "UYW"), 4)
)
# Codes of the standard for which a minor unit is "not applicable": metals, funds, tests, no currency.
WITHOUT_UNITS = frozenset(
    (
        "XAD",
        "XAG",
        "XAU",
        "XBA",
        "XBB",
        "XBC",
        "XBD",
        "XDR",
        "XEU",
        "XFO",
        "XFU",
        "XPD",
        "XPT",
        "XRE",
        "XSU",
        "XTS",
        "XUA",
        "XXX",
    )
)

_AMOUNT = re.compile(r"(-?)([0-9]{1,19})(?:\.([0-9]{1,8}))?")
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Money(Amount):
    """`minor` counts the currency's smallest units (cents, yen, fils); `currency` is an ISO 4217 code."""

    minor: int
    currency: str


def exponent(currency: str, *, path: Sequence[str] = ()) -> int:
    """How many digits the currency has after the point (2 for EUR); Invalid if there is no such currency."""
    if currency in WITHOUT_UNITS or not numbers.is_currency(currency):
        raise errors.Invalid("The currency must be a three-letter ISO 4217 code such as EUR.", path=path)
    return EXPONENTS.get(currency, 2)


def parse(amount: str, currency: str, *, path: Sequence[str] = ("input",)) -> Money:
    """Read "1250.00" as an exact amount of the currency.

    Digits with at most one point; no sign but a leading minus, no exponent, no grouping, no blanks. Invalid names
    the path's "amount" or "currency".
    """
    digits = exponent(currency, path=(*path, "currency"))
    here = (*path, "amount")
    match = _AMOUNT.fullmatch(amount) if len(amount) <= _LONGEST else None
    if match is None:
        raise errors.Invalid("The amount must be written in digits with a point, such as 1250.00.", path=here)
    sign, whole, fraction = match[1], match[2], match[3] or ""
    if len(fraction) > digits:
        raise errors.Invalid(
            "An amount in {currency} has at most {digits} digits after the point.",
            currency=currency, digits=digits, path=here,
        )  # fmt: skip
    minor = int(whole + fraction.ljust(digits, "0"))
    if minor > LARGEST:
        raise errors.Invalid("The amount is too large.", path=here)
    return Money(-minor if sign else minor, currency)


def text(money: Money) -> str:
    """The amount as `parse` reads it, with all digits of the currency: "1250.00", "-3", "1.250" for BHD."""
    digits = exponent(money.currency)
    sign = "-" if money.minor < 0 else ""
    figures = str(abs(money.minor)).rjust(digits + 1, "0")
    return f"{sign}{figures[:-digits]}.{figures[-digits:]}" if digits else sign + figures


@languages.written.register
def _(value: Money, language: str) -> str:
    return numbers.format_currency(Decimal(text(value)), value.currency, locale=language, decimal_quantization=False)


@languages.plain.register
def _(value: Money) -> str:
    return f"{text(value)} {value.currency}"
