"""The open days that were counted by."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import Insert

from portal.database import many
from portal.expectations.models import OpenCalendar

KEEP_OPEN_DAYS: Insert = many.put(OpenCalendar).on_conflict_do_nothing()
"""What is kept of a version never changes."""


def open_calendar(partner_id: UUID, calendar: str, version: str) -> Select[Any]:
    return select(OpenCalendar).where(
        OpenCalendar.partner_id == partner_id, OpenCalendar.calendar == calendar, OpenCalendar.version == version
    )
