"""One value on a line: its target as a tick, its interval as a whisker, and where the good side begins."""

from dataclasses import dataclass
from decimal import Decimal

from frontend_stub.site.charts.measured import Measured
from frontend_stub.site.charts.scale import short
from frontend_stub.site.measures import Measure

_MARGIN = 5
"""Per cent of the width that stay free at both ends."""


@dataclass(frozen=True, slots=True)
class Bullet:
    point: Measured
    measure: Measure
    good: tuple[str, str] | None
    """Where values are that meet the target: begin and width, in per cent."""
    near: tuple[str, str] | None
    """What lies within the tolerance."""
    whisker: tuple[str, str] | None
    target: str | None
    value: str | None

    @property
    def kind(self) -> str:
        return f"{self.point.kind} open" if self.point.is_open else self.point.kind


def bullet(point: Measured, measure: Measure) -> Bullet:
    """The value between its floor and what is better than its target."""
    edge, target = _edge(point, measure), point.target
    known = [each for each in (point.value, point.low, point.high, point.target, edge, point.floor) if each is not None]
    low, high = (min(known), max(known)) if known else (Decimal(0), Decimal(1))
    span = (high - low) or Decimal(1)

    def x(value: Decimal) -> float:
        return _MARGIN + float((value - low) / span) * (100 - 2 * _MARGIN)

    is_upward = measure.direction == "HIGHER"
    whisker = (short(x(point.low)), short(x(point.high))) if point.low is not None and point.high is not None else None
    return Bullet(
        point,
        measure,
        good=None if target is None else _stretch(x(target), 100 if is_upward else 0),
        near=None if target is None or edge is None or not point.tolerance else _stretch(x(target), x(edge)),
        whisker=whisker if point.value is not None else None,
        target=None if target is None else short(x(target)),
        value=None if point.value is None else short(x(point.value)),
    )


def _edge(point: Measured, measure: Measure) -> Decimal | None:
    """Where the tolerance ends."""
    if point.target is None:
        return None
    return point.target - point.tolerance if measure.direction == "HIGHER" else point.target + point.tolerance


def _stretch(one: float, other: float) -> tuple[str, str]:
    return short(min(one, other)), short(abs(one - other))
