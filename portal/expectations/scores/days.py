"""Ranges of days, and how a zone turns days into instants and an instant into its day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal import calendars

DAY = timedelta(days=1)
OPEN_END = date(9999, 12, 30)
"""The last day of what has no end."""


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A range of days, with its first and its last."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def begins_at(self, zone: str) -> datetime:
        """The first instant, in UTC. Where clocks go back over midnight, the first of the two."""
        return calendars.begins_at(self.first, zone)

    def ends_at(self, zone: str) -> datetime:
        """The instant, in UTC, that is the first after it: what happens at it belongs to the next range."""
        return calendars.begins_at(self.last + DAY, zone)


def day_at(instant: datetime, zone: str) -> date:
    """The day, in the zone, to which an instant belongs, so that each lies in exactly one range of days.

    Where clocks go back over midnight the new day has begun the first time, and goes on through the hour that comes
    twice.
    """
    day = instant.astimezone(ZoneInfo(calendars.validate_zone(zone))).date()
    return day + DAY if calendars.begins_at(day + DAY, zone) <= instant.astimezone(UTC) else day
