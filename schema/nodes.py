"""Objects that have a global id, and exact money."""

import strawberry

from schema.scalars import Decimal


@strawberry.interface(description="Any object that has a global ID.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque ID with a type prefix, for example `ctr_0198f3c2…`.")


@strawberry.type(description="An exact amount in one currency.")
class Money:
    amount: Decimal = strawberry.field(description="Amount in major units.")
    currency: str = strawberry.field(description="ISO 4217 code.")


@strawberry.input(description="An exact amount in one currency.")
class MoneyInput:
    amount: Decimal = strawberry.field(description="Amount in major units.")
    currency: str = strawberry.field(description="ISO 4217 code.")
