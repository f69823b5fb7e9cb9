"""What is taken for the terms of a boundary: every parameter read, bounded and refused in words, all faults at once."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from babel import Locale

from portal import errors, money
from portal.boundaries.rules.terms import NEEDED, PARAMETERS, Kind, Terms
from portal.sentences import Sentence, say
from portal.wording import note_given

T = TypeVar("T")
MOST_REGIONS, MOST_PRODUCTS, MOST_CELLS = 250, 100, 500
WORDS_LONGEST, CLAUSE_LONGEST = 1_000, 200
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)
_REGION = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3})?")
_PRODUCT = re.compile(r"[A-Z0-9][A-Z0-9._/-]{0,39}")
_COUNTRIES = frozenset(filter(re.compile(r"[A-Z]{2}").fullmatch, Locale("en").territories)) - {
    "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ",
}  # fmt: skip

MISSING: dict[str, Sentence] = {
    "regions": say("Name at least one region."),
    "channels": say("Choose at least one channel."),
    "dealings": say("Choose which contracts the exclusivity forbids."),
    "limit": say("Enter the limit as an amount."),
    "counted": say("Choose what counts towards the limit."),
    "classes": say("Choose at least one class of information."),
    "nda_id": say("Name the contract that protects the information."),
}


def checked(terms: Terms, *, base: Sequence[str] = ("input",)) -> Terms:
    """The terms as they are kept: codes in order and each once. Refuses: Invalid."""
    faults = errors.Faults()
    with faults:
        terms = replace(
            terms, regions=_codes(terms.regions, (*base, "regions"), is_region=True),
            dealings=_each_once(terms.dealings), channels=_each_once(terms.channels),
            counted=_each_once(terms.counted), classes=_each_once(terms.classes),
        )  # fmt: skip
    with faults:
        terms = replace(terms, products=_codes(terms.products, (*base, "products"), is_region=False))
    for name in NEEDED[terms.kind]:
        with faults:
            if not getattr(terms, name):
                raise errors.Invalid.because(MISSING[name], path=(*base, PATHS.get(name, name)))
    with faults:
        _check_strangers(terms, base)
    with faults:
        _check_days(terms, base)
    with faults:
        _check_amounts(terms, base)
    with faults:
        terms = replace(terms, wording=_words(terms.wording))
    with faults:
        if len(terms.clause_key) > CLAUSE_LONGEST or (terms.clause_key and terms.contract_id is None):
            raise errors.Invalid("Name the contract as well as its clause.", path=(*base, "clauseKey"))
    faults.refuse()
    if cells(terms) > MOST_CELLS:
        raise errors.Invalid(
            "This scope is too detailed. Kinds of contracts, regions and products can make at most {most}"
            " combinations.",
            most=MOST_CELLS, path=(*base, "regions"),
        )  # fmt: skip
    return terms


PATHS = {"nda_id": "ndaContractId", "is_passive_warned": "isPassiveWarned"}
"""What the API calls a parameter, where that is not its own name."""


def cells(terms: Terms) -> int:
    """How many parts the scope of an exclusivity has; 0 for any other kind."""
    if terms.kind is not Kind.EXCLUSIVITY:
        return 0
    return len(terms.dealings) * max(1, len(terms.regions)) * max(1, len(terms.products))


def _each_once(values: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(sorted(set(values), key=str))


def _codes(typed: tuple[str, ...], path: tuple[str, ...], *, is_region: bool) -> tuple[str, ...]:
    most = MOST_REGIONS if is_region else MOST_PRODUCTS
    if len(typed) > most:
        raise errors.Invalid("You can name at most {most} here.", most=most, path=path)
    codes = [each.strip().upper()[:60] for each in typed if each.strip()]
    for code in codes:
        (_check_region if is_region else _check_product)(code, path)
    held = frozenset(codes)
    return tuple(sorted(code for code in held if "-" not in code or not is_region or code[:2] not in held))


def _check_region(code: str, path: tuple[str, ...]) -> None:
    match = _REGION.fullmatch(code)
    if match is None or match[1] not in _COUNTRIES:
        raise errors.Invalid(
            "“{code}” is not a region. Use an ISO 3166 code such as DE-BY.", code=code[:10], path=path
        )  # fmt: skip


def _check_product(code: str, path: tuple[str, ...]) -> None:
    if not _PRODUCT.fullmatch(code):
        raise errors.Invalid(
            "A product code must have 1 to 40 letters A to Z, digits, points, dashes, slashes or underscores.",
            path=path,
        )


def _check_strangers(terms: Terms, base: Sequence[str]) -> None:
    """What another kind of boundary says is not passed over in silence."""
    every = {name for some in PARAMETERS.values() for name in some} - {"orderer"}
    for name in sorted(every - set(PARAMETERS[terms.kind])):
        if getattr(terms, name):
            raise errors.Invalid("This kind of boundary does not have this term.", path=(*base, PATHS.get(name, name)))


def _check_days(terms: Terms, base: Sequence[str]) -> None:
    last = terms.valid_until
    if not EARLIEST <= terms.valid_from < LATEST or (last is not None and last >= LATEST):
        raise errors.Invalid("The days must be between the years 2000 and 2200.", path=(*base, "validFrom"))
    if last is not None and last < terms.valid_from:
        raise errors.Invalid("The last day must be on or after the first day.", path=(*base, "validUntil"))


def _check_amounts(terms: Terms, base: Sequence[str]) -> None:
    for name, amount in (("limit", terms.limit), ("minimum", terms.minimum)):
        if amount is not None:
            money.check_in_use(amount.currency, path=(*base, name, "currency"))
            if amount.minor < 0 or (name == "minimum" and amount.minor == 0):
                raise errors.Invalid("The amount must not be below zero.", path=(*base, name, "amount"))


def _words(typed: str) -> str:
    return note_given(typed, say("Enter the wording."), "wording", longest=WORDS_LONGEST) if typed.strip() else ""
