"""Periods: which stretch of days is measured at once, when it begins, ends and closes, and what it is called."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal import errors
from portal.expectations.scores.days import DAY, Days, day_at
from portal.expectations.scores.naming import Month, Name, filled
from portal.sentences import word

LEAST_TRAILING, MOST_TRAILING = 2, 24
_WEEK, _YEAR = timedelta(days=7), 12


class Length(StrEnum):
    """Length of a period."""

    WEEK = "WEEK"
    """Of ISO 8601: Monday to Sunday."""
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    HALF = "HALF"
    YEAR = "YEAR"
    TRAILING = "TRAILING"
    """Ends with every month and looks back over several, so that one period shares months with the next."""


_MONTHS: Mapping[Length, int] = {Length.MONTH: 1, Length.QUARTER: 3, Length.HALF: 6, Length.YEAR: _YEAR}
_PARTS_OF_A_YEAR = frozenset({Length.QUARTER, Length.HALF, Length.YEAR})


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Of which length the periods are, and how they lie in the year."""

    length: Length
    starts_in: int = 1
    """The month, 1 to 12, in which the year of quarters, halves and years starts."""
    months: int = 0
    """How many months a TRAILING period looks over; 0 for the others."""

    def period_of(self, day: date) -> "Period":
        """The period that the day falls into; of trailing ones that which ends with the day's month."""
        if self.length is Length.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(self, monday, monday + 6 * DAY)
        month = _month(day)
        first = month + 1 - self.months if self.is_trailing else month - (month - self.starts_in + 1) % self.span
        return Period(self, _first_day(first), _first_day(first + self.span) - DAY)

    def period_at(self, instant: datetime, zone: str) -> "Period":
        """The period that the instant falls into."""
        return self.period_of(day_at(instant, zone))

    def periods_with(self, day: date) -> tuple["Period", ...]:
        """Every period that holds the day, the oldest first: more than one only where they overlap."""
        found = [self.period_of(day)]
        while (later := found[-1].next) and day in later.days:
            found.append(later)
        return tuple(found)

    def periods_over(self, days: Days) -> Iterator["Period"]:
        """The periods of what is in force on these days, the oldest first; trailing ones by where they end."""
        period = self.period_of(days.first)
        last = self.period_of(days.last)
        while period.first <= last.first:
            yield period
            period = period.next

    @property
    def is_trailing(self) -> bool:
        """Whether one period shares days with the next."""
        return self.length is Length.TRAILING

    @property
    def span(self) -> int:
        """How many months a period lasts; 0 for weeks."""
        return _MONTHS.get(self.length, self.months)

    def content(self) -> dict[str, Any]:
        """What goes into the digest of an expectation; `reading` reads it back."""
        own: dict[str, Any] = {"length": self.length.value}
        if self.length in _PARTS_OF_A_YEAR:
            own["starts_in"] = self.starts_in
        return own | ({"months": self.months} if self.is_trailing else {})


def rhythm(
    length: Length, *, starts_in: int | None = None, months: int | None = None, path: Sequence[str] = ()
) -> Rhythm:
    """The rhythm that somebody asks for. Invalid where a number is missing, out of range or means nothing."""
    if length is Length.TRAILING:
        if months is None or not LEAST_TRAILING <= months <= MOST_TRAILING:
            raise errors.Invalid(
                "A trailing period must cover {least} to {most} months.",
                least=LEAST_TRAILING,
                most=MOST_TRAILING,
                path=(*path, "months"),
            )
    elif months is not None:
        raise errors.Invalid("Only a trailing period can have a number of months.", path=(*path, "months"))
    if starts_in is not None and length not in _PARTS_OF_A_YEAR:
        raise errors.Invalid("Only quarters, half-years and years can have a starting month.", path=(*path, "startsIn"))
    if starts_in is not None and not 1 <= starts_in <= _YEAR:
        raise errors.Invalid("The starting month must be a number from 1 to 12.", path=(*path, "startsIn"))
    return Rhythm(length, starts_in or 1, months or 0)


