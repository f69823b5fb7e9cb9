"""Measured values as the reader's language writes them: per cent, parts per million, days, hours, counts, money."""

from copy import copy
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from babel import numbers, units

from frontend_stub.site import i18n

_UNITS = {"DAYS": "duration-day", "HOURS": "duration-hour", "PPM": "concentr-part-per-1e6"}
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Measure:
    """In what something is measured, and which way is better."""

    unit: str = "PERCENT"
    """PERCENT, PPM, DAYS, HOURS, COUNT or MONEY; RULE for what is kept or not."""
    decimals: int = 2
    direction: str = "HIGHER"
    """HIGHER or LOWER: which values are the better ones."""
    currency: str = ""

    def written(self, value: Decimal | str) -> str:
        """A value with all the digits of its definition, and its unit: "84.85%", "12.50 days", "€10.00"."""
        return self._written(Decimal(value), self.decimals)

    def agreed(self, value: Decimal | str) -> str:
        """What somebody agreed on, with no more digits than it has: "95%"."""
        exact = Decimal(value)
        digits = _digits(exact)
        return self._written(exact, max(digits, self.decimals) if self.unit == "MONEY" and digits else digits)

    def tick(self, value: Decimal) -> str:
        """A mark of an axis, as short as it can be: the unit stands elsewhere."""
        if self.unit == "PERCENT":
            return self.agreed(value)
        return numbers.format_compact_decimal(value, locale=i18n.READER.get().locale, fraction_digits=1)

    def _written(self, value: Decimal, digits: int) -> str:
        rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
        locale = i18n.READER.get().locale
        if self.unit == "RULE":
            return i18n.pgettext("rule", "Met") if value else i18n.pgettext("rule", "Not met")
        if self.unit == "MONEY":
            return i18n.money({"amount": format(rounded, "f"), "currency": self.currency})
        if self.unit == "PERCENT":
            percents = copy(locale.percent_formats[None])
            percents.frac_prec = (digits, digits)
            percent: str = percents.apply(rounded / 100, locale)
            return percent
        whole = locale.decimal_formats[None].pattern.partition(".")[0]
        pattern = f"{whole}.{'0' * digits}" if digits else whole
        if self.unit in _UNITS:
            length: Literal["short", "long"] = "short" if self.unit == "PPM" else "long"
            return units.format_unit(rounded, _UNITS[self.unit], length, format=pattern, locale=locale)
        return numbers.format_decimal(rounded, format=pattern, locale=locale)


def _digits(value: Decimal) -> int:
    """How many digits it has behind the point."""
    return min(max(-int(value.normalize().as_tuple().exponent), 0), _LONGEST)
