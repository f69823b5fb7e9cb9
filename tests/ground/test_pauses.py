"""A clock that stands for a while: counted day by day, by other means than the product's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import holidays
import pytest

from portal import calendars
from portal.calendars import Pause
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.statuses import DisputeStatus

PLACES = (("DE", "BY", "Europe/Berlin"), ("US", None, "America/New_York"), ("AE", None, "Asia/Dubai"),
          ("IN", "MH", "Asia/Kolkata"), ("GB", "ENG", "Europe/London"), ("PH", None, "Asia/Manila"))  # fmt: skip


@dataclass(frozen=True)
class Asked:
    start: datetime
    days: int
    both: tuple[tuple[str, str | None, str], tuple[str, str | None, str]]
    pauses: tuple[Pause, ...]

    @property
    def zone(self) -> str:
        return self.both[1][2]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(f"{country}-{part}" if part else country for country, part, _ in self.both)


def worlds(many: int) -> Iterator[Asked]:
    chance = Random(20261129)
    for _ in range(many):
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(500_000))
        pauses = []
        for _ in range(chance.randrange(4)):
            begins = start + timedelta(minutes=chance.randrange(40_000))
            pauses.append(Pause(begins, begins + timedelta(minutes=chance.choice((30, 600, 1_440, 5_000, 20_000)))))
        yield Asked(start, chance.randrange(1, 31), (chance.choice(PLACES), chance.choice(PLACES)), tuple(pauses))


def by_hand(asked: Asked) -> datetime:
    """Second by second would be the same: only the last of each day is looked at."""
    off = [holidays.country_holidays(country, subdiv=part) for country, part, _ in asked.both]
    place = ZoneInfo(asked.zone)
    day, left = asked.start.astimezone(place).date(), asked.days
    while True:
        day += timedelta(days=1)
        last = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=place).astimezone(UTC)
        works = all(each.is_working_day(day) for each in off)
        runs = all(not each.begins_at <= last < (each.ends_at or last) for each in asked.pauses)
        left -= works and runs
        if not left:
            return last


@pytest.mark.parametrize("asked", tuple(worlds(120)), ids=lambda asked: f"{asked.start:%Y-%m-%dT%H%M}+{asked.days}")
def test_a_day_counts_if_both_work_and_the_clock_runs_at_its_last_second(asked: Asked) -> None:
    expected = by_hand(asked)
    assert _due(asked, asked.pauses) == expected
    assert _due(asked, asked.pauses[::-1]) == expected
    assert _due(asked, (*asked.pauses, *asked.pauses)) == expected  # what overlaps is not counted twice
    assert _due(asked, ()) <= expected


def _due(asked: Asked, pauses: Sequence[Pause]) -> datetime:
    found = calendars.due_with_pauses(asked.start, asked.days, asked.ids, asked.zone, pauses)
    assert found is not None
    return found


def test_what_stood_and_went_on_within_one_day_costs_nothing() -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    within = Pause(start + timedelta(hours=1), start + timedelta(hours=9))
    assert calendars.due_with_pauses(start, 2, ("DE",), "Europe/Berlin", [within]) == datetime(
        2026, 3, 4, 22, 59, 59, tzinfo=UTC
    )
    over_night = Pause(start + timedelta(days=1), start + timedelta(days=1, hours=20))
    assert calendars.due_with_pauses(start, 2, ("DE",), "Europe/Berlin", [over_night]) == datetime(
        2026, 3, 5, 22, 59, 59, tzinfo=UTC
    )


def test_while_it_stands_it_has_no_end_unless_it_has_ended_before() -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    open_end = Pause(start + timedelta(days=3))
    assert calendars.due_with_pauses(start, 2, ("DE",), "Europe/Berlin", [open_end]) == datetime(
        2026, 3, 4, 22, 59, 59, tzinfo=UTC
    )
    assert calendars.due_with_pauses(start, 5, ("DE",), "Europe/Berlin", [open_end]) is None


def test_every_status_that_waits_for_the_company_has_a_date_and_says_what_happens_otherwise() -> None:
    for status in DisputeStatus:
        deadline = DISPUTE.deadlines.get(status)
        if deadline is None or status in {DisputeStatus.DRAFT, DisputeStatus.SETTLED}:
            continue  # a draft is its side's alone; what is settled goes on at once
        assert deadline.step is not None, status
        assert deadline.business_days or deadline.days or deadline.after or deadline.until, status
        assert deadline.otherwise is not None, status
