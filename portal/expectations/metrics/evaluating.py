"""What a definition comes to over subjects, in Python: exact, and the same as in PostgreSQL to the last digit."""

import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from math import ceil, trunc
from typing import Any
from zoneinfo import ZoneInfo

from portal.expectations.facts.kinds import Type
from portal.expectations.metrics import grains, tree
from portal.expectations.metrics.terms import DAY, HOUR, Terms, combined
from portal.expectations.metrics.tree import Clock, Extreme, Relation

State = Mapping[str, Any]
"""The fields of a subject: day, instant with zone, Decimal or int, truth, text; None or left out is missing."""
PAUSES = "pauses"
"""Of a ticket, besides its fields: from when until when its clock stood, as JSON: [["2026-…", "2026-…"], …]."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_SECOND = 1_000_000
# More digits than sixty numbers of 24 digits have when they are multiplied and added up.
EXACT = Context(prec=3_000, Emax=999_999, Emin=-999_999, traps=[Inexact])


@dataclass(frozen=True, slots=True)
class Tally:
    """What is kept of many subjects. Those of parts add up where the definition's do."""

    numerator: Decimal
    """In its grain: `grains.of_totals`."""
    denominator: Decimal
    """The same."""
    n: int
    """How many subjects count, or whole groups where those are counted."""

    def __add__(self, other: "Tally") -> "Tally":
        with localcontext(EXACT):
            return Tally(self.numerator + other.numerator, self.denominator + other.denominator, self.n + other.n)


NOTHING = Tally(Decimal(0), Decimal(0), 0)


@dataclass(frozen=True, slots=True)
class Measuring:
    """A definition with everything that it needs besides the subjects."""

    definition: tree.Definition
    terms: Terms

    def tally(self, subjects: Iterable[State]) -> Tally:
        """Over these subjects, in any order."""
        counted = [one for each in subjects if (one := Subject(each, self)).counts]
        aggregate = self.definition.aggregate
        match aggregate:
            case tree.Ratio(per=str()):
                return _of_groups(aggregate, counted)
            case tree.Ratio():
                return Tally(_total(aggregate.top, counted), _total(aggregate.bottom, counted), len(counted))
            case tree.Mean():
                numbers = _numbers(aggregate.of, counted)
                return Tally(_grained(aggregate.of, sum(numbers, Fraction(0))), Decimal(len(numbers)), len(counted))
            case tree.Percentile():
                numbers = sorted(_numbers(aggregate.of, counted))
                if not numbers:
                    return Tally(Decimal(0), Decimal(0), len(counted))
                rank = ceil(Fraction(aggregate.percentile) * len(numbers) / 100)
                return Tally(_grained(aggregate.of, numbers[rank - 1]), Decimal(1), len(counted))


def _total(total: tree.Total, subjects: "list[Subject]") -> Decimal:
    among = [each for each in subjects if total.where is None or each.holds(total.where)]
    if isinstance(total, tree.Count):
        return Decimal(len(among))
    return _grained(total.number, sum(_numbers(total.number, among), Fraction(0)))


def _numbers(number: tree.Number, subjects: "list[Subject]") -> list[Fraction]:
    return [found for each in subjects if (found := each.number(number)) is not None]


def _of_groups(ratio: tree.Ratio, subjects: "list[Subject]") -> Tally:
    """A group counts where every subject of it does; a subject without the word is a group of its own."""
    groups: dict[Hashable, list[Subject]] = {}
    for place, each in enumerate(subjects):
        word = each.state.get(ratio.per or "")
        groups.setdefault(place if word is None else word, []).append(each)

    def fitting(total: tree.Total) -> Decimal:
        where = total.where
        return Decimal(sum(where is None or all(each.holds(where) for each in group) for group in groups.values()))

    return Tally(fitting(ratio.top), fitting(ratio.bottom), len(groups))


def _grained(number: tree.Number, found: Fraction) -> Decimal:
    return exactly(found * grains.of(number))


