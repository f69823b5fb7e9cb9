"""The one place that asks what time it is; everything below takes the time as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant in UTC, cut to milliseconds as the API prints it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
