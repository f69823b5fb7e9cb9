"""Queries for contracts: lists with filters and order, one contract by its keys, anything by its id."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.contracts import queries
from schema.contracts.boundaries import Contract
from schema.contracts.enums import ContractKind, ContractOrderField, ContractStatus
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read
from schema.shared.enums import OrderDirection, Side
from schema.shared.filters import COMMITTED, CREATED, MATCHED, DateFilter, DateTimeFilter, ordered
from schema.shared.inputs import condition


@strawberry.input(description="Condition on a contract status.")
class ContractStatusFilter:
    in_: list[ContractStatus] | None = condition("Any of these.", name="in")
    not_in: list[ContractStatus] | None = condition("None of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class ContractFilter:
    status: ContractStatusFilter | None = condition("Current status.")
    kind: ContractKind | None = condition("Kind or subject.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    due_at: DateTimeFilter | None = condition("Its next deadline.")
    ends_on: DateFilter | None = condition("The last day.")
    partner_id: strawberry.ID | None = condition("The other side.")
    text: str | None = condition(
        "Words to find, each separately: in the number, the title, the partner's name or, at the start of"
        f" words, in the current clauses. {MATCHED} A changed text is found within seconds."
    )


@strawberry.input(description="Order of a contract list; ties are broken by ID; a missing date comes last.")
class ContractOrder:
    field: ContractOrderField = strawberry.field(default=ContractOrderField.CREATED_AT, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


@strawberry.input(one_of=True, description="Exactly one key of a contract.")
class ContractBy:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global ID.")
    number: str | None = strawberry.field(default=strawberry.UNSET, description="Number printed on the document.")


SORTINGS = {
    "CREATED_AT": CREATED,
    "UPDATED_AT": sorting.instant("UPDATED_AT", "updated_at"),
    "DUE_AT": sorting.instant("DUE_AT", "due_at", nullable=True),
    "ENDS_ON": sorting.day("ENDS_ON", "ends_on"),
    "TITLE": sorting.words("TITLE", "title"),
    "COMMITTED": COMMITTED,
}


def conditions(wanted: Any) -> dict[str, Any]:
    """The bind parameters of a filter, as the query takes them."""
    if wanted is None:
        return {}
    status, due, ends = wanted.status, wanted.due_at, wanted.ends_on
    return {
        "statuses": status and status.in_,
        "not_statuses": status and status.not_in,
        "kind": wanted.kind,
        "waiting_on": wanted.waiting_on,
        "due_from": due and due.gte,
        "due_before": due and due.lt,
        "ends_from": ends and ends.gte,
        "ends_before": ends and ends.lt,
        "partner_id": wanted.partner_id and wanted.partner_id.value,
        "words": wanted.text,
    }


def page(found: Any, wanted: Any, order: Any) -> Page:
    return Page(queries.filtered(found, **conditions(wanted)), *ordered(order, SORTINGS, (CREATED, True)))


@strawberry.type
class ContractQuery:
    @connection(
        Connection[Contract] | None, "Contracts the caller can see, newest first.", requires=Permission.CONTRACT_READ
    )
    def contracts(self: Row, filter: ContractFilter | None = None, order_by: ContractOrder | None = None) -> Any:  # noqa: A002
        return page(queries.contracts(), filter, order_by)

    @read(Contract | None, "One contract by exactly one key.", requires=Permission.CONTRACT_READ)
    def contract(self: Row, by: ContractBy) -> Any:
        key: Any = by
        return queries.contract(key.id.value) if key.id else queries.contract_numbered(key.number)
