"""The shipped definitions over real deliveries, invoices, tickets and lots: the figures that are known of them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from portal.access import Side
from portal.expectations.metrics import reading, shipped, value
from portal.expectations.metrics.evaluating import Measuring, Tally
from portal.expectations.metrics.terms import Terms
from portal.expectations.scores import periods
from tests.expectations import samples
from tests.expectations.samples import State, needs_samples

pytestmark = needs_samples
NOW = datetime(2015, 12, 31, tzinfo=UTC)
QUARTER = periods.rhythm(periods.Length.QUARTER)


@pytest.fixture(scope="module")
def order_lines() -> Sequence[State]:
    return samples.order_lines()


@pytest.fixture(scope="module")
def invoices() -> Sequence[State]:
    return samples.invoices()


def measured(code: str, subjects: Sequence[State], **given: str) -> tuple[Tally, str]:
    """The tally, and the value as people read it."""
    definition = shipped.DEFINITIONS[code]
    terms = Terms(reading.values(definition, given), Side.PARTNER, NOW)
    tally = Measuring(definition, terms).tally(subjects)
    return tally, str(value.shown(definition, tally))


@pytest.mark.parametrize(
    ("code", "given", "numerator", "denominator", "shown"),
    [
        ("on_time", {}, 4550, 5162, "88.14"),
        ("on_time.window", {"early_days": "7", "late_days": "0"}, 3455, 5162, "66.93"),
        ("on_time.window", {"early_days": "7", "late_days": "3"}, 3545, 5162, "68.67"),
        ("on_time.value", {}, Decimal("643405247.53"), Decimal("773914417.63"), "83.14"),
        ("on_time.orders", {}, 3278, 3717, "88.19"),
        ("otif", {"short_percent": "2"}, 4550, 5162, "88.14"),
        ("perfect_order", {}, 3278, 3717, "88.19"),
    ],
)
def test_delivery_lines(
    order_lines: Sequence[State],
    code: str,
    given: dict[str, str],
    numerator: int | Decimal,
    denominator: int | Decimal,
    shown: str,
) -> None:
    tally, found = measured(code, order_lines, **given)
    assert (tally.numerator, tally.denominator, found) == (Decimal(numerator), Decimal(denominator), shown)


def test_every_vendor_has_the_numerator_that_counting_by_hand_gives(order_lines: Sequence[State]) -> None:
    by_vendor = defaultdict(list)
    for line in order_lines:
        by_vendor[line["vendor"]].append(line)
    assert len(by_vendor) == 64
    for lines in by_vendor.values():
        by_hand = sum(line["last_received_on"] <= line["agreed_on"] for line in lines)
        assert measured("on_time", lines)[0] == Tally(Decimal(by_hand), Decimal(len(lines)), len(lines))


def test_a_line_that_nobody_says_has_come_is_late(order_lines: Sequence[State]) -> None:
    came = ("received", "received_by_agreed", "first_received_on", "last_received_on", "completed_on")
    lost = [{**line, **dict.fromkeys(came)} if place % 100 == 0 else line for place, line in enumerate(order_lines)]
    in_time = sum(line["last_received_on"] <= line["agreed_on"] for line in order_lines[::100])
    tally, _ = measured("on_time", lost)
    assert (tally.numerator, tally.denominator) == (Decimal(4550 - in_time), Decimal(5162))


def as_known(lines: Sequence[State], days: int) -> list[State]:
    """Each line as it was known so many days after the end of the quarter in which it was to come."""
    came = ("received", "received_by_agreed", "first_received_on", "last_received_on", "completed_on")
    return [
        line if line["recorded_on"] <= QUARTER.period_of(line["agreed_on"]).last + timedelta(days=days)
        else {**line, **dict.fromkeys(came)}
        for line in lines
    ]  # fmt: skip


def by_quarter(lines: Sequence[State]) -> dict[tuple[str, str], tuple[int, str]]:
    """The sample and the value of each vendor's quarter that has twenty lines."""
    groups = defaultdict(list)
    for line in lines:
        groups[line["vendor"], str(QUARTER.period_of(line["agreed_on"]).name)].append(line)
    assert len(groups) == 542
    return {key: (len(some), measured("on_time", some)[1]) for key, some in groups.items() if len(some) >= 20}


