"""Objects that have a global id, and exact money."""

from typing import Any

import strawberry

from portal.access import Permission
from schema.engine import nodes
from schema.engine.fields import Lookup, Row, read
from schema.engine.scalars import Decimal


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


@strawberry.type
class NodeQuery:
    @read(Node | None, "One object by ID, or null if absent or not visible.", requires=Permission.READ)
    def node(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return Lookup(wanted, nodes.kinds())

    @read(
        list[Node | None] | None,
        "Objects by ID (at most 100), in the order given, null where absent.",
        requires=Permission.READ,
    )
    def nodes(self: Row, ids: list[strawberry.ID]) -> Any:
        wanted: Any = ids
        return Lookup(wanted, nodes.kinds())
