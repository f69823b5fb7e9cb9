"""The shipped definitions over real deliveries, invoices, tickets and lots: the figures that are known of them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from portal.access import Side
from portal.expectations.metrics import reading, shipped, value
from portal.expectations.metrics.evaluating import Measuring, Tally
from portal.expectations.metrics.terms import Terms
from tests.expectations import samples
from tests.expectations.samples import State, needs_samples

pytestmark = needs_samples
NOW = datetime(2015, 12, 31, tzinfo=UTC)


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
