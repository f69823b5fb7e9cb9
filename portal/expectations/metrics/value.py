"""From a tally to the one number that people read, and to whether it meets what was agreed."""

from decimal import Context, Decimal, localcontext
from fractions import Fraction

from portal.expectations.metrics import grains, tree
from portal.expectations.metrics.evaluating import Tally
from portal.expectations.metrics.tree import Direction, Unit

LARGEST = Decimal(10) ** 14
"""What is kept in 20 digits, of which 6 stand after the point, is less."""
_ENOUGH = Context(prec=60)
_SHARES = (Unit.PERCENT, Unit.PPM)


def exact(definition: tree.Definition, tally: Tally) -> Fraction | None:
    """The value as it is, before anything is rounded; None where nothing can be divided or it is out of all reason."""
    if not tally.denominator or not tally.n:
        return None
    of_top, of_bottom = grains.of_totals(definition)
    quotient = Fraction(tally.numerator) * of_bottom / (Fraction(tally.denominator) * of_top)
    value = quotient * Fraction(definition.scale)
    return value if abs(value) < LARGEST - 1 else None


def shown(definition: tree.Definition, tally: Tally) -> Decimal | None:
    """The value with the definition's decimals, half-even; what is less than all or more than nothing never looks so.

    The last step below 100 % (or a million of a million) and the last above 0 stand for what rounds up or down to them.
    """
    value = exact(definition, tally)
    if value is None:
        return None
    step = Decimal(1).scaleb(-definition.decimals)
    rounded = _rounded(value, step)
    if definition.unit in _SHARES and rounded == definition.scale and value < definition.scale:
        return rounded - step
    return step if rounded == 0 and value > 0 else rounded


def _rounded(value: Fraction, step: Decimal) -> Decimal:
    with localcontext(_ENOUGH):
        steps = round(value / Fraction(step))  # a Fraction is rounded half-even, to a whole number
        return (Decimal(steps) * step).quantize(step)


def meets(definition: tree.Definition, tally: Tally, target: Decimal) -> bool | None:
    """Whether the value, as it is, is as good as the target; None where there is no value."""
    value = exact(definition, tally)
    if value is None:
        return None
    return value >= target if definition.direction is Direction.HIGHER else value <= target


def numerator(definition: tree.Definition, tally: Tally) -> Decimal:
    """The numerator for people: in hours, say, and no longer in seconds; with 6 decimals, half-even."""
    return _plain(tally.numerator, grains.of_totals(definition)[0])


def denominator(definition: tree.Definition, tally: Tally) -> Decimal:
    """The same of the denominator."""
    return _plain(tally.denominator, grains.of_totals(definition)[1])


def tallied(definition: tree.Definition, top: Decimal, bottom: Decimal, n: int) -> Tally:
    """The tally that a numerator and a denominator for people were made of: whole seconds again, of hours."""
    of_top, of_bottom = grains.of_totals(definition)
    return Tally(_whole(top, of_top), _whole(bottom, of_bottom), n)


def _whole(plain: Decimal, grain: int) -> Decimal:
    return plain if grain == 1 else Decimal(round(Fraction(plain) * grain))


def _plain(total: Decimal, grain: int) -> Decimal:
    return total if grain == 1 else (Decimal(round(Fraction(total) * 1_000_000 / grain)) / 1_000_000)
