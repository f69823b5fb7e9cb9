"""Keys that lists are sorted by: never null, so that a page can begin after any row."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, func, literal, literal_column

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for a missing instant or day: sorted after every other, as nobody can write one of that year.

It is not Python's last day, which the driver takes for infinity.
"""


_NEVER = f"'{NEVER:%Y-%m-%d %H:%M:%S}+00'::timestamp with time zone"
INSTANT = f"COALESCE({{}}, {_NEVER})"
"""SQL of the key for a column, as PostgreSQL says it of an index."""


def instant(value: Any) -> ColumnElement[datetime]:
    # Written out, so that an index can serve it.
    never: ColumnElement[datetime] = literal_column(_NEVER, DateTime(timezone=True))
    return func.coalesce(value, never)


def day(value: Any) -> ColumnElement[date]:
    return func.coalesce(value, literal(NEVER.date(), Date()))
