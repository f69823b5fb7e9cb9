"""By which numbers a partner knows the company's products: mapped by people, never by likeness.

Whoever sells for a partner says it for their own organisation, the company's sales for any partner
(`Permission.PRODUCT_NUMBER`). One number of a partner means one product; a product can have several numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NUMBER_LONGEST = 100
"""Characters of a product's number in somebody else's orders."""
MOST_NUMBERS = 20
"""Of one product, with one partner."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What was typed for products comes to."""

    codes: Sequence[str]
    """In order, each once."""
    unknown: Sequence[str]
    unclear: Sequence[str]
    """The code of one product, and the partner's number for another."""


def meant(typed: Sequence[str], codes: frozenset[str], numbers: Mapping[str, str]) -> Meant:
    """What each means: a code of the company, or a number of the partner, by the code of its product."""
    found, unknown, unclear = set[str](), list[str](), list[str]()
    for each in typed:
        ways = ({each} & codes) | ({numbers[each]} if each in numbers else set())
        if len(ways) > 1:
            unclear.append(each)
        elif ways:
            found |= ways
        else:
            unknown.append(each)
    return Meant(sorted(found), unknown, unclear)
