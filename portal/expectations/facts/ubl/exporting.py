"""What was agreed and what was not met, written as ExceptionCriteria and ExceptionNotification."""

from collections.abc import Iterator
from datetime import date

from portal.expectations.facts.ubl import writing
from portal.expectations.facts.ubl.exceptions import ABOVE, BELOW, Criteria, Notice, Threshold, Variance
from portal.expectations.facts.ubl.writing import Measure, Node


def criteria(agreed: Criteria) -> bytes:
    """ExceptionCriteria of what was agreed."""
    return writing.document("ExceptionCriteria", [
        ("ID", agreed.id), ("IssueDate", agreed.issued_on), ("VersionID", agreed.version),
        _period("ValidityPeriod", agreed.starts_on, agreed.ends_on), *_parties(agreed),
        *(("ExceptionCriteriaLine", list(_threshold(line))) for line in agreed.lines),
    ])  # fmt: skip


def notice(found: Notice) -> bytes:
    """ExceptionNotification of what was not met."""
    return writing.document("ExceptionNotification", [
        ("ID", found.id), ("IssueDate", found.issued_on), ("IssueTime", writing.clock(found.issued_at)),
        _period("ExceptionObservationPeriod", found.starts_on, found.ends_on), *_parties(found),
        *(("ExceptionNotificationLine", list(_variance(line))) for line in found.lines),
    ])  # fmt: skip


def _period(name: str, starts_on: date | None, ends_on: date | None) -> Node:
    return name, [("StartDate", starts_on), ("EndDate", ends_on)]


def _parties(of: Criteria | Notice) -> Iterator[Node]:
    def named(id_: str) -> list[Node]:
        return [("PartyIdentification", [("ID", id_)])]

    yield "SenderParty", named(of.sender)
    yield "ReceiverParty", named(of.receiver)
    yield "BuyerCustomerParty", [("Party", named(of.buyer))]
    yield "SellerSupplierParty", [("Party", named(of.seller))]


def _threshold(line: Threshold) -> Iterator[Node]:
    yield "ID", line.id
    yield "ThresholdValueComparisonCode", BELOW if line.is_below else ABOVE
    yield "ThresholdQuantity", Measure((line.quantity, line.unit))
    yield "ExceptionStatusCode", line.status
    yield "CollaborationPriorityCode", line.priority
    yield "SupplyChainActivityTypeCode", line.activity
    yield "PerformanceMetricTypeCode", line.metric
    yield _period("EffectivePeriod", line.starts_on, line.ends_on)
    for product in line.products:
        yield "SupplyItem", [("BuyersItemIdentification", [("ID", product)])]


def _variance(line: Variance) -> Iterator[Node]:
    yield "ID", line.id
    yield "ExceptionStatusCode", line.status
    yield "CollaborationPriorityCode", line.priority
    yield "ResolutionCode", line.resolution
    yield "ComparedValueMeasure", Measure((line.agreed, line.unit))
    yield "SourceValueMeasure", Measure((line.found, line.unit))
    yield "VarianceQuantity", Measure((line.difference, line.unit))
    yield "SupplyChainActivityTypeCode", line.activity
    yield "PerformanceMetricTypeCode", line.metric
    yield _period("ExceptionObservationPeriod", line.starts_on, line.ends_on)
    yield "DocumentReference", [("ID", line.criteria)]
    yield "SupplyItem", [("BuyersItemIdentification", [("ID", line.product)])]