def exactly(number: Fraction) -> Decimal:
    """A number that ends in decimals. Raises Inexact for another."""
    with localcontext(EXACT):
        return Decimal(number.numerator) / Decimal(number.denominator)


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject as a definition sees it. Days and instants are whole numbers here: days, microseconds."""

    state: State
    measuring: Measuring

    @property
    def counts(self) -> bool:
        """Whether it counts at all."""
        where = self.measuring.definition.where
        return where is None or self.holds(where)

    def holds(self, truth: tree.Truth) -> bool:
        match truth:
            case tree.Comparison():
                return self._compared(truth)
            case tree.In():
                return self.state.get(truth.field.name) in {self.measuring.terms.word(word) for word in truth.words}
            case tree.And():
                return all(map(self.holds, truth.truths))
            case tree.Or():
                return any(map(self.holds, truth.truths))
            case tree.Not():
                return not self.holds(truth.truth)
            case tree.Missing():
                return self.state.get(truth.field.name) is None
            case tree.Is():
                return self.state.get(truth.field.name) is True

    def _compared(self, comparison: tree.Comparison) -> bool:
        left, right = map(self._value, (comparison.left, comparison.right))
        if left is None or right is None:
            return False
        match comparison.relation:
            case Relation.AT_MOST:
                return left <= right
            case Relation.LESS:
                return left < right
            case Relation.EQUAL:
                return left == right

    def _value(self, value: tree.Value) -> Fraction | int | None:
        if tree.type_of(value) in (Type.DAY, Type.INSTANT):
            return self._moment(value)  # type: ignore[arg-type]  # these types are those of moments alone
        return self.number(value)  # type: ignore[arg-type]

    def _moment(self, moment: tree.Moment) -> int | None:
        match moment:
            case tree.Field():
                return _whole(self.state.get(moment.name))
            case tree.AsOf():
                terms = self.measuring.terms
                return _whole(terms.day if moment.type is Type.DAY else terms.as_of)
            case tree.Shift():
                start, days = self._moment(moment.moment), self.measuring.terms.shift(moment)
                if start is None or days is None:
                    return None
                return start + trunc(days if tree.type_of(moment) is Type.DAY else days * DAY * _SECOND)

    def number(self, number: tree.Number) -> Fraction | None:
        """None where it is missing."""
        match number:
            case tree.Field():
                found = self.state.get(number.name)
                return None if found is None else Fraction(found)
            case tree.Parameter() | tree.Constant():
                return self.measuring.terms.fixed(number)
            case tree.Arithmetic():
                left, right = self.number(number.left), self.number(number.right)
                return None if left is None or right is None else combined(number.operator, left, right)
            case tree.Chosen():
                among = [found for each in number.among if (found := self.number(each)) is not None]
                chosen = min if number.extreme is Extreme.LEAST else max
                return chosen(among) if len(among) == len(number.among) else None
            case tree.If():
                return self.number(number.then if self.holds(number.condition) else number.otherwise)
            case tree.Elapsed():
                return self._elapsed(number)
            case tree.Paused():
                return self._paused(number)

    def _elapsed(self, elapsed: tree.Elapsed) -> Fraction | None:
        since, until = self._moment(elapsed.since), self._moment(elapsed.until)
        if since is None or until is None:
            return None
        is_instant = tree.type_of(elapsed.since) is Type.INSTANT
        match elapsed.clock:
            case Clock.HOURS:
                return Fraction(until - since, HOUR * _SECOND)
            case Clock.DAYS:
                return Fraction(until - since, DAY * _SECOND if is_instant else 1)
            case Clock.BUSINESS_DAYS:
                first, last = (self._ordinal(self._day(each, is_instant)) for each in (since, until))
                return None if first is None or last is None else Fraction(last - first)
            case Clock.BUSINESS_HOURS:
                begun, ended = self._open_seconds(elapsed, since), self._open_seconds(elapsed, until)
                return None if begun is None or ended is None else (ended - begun) / HOUR

    def _paused(self, paused: tree.Paused) -> Fraction:
        """A pause that goes on counts once it is over."""
        total = Fraction(0)
        for since, until in json.loads(self.state.get(PAUSES) or "[]"):
            begun, ended = (
                self._open_seconds(paused, _whole(datetime.fromisoformat(each))) if each else None
                for each in (since, until)
            )
            total += 0 if begun is None or ended is None else ended - begun
        return total / HOUR

    def _open_seconds(self, elapsed: tree.Elapsed | tree.Paused, instant: int | None) -> Fraction | None:
        """How long it has been open up to the instant, by the wall clock, since the calendar's first day."""
        local = None if instant is None else self._local(instant)
        hours = self.measuring.terms.hours(elapsed)
        ordinal, open_days = self._ordinal(local.date() if local else None), self.measuring.terms.open_days
        if local is None or ordinal is None or hours is None or open_days is None:
            return None
        opens, closes = hours
        if not open_days.is_open(local.date()):
            return ordinal * (closes - opens)
        clock = Fraction(local.microsecond, _SECOND) + local.second + 60 * local.minute + HOUR * local.hour
        return (ordinal - 1) * (closes - opens) + min(max(clock - opens, Fraction(0)), closes - opens)

    def _local(self, instant: int) -> datetime | None:
        try:
            return (_EPOCH + instant * _MICRO).astimezone(ZoneInfo(self.measuring.terms.zone))
        except OverflowError:
            return None

    def _day(self, moment: int, is_instant: bool) -> date | None:
        if is_instant:
            local = self._local(moment)
            return local.date() if local else None
        return date.fromordinal(moment) if 0 < moment <= date.max.toordinal() else None

    def _ordinal(self, day: date | None) -> int | None:
        open_days = self.measuring.terms.open_days
        return open_days.ordinal(day) if open_days and day else None


def _whole(moment: Any) -> int | None:
    if moment is None:
        return None
    return (moment - _EPOCH) // _MICRO if isinstance(moment, datetime) else int(moment.toordinal())
