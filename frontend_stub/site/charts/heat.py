"""Partners by lines: a table whose cells say their value and result, and are tinted by their score."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from frontend_stub.site.charts.measured import Measured
from frontend_stub.site.measures import Measure

TINTS = (Decimal(25), Decimal(50), Decimal(75), Decimal(100))
"""Where the next tint begins: below a quarter, a half, three quarters, below the target, and at it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One partner's line."""

    point: Measured | None
    """None where the partner has no such line."""
    measure: Measure
    score: Decimal | None = None
    """0 to 100; None where nothing was measured."""

    @property
    def tint(self) -> str:
        """ "h0", the worst, to "h4"; "" without a score."""
        return "" if self.score is None else f"h{sum(self.score >= each for each in TINTS)}"


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    href: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class HeatMap:
    lines: Sequence[str]
    rows: Sequence[Row]
