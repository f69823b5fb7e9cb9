"""Queries for obligations: one by its id, and a list with filters and order."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.obligations import queries
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read
from schema.obligations.enums import ObligationOrderField, ObligationStatus
from schema.obligations.types import DUE, Obligation
from schema.shared.enums import OrderDirection, Side
from schema.shared.filters import COMMITTED, CREATED, DateFilter, ordered
from schema.shared.inputs import condition


@strawberry.input(description="Condition on the status of an obligation.")
class ObligationStatusFilter:
    in_: list[ObligationStatus] | None = condition("Any of these.", name="in")
    not_in: list[ObligationStatus] | None = condition("None of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class ObligationFilter:
    status: ObligationStatusFilter | None = condition("Current status.")
    obligor: Side | None = condition("The side that owes it.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    due_on: DateFilter | None = condition("Its due day.")
    is_late: bool | None = condition("True if it was late.")
    partner_id: strawberry.ID | None = condition("The partner.")
    contract_id: strawberry.ID | None = condition("The contract that it is based on.")
    clause_key: str | None = condition("Key of the clause that states it.")


@strawberry.input(description="Order of a list of obligations; ties are broken by ID.")
class ObligationOrder:
    field: ObligationOrderField = strawberry.field(default=ObligationOrderField.DUE_ON, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Direction.")


SORTINGS = {"DUE_ON": sorting.day("DUE_ON", "due_on"), "CREATED_AT": CREATED, "COMMITTED": COMMITTED}


def conditions(wanted: Any) -> dict[str, Any]:
    """The bind parameters of a filter, as the query takes them."""
    if wanted is None:
        return {}
    status, due = wanted.status, wanted.due_on
    return {
        "statuses": status and status.in_,
        "not_statuses": status and status.not_in,
        "obligor": wanted.obligor,
        "waiting_on": wanted.waiting_on,
        "is_late": wanted.is_late,
        "due_from": due and due.gte,
        "due_before": due and due.lt,
        "partner_id": wanted.partner_id and wanted.partner_id.value,
        "contract_id": wanted.contract_id and wanted.contract_id.value,
        "clause_key": wanted.clause_key,
    }


@strawberry.type
class ObligationQuery:
    @connection(
        Connection[Obligation] | None, "Obligations of both sides, next due date first.",
        requires=Permission.OBLIGATION_READ,
    )  # fmt: skip
    def obligations(self: Row, filter: ObligationFilter | None = None, order_by: ObligationOrder | None = None) -> Any:  # noqa: A002
        found = queries.filtered(queries.obligations(), **conditions(filter))
        return Page(found, *ordered(order_by, SORTINGS, (DUE, False)))

    @read(Obligation | None, "One obligation.", requires=Permission.OBLIGATION_READ)
    def obligation(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.obligation(wanted.value)
