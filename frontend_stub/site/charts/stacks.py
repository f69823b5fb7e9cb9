"""Columns of parts that stand on each other, of any amounts: what each slot comes to, and what of."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from frontend_stub.site.charts import scale
from frontend_stub.site.charts.scale import Axis, center, short
from frontend_stub.site.charts.shapes import Box, Frame
from frontend_stub.site.measures import Measure

HEIGHT = 110
_WIDTH = 0.62
"""Of a slot."""
Parts = Sequence[tuple[str, Decimal]]
"""Kind and amount, from the bottom up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    name: str
    """What people call the slot: "December 2026"."""
    short: str = ""
    """What stands under the axis; the name where there is nothing shorter."""
    parts: Parts


@dataclass(frozen=True, slots=True)
class Stacks:
    frame: Frame
    boxes: list[Box]


def stacks(columns: Sequence[Column], measure: Measure, summary: str) -> Stacks:
    """One column beside the other; `summary` says in words what they show."""
    highest = max((sum((amount for _, amount in each.parts), Decimal(0)) for each in columns), default=Decimal(0))
    axis = scale.axis([Decimal(0), highest or Decimal(1)], height=HEIGHT)
    frame = Frame(columns, measure, axis.ticks(measure), scale.labels(columns), axis.bottom, summary)
    of = len(columns)
    return Stacks(frame, [box for place, each in enumerate(columns) for box in column(place, of, each.parts, axis)])


def column(place: int, of: int, parts: Parts, axis: Axis) -> list[Box]:
    """One from the bottom up; nothing of what is nothing."""
    x, width = short(center(place, of) - _WIDTH * 50 / of), short(_WIDTH * 100 / of)
    boxes, below = [], Decimal(0)
    for kind, amount in parts:
        top, bottom = axis.y(below + amount), axis.y(below)
        if amount:
            boxes.append(Box(x, short(top), width, short(bottom - top), kind))
        below += amount
    return boxes
