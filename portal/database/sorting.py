"""Keys that lists are sorted by: never null, so that a page can begin after any row."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, func, literal

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for a missing instant: sorted after every other."""


def instant(value: Any) -> ColumnElement[datetime]:
    return func.coalesce(value, literal(NEVER, DateTime(timezone=True)))


def day(value: Any) -> ColumnElement[date]:
    return func.coalesce(value, literal(NEVER.date(), Date()))
