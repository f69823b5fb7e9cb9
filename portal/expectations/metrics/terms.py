"""What an expectation fixes, so that a definition gives a value: parameters, sides, zone, calendars, time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from portal.access import Side
from portal.expectations.metrics import tree
from portal.expectations.metrics.open_days import OpenDays
from portal.expectations.metrics.tree import Operator, Sided

LONGEST_SHIFT = 40_000
"""Days. What is shifted further is missing: nothing that is agreed lies outside of three centuries."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything besides the subjects that a value follows from."""

    parameters: Mapping[str, Decimal]
    """Every one of the definition's: `reading.values` fills in what is not said."""
    obligor: Side
    as_of: datetime
    """With its zone."""
    zone: str = "UTC"
    open_days: OpenDays | None = None
    """Of its calendars; without any, what counts them is missing."""

    @property
    def day(self) -> date:
        """The day of asking."""
        return self.as_of.astimezone(ZoneInfo(self.zone)).date()

    def word(self, word: str) -> str:
        """The word that a subject's field has where a formula says this one."""
        sides = {Sided.OBLIGOR.value: self.obligor.value, Sided.BENEFICIARY.value: self.obligor.other.value}
        return sides.get(word, word)

    def fixed(self, number: tree.Number) -> Fraction:
        """What a number of constants and parameters alone comes to."""
        return fixed(number, self.parameters)

    def shift(self, of: tree.Shift) -> Fraction | None:
        return shifted(of, self.parameters)

    def hours(self, of: tree.Elapsed | tree.Paused) -> tuple[Fraction, Fraction] | None:
        return open_from_to(of, self.parameters)


HOUR, DAY = 3_600, 86_400
"""Seconds."""


def shifted(of: tree.Shift, parameters: Mapping[str, Decimal]) -> Fraction | None:
    """By how many days; None where it is too far."""
    days = fixed(of.days, parameters)
    return days if abs(days) <= LONGEST_SHIFT else None


def open_from_to(of: tree.Elapsed | tree.Paused, parameters: Mapping[str, Decimal]) -> tuple[Fraction, Fraction] | None:
    """From when to when an open day is open, in seconds after midnight; None for hours that no day has."""
    opens = Fraction(0) if of.opens is None else fixed(of.opens, parameters)
    closes = Fraction(24) if of.closes is None else fixed(of.closes, parameters)
    return (opens * HOUR, closes * HOUR) if 0 <= opens < closes <= 24 else None  # noqa: PLR2004 - hours of a day


def fixed(number: tree.Number, parameters: Mapping[str, Decimal]) -> Fraction:
    """What a number of constants and parameters alone comes to. Raises TypeError for another."""
    match number:
        case tree.Constant():
            return Fraction(number.value)
        case tree.Parameter():
            return Fraction(parameters[number.name])
        case tree.Arithmetic():
            return combined(number.operator, fixed(number.left, parameters), fixed(number.right, parameters))
        case _:
            raise TypeError(f"{number} is not the same for every subject")


def combined(operator: Operator, left: Fraction, right: Fraction) -> Fraction:
    match operator:
        case Operator.ADD:
            return left + right
        case Operator.SUBTRACT:
            return left - right
        case Operator.MULTIPLY:
            return left * right
