"""How many subjects were met, missed and left out in each period: stacked bars, told apart by their filling."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from frontend_stub.site import i18n
from frontend_stub.site.charts import scale, stacks
from frontend_stub.site.charts.measured import Measured
from frontend_stub.site.charts.shapes import Box, Frame
from frontend_stub.site.charts.stacks import HEIGHT, Parts
from frontend_stub.site.measures import Measure

_COUNTS = Measure("COUNT", 0)
_LEAST = 4
"""The lowest top of the axis, so that its marks are whole numbers."""


@dataclass(frozen=True, slots=True)
class BarChart:
    frame: Frame
    boxes: list[Box]


def bars(points: Sequence[Measured]) -> BarChart:
    """How many subjects were met, missed and left out in each period, the oldest first."""
    most = max((each.sample + each.excluded for each in points), default=0)
    axis = scale.axis([Decimal(0), Decimal(max(most, _LEAST))], height=HEIGHT, is_whole=True)
    latest = " ".join(counted(each) for each in points[-1:])
    frame = Frame(points, _COUNTS, axis.ticks(_COUNTS), scale.labels(points), axis.bottom, latest)
    of = len(points)
    return BarChart(
        frame, [box for place, each in enumerate(points) for box in stacks.column(place, of, _parts(each), axis)]
    )


def _parts(point: Measured) -> Parts:
    counts = (("met", point.met), ("missed", point.missed), ("excluded", point.excluded))
    return [(kind, Decimal(count)) for kind, count in counts]


def counted(point: Measured) -> str:
    """ "Q3 2026: met 280, missed 50, left out 4"."""
    values = {"met": point.met, "missed": point.missed, "excluded": point.excluded}
    said = i18n.pgettext("counts of a period", "%(period)s: met %(met)s, missed %(missed)s, left out %(excluded)s")
    return said % {"period": point.name, **{name: i18n.number(count) for name, count in values.items()}}
