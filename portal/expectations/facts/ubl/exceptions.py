"""Thresholds and breaches as UBL has them: ExceptionCriteria for what was agreed, ExceptionNotification for a breach.

What a forecast alone says in these documents (the forecast's purpose, its source, days of difference) is not read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from portal import errors
from portal.expectations.facts import typed, values
from portal.expectations.facts.kinds import Type
from portal.expectations.facts.ubl import markup
from portal.expectations.facts.ubl.markup import Element
from portal.expectations.facts.values import Form
from portal.sheets.table import PATH

R = TypeVar("R")
BELOW, ABOVE = "FALLS_BELOW_EXCEPTION_VALUE", "EXCEEDS_EXCEPTION_VALUE"
UNITS: Mapping[str, str] = {"PERCENT": "P1", "PPM": "59", "DAYS": "DAY", "HOURS": "HUR", "COUNT": "C62"}
"""UN/ECE codes of the units in which metrics are told; a sum of money has its currency's code."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value that must not be left, to one side or the other."""

    id: str
    quantity: Decimal
    unit: str = ""
    is_below: bool = True
    """Whether it is an exception to be below, not above."""
    metric: str = ""
    activity: str = ""
    status: str = ""
    priority: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criteria:
    """The thresholds that two sides agreed on, and the days for which they hold."""

    id: str
    issued_on: date
    starts_on: date
    ends_on: date | None
    buyer: str
    seller: str
    lines: tuple[Threshold, ...]
    sender: str = ""
    receiver: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Variance:
    """One value that was out of what was agreed: the agreed one, the one found, and the difference."""

    id: str
    agreed: Decimal | None = None
    found: Decimal | None = None
    difference: Decimal | None = None
    unit: str = ""
    metric: str = ""
    activity: str = ""
    status: str = ""
    priority: str = ""
    resolution: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    criteria: str = ""
    """The id of the criteria that were not met."""
    product: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of what was out of what was agreed, in a period."""

    id: str
    issued_on: date
    starts_on: date
    ends_on: date | None
    buyer: str
    seller: str
    lines: tuple[Variance, ...]
    issued_at: datetime | None = None
    sender: str = ""
    receiver: str = ""


def criteria(content: bytes) -> Criteria:
    """Reads ExceptionCriteria. Refuses: Invalid."""
    return _read(content, "ExceptionCriteria", _criteria)


def notice(content: bytes) -> Notice:
    """Reads ExceptionNotification. Refuses: Invalid."""
    return _read(content, "ExceptionNotification", _notice)


def _read(content: bytes, name: str, read: Callable[[Element], R]) -> R:
    root = markup.read(content)
    if root.name != name:
        raise errors.Invalid("This is not a document of the kind {name}.", name=name, path=PATH)
    try:
        return read(root)
    except errors.Invalid as refused:
        raise errors.Invalid.because(refused.sentence, path=PATH) from None


def _criteria(root: Element) -> Criteria:
    lines = tuple(_threshold(line) for line in root.all("ExceptionCriteriaLine"))
    starts_on, ends_on = _needed(root, "ValidityPeriod/StartDate"), _day(root, "ValidityPeriod/EndDate")
    return Criteria(
        _word(root, "ID"), _needed(root, "IssueDate"), starts_on, ends_on, *_parties(root), lines, *_mail(root),
        version=_word(root, "VersionID"),
    )  # fmt: skip


def _notice(root: Element) -> Notice:
    period = "ExceptionObservationPeriod"
    lines = tuple(_variance(line) for line in root.all("ExceptionNotificationLine"))
    starts_on, ends_on = _needed(root, f"{period}/StartDate"), _day(root, f"{period}/EndDate")
    issued_on, clock = _needed(root, "IssueDate"), root.said("IssueTime")
    has_offset = clock.endswith(("Z", "z")) or clock[-6:-5] in {"+", "-"}
    at = f"{issued_on.isoformat()}T{clock}"
    return Notice(
        _word(root, "ID"), issued_on, starts_on, ends_on, *_parties(root), lines,
        typed.instant(at) if has_offset else None, *_mail(root),
    )  # fmt: skip


def _word(element: Element, path: str) -> str:
    text = element.said(path)
    return typed.label(text) if text else ""


def _day(element: Element, path: str) -> date | None:
    text = element.said(path)
    return typed.day(text[: len("2026-11-29")]) if text else None


def _needed(element: Element, path: str) -> date:
    found = _day(element, path)
    if found is None:
        raise errors.Invalid("The document has no {place}.", place=path)
    return found


def _number(element: Element, path: str) -> Decimal | None:
    text = element.said(path)
    found = values.read(Type.NUMBER, text, Form()) if text else None
    return found if isinstance(found, Decimal) else None


PARTY = ("PartyIdentification/ID", "EndpointID", "PartyName/Name")
ITEM = ("BuyersItemIdentification/ID", "SellersItemIdentification/ID", "StandardItemIdentification/ID", "Name")


def _first(element: Element, before: str, paths: Sequence[str]) -> str:
    return next((said for path in paths if (said := _word(element, before + path))), "")


def _parties(root: Element) -> tuple[str, str]:
    sides = ("BuyerCustomerParty/Party/", "SellerSupplierParty/Party/")
    buyer, seller = (_first(root, side, PARTY) for side in sides)
    return buyer, seller


def _mail(root: Element) -> tuple[str, str]:
    return _first(root, "SenderParty/", PARTY), _first(root, "ReceiverParty/", PARTY)


def _threshold(line: Element) -> Threshold:
    quantity, comparison = _number(line, "ThresholdQuantity"), line.said("ThresholdValueComparisonCode")
    if quantity is None:
        raise errors.Invalid("The document has no {place}.", place="ThresholdQuantity")
    if comparison not in {BELOW, ABOVE}:
        raise errors.Invalid("Enter one of {words}.", words=f"{BELOW}, {ABOVE}")
    items = tuple(_first(item, "", ITEM) for item in line.all("SupplyItem"))
    return Threshold(
        _word(line, "ID"), quantity, _word(line, "ThresholdQuantity@unitCode"), comparison == BELOW, *_codes(line),
        _day(line, "EffectivePeriod/StartDate"), _day(line, "EffectivePeriod/EndDate"), tuple(filter(None, items)),
    )  # fmt: skip


def _codes(line: Element) -> tuple[str, str, str, str]:
    metric, activity = _word(line, "PerformanceMetricTypeCode"), _word(line, "SupplyChainActivityTypeCode")
    return metric, activity, _word(line, "ExceptionStatusCode"), _word(line, "CollaborationPriorityCode")


def _variance(line: Element) -> Variance:
    measures = ("ComparedValueMeasure", "SourceValueMeasure", "VarianceQuantity")
    agreed, found, difference = (_number(line, name) for name in measures)
    metric, activity, status, priority = _codes(line)
    period = "ExceptionObservationPeriod"
    return Variance(
        _word(line, "ID"), agreed, found, difference, _first(line, "", [f"{name}@unitCode" for name in measures]),
        metric, activity, status, priority, _word(line, "ResolutionCode"), _day(line, f"{period}/StartDate"),
        _day(line, f"{period}/EndDate"), _word(line, "DocumentReference/ID"), _first(line, "SupplyItem/", ITEM),
    )  # fmt: skip
