"""Confidence: intervals around shares by the published formula, and verdicts that do not pretend."""

import math
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.expectations.metrics.tree import Direction
from portal.expectations.scores.confidence import Interval, Verdict, interval, is_outside, verdict

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (19, 20, "76.4", "99.1"),
        (20, 20, "83.9", "100.0"),
        (0, 20, "0.0", "16.1"),
        (280, 330, "80.6", "88.3"),
        (4550, 5162, "87.2", "89.0"),
        (1, 1, "20.7", "100.0"),
    ],
)
def test_the_interval_of_a_share_is_wilsons(count: int, of: int, low: str, high: str) -> None:
    found = interval(count, of)
    assert found is not None
    assert (f"{found.low:.1f}", f"{found.high:.1f}") == (low, high)


def test_the_interval_is_exact_to_twelve_places_and_in_the_unit_of_the_value() -> None:
    assert interval(19, 20) == Interval(Decimal("76.386880655326"), Decimal("99.111855119920"))
    assert interval(3, 1_000_000, scale=1_000_000) == Interval(Decimal("1.020271240968"), Decimal("8.821149774312"))


def test_none_missed_reaches_exactly_all_and_all_missed_exactly_none() -> None:
    for of in (1, 3, 7, 20, 330, 294_455):
        perfect, worst = interval(of, of), interval(0, of)
        assert perfect is not None
        assert worst is not None
        assert (perfect.high, worst.low) == (Decimal(100), Decimal(0))


@given(st.integers(1, 10_000_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_agrees_with_the_formula_in_floats(sample: tuple[int, int]) -> None:
    count, of = sample
    found = interval(count, of, scale=1)
    p, z = count / of, 1.959963984540054
    spread = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    expected = [(p + z * z / (2 * of) + sign * spread) / (1 + z * z / of) for sign in (-1, 1)]
    assert found is not None
    assert [float(found.low), float(found.high)] == pytest.approx(expected, abs=1e-9)
    assert 0 <= found.low <= Fraction(count, of) <= found.high <= 1


def test_the_interval_does_not_depend_on_what_else_the_process_rounds() -> None:
    with localcontext() as context:
        context.prec = 5
        narrow = interval(19, 20)
    assert narrow == interval(19, 20)
    assert getcontext().prec == 28


@pytest.mark.parametrize(("count", "of"), [(0, 0), (5, 4), (-1, 4)])
def test_what_is_no_share_has_no_interval(count: int, of: int) -> None:
    assert interval(count, of) is None


@pytest.mark.parametrize(
    ("count", "of", "target", "direction", "expected"),
    [
        (19, 20, "95", HIGHER, Verdict.UNSURE),
        (20, 20, "95", HIGHER, Verdict.UNSURE),
        (300, 300, "95", HIGHER, Verdict.MET),
        (280, 330, "95", HIGHER, Verdict.MISSED),
        (299, 300, "100", HIGHER, Verdict.MISSED),
        (20, 20, "100", HIGHER, Verdict.MET),
        (1, 20, "5", LOWER, Verdict.UNSURE),
        (50, 330, "5", LOWER, Verdict.MISSED),
        (2, 330, "5", LOWER, Verdict.MET),
        (0, 20, "0", LOWER, Verdict.MET),
    ],
)
def test_a_share_is_unsure_where_its_interval_spans_the_target(
    count: int, of: int, target: str, direction: Direction, expected: Verdict
) -> None:
    share = Fraction(100 * count, of)
    assert verdict(share, Decimal(target), direction, interval(count, of)) is expected


@pytest.mark.parametrize(
    ("value", "target", "direction", "expected"),
    [
        (Fraction(95), "95", HIGHER, Verdict.MET),
        (Fraction(94_999_999, 1_000_000), "95", HIGHER, Verdict.MISSED),  # would show as 95.00
        (Fraction(31, 3), "10.33", LOWER, Verdict.MISSED),
        (Fraction(10), "10", LOWER, Verdict.MET),
    ],
)
def test_without_an_interval_the_plain_value_decides_before_it_is_rounded(
    value: Fraction, target: str, direction: Direction, expected: Verdict
) -> None:
    assert verdict(value, Decimal(target), direction) is expected


def test_a_breach_lies_outside_the_tolerance() -> None:
    assert not is_outside(Fraction(93), Decimal(95), Decimal(2), HIGHER)
    assert is_outside(Fraction(92_999, 1000), Decimal(95), Decimal(2), HIGHER)
    assert not is_outside(Fraction(7), Decimal(5), Decimal(2), LOWER)
    assert is_outside(Fraction(7_001, 1000), Decimal(5), Decimal(2), LOWER)


def test_intervals_that_touch_overlap() -> None:
    def between(low: int, high: int) -> Interval:
        return Interval(Decimal(low), Decimal(high))

    assert between(1, 3).overlaps(between(3, 4))
    assert between(1, 9).overlaps(between(3, 4))
    assert not between(1, 2).overlaps(between(3, 4))
    assert not between(3, 4).overlaps(between(1, 2))
