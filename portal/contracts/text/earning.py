"""What the text may say of fees: key terms of reseller and distribution contracts, which may go without.

Each is kept, signed and changed as the same line of text, as those for disputes are. Once the contract is in force they
are a fee schedule.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from portal import errors, money
from portal.contracts.text import disputing
from portal.contracts.text.disputing import Said, Term

RATE, BASE, CAP, HOLD_DAYS, PRODUCTS = "fee_rate", "fee_base", "fee_cap", "fee_hold_days", "fee_products"
NET, MARGIN = "NET", "MARGIN"
KINDS = frozenset({"RESELLER", "DISTRIBUTION"})
"""The contracts that can say it."""
MOST_HOLD_DAYS, MOST_PRODUCTS = 366, 20
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,39}")
_COUNT = re.compile(r"[0-9]{1,4}")
Path = Sequence[str]


def settled(term: str, text: str, *, path: Path) -> str:
    """The one form of what was written; "" for nothing. Refuses: Invalid."""
    return TERMS[term].settle(text.strip(), path) if text.strip() else ""


def check(said: Said, kind: str, *, path: Path) -> None:
    """Refuses, with Invalid, what cannot hold together or is not in its one form."""
    agreed = dict(said)
    for term, text in said:
        if term not in TERMS or settled(term, text, path=(*path, term)) != text or not text:
            raise errors.Invalid("The fee terms are not in canonical form.", path=path)
    if agreed and RATE not in agreed:
        raise errors.Invalid("First enter the fee that the partner earns, in percent.", path=path)
    if agreed and kind not in KINDS:
        raise errors.Invalid("Only a reseller or distribution contract says what the partner earns.", path=path)


def check_new(term: str, text: str, *, path: Path) -> None:
    """Refuses, with Invalid, what may not newly be agreed."""
    if text:
        TERMS[term].check_new(settled(term, text, path=path), path)


def with_(said: Said, term: str, text: str, *, path: Path) -> Said:
    """The same with one of them changed; "" takes it out. Refuses: Invalid."""
    others = tuple(each for each in said if each[0] != term)
    written = settled(term, text, path=path)
    return tuple(sorted((*others, (term, written)))) if written else others


def rate(said: Mapping[str, str]) -> Decimal:
    """From 0 to 1."""
    return Decimal(said[RATE]).scaleb(-2)


def products(said: Mapping[str, str]) -> tuple[str, ...]:
    """Codes; none named: all products that have no schedule of their own."""
    return tuple(filter(None, said.get(PRODUCTS, "").split(", ")))


def cap(said: Mapping[str, str]) -> money.Money | None:
    return disputing.limit(said[CAP]) if CAP in said else None


def _rate(text: str, path: Path) -> str:
    match = _PERCENT.fullmatch(text.removesuffix("%").strip())
    found = Decimal(match[0]) if match else None
    if found is None or not 0 <= found <= 100:  # noqa: PLR2004 - all of it
        raise errors.Invalid("Enter the fee in percent with at most 4 decimal places, such as 7.25.", path=path)
    return format(found.normalize(), "f")


def _base(text: str, path: Path) -> str:
    if text not in {NET, MARGIN}:
        raise errors.Invalid("The term must be one of {known}.", known=f"{NET}, {MARGIN}", path=path)
    return text


def _cap(text: str, path: Path) -> str:
    found = disputing.limit(text, path=path)
    if found.minor <= 0:
        raise errors.Invalid("The amount must be greater than zero.", path=path)
    return f"{money.text(found)} {found.currency}"


def _cap_in_use(text: str, path: Path) -> None:
    money.check_in_use(disputing.limit(text).currency, path=path)


def _days(text: str, path: Path) -> str:
    if not _COUNT.fullmatch(text):
        raise errors.Invalid("Enter a number of days.", path=path)
    return str(int(text))


def _days_within(text: str, path: Path, *, most: int) -> None:
    if int(text) > most:
        raise errors.Invalid("The hold on a fee must be 0 to {most} days.", most=most, path=path)


def _products(text: str, path: Path) -> str:
    found = sorted(set(filter(None, re.split(r"[,;\s]+", text.upper()))))
    if not 0 < len(found) <= MOST_PRODUCTS or not all(map(_CODE.fullmatch, found)):
        raise errors.Invalid(
            "Name 1 to {most} products by their codes, such as GTX-PRO.", most=MOST_PRODUCTS, path=path
        )  # fmt: skip
    return ", ".join(found)


TERMS: Mapping[str, Term] = {
    RATE: Term(_rate),
    BASE: Term(_base),
    CAP: Term(_cap, _cap_in_use),
    HOLD_DAYS: Term(_days, partial(_days_within, most=MOST_HOLD_DAYS)),
    PRODUCTS: Term(_products),
}
"""How much the partner earns of a sale, of which amount of it, at most how much, how long a fee is held, and by which
products."""
NAMES = tuple(TERMS)
