"""Charges: what agreed consequences come to, period by period, and how the ledger is put right after a restatement."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal import errors, money
from portal.expectations.metrics.tree import Direction
from portal.expectations.scores.confidence import Interval, reaches
from portal.expectations.scores.consequences import Basis, Consequence, JudgedBy, Step
from portal.money import Money

OLDEST_RATE = timedelta(days=7)
"""Rates are not published on weekends and holidays; one from longer before is another day's."""
_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Missed:
    """A subject that missed, with its value in major units."""

    subject: str
    value: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class Rate:
    """One `base` is `figure` of `quote`, as `source` published it for the day."""

    source: str
    day: date
    base: str
    quote: str
    figure: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """One final period, as far as it matters for money."""

    period: str
    last: date
    value: Fraction
    around: Interval | None = None
    missed: tuple[Missed, ...] = ()


class Limit(StrEnum):
    """Which cap made a charge smaller."""

    PERIOD = "PERIOD"
    YEAR = "YEAR"


@dataclass(frozen=True, slots=True)
class Charge:
    """What one period costs."""

    period: str
    year: int
    """The year, of the yearly cap, in which it begins."""
    amount: Money
    percent: Decimal
    limited_by: Limit | None
    subjects: tuple[str, ...]
    """Whose value was charged; they are not charged again."""
    rates: tuple[Rate, ...] = ()
    """What converted values in other currencies."""
    basis: int = 0
    """Minor units of what it is a percentage of, half-even."""
    left: int = 0
    """Minor units that the caps left for it."""


def charges(
    consequence: Consequence,
    outcomes: Iterable[Outcome],
    *,
    direction: Direction,
    rates: Sequence[Rate] = (),
    charged: Collection[str] = (),
) -> tuple[Charge, ...]:
    """What every period costs, in the order in which they were first charged; nothing for one that passes no step.

    The caps are never exceeded, and no subject is charged twice: neither again in a later period nor where it is
    among `charged` already. After a restatement the same call with the new outcome gives what is right now.
    Blocked where a value or a rate is missing.
    """
    used: dict[int, int] = defaultdict(int)
    taken = set(charged)
    found = []
    for outcome in outcomes:
        step = step_of(consequence, outcome, direction)
        if step is None:
            continue
        year = outcome.last.year - (outcome.last.month < consequence.year_starts_in)
        left = consequence.yearly_cap.minor - used[year]
        charge = _charge(consequence, outcome, step, year=year, left=left, taken=taken, rates=rates)
        used[year] += charge.amount.minor
        taken.update(charge.subjects)
        found.append(charge)
    return tuple(found)


def step_of(consequence: Consequence, outcome: Outcome, direction: Direction) -> Step | None:
    """The dearest step that the outcome is past; None if it is past none."""
    value: Fraction | Decimal = outcome.value
    if consequence.judged_by is JudgedBy.INTERVAL:
        if outcome.around is None:
            raise ValueError("a consequence judged by the interval needs one")
        value = outcome.around.high if direction is Direction.HIGHER else outcome.around.low
    past = [each for each in consequence.steps if not reaches(value, each.worse_than, direction)]
    return past[-1] if past else None


def _charge(
    consequence: Consequence,
    outcome: Outcome,
    step: Step,
    *,
    year: int,
    left: int,
    taken: Collection[str],
    rates: Sequence[Rate],
) -> Charge:
    missed = {each.subject: each for each in outcome.missed if each.subject not in taken}
    converting = _rates(consequence, outcome, missed.values(), rates)
    if consequence.basis is Basis.FEE and consequence.fee:
        basis = Fraction(consequence.fee.minor)
    else:
        basis = sum((_minor(each, consequence.currency, converting) for each in missed.values()), Fraction(0))
    # Half-even, once; caps are whole minor units, so that nothing is rounded up past one.
    minor = round(max(basis, Fraction(0)) * Fraction(step.percent) / _PER_CENT)
    caps = {Limit.PERIOD: consequence.period_cap.minor, Limit.YEAR: left}
    lowest = min(caps, key=lambda each: caps[each])
    limited_by = lowest if minor > caps[lowest] else None
    amount = Money(min(minor, caps[lowest]), consequence.currency)
    subjects = tuple(sorted(missed)) if amount.minor and consequence.basis is Basis.MISSED_VALUE else ()
    return Charge(
        outcome.period, year, amount, step.percent, limited_by, subjects, tuple(converting.values()),
        basis=round(basis), left=caps[lowest],
    )  # fmt: skip


def _minor(missed: Missed, currency: str, converting: Mapping[str, Rate]) -> Fraction:
    """The value in minor units of the consequence's currency, exactly."""
    if missed.value is None:
        raise errors.Blocked("The value of {subject} is not known.", subject=missed.subject)
    value = Fraction(missed.value) * Fraction(10) ** money.exponent(currency)
    return value if missed.currency == currency else value * Fraction(converting[missed.currency].figure)


def _rates(
    consequence: Consequence, outcome: Outcome, missed: Iterable[Missed], rates: Sequence[Rate]
) -> dict[str, Rate]:
    """The rate for each other currency, by the last day of the period. Blocked where there is none."""
    if consequence.basis is Basis.FEE:
        return {}
    foreign = sorted({each.currency for each in missed} - {consequence.currency})
    return {each: _rate(consequence, each, outcome.last, rates) for each in foreign}


def _rate(consequence: Consequence, base: str, day: date, rates: Sequence[Rate]) -> Rate:
    quote, source = consequence.currency, consequence.rates
    if source is None:
        raise errors.Blocked("Some values are in {base}, and no rates to {quote} are agreed.", base=base, quote=quote)
    fitting = [
        each
        for each in rates
        if (each.source, each.base, each.quote) == (source, base, quote) and day - OLDEST_RATE < each.day <= day
    ]
    if not fitting:
        raise errors.Blocked(
            "There is no rate from {base} to {quote} of {source} for {day}.",
            base=base, quote=quote, source=source, day=day,
        )  # fmt: skip
    return max(fitting, key=lambda each: each.day)


def earned_back(consequence: Consequence, charge: Charge, following: Sequence[bool | None]) -> Money:
    """What of a charge is given back, once the agreed number of periods that follow it are all met.

    `following` says of each later period, in order, whether it was met; None where it has no value, which neither
    helps nor harms.
    """
    back = consequence.earn_back
    known = [each for each in following if each is not None]
    if back is None or len(known) < back.periods or not all(known[: back.periods]):
        return Money(0, consequence.currency)
    return Money(round(charge.amount.minor * Fraction(back.percent) / _PER_CENT), consequence.currency)
