"""Twelve periods in the width of a word: how far each value lies between floor and target, and a sign of its result."""

from collections.abc import Sequence
from dataclasses import dataclass

from frontend_stub.site.charts.measured import Measured
from frontend_stub.site.charts.scale import short
from frontend_stub.site.measures import Measure

PERIODS = 12
PITCH, BAR, HEIGHT, LEAST, SIGN = 16, 11, 20, 3, 24
"""Pixels: from one period to the next, a bar's width, its greatest and its least height, the top of the signs."""
_SIGNS = {
    "met": "l3 3.5l5-7",
    "missed": "m1-3.5l6 7m0-7l-6 7",
    "unsure": "c2.5-4 5.5 4 8 0",
    "none": "m2 0h4",
}
"""What each result looks like, from the left end of its middle line, eight pixels wide."""


@dataclass(frozen=True, slots=True)
class Path:
    kind: str
    d: str


@dataclass(frozen=True, slots=True)
class Strip:
    points: Sequence[Measured]
    measure: Measure
    bars: list[Path]
    signs: list[Path]

    @property
    def width(self) -> int:
        return len(self.points) * PITCH

    @property
    def height(self) -> int:
        return SIGN + 10


def strip(points: Sequence[Measured], measure: Measure) -> Strip:
    """The last twelve periods, the oldest first. What looks the same is one path."""
    shown = points[-PERIODS:]
    bars: dict[str, str] = {}
    signs: dict[str, str] = {}
    for place, each in enumerate(shown):
        left = place * PITCH + (PITCH - BAR) / 2
        if each.value is not None:
            kind = f"{each.kind} open" if each.is_open else each.kind
            bars[kind] = bars.get(kind, "") + _bar(left, _height(each), is_open=each.is_open)
        signs[each.kind] = signs.get(each.kind, "") + f"M{place * PITCH + 4} {SIGN + 4.5:g}{_SIGNS[each.kind]}"
    return Strip(shown, measure, [Path(*each) for each in bars.items()], [Path(*each) for each in signs.items()])


def _height(point: Measured) -> float:
    """Nearly nothing at the floor or worse, whole at the target or better."""
    if point.value is None or point.target is None or point.floor is None or point.target == point.floor:
        return HEIGHT
    share = float((point.value - point.floor) / (point.target - point.floor))
    return LEAST + (HEIGHT - LEAST) * min(max(share, 0), 1)


def _bar(left: float, height: float, *, is_open: bool) -> str:
    """A box; an open one lies half a line's width inside, where its outline is drawn."""
    inset = 0.75 if is_open else 0
    width, tall = BAR - 2 * inset, height - 2 * inset
    return f"M{short(left + inset)} {short(HEIGHT - height + inset)}h{short(width)}v{short(tall)}h{short(-width)}z"
