"""The one place that asks what time it is; everything below takes the time as an argument."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ALWAYS, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def now() -> datetime:
    """The present instant in UTC, cut to milliseconds as the API prints it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class Moment:
    """An instant for those who may look at nothing but its answers, and how long these stay the same.

    Whoever has asked it would have been told the very same at every instant from `since` up to, not including, `until`.
    """

    __slots__ = ("_now", "since", "until")

    def __init__(self, now: datetime) -> None:
        self._now, self.since, self.until = now, ALWAYS, NEVER

    def has_reached(self, instant: datetime) -> bool:
        """Whether it is the instant or later."""
        if self._now >= instant:
            self.since = max(self.since, instant)
            return True
        self.until = min(self.until, instant)
        return False

    def day(self, zone: str) -> date:
        """The day that it is in an IANA time zone."""
        place = ZoneInfo(zone)
        day = self._now.astimezone(place).date()
        self.since = max(self.since, _first_of(day, place))
        self.until = min(self.until, _first_of(day + timedelta(days=1), place))
        return day


def _first_of(day: date, place: ZoneInfo) -> datetime:
    """The first instant of a day; where a change of the clocks leaves midnight out, the instant of that change."""
    return datetime.combine(day, time(), place).astimezone(UTC)
