"""Trends: whether a value is better or worse than before, said only where chance does not explain it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from portal.expectations.metrics.tree import Direction
from portal.expectations.scores.confidence import Interval
from portal.sentences import Word, word


class Trend(StrEnum):
    BETTER = "BETTER"
    WORSE = "WORSE"
    UNCLEAR = "UNCLEAR"
    """The two intervals overlap, or the values have none: the difference is shown, an arrow is not."""
    NEW_DEFINITION = "NEW_DEFINITION"
    """Measured in another way: the two are not compared."""
    NONE = "NONE"
    """One of the two has no value."""


TRENDS: Mapping[Trend, Word] = {
    Trend.BETTER: word("trend", "Better", code="BETTER"),
    Trend.WORSE: word("trend", "Worse", code="WORSE"),
    Trend.UNCLEAR: word("trend", "No clear change", code="UNCLEAR"),
    Trend.NEW_DEFINITION: word("trend", "New definition", code="NEW_DEFINITION"),
    Trend.NONE: word("trend", "Nothing to compare with", code="NONE"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """What one period came to."""

    definition: str
    """The digest of the definition with its parameters."""
    value: Fraction | None = None
    around: Interval | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """How a point compares with an earlier one."""

    trend: Trend
    difference: Fraction | None = None
    """Later less earlier, in the unit of the value; None where the two are not compared."""


def change(now: Point, then: Point | None, direction: Direction) -> Change:
    """How the later point compares with the earlier: the previous comparable period, or the same a year ago."""
    if then is None or now.value is None or then.value is None:
        return Change(Trend.NONE)
    if now.definition != then.definition:
        return Change(Trend.NEW_DEFINITION)
    difference = now.value - then.value
    if difference == 0 or now.around is None or then.around is None or now.around.overlaps(then.around):
        return Change(Trend.UNCLEAR, difference)
    rose = difference > 0
    return Change(Trend.BETTER if rose is (direction is Direction.HIGHER) else Trend.WORSE, difference)


def stretches(points: Iterable[Point]) -> tuple[tuple[Point, ...], ...]:
    """The points in lines as they may be drawn: a missing value leaves a gap, a new definition begins another line."""
    found: list[list[Point]] = [[]]
    for point in points:
        if found[-1] and (point.value is None or point.definition != found[-1][-1].definition):
            found.append([])
        if point.value is not None:
            found[-1].append(point)
    return tuple(tuple(each) for each in found if each)
