"""Business days: which days count in which calendars, and when a clock that counts them ends.

A calendar is a country or one of its parts, by ISO 3166 code: "US", "AE", "DE-BY", "GB-ENG", "IN-MH". Weekends and
public holidays come from the `holidays` library. In years the library does not know (most countries begin in the
20th century and end with 2100, one ends sooner) only the weekends are kept: a clock that ran a day short is better
than a country whose clocks all stop. What was computed once is stored with `VERSION` and never computed again.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import metadata
from zoneinfo import ZoneInfo, available_timezones

import holidays
from holidays import registry

from portal import errors

VERSION = metadata.version("holidays")
MOST_DAYS = 2_600
MOST_CALENDARS = 8

NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
"""What a server's own files make of the first two is another zone on each; the third is "nobody has set the clock"."""

_DAY = timedelta(days=1)
_LAST_SECOND = time(23, 59, 59)
# The longest run of closed days in any one calendar is far under a month; more means that no day suits all.
_LONGEST_GAP = 60


# The first code of each is that of ISO 3166; others are aliases.
COUNTRIES = frozenset(country for _, country, *_ in registry.COUNTRIES.values())


@functools.cache
def _parts(country: str) -> frozenset[str]:
    """The parts of one of `COUNTRIES`: each country is a module of its own, loaded when somebody counts by it."""
    known = getattr(holidays, country).subdivisions
    return frozenset(part for part in known if len(part) <= 3)  # noqa: PLR2004 - an ISO 3166-2 part has at most three characters


def validate(calendar: str, *, path: Sequence[str] = ()) -> str:
    """Give the calendar id back; Invalid if no such calendar is known."""
    country, dash, part = calendar.partition("-")
    if country not in COUNTRIES or (dash and part not in _parts(country)):
        raise errors.Invalid("The calendar must be a country or region code such as US or DE-BY.", path=path)
    return calendar


@functools.cache
def zones() -> frozenset[str]:
    """The names of the time zone database, without those of files that lie beside the zones."""
    return frozenset(name for name in available_timezones() if name not in NO_PLACES)


def validate_zone(zone: str, *, path: Sequence[str] = ()) -> str:
    """Give the time zone's name back; Invalid if no such zone is known."""
    _zone(zone, path)
    return zone


def is_business_day(day: date, *calendar_ids: str) -> bool:
    """Whether people work on the day in every one of the calendars; Invalid for an unknown or missing calendar."""
    _check(calendar_ids)
    return _suits_all(day, calendar_ids)


def business_days(first: date, last: date, *calendar_ids: str) -> Iterator[bool]:
    """The same for each day from the first to the last, both included."""
    _check(calendar_ids)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield _suits_all(date.fromordinal(ordinal), calendar_ids)


def add_business_days(start: date, days: int, *calendar_ids: str) -> date:
    """Count `days` business days, beginning the day after `start`; zero days is `start` itself.

    A day counts only if it is a business day in all calendars. Invalid for an unknown or missing calendar, for a
    count outside 0 to 2,600 and where the calendars have no day in common.
    """
    _check(calendar_ids)
    if not 0 <= days <= MOST_DAYS:
        raise errors.Invalid("The number of business days must be between 0 and {most}.", most=MOST_DAYS)
    return _counted(start, days, calendar_ids)


# Whatever is dated today is counted from the same day over the same few calendars.
@functools.lru_cache(maxsize=4096)
def _counted(day: date, days: int, calendar_ids: tuple[str, ...]) -> date:
    for _ in range(days):
        day = _next_business_day(day, calendar_ids)
    return day


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a clock does not run: from one instant to another, or to no end known yet."""

    begins_at: datetime
    ends_at: datetime | None = None

    def covers(self, instant: datetime) -> bool:
        """The instant of its beginning is in it, that of its end is not."""
        return self.begins_at <= instant and (self.ends_at is None or instant < self.ends_at)


def due_at(start: datetime, business_days: int, calendars: tuple[str, ...], zone: str) -> datetime:
    """When a clock that starts at an instant ends: the last second, in `zone`, of the last business day; in UTC.

    `start` carries its zone (ValueError otherwise). The day after the start is counted first, by the date in `zone`,
    which is the zone of the party that must act. Invalid for an unknown zone or calendar.
    """
    place = _zone(zone)
    return _last_second(add_business_days(_first(start, place), business_days, *calendars), place)


def due_with_pauses(
    start: datetime, business_days: int, calendars: tuple[str, ...], zone: str, pauses: Sequence[Pause]
) -> datetime | None:
    """The same for a clock that was stopped in between; None while it stands, as nobody knows when it ends.

    A day counts if the clock runs at its last second: what was stopped and went on within one day costs nothing, and
    the order of the pauses does not matter.
    """
    if not pauses:
        return due_at(start, business_days, calendars, zone)
    _check(calendars)
    place = _zone(zone)
    day = _first(start, place)
    for _ in range(business_days):
        stopped = True
        while stopped:
            day = _next_business_day(day, calendars)
            covering = [pause for pause in pauses if pause.covers(_last_second(day, place))]
            if any(pause.ends_at is None for pause in covering):
                return None
            stopped = bool(covering)
    return _last_second(day, place)


def _first(start: datetime, place: ZoneInfo) -> date:
    if start.tzinfo is None:
        raise ValueError("a clock starts at an instant, with its zone")
    return start.astimezone(place).date()


def _last_second(day: date, place: ZoneInfo) -> datetime:
    end = datetime.combine(day, _LAST_SECOND, place)
    # Where clocks go back over midnight the last second comes twice: the party that must act has the later one.
    return max(end.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def begins_at(day: date, zone: str) -> datetime:
    """The first instant of a day in a zone, in UTC. Invalid for an unknown zone."""
    return datetime.combine(day, time.min, _zone(zone)).astimezone(UTC)


def _check(calendar_ids: tuple[str, ...]) -> None:
    if not 0 < len(calendar_ids) <= MOST_CALENDARS:
        raise errors.Invalid("Business days need between one and {most} calendars.", most=MOST_CALENDARS)
    for calendar in calendar_ids:
        validate(calendar)


def _next_business_day(day: date, calendar_ids: tuple[str, ...]) -> date:
    for _ in range(_LONGEST_GAP):
        if day == date.max:
            raise errors.Invalid("The date is too far in the future.")
        day += _DAY
        if _suits_all(day, calendar_ids):
            return day
    raise errors.Invalid("The calendars have no business day in common.")


def _suits_all(day: date, calendar_ids: tuple[str, ...]) -> bool:
    return all(_year(calendar, day.year).is_working_day(day) for calendar in calendar_ids)


# One object per year, closed to further years: the cache is bounded by what it holds, whatever dates are asked.
@functools.lru_cache(maxsize=1024)
def _year(calendar: str, year: int) -> holidays.HolidayBase:
    country, _, part = calendar.partition("-")
    return holidays.country_holidays(country, subdiv=part or None, years=year, expand=False)


def _zone(name: str, path: Sequence[str] = ()) -> ZoneInfo:
    if name not in zones():
        raise errors.Invalid("The time zone must be a name such as Europe/Berlin.", path=path)
    return ZoneInfo(name)
