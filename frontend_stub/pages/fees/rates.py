"""A rate as people write it in their language: 7.25%, 7,25 %."""

from copy import copy
from decimal import Decimal

from frontend_stub.site import i18n

DIGITS = 4
"""Of a percentage behind the point: the portal keeps six of a rate."""


def percent(rate: str) -> str:
    """A rate from 0 to 1 in percent."""
    locale = i18n.READER.get().locale
    pattern = copy(locale.percent_formats[None])
    pattern.frac_prec = (0, DIGITS)
    shown: str = pattern.apply(Decimal(rate), locale)
    return shown


def share(rate: str) -> str:
    """A percentage as it was typed, without its sign, from 0 to 1: 7.25 is 0.0725."""
    return format(Decimal(rate).scaleb(-2), "f")
