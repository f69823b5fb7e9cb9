"""Open days as they were known when something was counted by them."""

from uuid import UUID

from portal import calendars
from portal.database import many
from portal.database.session import Session
from portal.expectations.metrics import open_days
from portal.expectations.metrics.open_days import OpenDays
from portal.expectations.queries import days as queries


async def keep_open_days(session: Session, partner_id: UUID, days: OpenDays) -> None:
    """Keeps them, if they are not kept yet: two at once keep them once."""
    row = {
        "partner_id": partner_id, "calendar": days.calendar, "version": days.version, "first_on": days.first,
        "days": days.text,
    }  # fmt: skip
    await session.execute(queries.KEEP_OPEN_DAYS, many.given([row]))


async def open_days_of(session: Session, partner_id: UUID, calendar: str, version: str) -> OpenDays:
    """Those of a version: as they are known now, or as they were kept. Raises LookupError for what nobody kept."""
    if version == calendars.VERSION:
        return open_days.of(calendar)
    kept = await session.scalar(queries.open_calendar(partner_id, calendar, version))
    if kept is None:
        raise LookupError(f"{calendar} {version}")
    return open_days.kept(kept.calendar, kept.version, kept.first_on, kept.days)
