"""A calendar as a file (RFC 5545, with RFC 7986's name and how often to look again)."""

from collections.abc import Sequence
from datetime import UTC, datetime

import icalendar

from portal.notifications.feed import rules
from portal.notifications.feed.dates import Dated

PRODUCT = "-//Entente//Calendar//EN"


def written(dates: Sequence[Dated], *, name: str, public_url: str) -> bytes:
    """The file; equal dates make equal bytes."""
    made = icalendar.Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for known_as in ("name", "x-wr-calname"):
        made.add(known_as, icalendar.vText(_line(name)))
    made.add("refresh-interval", icalendar.vDuration(rules.EVERY), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", icalendar.vDuration(rules.EVERY))
    for each in dates:
        made.add_component(_event(each, public_url + each.place))
    return bytes(made.to_ical())


def _event(each: Dated, address: str) -> icalendar.Event:
    """One date; it takes nobody's time, and has no end of its own."""
    made = icalendar.Event()
    made.add("uid", each.uid)
    made.add("dtstamp", _in_utc(each.changed_at))
    made.add("last-modified", _in_utc(each.changed_at))
    made.add("sequence", each.version)
    made.add("dtstart", _in_utc(each.at) if isinstance(each.at, datetime) else each.at)
    made.add("summary", _line(each.summary))
    made.add("description", "\n".join(filter(None, (_lines(each.text), address))))
    made.add("url", address)
    made.add("transp", "TRANSPARENT")
    return made


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _line(text: str) -> str:
    """In one line, without what is no letter or sign."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _lines(text: str) -> str:
    return "\n".join(_line(line) for line in text.splitlines())
