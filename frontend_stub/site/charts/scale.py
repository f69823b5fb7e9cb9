"""Axes: round marks on them, and where a value lies. Across in per cent of the width, down in pixels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from frontend_stub.site.charts.measured import Named
from frontend_stub.site.measures import Measure

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_FEW, _MANY, _NARROW = 6, 13, 4
"""Up to so many labels everywhere; up to so many where there is room; about so many on a phone."""
_LETTERS = 60
"""Of all labels together, side by side where there is room."""
TOP = 8
"""Pixels above the highest mark, so that nothing on it is cut off."""


def short(number: float) -> str:
    """A coordinate in as few characters as its picture needs."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Tick:
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """A name under a slot."""

    x: str
    text: str
    anchor: str
    """start, middle or end."""
    is_wide: bool
    """Shown only where there is room."""


@dataclass(frozen=True, slots=True)
class Axis:
    """From the lowest mark at the bottom to the highest at the top."""

    low: Decimal
    high: Decimal
    step: Decimal
    height: int

    def y(self, value: Decimal) -> float:
        """Pixels from the top."""
        share = (self.high - value) / (self.high - self.low)
        return TOP + float(share) * self.height

    @property
    def bottom(self) -> int:
        return TOP + self.height

    def ticks(self, measure: Measure) -> list[Tick]:
        """The marks, the lowest first."""
        count = int((self.high - self.low) / self.step)
        return [self._tick(self.low + place * self.step, measure) for place in range(count + 1)]

    def _tick(self, value: Decimal, measure: Measure) -> Tick:
        return Tick(short(self.y(value)), measure.tick(value))


def axis(
    values: Iterable[Decimal],
    *,
    height: int,
    least: Decimal | None = None,
    most: Decimal | None = None,
    is_whole: bool = False,
) -> Axis:
    """An axis with few round marks that holds all values, and without need shows nothing beyond `least` and `most`."""
    known = sorted(values) or [Decimal(0)]
    low, high = known[0], known[-1]
    if low == high:
        low, high = low - max(abs(low) / 10, Decimal(1)), high + max(abs(high) / 10, Decimal(1))
    low = low if least is None else min(known[0], max(low, least))
    high = high if most is None else max(known[-1], min(high, most))
    rough = (high - low) / 4
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(
        each * power for each in _STEPS if each * power >= rough and (not is_whole or each * power == int(each * power))
    )
    return Axis(
        (low / step).to_integral_value(ROUND_FLOOR) * step,
        (high / step).to_integral_value(ROUND_CEILING) * step,
        step,
        height,
    )


def center(place: int, of: int) -> float:
    """The middle of one of several slots, in per cent."""
    return (place + 0.5) * 100 / of


def labels(points: Sequence[Named]) -> list[Label]:
    """The names of the slots, as many as there is room for; the last one always."""
    of = len(points)
    room = min(_MANY, _LETTERS // max((len(each.short or each.name) for each in points), default=1))
    if of <= min(_FEW, room):
        return [
            Label(short(center(n, of)), each.short or each.name, "middle", is_wide=of > _NARROW and n % 2 == of % 2)
            for n, each in enumerate(points)
        ]
    wide = -(-of // max(1, room))
    narrow = wide * -(-of // (_NARROW * wide))
    return [
        _label(place, of, each, is_wide=bool((of - 1 - place) % narrow))
        for place, each in enumerate(points)
        if (of - 1 - place) % wide == 0
    ]


def _label(place: int, of: int, point: Named, *, is_wide: bool) -> Label:
    x, anchor = short(center(place, of)), "middle"
    if place in (0, of - 1):
        x, anchor = ("0", "start") if place == 0 else ("100", "end")
    return Label(x, point.short or point.name, anchor, is_wide)
