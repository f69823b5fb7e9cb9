"""By which numbers partners know the company's products: what both sides read, and how each says it."""

from typing import Any

import strawberry

from portal import journal
from portal.access import Permission
from portal.opportunities import operations, queries
from portal.opportunities.rules.numbers import MOST_NUMBERS, NUMBER_LONGEST
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, plain, read, value
from schema.engine.mutations import mutation, payload
from schema.engine.nodes import extends, node
from schema.engine.scalars import DateTime
from schema.opportunities.catalogue import Product
from schema.partners.types import Partner
from schema.shared.enums import Side
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Node

P = Permission
MADE = sorting.instant("MADE_AT", "made_at")
NUMBER = f"1-{NUMBER_LONGEST} characters, as the partner's orders and registrations have it."
THE_NUMBER = "The product number."


@node("pno", find=queries.product_number, named=("product_number_id",))
@strawberry.type(description="The company's product for a number of a partner. Other partners cannot see it.")
class ProductNumber(Node):
    REQUIRES = P.OPPORTUNITY_READ

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    number: str = plain("The partner's number.")
    side: Side = plain("The side that set it last.")
    made_at: DateTime = plain("When it was last set.")

    @value(str, "The person who set it last.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @read(Product | None, "The product; null if it is not one of the company's, or the number was removed.")
    def product(self: Row) -> Any:
        return queries.product_meant(self)

    @read(Partner | None, "The partner.", requires=P.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.suggested_partner(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=P.ACTIVITY_READ)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)


@extends(Product)
class NumberedProduct:
    @read(
        list[ProductNumber],
        f"A partner's own numbers for it, the oldest first, at most {MOST_NUMBERS}: of the partner that is named, else"
        " of the caller's organisation.",
        requires=P.OPPORTUNITY_READ,
    )  # fmt: skip
    def numbers(self: Row, partner_id: strawberry.ID | None = None) -> Any:
        wanted: Any = partner_id
        return queries.numbers_of(self, wanted and wanted.value)


@strawberry.input(description="Sets which product a partner's number means. The same again changes nothing.")
class ProductNumberSetInput:
    partner_id: strawberry.ID | None = optional("The partner; a partner may leave it out.")
    number: str = given(NUMBER)
    product_id: strawberry.ID | None = optional("The product; absent: none of the company's.")
    expected_version: int | None = optional(f"{EXPECTED} Needed to change what a number means.")
    idempotency_key: str | None = key()


@strawberry.input(description="Replaces a partner's number for a product with another one.")
class ProductNumberChangeInput:
    product_number_id: strawberry.ID = given(THE_NUMBER)
    expected_version: int = given(EXPECTED)
    number: str = given(NUMBER)
    idempotency_key: str | None = key()


@strawberry.input(description="Removes a partner's number for a product.")
class ProductNumberRemoveInput:
    product_number_id: strawberry.ID = given(THE_NUMBER)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


ProductNumberPayload = payload(
    ProductNumber, "product_number", queries.product_number, description="Result of changing a product number.",
    shown="The current product number; after a change the new one.",
)  # fmt: skip


def _change(given: type, description: str, operation: Any) -> Any:
    return mutation(ProductNumberPayload, given, description, operation, P.PRODUCT_NUMBER)


@strawberry.type
class ProductNumberQuery:
    @connection(
        Connection[ProductNumber] | None, "Product numbers of partners; a partner can see only its own.",
        requires=P.OPPORTUNITY_READ,
    )  # fmt: skip
    def product_numbers(self: Row, partner_id: strawberry.ID | None = None, has_product: bool | None = None) -> Any:
        wanted: Any = partner_id
        return Page(queries.product_numbers(partner_id=wanted and wanted.value, is_mapped=has_product), MADE)

    @read(ProductNumber | None, "One product number.", requires=P.OPPORTUNITY_READ)
    def product_number(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.product_number(wanted.value)

    @connection(
        Connection[Product] | None,
        "Products that a partner's contracts let it sell, and those that have a number of it, oldest first; of the"
        " caller's organisation unless a partner is named.",
        requires=P.OPPORTUNITY_READ,
    )  # fmt: skip
    def products_carried(self: Row, partner_id: strawberry.ID | None = None) -> Any:
        wanted: Any = partner_id
        return Page(queries.products_carried(wanted and wanted.value), MADE)


@strawberry.type
class ProductNumberMutation:
    product_number_set = _change(
        ProductNumberSetInput, "Set the product for a partner's number.", operations.set_product_number
    )
    product_number_change = _change(
        ProductNumberChangeInput, "Replace a partner's number for a product.", operations.change_product_number
    )
    product_number_remove = _change(
        ProductNumberRemoveInput, "Remove a partner's number for a product.", operations.remove_product_number
    )
