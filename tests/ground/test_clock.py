"""A moment says what it was asked, and between which instants it would have said the same."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import ALWAYS, NEVER, Moment

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
SECOND, TICK = timedelta(seconds=1), timedelta(microseconds=1)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - drawn bounds are naive


def test_who_asks_nothing_hears_the_same_for_ever() -> None:
    moment = Moment(NOW)
    assert (moment.since, moment.until) == (ALWAYS, NEVER)


def test_an_instant_is_reached_at_itself() -> None:
    moment = Moment(NOW)
    assert [moment.has_reached(NOW + late) for late in (-SECOND, timedelta(), SECOND)] == [True, True, False]
    assert (moment.since, moment.until) == (NOW, NOW + SECOND)


def test_of_several_instants_the_nearest_count() -> None:
    moment = Moment(NOW)
    for hours in (-3, -1, -2, 5, 4, 6):
        moment.has_reached(NOW + timedelta(hours=hours))
    assert (moment.since, moment.until) == (NOW - timedelta(hours=1), NOW + timedelta(hours=4))


@pytest.mark.parametrize(
    ("zone", "day", "since", "until"),
    [
        ("UTC", date(2026, 6, 1), datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 6, 1), datetime(2026, 5, 31, 22, tzinfo=UTC),
         datetime(2026, 6, 1, 22, tzinfo=UTC)),
        ("Pacific/Auckland", date(2026, 6, 1), datetime(2026, 5, 31, 12, tzinfo=UTC),
         datetime(2026, 6, 1, 12, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_day_lasts_from_midnight_to_midnight_where_it_is_asked_for(
    zone: str, day: date, since: datetime, until: datetime
) -> None:
    moment = Moment(NOW)
    assert moment.day(zone) == day
    assert (moment.since, moment.until) == (since, until)


@given(now=INSTANTS, zone=st.sampled_from(sorted(available_timezones())))
def test_in_every_zone_a_day_is_the_same_as_long_as_it_says_and_no_longer(now: datetime, zone: str) -> None:
    moment, place = Moment(now), ZoneInfo(zone)
    day = moment.day(zone)
    assert moment.since <= now < moment.until
    found = [
        at.astimezone(place).date()
        for at in (moment.since - TICK, moment.since, now, moment.until - TICK, moment.until)
    ]
    assert found[1:4] == [day, day, day]
    assert found[0] < day < found[4]
