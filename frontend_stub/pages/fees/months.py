"""The months of a statement, counted in UTC as the API counts its days."""

import calendar
import re
from datetime import UTC, date, datetime

from frontend_stub.site import i18n
from frontend_stub.site.page import Json

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
OFFERED = 24
"""So many months back can be chosen."""


def chosen(typed: str, now: datetime) -> str:
    """The month that an address names, as 2026-11; this one for any other text."""
    return typed if _MONTH.fullmatch(typed) else now.astimezone(UTC).strftime("%Y-%m")


def period(month: str) -> Json:
    """Its first day and its last."""
    year, number = map(int, month.split("-"))
    last = calendar.monthrange(year, number)[1]
    return {"since": date(year, number, 1).isoformat(), "until": date(year, number, last).isoformat()}


def options(month: str, now: datetime) -> list[tuple[str, str]]:
    """The months of a field, the newest first, with the one that is shown."""
    today = now.astimezone(UTC)
    ends = today.year * 12 + today.month - 1
    found = [f"{place // 12}-{place % 12 + 1:02}" for place in range(ends, ends - OFFERED, -1)]
    return [(each, called(each)) for each in sorted({*found, month}, reverse=True)]


def called(month: str) -> str:
    """November 2026."""
    return i18n.month_of(date.fromisoformat(f"{month}-01"))
