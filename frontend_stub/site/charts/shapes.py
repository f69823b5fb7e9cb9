"""What charts are drawn of: strokes, boxes and marks; across in per cent of the width, down in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

from frontend_stub.site.charts.measured import Named
from frontend_stub.site.charts.scale import Label, Tick
from frontend_stub.site.measures import Measure


@dataclass(frozen=True, slots=True)
class Stroke:
    """From one point to another; x in per cent, y in pixels."""

    x1: str
    y1: str
    x2: str
    y2: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    x: str
    y: str
    width: str
    height: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    y: str
    kind: str
    """met, missed or unsure, which differ in shape, and "open" where it may still change."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What both charts have around them."""

    points: Sequence[Named]
    measure: Measure
    ticks: list[Tick]
    labels: list[Label]
    bottom: int
    summary: str

    @property
    def height(self) -> int:
        """With the names under the slots."""
        return self.bottom + 24
