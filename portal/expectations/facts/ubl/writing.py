"""UBL documents written: the elements of the standard in the standard's order, empty ones left out."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.sax import saxutils

from portal.expectations.facts import typed
from portal.expectations.facts.ubl.markup import AGGREGATES, BASICS, SPACE

Text = str | bool | Decimal | date | None
Node = tuple[str, "Text | Measure | Sequence[Node]"]
"""A name with a text, or with the nodes in it; what has nothing in it is not written."""
VERSION = "2.1"


class Measure(tuple[Decimal | None, str]):
    """A number with the code of its unit."""

    __slots__ = ()


def document(name: str, nodes: Sequence[Node]) -> bytes:
    """The whole document in UTF-8."""
    spaces = f'xmlns="{SPACE}{name}-2" xmlns:cac="{AGGREGATES}" xmlns:cbc="{BASICS}"'
    inside = "".join(_written(each, 1) for each in (("UBLVersionID", VERSION), *nodes))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} {spaces}>\n{inside}</{name}>\n'.encode()


def _written(node: Node, depth: int) -> str:
    name, content = node
    blank = "  " * depth
    if isinstance(content, Measure):
        number, unit = content
        attributes: Mapping[str, str] = {"unitCode": unit} if unit else {}
        return _basic(name, None if number is None else typed.text(number), blank, attributes)
    if content is None or isinstance(content, str | bool | Decimal | date):
        return _basic(name, content if content is None else typed.text(content), blank, {})
    inside = "".join(_written(each, depth + 1) for each in content)
    return f"{blank}<cac:{name}>\n{inside}{blank}</cac:{name}>\n" if inside else ""


def _basic(name: str, text: str | None, blank: str, attributes: Mapping[str, str]) -> str:
    if not text:
        return ""
    told = "".join(f" {key}={saxutils.quoteattr(value)}" for key, value in attributes.items())
    return f"{blank}<cbc:{name}{told}>{saxutils.escape(text)}</cbc:{name}>\n"


def clock(at: datetime | None) -> str:
    """The time of an instant, in UTC."""
    return at.astimezone(UTC).time().isoformat() + "Z" if at else ""
