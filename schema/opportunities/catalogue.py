"""The company's products as the API shows them, and their names beside the codes by which other records name them."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal.access import Permission
from portal.opportunities import queries
from schema.boundaries.types import Boundary
from schema.contracts.types import Contract
from schema.engine.fields import Row, computed, plain
from schema.engine.nodes import extends, node
from schema.engine.scalars import DateTime
from schema.opportunities.direct import DirectDeal
from schema.opportunities.types import Opportunity, OpportunityRival
from schema.shared.nodes import Node


@node("prd", find=queries.product, named=("product_id",))
@strawberry.type(description="A product of the company, with the code used to register deals.")
class Product(Node):
    REQUIRES = Permission.OPPORTUNITY_READ

    version: int = plain("Increases by one with each change.")
    code: str = plain("The code.")
    name: str = plain("What it is called.")
    made_at: DateTime = plain("When it was added.")
    ended_at: DateTime | None = plain("When it was closed for new registrations.")


@strawberry.type(description="A product by its code, with its current name.")
class SoldProduct:
    code: str = plain("The code.")
    name: str = plain("What the product is called, even if it is no longer sold; the code if it is not in the list.")


def _named(row: Row) -> dict[str, Any]:
    return {"products": queries.sold_products(row.products)}


@extends(Opportunity, OpportunityRival, DirectDeal, Boundary)
class Sold:
    @computed(list[SoldProduct], "The same products with their names, in the order of `products`.", needs=_named)
    def sold_products(self: Mapping[str, Any], _asking: Any) -> Any:
        return [SoldProduct(**each) for each in self["products"]]


@extends(Contract)
class Earning:
    @computed(
        list[SoldProduct], "The products of `fee_products` among its terms, with their names.",
        needs=lambda row: {"products": queries.earning_products(row)},
    )  # fmt: skip
    def fee_products(self: Mapping[str, Any], _asking: Any) -> Any:
        return [SoldProduct(**each) for each in self["products"]]
