"""What a registration is about, cut into the parts that one partner at a time can hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from portal.boundaries.rules.terms import point, stretch


@dataclass(frozen=True, slots=True)
class Cell:
    """One product in one region, as places on the lines by which the database compares them."""

    product: str
    product_at: int
    region: str
    region_from: int
    region_to: int


def wanted_of(products: Iterable[str], regions: Iterable[str]) -> tuple[Cell, ...]:
    """Each product in each region, in one order, so that no two who take them wait for each other."""
    pairs = product(sorted(products), sorted(regions))
    return tuple(Cell(code, point(code)[0], region, *stretch(region)) for code, region in pairs)