def test_ten_days_after_a_quarter_less_was_known_and_five_quarters_differ(order_lines: Sequence[State]) -> None:
    then, now = as_known(order_lines, 10), order_lines
    assert [measured("on_time", lines)[0].numerator for lines in (then, now)] == [Decimal(4515), Decimal(4550)]
    first, last = by_quarter(then), by_quarter(now)
    assert len(first) == len(last) == 56
    assert {key: (first[key][1], last[key][1]) for key in first if first[key] != last[key]} == {
        ("SCMS from RDC", "Q3 2013"): ("56.10", "59.76"), ("SCMS from RDC", "Q4 2013"): ("61.25", "66.25"),
        ("SCMS from RDC", "Q1 2014"): ("50.59", "57.65"), ("SCMS from RDC", "Q2 2014"): ("66.67", "69.61"),
        ("SCMS from RDC", "Q3 2014"): ("51.22", "52.44"),
    }  # fmt: skip


def test_lines_without_a_day_of_arrival_are_late_once_they_are_due(order_lines: Sequence[State]) -> None:
    """Of every 97th line by its number no day is known: 44 of them had come in time."""
    as_of = datetime(2015, 9, 14, tzinfo=UTC).date()
    came = ("received", "received_by_agreed", "first_received_on", "last_received_on", "completed_on")
    lost = [{**line, **dict.fromkeys(came)} if int(line["subject_key"]) % 97 == 0 else line for line in order_lines]
    assert sum(line["completed_on"] is None for line in lost) == 54
    assert measured("on_time", lost)[0] == Tally(Decimal(4506), Decimal(5162), 5162)
    due = [line for line in lost if line["agreed_on"] <= as_of]
    assert (len(lost) - len(due), measured("on_time", due)[0].n) == (2, 5160)


@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "shown"),
    [
        ("paid_on_time", 1589, 2466, "64.44"),
        ("paid_on_time.undisputed", 1411, 1905, "74.07"),
    ],
)
def test_payments(invoices: Sequence[State], code: str, numerator: int, denominator: int, shown: str) -> None:
    tally, found = measured(code, invoices)
    assert (tally.numerator, tally.denominator, found) == (Decimal(numerator), Decimal(denominator), shown)


def test_payments_by_amount(invoices: Sequence[State]) -> None:
    assert measured("paid_on_time.amount", invoices)[1] == "63.47"


def test_days_to_pay_are_those_that_the_file_tells(invoices: Sequence[State]) -> None:
    told = [int(each["told"]["DaysToSettle"]) for each in invoices]
    tally, _ = measured("days_to_pay", invoices)
    assert Fraction(tally.numerator) / Fraction(tally.denominator) == Fraction(sum(told), len(told))
    shares: dict[str, Callable[[int], bool]] = {
        "paid_within_30": lambda days: days <= 30,
        "paid_in_31_to_60": lambda days: 30 < days <= 60,
        "paid_after_60": lambda days: days > 60,
    }
    for code, fits in shares.items():
        assert measured(code, invoices)[0].numerator == sum(map(fits, told))


def test_tickets_and_lots() -> None:
    tickets, lots = samples.tickets(), samples.lots()
    tally, found = measured("tickets_met", tickets)
    assert (tally.numerator, tally.denominator, found) == (Decimal(495), Decimal(890), "55.62")
    tally, found = measured("reject_rate", lots)
    assert (tally.numerator, tally.denominator, found) == (Decimal(1677), Decimal(6145), "27.29")
