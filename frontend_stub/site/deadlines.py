"""A deadline as both sides read it: in the zone in which it is counted, and beside that in the reader's own."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import dates
from markupsafe import Markup

from frontend_stub.site import i18n
from frontend_stub.site.i18n import gettext_ as _

LAST = (23, 59, 59)
"""The second at which a day of business ends where the side lives that is waited for."""


def zone_of(at: str, sides: Iterable[str], partner_zone: str = "") -> str:
    """The zone in which a deadline was counted: that of the side that must act, of two the one whose day it ends.

    A side that has acted may have had the later day, which still counts. Where nobody is waited for the portal itself
    acts, on the company's days.
    """
    company = i18n.READER.get().company_zone
    waited = [partner_zone if side == "PARTNER" else company for side in sides]
    known = [i18n.known_zone(zone) for zone in (*waited, company, partner_zone) if zone]
    return next((zone for zone in known if _clock(_in(at, zone)) == LAST), known[0])


def _in(at: str, zone: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(ZoneInfo(zone))


def _clock(at: datetime) -> tuple[int, int, int]:
    return at.hour, at.minute, at.second


def place(zone: str) -> str:
    """What people call a zone: its city."""
    if zone == "UTC":
        return "UTC"
    return str(dates.get_timezone_location(ZoneInfo(zone), locale=i18n.READER.get().locale, return_city=True))


def due(at: str, zone: str, style: str = "medium") -> Markup:
    """A deadline with its time and whose clock that is; where the reader's differs, the reader's as well."""
    reader = i18n.READER.get()
    there, here = _in(at, zone), i18n.instant(at)
    told = {"moment": _moment(there, style), "place": place(zone)}
    if there.utcoffset() == here.utcoffset():
        words = _("%(moment)s %(place)s time") % told
    else:
        own = _time(here) if there.date() == here.date() else _joined(_date(here, "MMMd"), _time(here))
        words = _("%(moment)s %(place)s time (%(own)s yours)") % {**told, "own": own}
    return Markup('<time datetime="{}" lang="{}">{}</time>').format(at, reader.language, words)


def _moment(at: datetime, style: str) -> str:
    return _joined(dates.format_date(at.date(), style, locale=i18n.READER.get().locale), _time(at))


def _joined(day: str, time: str) -> str:
    pattern = str(dates.get_datetime_format("medium", locale=i18n.READER.get().locale))
    return pattern.format(time, day)


def _date(at: datetime, skeleton: str) -> str:
    return dates.format_skeleton(skeleton, at.replace(tzinfo=None), locale=i18n.READER.get().locale)


def _time(at: datetime) -> str:
    """The time of the day as it reads there; Babel would move a moment that knows its zone."""
    return dates.format_time(at.time(), "short", locale=i18n.READER.get().locale)


def weekday(at: str, zone: str) -> Markup:
    """The day of a deadline with its weekday, as it is counted; the whole of it as title."""
    title = due(at, zone).striptags()
    return Markup('<time datetime="{}" title="{}">{}</time>').format(at, title, _date(_in(at, zone), "MMMMEEEEd"))


def month_day(at: str, zone: str) -> Markup:
    """The day of a deadline without its year, as it is counted; the whole of it as title."""
    title = due(at, zone).striptags()
    return Markup('<time datetime="{}" title="{}">{}</time>').format(at, title, _date(_in(at, zone), "MMMd"))


def days_until(at: str, zone: str) -> int:
    """Calendar days from today to the deadline where it is counted; negative when that day is past."""
    today = i18n.READER.get().now.astimezone(ZoneInfo(zone)).date()
    return (_in(at, zone).date() - today).days
