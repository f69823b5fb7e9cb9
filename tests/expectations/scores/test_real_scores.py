"""Five years of real deliveries: the quarters with enough lines, who stands where, and what chance explains."""

import csv
import gzip
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from portal.expectations.metrics.tree import Direction
from portal.expectations.scores.confidence import interval
from portal.expectations.scores.periods import Length, Period, Rhythm
from portal.expectations.scores.rank import Scored, rank

REAL = os.environ.get("PORTAL_REAL_DATA")
SMALLEST_SAMPLE = 20
pytestmark = pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder with exports of real systems")
Counts = dict[tuple[str, Period], list[int]]


@cache
def lines() -> tuple[tuple[str, date, bool], ...]:
    """Vendor, agreed day, and whether it was there by then."""
    return tuple(_read(Path(REAL or "") / "deliveries" / "deliveries.csv.gz"))


def _read(file: Path) -> Iterator[tuple[str, date, bool]]:
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            agreed, came = (_day(row[name]) for name in ("Scheduled Delivery Date", "Delivered to Client Date"))
            yield row["Vendor"], agreed, came <= agreed


def _day(text: str) -> date:
    return datetime.strptime(text.replace("Sept", "Sep"), "%d-%b-%y").date()  # noqa: DTZ007 - a day, no instant


def counted(rhythm: Rhythm) -> Counts:
    """On time and all, by vendor and period; a trailing period holds every line of its months."""
    found: Counts = {}
    for vendor, day, on_time in lines():
        for period in rhythm.periods_with(day):
            counts = found.setdefault((vendor, period), [0, 0])
            counts[0] += on_time
            counts[1] += 1
    return found


def test_56_of_542_quarters_of_a_vendor_have_enough_lines() -> None:
    quarters = counted(Rhythm(Length.QUARTER))
    assert sum(on_time for on_time, _ in quarters.values()) == 4_550
    assert (len(quarters), sum(of >= SMALLEST_SAMPLE for _, of in quarters.values())) == (542, 56)


def test_165_quarters_have_enough_lines_with_the_three_before_them() -> None:
    trailing = counted(Rhythm(Length.TRAILING, months=12))
    ends = {(vendor, period.last) for vendor, period in counted(Rhythm(Length.QUARTER))}
    enough = [key for key, (_, of) in trailing.items() if of >= SMALLEST_SAMPLE and (key[0], key[1].last) in ends]
    assert len(enough) == 165


def test_18_vendors_stand_one_after_the_other() -> None:
    on_time, of = Counter[str](), Counter[str]()
    for vendor, _, was_on_time in lines():
        on_time[vendor] += was_on_time
        of[vendor] += 1
    scored = {each: Scored(Fraction(on_time[each], n), n) for each, n in of.items() if n >= SMALLEST_SAMPLE}
    lower = {each: Scored(Fraction(_low(on_time[each], n))) for each, n in of.items() if n >= SMALLEST_SAMPLE}
    assert sorted(_place(each, scored) for each in scored) == list(range(1, 19))
    assert [_place("BRISTOL-MYERS SQUIBB", ranked) for ranked in (scored, lower)] == [2, 8]
    assert _place("SCMS from RDC", scored) == 18
    assert f"{100 * float(scored['S. BUYS WHOLESALER'].value):.2f}" == "98.40"


def _low(count: int, of: int) -> Fraction:
    found = interval(count, of)
    assert found is not None
    return Fraction(found.low)


def _place(vendor: str, scored: dict[str, Scored]) -> int:
    found = rank(scored[vendor], list(scored.values()), direction=Direction.HIGHER)
    assert found is not None
    return found.place
