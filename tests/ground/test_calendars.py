"""Business days: which count, where a clock ends, and what cannot be counted."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import calendars, errors

CALENDARS = st.sampled_from(["US", "DE-BY", "GB-ENG", "AE", "FR", "JP", "BG", "PH", "SA", "LK"])
DAYS = st.dates(date(2020, 1, 1), date(2034, 12, 31))


def test_the_version_is_the_library_s() -> None:
    assert holidays.__version__ == calendars.VERSION  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("calendar", "end"),
    [
        ("DE-BY", date(2027, 1, 5)),
        ("US", date(2027, 1, 5)),
        ("GB-ENG", date(2027, 1, 6)),
        ("AE", date(2027, 1, 4)),
    ],
)
def test_ten_business_days_over_new_year_end_differently_in_each_calendar(calendar: str, end: date) -> None:
    assert calendars.add_business_days(date(2026, 12, 18), 10, calendar) == end


def test_a_day_counts_only_if_it_is_a_business_day_for_both() -> None:
    assert calendars.add_business_days(date(2026, 12, 18), 10, "DE-BY", "GB-ENG") == date(2027, 1, 7)
    epiphany = date(2027, 1, 6)
    assert calendars.is_business_day(epiphany, "GB-ENG")
    assert not calendars.is_business_day(epiphany, "DE-BY")
    assert not calendars.is_business_day(epiphany, "GB-ENG", "DE-BY")


def test_the_weekend_is_the_country_s_own() -> None:
    friday, sunday = date(2026, 3, 6), date(2026, 3, 8)
    assert [calendars.is_business_day(day, "SA") for day in (friday, sunday)] == [False, True]
    assert [calendars.is_business_day(day, "US") for day in (friday, sunday)] == [True, False]
    # The Emirates moved their weekend with the year 2022.
    assert [calendars.is_business_day(date(2021, 6, day), "AE") for day in (4, 6)] == [False, True]


@pytest.mark.parametrize("calendar", ["", "XX", "us", "US-ZZ", "DE-", "DE-BY-X", "DE-Augsburg", "../US", "HolidayBase"])
def test_an_unknown_calendar_is_refused(calendar: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        calendars.validate(calendar, path=("input", "calendar"))
    assert refusal.value.path == ("input", "calendar")
    with pytest.raises(errors.Invalid):
        calendars.is_business_day(date(2026, 1, 5), "US", calendar)


def test_a_clock_needs_a_calendar_and_a_sensible_count() -> None:
    monday = date(2026, 1, 5)
    for days, ids in ((1, ()), (-1, ("US",)), (calendars.MOST_DAYS + 1, ("US",)), (1, ("US",) * 9)):
        with pytest.raises(errors.Invalid):
            calendars.add_business_days(monday, days, *ids)
    assert calendars.add_business_days(date(2026, 1, 4), 0, "US") == date(2026, 1, 4)


def test_years_without_known_holidays_keep_their_weekends() -> None:
    assert calendars.is_business_day(date(2150, 12, 25), "US")
    assert not calendars.is_business_day(date(2150, 12, 26), "US")
    assert calendars.add_business_days(date(1, 1, 1), 5, "US") == date(1, 1, 8)


def test_the_end_of_the_calendar_is_refused_not_passed() -> None:
    with pytest.raises(errors.Invalid, match="too far in the future"):
        calendars.add_business_days(date(9999, 12, 30), 3, "US")


@pytest.mark.parametrize(
    ("start", "zone", "end"),
    [
        # 18 December in Berlin, still the 17th in New York: there the 18th is the first day that counts.
        (datetime(2026, 12, 17, 23, 30, tzinfo=UTC), "Europe/Berlin", datetime(2027, 1, 5, 22, 59, 59, tzinfo=UTC)),
        (datetime(2026, 12, 18, 3, 0, tzinfo=UTC), "America/New_York", datetime(2027, 1, 5, 4, 59, 59, tzinfo=UTC)),
        # The clocks go forward between start and end.
        (datetime(2026, 3, 20, 12, 0, tzinfo=UTC), "Europe/Berlin", datetime(2026, 4, 7, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_clock_ends_with_the_last_second_of_the_day_where_the_party_is(
    start: datetime, zone: str, end: datetime
) -> None:
    assert calendars.due_at(start, 10, ("DE-BY",), zone) == end


def test_a_second_that_comes_twice_is_the_later_one() -> None:
    # Chile puts its clocks back at midnight of 4 April 2026: 23:59:59 of that day is at 02:59:59 and again at 03:59:59.
    start = datetime(2026, 4, 4, 12, 0, tzinfo=UTC)
    assert calendars.due_at(start, 0, ("CL",), "America/Santiago") == datetime(2026, 4, 5, 3, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd", "Europe", "a\0b", "x" * 5000, "Europe/Berlin "])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(errors.Invalid, match="time zone"):
        calendars.due_at(datetime(2026, 1, 5, tzinfo=UTC), 1, ("US",), zone)


@pytest.mark.parametrize(
    "zone",
    ["localtime", "posixrules", "Factory", "right/Europe/Berlin", "posix/Europe/Berlin", "europe/berlin", "leap"],
)
def test_what_lies_beside_the_zones_is_none(zone: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        calendars.validate_zone(zone, path=("input", "zone"))
    assert (refusal.value.path, refusal.value.message) == (
        ("input", "zone"), "The time zone must be a name such as Europe/Berlin.",
    )  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Manila", "Asia/Kolkata", "Etc/GMT-5"])
def test_a_zone_of_the_database_is_taken(zone: str) -> None:
    assert calendars.validate_zone(zone) == zone


def test_an_instant_without_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match="with its zone"):
        calendars.due_at(datetime(2026, 1, 5), 1, ("US",), "UTC")  # noqa: DTZ001 - the fault itself


@settings(deadline=None)
@given(DAYS, st.integers(0, 40), st.lists(CALENDARS, min_size=1, max_size=3))
def test_exactly_so_many_business_days_lie_behind_the_start(start: date, days: int, ids: list[str]) -> None:
    end = calendars.add_business_days(start, days, *ids)
    passed = [start + timedelta(days=n + 1) for n in range((end - start).days)]
    assert sum(calendars.is_business_day(day, *ids) for day in passed) == days
    assert days == 0 or calendars.is_business_day(end, *ids)


@settings(deadline=None)
@given(DAYS, CALENDARS)
def test_a_year_by_itself_knows_the_same_holidays_as_among_others(day: date, calendar: str) -> None:
    country, _, part = calendar.partition("-")
    years = holidays.country_holidays(country, subdiv=part or None, years=range(day.year - 1, day.year + 2))
    assert calendars.is_business_day(day, calendar) == years.is_working_day(day)
