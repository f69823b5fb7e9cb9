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
# ISO 4217 list one, as of amendment 180: what is legal tender or a unit of account today. A value in another currency
# is not agreed any more; one that was agreed before stays readable.
_LIST_ONE = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
IN_USE = frozenset(_LIST_ONE.split())
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
    if currency in WITHOUT_UNITS or not (currency in IN_USE or numbers.is_currency(currency)):
        raise errors.Invalid("The currency must be a three-letter ISO 4217 code such as EUR.", path=path)
    return EXPONENTS.get(currency, 2)


def check_in_use(currency: str, *, path: Sequence[str]) -> None:
    """Invalid for a currency in which nobody pays any more."""
    if currency not in IN_USE:
        raise errors.Invalid("{currency} is no longer in use. Choose a current currency.", currency=currency, path=path)


def parse(amount: str, currency: str, *, path: Sequence[str] = ("input",), is_new: bool = True) -> Money:
    """Read "1250.00" as an exact amount of the currency, which must be in use today where the amount is new.

    Digits with at most one point; no sign but a leading minus, no exponent, no grouping, no blanks. Invalid names
    the path's "amount" or "currency".
    """
    digits = exponent(currency, path=(*path, "currency"))
    if is_new:
        check_in_use(currency, path=(*path, "currency"))
    here = (*path, "amount")
    match = _AMOUNT.fullmatch(amount) if len(amount) <= _LONGEST else None
    if match is None:
        raise errors.Invalid("The amount must be written in digits with a point, such as 1250.00.", path=here)
    sign, whole, fraction = match[1], match[2], match[3] or ""
    if len(fraction) > digits:
        raise errors.Invalid(
            "An amount in {currency} can have at most {digits} decimal places.",
            currency=currency, digits=digits, path=here,
        )  # fmt: skip
    minor = int(whole + fraction.ljust(digits, "0"))
    if minor > LARGEST:
        raise errors.Invalid("The amount is too large.", path=here)
    return Money(-minor if sign else minor, currency)


def plain(said: str) -> Money:
    """An amount as programs and the journal read it, such as "1250.00 EUR". Refuses: Invalid."""
    amount, _, currency = said.partition(" ")
    return parse(amount, currency, is_new=False)


def text(money: Money) -> str:
    """The amount as `parse` reads it, with all digits of the currency: "1250.00", "-3", "1.250" for BHD."""
    digits = exponent(money.currency)
    sign = "-" if money.minor < 0 else ""
    figures = str(abs(money.minor)).rjust(digits + 1, "0")
    return f"{sign}{figures[:-digits]}.{figures[-digits:]}" if digits else sign + figures


@languages.written.register
def _(value: Money, language: str) -> str:
    amount, locale = Decimal(text(value)), languages.locale(language)
    return numbers.format_currency(amount, value.currency, locale=locale, decimal_quantization=False)


@languages.plain.register
def _(value: Money) -> str:
    return f"{text(value)} {value.currency}"
