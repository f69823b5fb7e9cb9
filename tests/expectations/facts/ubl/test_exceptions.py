"""ExceptionCriteria and ExceptionNotification, both ways: what is written is read again as the same."""

import os
import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import errors
from portal.expectations.facts.ubl import exceptions, exporting, writing
from portal.expectations.facts.ubl.exceptions import Criteria, Notice, Threshold, Variance

REAL = os.environ.get("PORTAL_REAL_DATA")
needs_real = pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder with UBL examples")

ON_TIME = Threshold(
    "1", Decimal(95), exceptions.UNITS["PERCENT"], metric="on_time", status="NEW", priority="HIGH",
    starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), products=("B7", "B8"),
)  # fmt: skip
AGREED = Criteria(
    "exp_1/3", date(2025, 12, 1), date(2026, 1, 1), None, "HOST & Co", "Partner <GmbH>",
    (ON_TIME, Threshold("2", Decimal("0.5"), "DAY", is_below=False)), version="3",
)  # fmt: skip
MISSED = Notice(
    "bre_1", date(2026, 4, 15), date(2026, 1, 1), date(2026, 3, 31), "HOST & Co", "Partner <GmbH>",
    (Variance(
        "1", Decimal(95), Decimal("84.85"), Decimal("-10.15"), "P1", metric="on_time", status="NEW",
        starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31), criteria="exp_1/3",
    ),),
    datetime(2026, 4, 15, 8, 30, 1, tzinfo=UTC),
)  # fmt: skip


def test_what_was_agreed_and_what_was_missed_are_read_again_as_they_were_written() -> None:
    assert exceptions.criteria(exporting.criteria(AGREED)) == AGREED
    assert exceptions.notice(exporting.notice(MISSED)) == MISSED


def test_the_elements_stand_in_the_order_of_the_standard() -> None:
    content = exporting.criteria(AGREED).decode()
    names = [line.strip().removeprefix("<").partition(">")[0].partition(" ")[0] for line in content.splitlines()[2:]]
    assert [name for name in names if not name.startswith("/")] == [
        "cbc:UBLVersionID", "cbc:ID", "cbc:IssueDate", "cbc:VersionID", "cac:ValidityPeriod", "cbc:StartDate",
        "cac:BuyerCustomerParty", "cac:Party", "cac:PartyIdentification", "cbc:ID",
        "cac:SellerSupplierParty", "cac:Party", "cac:PartyIdentification", "cbc:ID",
        "cac:ExceptionCriteriaLine", "cbc:ID", "cbc:ThresholdValueComparisonCode", "cbc:ThresholdQuantity",
        "cbc:ExceptionStatusCode", "cbc:CollaborationPriorityCode", "cbc:PerformanceMetricTypeCode",
        "cac:EffectivePeriod", "cbc:StartDate", "cbc:EndDate",
        "cac:SupplyItem", "cac:BuyersItemIdentification", "cbc:ID", "cac:SupplyItem", "cac:BuyersItemIdentification",
        "cbc:ID",
        "cac:ExceptionCriteriaLine", "cbc:ID", "cbc:ThresholdValueComparisonCode", "cbc:ThresholdQuantity",
    ]  # fmt: skip


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=30).map(
    lambda text: unicodedata.normalize("NFC", text)
)
NUMBERS = st.decimals(-(10**11), 10**11, places=6)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
MAYBE = st.none() | DAYS
TIMES = st.datetimes(datetime(1901, 1, 1), datetime(2199, 12, 30)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - a zone follows


VARIANCES = st.builds(
    Variance, id=WORDS, agreed=st.none() | NUMBERS, found=NUMBERS, difference=NUMBERS, unit=WORDS, metric=WORDS,
    resolution=WORDS, starts_on=MAYBE, ends_on=MAYBE, criteria=WORDS, product=WORDS,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(id_=WORDS, at=st.none() | TIMES, starts=DAYS, lines=st.lists(VARIANCES, max_size=3))
def test_any_notice_is_read_again_as_the_same(
    id_: str, at: datetime | None, starts: date, lines: list[Variance]
) -> None:
    issued = at.date() if at else starts
    notice = Notice(id_, issued, starts, starts + timedelta(days=1), "A", "B", tuple(lines), at)
    assert exceptions.notice(exporting.notice(notice)) == notice


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([("ID", "1")], "The document has no ValidityPeriod/StartDate."),
        ([("ValidityPeriod", [("StartDate", "2026-01-01")])], "The document has no IssueDate."),
        ([("IssueDate", "2026-01-01"), ("ValidityPeriod", [("StartDate", "soon")])],
         "Write a date as 2026-12-31."),
        ([("IssueDate", "2026-01-01"), ("ValidityPeriod", [("StartDate", "2026-01-01")]),
          ("ExceptionCriteriaLine", [("ID", "1"), ("ThresholdValueComparisonCode", exceptions.BELOW)])],
         "The document has no ThresholdQuantity."),
        ([("IssueDate", "2026-01-01"), ("ValidityPeriod", [("StartDate", "2026-01-01")]),
          ("ExceptionCriteriaLine", [("ID", "1"), ("ThresholdQuantity", "5")])],
         "Enter one of FALLS_BELOW_EXCEPTION_VALUE, EXCEEDS_EXCEPTION_VALUE."),
    ],
)  # fmt: skip
def test_criteria_that_lack_something_are_refused(nodes: list[writing.Node], said: str) -> None:
    with pytest.raises(errors.Invalid) as caught:
        exceptions.criteria(writing.document("ExceptionCriteria", nodes))
    assert (caught.value.message, caught.value.path) == (said, ("input", "file"))


def test_another_document_is_refused() -> None:
    with pytest.raises(errors.Invalid, match="not a document of the kind ExceptionCriteria"):
        exceptions.criteria(exporting.notice(MISSED))


def example(name: str) -> bytes:
    return (Path(REAL or "") / "ubl" / f"UBL-{name}-2.1-Example.xml").read_bytes()


@needs_real
def test_the_examples_of_the_standard() -> None:
    agreed = exceptions.criteria(example("ExceptionCriteria"))
    assert (agreed.id, agreed.starts_on, agreed.ends_on) == ("EC758494", date(2010, 3, 28), date(2010, 8, 29))
    assert [(line.quantity, line.unit, line.is_below) for line in agreed.lines] == [
        (Decimal(120_000), "KGM", False)
    ] * 4
    assert [(line.metric, line.activity) for line in agreed.lines] == [
        ("", "SALES"),
        ("SUPPLY", ""),
        ("", ""),
        ("", ""),
    ]
    missed = exceptions.notice(example("ExceptionNotification"))
    (line,) = missed.lines
    assert (line.agreed, line.found, line.difference) == (Decimal(2), Decimal("2.1"), Decimal(20))
    assert line.unit == "KGM"
    assert missed.issued_at == datetime(2010, 4, 26, 12, 0, 1, tzinfo=UTC)
    assert exceptions.criteria(exporting.criteria(agreed)) == agreed
    assert exceptions.notice(exporting.notice(missed)) == missed
