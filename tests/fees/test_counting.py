"""How much a fee comes to: exact, half to even, and what is returned in parts comes to the whole."""

import csv
import os
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.fees.rules.counting import fee_on, taken_back

REAL = os.environ.get("PORTAL_REAL_DATA", "")
CHANGED_ON = date(2017, 6, 30)


@pytest.mark.parametrize(
    ("base", "rate", "share", "most", "fee"),
    [
        (1010, "0.05", 10_000, None, 50), (1030, "0.05", 10_000, None, 52), (45_000_00, "0.08", 10_000, None, 3_600_00),
        (45_000_00, "0.08", 2_500, None, 900_00), (45_000_00, "0.08", 10_000, 1_000_00, 1_000_00),
        (1, "0.000001", 1, None, 0), (2**53 - 1, "1", 10_000, None, 2**53 - 1),
    ],
)  # fmt: skip
def test_a_fee_is_rounded_once_half_to_even(base: int, rate: str, share: int, most: int | None, fee: int) -> None:
    assert fee_on(base, Decimal(rate), share, most) == fee


RATES = st.decimals("0", "1", places=6)


@settings(max_examples=500, deadline=None)
@given(
    base=st.integers(1, 10**9), rate=RATES, share=st.integers(1, 10_000),
    most=st.one_of(st.none(), st.integers(1, 10**9)), cuts=st.lists(st.integers(1, 10**9), max_size=8),
)  # fmt: skip
def test_what_comes_back_in_parts_takes_back_exactly_the_fee(
    base: int, rate: Decimal, share: int, most: int | None, cuts: Sequence[int]
) -> None:
    returned, taken = 0, 0
    for cut in (*cuts, base):
        more = min(cut, base - returned)
        if more:
            part = taken_back(base, returned, more, rate, share, most)
            assert part >= 0
            taken, returned = taken + part, returned + more
    assert taken == fee_on(base, rate, share, most)


@pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA names no folder with real files")
def test_the_commission_on_real_wins_is_known_to_the_cent() -> None:
    with (Path(REAL) / "sales" / "sales_pipeline.csv").open(encoding="utf-8") as file:
        wins = [each for each in csv.DictReader(file) if each["deal_stage"] == "Won"]
    total, by_hand, halves = 0, 0, 0
    for each in wins:
        won_on = date.fromisoformat(each["close_date"])
        rate = Decimal("0.0725") if won_on <= CHANGED_ON else Decimal("0.08125")
        base = int(Decimal(each["close_value"]) * 100)
        total += fee_on(base, rate)
        by_hand += int((base * rate).to_integral_value(ROUND_HALF_UP))
        halves += (base * rate) % 1 == Decimal("0.5")
    assert (len(wins), total, by_hand, halves) == (4_238, 776_018_02, 776_021_36, 717)
