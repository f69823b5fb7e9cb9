"""Days and instants that somebody writes: their form, and the years in which they lie."""

import re
from datetime import UTC, date, datetime
from typing import TypeVar

YEARS = range(1900, 2200)
"""Nothing that is agreed lies outside of them. The driver takes the first and the last day that Python knows for
PostgreSQL's infinities, and a list's stand-in for a missing day must be one that nobody can write."""
OUTSIDE = f"The year must lie between {YEARS[0]} and {YEARS[-1]}."

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(_DAY.pattern + r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})")

When = TypeVar("When", date, datetime)


def day(text: str) -> date:
    """An ISO 8601 calendar day. Raises ValueError, with a sentence for whoever wrote it."""
    return within(parse(text))


def parse(text: str) -> date:
    """The same of any year, for what was written before there were bounds."""
    if not _DAY.fullmatch(text):
        raise ValueError("A date is written as 2026-12-31.")
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise ValueError("There is no such date.") from fault


def instant(text: str) -> datetime:
    """RFC 3339 with an offset, as an instant in UTC. Raises ValueError, with a sentence for whoever wrote it."""
    if not _INSTANT.fullmatch(text):
        raise ValueError("A date and time is written as 2026-11-22T03:36:42.120Z, with its offset.")
    try:
        found = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise ValueError("There is no such date and time.") from fault
    return within(found)


def within(when: When) -> When:
    """The same day or instant. Raises ValueError, in a sentence, for one of another year than YEARS."""
    if when.year not in YEARS:
        raise ValueError(OUTSIDE)
    return when
