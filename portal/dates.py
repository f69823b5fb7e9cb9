"""Days and instants that somebody writes: their form, and the years in which they lie."""

import re
from datetime import UTC, date, datetime
from typing import TypeVar

from portal.sentences import Sentence, say

YEARS = range(1900, 2200)
"""Nothing that is agreed lies outside of them. The driver takes the first and the last day that Python knows for
PostgreSQL's infinities, and a list's stand-in for a missing day must be one that nobody can write."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(_DAY.pattern + r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})")

When = TypeVar("When", date, datetime)


class Unfit(ValueError):  # noqa: N818 - said to whoever wrote it
    """No day or instant that can be taken, with the sentence that says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def day(text: str) -> date:
    """An ISO 8601 calendar day. Raises Unfit."""
    return within(parse(text))


def parse(text: str) -> date:
    """The same of any year, for what was written before there were bounds."""
    if not _DAY.fullmatch(text):
        raise Unfit(say("Write a date as 2026-12-31."))
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Unfit(say("There is no such date.")) from fault


def instant(text: str) -> datetime:
    """RFC 3339 with an offset, as an instant in UTC. Raises Unfit."""
    if not _INSTANT.fullmatch(text):
        raise Unfit(say("Write a date and time as 2026-11-22T03:36:42.120Z, with its offset."))
    try:
        found = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise Unfit(say("There is no such date and time.")) from fault
    return within(found)


def within(when: When) -> When:
    """The same day or instant. Raises Unfit for one of another year than YEARS."""
    if when.year not in YEARS:
        raise Unfit(say("The year must be between {first} and {last}.", first=str(YEARS[0]), last=str(YEARS[-1])))
    return when
