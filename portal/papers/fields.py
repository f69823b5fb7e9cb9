"""The fields of forms in a .docx: boxes to tick, lists to choose from, places to write in; and controls of content."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from portal.papers.packed import is_on, value

TICKED, EMPTY = "☒", "☐"


@dataclass(slots=True)
class Open:
    """A field that has begun: where the pieces of its paragraph stood then."""

    start: int
    is_blank: bool
    """Somebody is to write in it."""
    is_asking: bool = True
    """What it is made of is being said, not yet what it shows."""


def is_blank(begin: Element) -> bool:
    return begin.find("ffData/textInput") is not None


def said(begin: Element) -> str:
    """What a box or a list shows, which stands in its settings alone; "" for other fields, whose words follow."""
    box, choice = begin.find("ffData/checkBox"), begin.find("ffData/ddList")
    if box is not None:
        return TICKED if is_on(box, "checked" if box.find("checked") is not None else "default") else EMPTY
    if choice is None:
        return ""
    entries = [each.get("val", "") for each in choice.iterfind("listEntry")]
    chosen = value(choice, "result") or value(choice, "default") or "0"
    return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""


def unfilled(body: Element) -> int:
    """Controls of content that still show what is to be written in them."""
    return sum(is_on(control, "sdtPr/showingPlcHdr") for control in body.iter("sdt"))
