"""How much a fee comes to: exact, rounded once, half to even."""

from decimal import ROUND_HALF_EVEN, Decimal

from portal.fees.rules.statuses import WHOLE


def fee_on(base: int, rate: Decimal, share: int = WHOLE, most: int | None = None) -> int:
    """The fee on a base, both in minor units; `share` in basis points, at most `most`.

    It is rounded once, half to even: 5 % of 10.10 is 0.50.
    """
    exact = Decimal(base) * rate * share / WHOLE
    found = int(exact.to_integral_value(ROUND_HALF_EVEN))
    return found if most is None else min(found, most)


def taken_back(
    base: int, returned: int, more: int, rate: Decimal, share: int = WHOLE, most: int | None = None
) -> int:  # fmt: skip
    """How much of a fee goes with `more` of its base, after so much `returned` before it.

    What is taken back in any number of parts comes to the fee itself once all of the base is returned.
    """
    before, after = base - returned, base - returned - more
    return fee_on(before, rate, share, most) - fee_on(after, rate, share, most)
