"""Trends and ranks: an arrow only where chance does not explain it, a place only among enough, and no names."""

from decimal import Decimal
from fractions import Fraction

import pytest

from portal import languages
from portal.expectations.metrics.tree import Direction
from portal.expectations.scores.confidence import Interval, interval
from portal.expectations.scores.rank import Rank, Scored, rank
from portal.expectations.scores.trend import Change, Point, Trend, change, stretches

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER
GAP = Point("one")


def share(count: int, of: int, definition: str = "one") -> Point:
    return Point(definition, Fraction(100 * count, of), interval(count, of))


def plain(value: int, definition: str = "one") -> Point:
    return Point(definition, Fraction(value))


@pytest.mark.parametrize(
    ("now", "then", "direction", "expected"),
    [
        (share(320, 330), share(280, 330), HIGHER, Change(Trend.BETTER, Fraction(400, 33))),
        (share(280, 330), share(320, 330), HIGHER, Change(Trend.WORSE, Fraction(-400, 33))),
        (share(320, 330), share(280, 330), LOWER, Change(Trend.WORSE, Fraction(400, 33))),
        (share(280, 330), share(320, 330), LOWER, Change(Trend.BETTER, Fraction(-400, 33))),
        (share(19, 20), share(15, 20), HIGHER, Change(Trend.UNCLEAR, Fraction(20))),
        (share(19, 20), share(19, 20), HIGHER, Change(Trend.UNCLEAR, Fraction(0))),
        (plain(30), plain(40), LOWER, Change(Trend.UNCLEAR, Fraction(-10))),
        (share(320, 330, "two"), share(280, 330), HIGHER, Change(Trend.NEW_DEFINITION)),
        (share(320, 330), GAP, HIGHER, Change(Trend.NONE)),
        (GAP, share(320, 330), HIGHER, Change(Trend.NONE)),
        (share(320, 330), None, HIGHER, Change(Trend.NONE)),
    ],
)
def test_an_arrow_needs_intervals_that_do_not_overlap(
    now: Point, then: Point | None, direction: Direction, expected: Change
) -> None:
    assert change(now, then, direction) == expected


def test_intervals_that_touch_make_no_arrow() -> None:
    lower = Point("one", Fraction(50), Interval(Decimal(40), Decimal(60)))
    upper = Point("one", Fraction(70), Interval(Decimal(60), Decimal(80)))
    assert change(upper, lower, HIGHER).trend is Trend.UNCLEAR


def test_a_line_breaks_at_a_gap_and_at_a_new_definition() -> None:
    points = [plain(1), plain(2), GAP, GAP, plain(3), plain(4, "two"), GAP]
    assert stretches(points) == ((points[0], points[1]), (points[4],), (points[5],))
    assert stretches([GAP, GAP]) == ()


SCORED = [Scored(Fraction(each)) for each in (99, 97, 97, 90, 88, 71)]


@pytest.mark.parametrize(
    ("own", "direction", "place", "is_shared", "said"),
    [
        (99, HIGHER, 1, False, "1st of 6 scored"),
        (97, HIGHER, 2, True, "2nd of 6 scored, shared"),
        (90, HIGHER, 4, False, "4th of 6 scored"),
        (71, HIGHER, 6, False, "6th of 6 scored"),
        (90, LOWER, 3, False, "3rd of 6 scored"),
        (97, LOWER, 4, True, "4th of 6 scored, shared"),
    ],
)
def test_equals_share_the_better_place(own: int, direction: Direction, place: int, is_shared: bool, said: str) -> None:
    found = rank(Scored(Fraction(own)), SCORED, direction=direction)
    assert found == Rank(place, 6, is_shared)
    assert str(found.name) == said


@pytest.mark.parametrize("direction", Direction)
def test_of_equal_values_the_one_that_rests_on_more_comes_first(direction: Direction) -> None:
    perfect = [Scored(Fraction(100), sample) for sample in (161, 33, 30, 30, 1)]
    places = [rank(each, perfect, direction=direction) for each in perfect]
    assert places == [Rank(1, 5, False), Rank(2, 5, False), Rank(3, 5, True), Rank(3, 5, True), Rank(5, 5, False)]


def test_among_four_there_is_no_place_and_among_five_there_is() -> None:
    assert rank(SCORED[0], SCORED[:4]) is None
    assert rank(SCORED[0], SCORED[:5]) == Rank(1, 5, False)


def test_what_looks_equal_when_rounded_is_not() -> None:
    close = [Scored(Fraction(99_999, 1000)), Scored(Fraction(99_998, 1000)), *SCORED[:3]]
    assert rank(close[1], close) == Rank(2, 5, False)


def test_who_is_not_scored_has_no_place() -> None:
    with pytest.raises(ValueError, match="among those that are ranked"):
        rank(Scored(Fraction(50)), SCORED)


@pytest.mark.parametrize(
    ("place", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
     (22, "22nd"), (101, "101st"), (111, "111th"), (1003, "1,003rd")],
)  # fmt: skip
def test_english_counts_as_english_does(place: int, said: str) -> None:
    assert str(Rank(place, 2000, False).name) == f"{said} of 2,000 scored"


def test_a_place_is_said_in_every_language() -> None:
    said = [
        languages.written(Rank(4, 18, shared).name, each) for shared in (False, True) for each in ("bg", "hi", "fil")
    ]
    assert said == [
        "4. място от 18 оценени", "स्कोर वाले 18 में स्थान 4", "Ika-4 sa 18 na may score",
        "4. място от 18 оценени, поделено", "स्कोर वाले 18 में स्थान 4, बराबरी पर", "Ika-4 sa 18 na may score, tabla",
    ]  # fmt: skip
