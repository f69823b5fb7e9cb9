"""The key terms of an agreement: what they may be, and how people and changes write them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from portal import dates, errors, money, wording
from portal.contracts.text import bounds, disputing, earning

MOST_NOTICE_DAYS = 36_500

_COUNT = re.compile(r"[0-9]{1,5}")


class Renewal(StrEnum):
    """What happens at the end of the term: nothing, a right to go on, or going on until notice."""

    NONE = "NONE"
    OPTION = "OPTION"
    EVERGREEN = "EVERGREEN"


@dataclass(frozen=True, slots=True)
class Terms:
    """The key terms; `ends_on` None is without end."""

    starts_on: date
    ends_on: date | None
    renewal: Renewal
    notice_days: int
    value: money.Money | None
    governing_law: str
    disputes: disputing.Said = ()
    """What is agreed for disputes, if anything (`disputing.TERMS`)."""
    fees: disputing.Said = ()
    """What the partner earns, if the contract says it (`earning.TERMS`)."""


NAMES = (
    *(field.name for field in fields(Terms) if field.name not in {"disputes", "fees"}), *earning.NAMES,
    *disputing.NAMES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TermValue:
    """One key term by its name, and its value as changes write it."""

    term: str
    value: str


def check(terms: Terms, *, path: Sequence[str]) -> Terms:
    """The terms with their text settled; Invalid, with the path, for terms that cannot hold together.

    What was agreed before there were `check_new`'s bounds goes through: it can still be read.
    """
    faults = errors.Faults()
    with faults:
        if terms.ends_on is not None and terms.ends_on < terms.starts_on:
            raise errors.Invalid("The agreement cannot end before it starts.", path=(*path, "endsOn"))
    with faults:
        if not 0 <= terms.notice_days <= MOST_NOTICE_DAYS:
            raise errors.Invalid(
                "The notice period must be between 0 and {most} days.", most=MOST_NOTICE_DAYS,
                path=(*path, "noticeDays"),
            )  # fmt: skip
    with faults:
        _check_value(terms.value, path=(*path, "value"))
    with faults:
        law = wording.settle(terms.governing_law, path=(*path, "governingLaw"), limit=bounds.LONGEST_LABEL)
    with faults:
        disputing.check(terms.disputes, path=(*path, "disputes"))
    faults.refuse()
    return replace(terms, governing_law=law)


def _check_value(value: money.Money | None, *, path: Sequence[str]) -> None:
    if value is None:
        return
    money.exponent(value.currency, path=path)
    if not 0 <= value.minor <= money.LARGEST:
        raise errors.Invalid("The value must not be negative or too large.", path=path)


def check_new(terms: Terms, *, path: Sequence[str]) -> None:
    """Invalid, with the path, for terms that nobody may bring into a text any more: days of far years."""
    faults = errors.Faults()
    for name, day in (("startsOn", terms.starts_on), ("endsOn", terms.ends_on)):
        with faults:
            if day is not None:
                _within(day, (*path, name))
    for name, text in terms.disputes:
        with faults:
            disputing.check_new(name, text, path=(*path, "disputes", name))
    for name, text in terms.fees:
        with faults:
            earning.check_new(name, text, path=(*path, "fees", name))
    faults.refuse()


def check_written(term: str, text: str, *, path: Sequence[str]) -> None:
    """The same for a value of one term as `changed` reads it: nor may it be in a currency out of use."""
    here = (*path, "termValue")
    if term in {"starts_on", "ends_on"} and text:
        _within(_parse_date(text, here), here)
    if term == "value" and text:
        money.check_in_use(_parse_value(text, here).currency, path=(*here, "currency"))
    if term in disputing.TERMS:
        disputing.check_new(term, text, path=here)
    if term in earning.TERMS:
        earning.check_new(term, text, path=here)


def text_of(terms: Terms, term: str) -> str:
    """One of NAMES as people and changes write it: "2026-12-31", "60", "1250.00 EUR"; "" for none."""
    if term in disputing.TERMS:
        return dict(terms.disputes).get(term, "")
    if term in earning.TERMS:
        return dict(terms.fees).get(term, "")
    value = getattr(terms, term)
    if isinstance(value, money.Money):
        return f"{money.text(value)} {value.currency}"
    return "" if value is None else str(value)


def changed(terms: Terms, term: str, text: str, *, path: Sequence[str]) -> Terms:
    """The terms with one of them changed to what `text_of` would write; Invalid, with the path, if it cannot be."""
    here = (*path, "termValue")
    match term:
        case "starts_on":
            return replace(terms, starts_on=_parse_date(text, here))
        case "ends_on":
            return replace(terms, ends_on=_parse_date(text, here) if text else None)
        case "notice_days":
            if not _COUNT.fullmatch(text):
                raise errors.Invalid("The notice period must be a number of days.", path=here)
            return replace(terms, notice_days=int(text))
        case "value":
            return replace(terms, value=_parse_value(text, here) if text else None)
        case "renewal":
            return replace(terms, renewal=_parse_renewal(text, here))
        case "governing_law":
            return replace(terms, governing_law=text)
        case _ if term in disputing.TERMS:
            return replace(terms, disputes=disputing.with_(terms.disputes, term, text, path=here))
        case _ if term in earning.TERMS:
            return replace(terms, fees=earning.with_(terms.fees, term, text, path=here))
    raise errors.Invalid("The term must be one of {known}.", known=", ".join(NAMES), path=(*path, "term"))


def with_disputes(terms: Terms, said: Sequence[TermValue], *, path: Sequence[str]) -> Terms:
    """The terms with what is said of disputes besides. Refuses: Invalid, by the place of each."""
    return _with(terms, said, disputing.NAMES, path=path)


def with_fees(terms: Terms, said: Sequence[TermValue], *, path: Sequence[str]) -> Terms:
    """The terms with what the partner earns besides. Refuses: Invalid, by the place of each."""
    return _with(terms, said, earning.NAMES, path=path)


def _with(terms: Terms, said: Sequence[TermValue], names: Sequence[str], *, path: Sequence[str]) -> Terms:
    faults = errors.Faults()
    for place, one in enumerate(said):
        here = (*path, str(place))
        with faults:
            if one.term not in names:
                raise errors.Invalid(
                    "The term must be one of {known}.", known=", ".join(names), path=(*here, "term")
                )  # fmt: skip
            check_written(one.term, one.value, path=here)
            terms = changed(terms, one.term, one.value, path=here)
    faults.refuse()
    return terms


def plain(terms: Terms) -> dict[str, Any]:
    """The terms as the canonical form holds them: text, whole numbers and None."""
    value = terms.value and {"currency": terms.value.currency, "minor": terms.value.minor}
    said = {"disputes": dict(terms.disputes)} if terms.disputes else {}  # what says nothing signs as it always did
    if terms.fees:
        said["fees"] = dict(terms.fees)
    return {
        **said,
        "ends_on": terms.ends_on and terms.ends_on.isoformat(),
        "governing_law": terms.governing_law,
        "notice_days": terms.notice_days,
        "renewal": terms.renewal.value,
        "starts_on": terms.starts_on.isoformat(),
        "value": value,
    }


def parse(plain: Mapping[str, Any]) -> Terms:
    """The terms that `plain` wrote; ValueError, TypeError or KeyError for anything else."""
    value, ends_on = plain["value"], plain["ends_on"]
    return Terms(
        starts_on=date.fromisoformat(plain["starts_on"]),
        ends_on=None if ends_on is None else date.fromisoformat(ends_on),
        renewal=Renewal(plain["renewal"]),
        notice_days=plain["notice_days"],
        value=None if value is None else money.Money(value["minor"], value["currency"]),
        governing_law=plain["governing_law"],
        disputes=tuple(sorted(plain.get("disputes", {}).items())),
        fees=tuple(sorted(plain.get("fees", {}).items())),
    )


def _parse_date(text: str, path: Sequence[str]) -> date:
    try:
        return dates.parse(text)
    except dates.Unfit as fault:
        raise errors.Invalid.because(fault.sentence, path=path) from fault


def _within(day: date, path: Sequence[str]) -> None:
    try:
        dates.within(day)
    except dates.Unfit as fault:
        raise errors.Invalid.because(fault.sentence, path=path) from fault


def _parse_value(text: str, path: Sequence[str]) -> money.Money:
    amount, _, currency = text.partition(" ")
    return money.parse(amount, currency, path=path, is_new=False)


def _parse_renewal(text: str, path: Sequence[str]) -> Renewal:
    try:
        return Renewal(text)
    except ValueError as fault:
        raise errors.Invalid("The renewal must be one of {known}.", known=", ".join(Renewal), path=path) from fault