def reading(content: Mapping[str, Any]) -> Rhythm:
    """Reads `Rhythm.content` back. Invalid or ValueError for anything else."""
    return rhythm(Length(content["length"]), starts_in=content.get("starts_in"), months=content.get("months"))


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a rhythm, whole, whatever of it is measured."""

    rhythm: Rhythm
    first: date
    last: date

    @property
    def days(self) -> Days:
        return Days(self.first, self.last)

    @property
    def next(self) -> "Period":
        """The one that ends next."""
        if self.rhythm.length is Length.WEEK:
            return Period(self.rhythm, self.first + _WEEK, self.last + _WEEK)
        return self._moved(1 if self.rhythm.is_trailing else self.rhythm.span)

    @property
    def previous(self) -> "Period":
        """The one that ended before it."""
        if self.rhythm.length is Length.WEEK:
            return Period(self.rhythm, self.first - _WEEK, self.last - _WEEK)
        return self._moved(-1 if self.rhythm.is_trailing else -self.rhythm.span)

    @property
    def comparable(self) -> "Period":
        """The last one before it that shares no day with it: what a trend compares with."""
        return self._moved(-self.rhythm.months) if self.rhythm.is_trailing else self.previous

    @property
    def a_year_ago(self) -> "Period":
        """The same of the year before: the same months, or the week of the same number (the last one for a 53rd)."""
        if self.rhythm.length is not Length.WEEK:
            return self._moved(-_YEAR)
        year, week, _ = self.first.isocalendar()
        return self.rhythm.period_of(date.fromisocalendar(year - 1, min(week, _weeks(year - 1)), 1))

    def _moved(self, months: int) -> "Period":
        first, after = _month(self.first) + months, _month(self.last) + 1 + months
        return Period(self.rhythm, _first_day(first), _first_day(after) - DAY)

    def counted(self, valid: Days, suspended: Iterable[Days] = ()) -> tuple[Days, ...]:
        """The days of it that are measured: inside `valid` and not suspended; none where that is none of them.

        What is cut keeps its target and its smallest sample; nothing is prorated.
        """
        left = [Days(max(self.first, valid.first), min(self.last, valid.last))]
        for pause in suspended:
            left = [
                part
                for each in left
                for part in (
                    Days(each.first, min(each.last, pause.first - DAY)),
                    Days(max(each.first, pause.last + DAY), each.last),
                )
                if part.first <= part.last
            ]
        return tuple(sorted({each for each in left if each.first <= each.last}))

    def closes_at(self, lag_days: int, zone: str, *, ended_on: date | None = None) -> datetime:
        """When it is computed, in UTC: the end, in the zone, of the last day for data that come late.

        `ended_on` is the last day of an expectation that ends inside of it: nothing more is waited for.
        """
        last = min(self.last, ended_on) if ended_on else self.last
        return Days(last, last + lag_days * DAY).ends_at(zone)

    @property
    def name(self) -> Name:
        """What people call it: "Q3 2026", "Week 48 of 2026", "12 months to September 2026"."""
        return _named(self)


def _named(period: Period) -> Name:
    rhythm, first = period.rhythm, period.first
    year, week, _ = first.isocalendar()
    number = (first.month - rhythm.starts_in) % _YEAR // rhythm.span + 1 if rhythm.span else 0
    match rhythm.length:
        case Length.WEEK:
            return filled(
                word("period", "Week {week} of {year}", code=f"{year}-W{week:02}"), week=str(week), year=str(year)
            )
        case Length.MONTH:
            return filled(word("period", "{month}", code=f"{first:%Y-%m}"), month=Month(first.year, first.month, 1))
        case Length.QUARTER:
            code = f"{_fiscal_year(period)}-Q{number}"
            return filled(
                word("period", "Q{quarter} {year}", code=code), quarter=str(number), year=_fiscal_year(period)
            )
        case Length.HALF:
            code = f"{_fiscal_year(period)}-H{number}"
            return filled(word("period", "H{half} {year}", code=code), half=str(number), year=_fiscal_year(period))
        case Length.YEAR if rhythm.starts_in == 1:
            return filled(word("period", "{year}", code=str(first.year)), year=str(first.year))
        case Length.YEAR:
            return filled(word("period", "Fiscal year {year}", code=_fiscal_year(period)), year=_fiscal_year(period))
    last = Month(period.last.year, period.last.month, 1)
    code = f"{rhythm.months}M-{last:%Y-%m}"
    return filled(word("period", "{months} months to {month}", code=code), months=rhythm.months, month=last)


def _fiscal_year(period: Period) -> str:
    """ "2026", or "2026/27" where the year does not begin in January."""
    begins = period.first.year - (period.first.month < period.rhythm.starts_in)
    return str(begins) if period.rhythm.starts_in == 1 else f"{begins}/{(begins + 1) % 100:02}"


def _weeks(year: int) -> int:
    """How many ISO weeks the year has: its 28th of December is always in the last."""
    return date(year, 12, 28).isocalendar().week


def _month(day: date) -> int:
    """Months counted through, so that arithmetic needs no calendar."""
    return day.year * _YEAR + day.month - 1


def _first_day(month: int) -> date:
    return date(month // _YEAR, month % _YEAR + 1, 1)
