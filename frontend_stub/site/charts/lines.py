"""Values over time: with target, tolerance, intervals, what is provisional, what is missing and new definitions."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from frontend_stub.site.charts import scale
from frontend_stub.site.charts.measured import Measured, summary
from frontend_stub.site.charts.scale import Axis, center, short
from frontend_stub.site.charts.shapes import Box, Frame, Mark, Stroke
from frontend_stub.site.measures import Measure

HEIGHT = 180


@dataclass(frozen=True, slots=True)
class LineChart:
    frame: Frame
    bands: list[Box]
    targets: list[Stroke]
    breaks: list[str]
    """Where another definition begins."""
    gaps: list[str]
    """Slots without a value."""
    line: list[Stroke]
    whiskers: list[Stroke]
    marks: list[Mark]

    @property
    def kinds(self) -> set[str]:
        """What its key has to explain."""
        found = {word for each in self.marks for word in each.kind.split()}
        more = {"target": self.targets, "band": self.bands, "break": self.breaks, "gap": self.gaps}
        return found | {name for name, drawn in {**more, "whisker": self.whiskers}.items() if drawn}


def line(points: Sequence[Measured], measure: Measure) -> LineChart:
    """Measured values over time, the oldest first."""
    shown = [value for each in points for value in (each.value, each.low, each.high, *_edges(each, measure))]
    limits = (Decimal(0), Decimal(100)) if measure.unit == "PERCENT" else (None, None)
    axis = scale.axis([each for each in shown if each is not None], height=HEIGHT, least=limits[0], most=limits[1])
    of = len(points)
    frame = Frame(points, measure, axis.ticks(measure), scale.labels(points), axis.bottom, summary(points, measure))
    return LineChart(
        frame,
        bands=_bands(points, measure, axis),
        targets=_targets(points, axis),
        breaks=[
            short(place * 100 / of)
            for place, (before, each) in enumerate(pairwise(points), start=1)
            if before.definition != each.definition
        ],
        gaps=[short(center(place, of)) for place, each in enumerate(points) if each.value is None],
        line=_line(points, axis),
        whiskers=[
            Stroke(
                short(center(place, of)), short(axis.y(each.high)), short(center(place, of)), short(axis.y(each.low))
            )
            for place, each in enumerate(points)
            if each.value is not None and each.low is not None and each.high is not None
        ],
        marks=[
            Mark(
                short(center(place, of)), short(axis.y(each.value)), f"{each.kind} open" if each.is_open else each.kind
            )
            for place, each in enumerate(points)
            if each.value is not None
        ],
    )


def _edges(point: Measured, measure: Measure) -> tuple[Decimal | None, ...]:
    """The target, and where its tolerance ends."""
    if point.target is None:
        return ()
    return point.target, point.target - point.tolerance * (1 if measure.direction == "HIGHER" else -1)


def _runs(points: Sequence[Measured]) -> list[tuple[int, int, Measured]]:
    """Slots in a row that have the same target and tolerance: the first, how many, and one of them."""
    found = []
    start = 0
    for _key, group in groupby(points, key=lambda each: (each.target, each.tolerance)):
        run = list(group)
        found.append((start, len(run), run[0]))
        start += len(run)
    return [each for each in found if each[2].target is not None]


def _bands(points: Sequence[Measured], measure: Measure, axis: Axis) -> list[Box]:
    boxes = []
    for start, length, point in _runs(points):
        top, bottom = sorted(axis.y(edge) for edge in _edges(point, measure) if edge is not None)
        if point.tolerance:
            across = (short(start * 100 / len(points)), short(length * 100 / len(points)))
            boxes.append(Box(across[0], short(top), across[1], short(bottom - top), "band"))
    return boxes


def _targets(points: Sequence[Measured], axis: Axis) -> list[Stroke]:
    of = len(points)
    return [
        Stroke(short(start * 100 / of), y, short((start + length) * 100 / of), y)
        for start, length, point in _runs(points)
        if point.target is not None
        for y in [short(axis.y(point.target))]
    ]


def _line(points: Sequence[Measured], axis: Axis) -> list[Stroke]:
    """From each value to the next, unless one is missing or measured in another way; dashed to what may change."""
    of = len(points)
    return [
        Stroke(
            short(center(place, of)), short(axis.y(before.value)),
            short(center(place + 1, of)), short(axis.y(each.value)),
            "open" if before.is_open or each.is_open else "",
        )
        for place, (before, each) in enumerate(pairwise(points))
        if before.value is not None and each.value is not None and before.definition == each.definition
    ]  # fmt: skip
