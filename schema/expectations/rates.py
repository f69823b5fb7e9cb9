"""Dated rates of exchange, as callers name them."""

from datetime import date
from decimal import Decimal as Exact
from decimal import InvalidOperation

import strawberry

from portal import errors
from portal.expectations.scores.charges import Rate
from schema.engine.mutations import converts
from schema.engine.scalars import Date, Decimal
from schema.shared.inputs import given


@strawberry.input(description="A dated rate: one `base` is `figure` of `quote`.")
class RateInput:
    source: str = given("Source of the rate, as agreed.")
    day: Date = given("Date of the rate.")
    base: str = given("ISO 4217 code.")
    quote: str = given("ISO 4217 code.")
    figure: Decimal = given("Value of one `base` in `quote`.")


@converts(RateInput)
def rate(wanted: RateInput, path: tuple[str, ...]) -> Rate:
    try:
        figure = Exact(str(wanted.figure))
    except InvalidOperation:
        figure = Exact(0)
    if not figure.is_finite() or figure <= 0:
        raise errors.Invalid("A rate must be a number above 0.", path=(*path, "figure"))
    day: date = wanted.day
    return Rate(wanted.source, day, wanted.base, wanted.quote, figure)
