"""How sure a value is: the interval around a share, and whether a target is met, missed or cannot be told yet."""

from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from portal.expectations.metrics.tree import Direction

Z_95 = Decimal("1.959963984540054")
"""The normal distribution's 97.5 % point."""
_DIGITS = Context(prec=40)
"""Enough that the twelve places kept are exact, and the same on every machine: no floats."""
_KEPT = Decimal("1e-12")


class Verdict(StrEnum):
    MET = "MET"
    MISSED = "MISSED"
    UNSURE = "UNSURE"
    """The interval spans the target: as many subjects as these come out on either side of it by chance."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the share truly lies, 19 times out of 20; in the unit of the value."""

    low: Decimal
    high: Decimal

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two have a point in common."""
        return self.low <= other.high and other.low <= self.high


def interval(count: int, of: int, *, scale: Decimal | int = 100) -> Interval | None:
    """Wilson's score interval at 95 % of `count` among `of`, times `scale` (100 for per cent).

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), E. B. Wilson 1927. None where the two make no share: nothing
    was counted, or the numerator is no part of the denominator.
    """
    if not 0 <= count <= of or of == 0:
        return None
    with localcontext(_DIGITS):
        share, square = Decimal(count) / of, Z_95**2 / of
        middle, spread = share + square / 2, (square * (share * (1 - share) + square / 4)).sqrt()
        # None missed reaches exactly 1, and all missed exactly 0: said outright, since the last digit may be lost.
        low = Decimal(0) if count == 0 else (middle - spread) / (1 + square)
        high = Decimal(1) if count == of else (middle + spread) / (1 + square)
        return Interval((low * scale).quantize(_KEPT), (high * scale).quantize(_KEPT))


def reaches(value: Fraction | Decimal, target: Fraction | Decimal, direction: Direction) -> bool:
    """Whether a value is as good as the target, or better; both as they are, before anything is rounded."""
    exact, wanted = Fraction(value), Fraction(target)
    return exact >= wanted if direction is Direction.HIGHER else exact <= wanted


def verdict(
    value: Fraction | Decimal, target: Decimal, direction: Direction, around: Interval | None = None
) -> Verdict:
    """MET or MISSED, or UNSURE where the interval spans the target; by the plain value where there is none."""
    if around and around.low < target < around.high:
        return Verdict.UNSURE
    return Verdict.MET if reaches(value, target, direction) else Verdict.MISSED


def is_outside(value: Fraction | Decimal, target: Decimal, tolerance: Decimal, direction: Direction) -> bool:
    """Whether the plain value misses the target by more than the tolerance: what makes a breach."""
    limit = target - tolerance if direction is Direction.HIGHER else target + tolerance
    return not reaches(value, limit, direction)
