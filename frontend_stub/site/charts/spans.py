"""Bars beside each other: how an amount is shared out, and the times that somebody had with the pauses in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from frontend_stub.site.charts.scale import short

_WHOLE, _LEAST = 100.0, 0.5
"""Per cent; what is shorter could not be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """From the left, in per cent of the whole."""

    kind: str
    x: str
    width: str


def shares(parts: Iterable[tuple[str, Decimal]], whole: Decimal) -> list[Bar]:
    """One behind the other; nothing of what is nothing."""
    found, at = [], 0.0
    for kind, amount in parts:
        if amount > 0 and whole > 0:
            width = float(amount / whole) * _WHOLE
            found.append(Bar(kind, short(at), short(width)))
            at += width
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time that ran, or one in which it stood; `until` is when it ended or would end."""

    begins: datetime
    until: datetime
    kind: str = ""
    stands: Sequence["Span"] = ()


def drawn(spans: Sequence[Span]) -> list[list[Bar]]:
    """For each span its bar, and on it a bar for each time in which it stood."""
    if not spans:
        return []
    first, last = min(each.begins for each in spans), max(each.until for each in spans)
    length = max((last - first).total_seconds(), 1.0)

    def bar(span: Span) -> Bar:
        left = (span.begins - first).total_seconds() / length * _WHOLE
        width = max((span.until - span.begins).total_seconds() / length * _WHOLE, _LEAST)
        return Bar(span.kind, short(min(left, _WHOLE - _LEAST)), short(min(width, _WHOLE)))

    return [[bar(each), *(bar(stood) for stood in each.stands)] for each in spans]
