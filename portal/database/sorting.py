"""Keys that lists are sorted by: never null, so that a page can begin after any row."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, func, literal

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for a missing instant or day: sorted after every other, as nobody can write one of that year.

It is not Python's last day, which the driver takes for infinity.
"""


def instant(value: Any) -> ColumnElement[datetime]:
    return func.coalesce(value, literal(NEVER, DateTime(timezone=True)))


def day(value: Any) -> ColumnElement[date]:
    return func.coalesce(value, literal(NEVER.date(), Date()))
