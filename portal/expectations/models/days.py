"""The open days by which hours and days of business were counted, kept as they were known then."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from portal.database.base import Record, check
from portal.database.policies import isolated
from portal.expectations.models.facts import of_partner


class OpenCalendar(Record):
    """The days of the calendars of a partner and the company, in one version of what is known of holidays.

    A value that was counted by them comes out the same again, whatever becomes of the holidays later.
    """

    __tablename__ = "open_calendar"
    __append_only__ = True
    __is_chain__ = True
    """The values that rest on it are sealed."""

    partner_id: Mapped[UUID] = of_partner("open_calendar")
    calendar: Mapped[str] = mapped_column(primary_key=True)
    """"DE-BY+IN-MH"."""
    version: Mapped[str] = mapped_column(primary_key=True)
    first_on: Mapped[date]
    days: Mapped[str]
    """A letter for each day from the first on: 1 where it is open, 0 where it is not."""

    __table_args__ = (
        check("calendar_length", "length(calendar) BETWEEN 2 AND 100"),
        check("version_length", "length(version) BETWEEN 1 AND 40"),
        check("days_form", "days ~ '^[01]+$' AND length(days) <= 40000"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT",), host_commands=("INSERT",), system_commands=("INSERT",)
    )  # fmt: skip
