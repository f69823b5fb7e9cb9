"""A trial: what a promise would have come to in the periods before it, so that both sides see it while they draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.expectations.metrics import tree, value
from portal.expectations.metrics.evaluating import NOTHING, Tally
from portal.expectations.scores import confidence
from portal.expectations.scores.confidence import Interval, Verdict
from portal.expectations.scores.periods import Period, Rhythm

MOST = 36
"""Periods of a trial."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One period of a trial."""

    period: Period
    tally: Tally
    numerator: Decimal
    """As people read it."""
    denominator: Decimal
    """The same."""
    is_enough: bool
    """Whether so many subjects count that there would have been a value."""
    value: Decimal | None
    """What it would have been; shown for too few subjects as well, by which nobody is judged."""
    around: Interval | None
    verdict: Verdict | None
    """None without a target, and for too few."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Period by period, the oldest first."""

    periods: tuple[Tried, ...]

    @property
    def enough(self) -> int:
        """Number of periods with a value."""
        return sum(each.is_enough for each in self.periods)

    def came_out(self, verdict: Verdict) -> int:
        """In how many periods this would have been said of the target."""
        return sum(each.verdict is verdict for each in self.periods)


def before(rhythm: Rhythm, day: date, many: int) -> tuple[Period, ...]:
    """The last periods that were over before the day, the oldest first."""
    found = [rhythm.period_of(day).previous]
    while len(found) < many:
        found.append(found[-1].previous)
    return tuple(reversed(found))


def judged(
    definition: tree.Definition,
    periods: Sequence[Period],
    tallies: Mapping[int, Tally],
    *,
    target: Decimal | None,
    min_sample: int,
) -> Trial:
    """The trial of what was counted in each period, by its place."""
    found = []
    for place, period in enumerate(periods):
        tally = tallies.get(place, NOTHING)
        exact, is_share = value.exact(definition, tally), definition.is_share
        around = None
        if exact is not None and is_share:
            around = confidence.interval(int(tally.numerator), int(tally.denominator), scale=definition.scale)
        is_enough = exact is not None and tally.n >= min_sample
        verdict = None
        if exact is not None and is_enough and target is not None:
            verdict = confidence.verdict(exact, target, definition.direction, around)
        top, bottom = value.numerator(definition, tally), value.denominator(definition, tally)
        found.append(Tried(period, tally, top, bottom, is_enough, value.shown(definition, tally), around, verdict))
    return Trial(tuple(found))
