"""Queries for boundaries: a list with filters and order, one by its id, and the dry run of an act."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.boundaries import queries
from schema.boundaries.enums import (
    BoundaryAct,
    BoundaryKind,
    BoundaryOrderField,
    BoundaryStatus,
    CountedTowards,
    Dealing,
    SalesChannel,
)
from schema.boundaries.types import Boundary, BoundaryFinding
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read
from schema.files.types import InformationClass
from schema.shared.enums import OrderDirection, Side
from schema.shared.filters import COMMITTED, CREATED, ordered
from schema.shared.inputs import condition, given
from schema.shared.nodes import MoneyInput

P = Permission.BOUNDARY_READ
SORTINGS = {
    "CREATED_AT": CREATED,
    "DUE_AT": sorting.instant("DUE_AT", "due_at", nullable=True),
    "VALID_UNTIL": sorting.day("VALID_UNTIL", "valid_until"),
    "COMMITTED": COMMITTED,
}


@strawberry.input(description="Condition on the status of a boundary.")
class BoundaryStatusFilter:
    in_: list[BoundaryStatus] | None = condition("Any of these.", name="in")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class BoundaryFilter:
    status: BoundaryStatusFilter | None = condition("Current status.")
    kind: BoundaryKind | None = condition("Kind or subject.")
    binds: Side | None = condition("A side that it binds.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    partner_id: strawberry.ID | None = condition("The partner.")


@strawberry.input(description="Order of a list of boundaries; ties are broken by ID; a missing date comes last.")
class BoundaryOrder:
    field: BoundaryOrderField = strawberry.field(default=BoundaryOrderField.CREATED_AT, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


@strawberry.input(description="A hypothetical act; absent fields are unknown.")
class BoundaryCheckInput:
    act: BoundaryAct = given("What would be done.")
    partner_id: strawberry.ID | None = condition("The partner concerned; its own people can omit it.")
    side: Side | None = condition("The side that would do it; the caller's own if absent.")
    key: str | None = condition("ID of the deal, order, contract or file concerned, so that the same act counts once.")
    regions: list[str] | None = condition("ISO 3166 codes, for example `DE` or `DE-BY`.")
    products: list[str] | None = condition("Codes of product groups.")
    channel: SalesChannel | None = condition("How it would be sold.")
    is_passive: bool | None = condition("True if the customer asked without being approached.")
    dealings: list[Dealing] | None = condition("Kinds of contracts concerned.")
    money: MoneyInput | None = condition("The total of the deal or order.")
    counted: CountedTowards | None = condition("How it would count; `ORDERS` if absent.")
    classes: list[InformationClass] | None = condition("Classes of the information.")


def conditions(wanted: Any) -> dict[str, Any]:
    """The bind parameters of a filter, as the query takes them."""
    if wanted is None:
        return {}
    return {
        "statuses": wanted.status and wanted.status.in_,
        "kind": wanted.kind,
        "binds": wanted.binds,
        "waiting_on": wanted.waiting_on,
        "partner_id": wanted.partner_id and wanted.partner_id.value,
    }


@strawberry.type
class BoundaryQuery:
    @connection(Connection[Boundary] | None, "Boundaries that the caller can see, newest first.", requires=P)
    def boundaries(self: Row, filter: BoundaryFilter | None = None, order_by: BoundaryOrder | None = None) -> Any:  # noqa: A002
        found = queries.filtered(**conditions(filter))
        return Page(found, *ordered(order_by, SORTINGS, (CREATED, True)))

    @read(Boundary | None, "One boundary.", requires=P)
    def boundary(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.boundary(wanted.value)

    @read(
        list[BoundaryFinding] | None,
        "Results of the boundaries in force for an act. Nothing is done or recorded. Exclusivities of other partners"
        " are included only if the caller can see them.",
        requires=P,
    )
    def boundary_check(self: Row, input: BoundaryCheckInput) -> Any:  # noqa: A002
        act: Any = input
        money = act.money
        return queries.tried(
            act.act, act.partner_id and act.partner_id.value, act.key, side=act.side, channel=act.channel,
            kind=act.act, is_passive=act.is_passive, counted=act.counted, regions=act.regions, products=act.products,
            dealings=act.dealings, classes=act.classes, amount=money and money.amount,
            currency=money and money.currency,
        )  # fmt: skip
