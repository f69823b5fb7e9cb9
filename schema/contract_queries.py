"""Queries for contracts: lists with filters and order, one contract by its keys, anything by its id."""

from enum import StrEnum
from typing import Any

import strawberry

from auth.organisations import queries as organisation_queries
from portal.access import Permission
from portal.contracts import queries
from portal.partners import plan_queries
from portal.partners import queries as partner_queries
from schema import sorting
from schema.connections import Connection, connection
from schema.contracts import Contract
from schema.enums import ContractKind, ContractStatus, OrderDirection, Side
from schema.fields import Lookup, Page, Row, read
from schema.nodes import Node
from schema.partners import ordered
from schema.scalars import Date, DateTime


def _any(description: str, *, name: str | None = None) -> Any:
    return strawberry.field(default=None, description=description, name=name)


@strawberry.input(description="Condition on a contract status.")
class ContractStatusFilter:
    in_: list[ContractStatus] | None = _any("Any of these.", name="in")
    not_in: list[ContractStatus] | None = _any("None of these.")


@strawberry.input(description="Condition on a date.")
class DateFilter:
    gte: Date | None = _any("On or after.")
    lt: Date | None = _any("Before.")


@strawberry.input(description="Condition on an instant.")
class DateTimeFilter:
    gte: DateTime | None = _any("At or after.")
    lt: DateTime | None = _any("Before.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class ContractFilter:
    status: ContractStatusFilter | None = _any("Place in its life.")
    kind: ContractKind | None = _any("What it is about.")
    waiting_on: Side | None = _any("A side that is waited for.")
    due_at: DateTimeFilter | None = _any("Its next deadline.")
    ends_on: DateFilter | None = _any("Its last day.")
    partner_id: strawberry.ID | None = _any("The other side.")
    text: str | None = _any("Part of the title.")


@strawberry.enum(description="Sort keys of contracts.")
class ContractOrderField(StrEnum):
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    DUE_AT = "DUE_AT"
    ENDS_ON = "ENDS_ON"
    TITLE = "TITLE"


@strawberry.input(description="Order of a contract list; ties are broken by ID; a missing date comes last.")
class ContractOrder:
    field: ContractOrderField = strawberry.field(default=ContractOrderField.CREATED_AT, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


@strawberry.input(one_of=True, description="Exactly one key of a contract.")
class ContractBy:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global ID.")
    number: str | None = strawberry.field(default=strawberry.UNSET, description="Number printed on the document.")


CREATED = sorting.instant("CREATED_AT", "created_at")
SORTINGS = {
    "CREATED_AT": CREATED,
    "UPDATED_AT": sorting.instant("UPDATED_AT", "updated_at"),
    "DUE_AT": sorting.instant("DUE_AT", "due_at", nullable=True),
    "ENDS_ON": sorting.day("ENDS_ON", "ends_on"),
    "TITLE": sorting.words("TITLE", "title"),
}
KINDS = {
    "org": ("Partner", partner_queries.partner),
    "mem": ("Member", partner_queries.member_by_id),
    "itm": ("RequestedItem", partner_queries.requested_item),
    "exp": ("ExitPlan", plan_queries.exit_plan),
    "rpl": ("RelationshipPlan", plan_queries.plan),
    "aut": ("SigningAuthority", partner_queries.authority),
    "ctr": ("Contract", queries.contract),
    "ver": ("ContractVersion", queries.version_by_id),
    "rnd": ("NegotiationRound", queries.round_by_id),
    "chg": ("ClauseChange", queries.change_by_id),
    "sig": ("Signature", queries.signature_by_id),
    "jrn": ("JournalEntry", queries.entry_by_id),
    "cli": ("ApiClient", organisation_queries.client),
    "prv": ("ProvisioningToken", organisation_queries.provisioning_token),
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
        Connection[Contract] | None, "Contracts the caller may see, newest first.", requires=Permission.CONTRACT_READ
    )
    def contracts(self: Row, filter: ContractFilter | None = None, order_by: ContractOrder | None = None) -> Any:  # noqa: A002
        return page(queries.contracts(), filter, order_by)

    @read(Contract | None, "One contract by exactly one key.", requires=Permission.CONTRACT_READ)
    def contract(self: Row, by: ContractBy) -> Any:
        key: Any = by
        return queries.contract(key.id.value) if key.id else queries.contract_numbered(key.number)

    @read(Node | None, "One object by ID, or null if absent or not visible.", requires=Permission.READ)
    def node(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return Lookup(wanted, KINDS)

    @read(
        list[Node | None] | None,
        "Objects by ID (at most 100), in the order given, null where absent.",
        requires=Permission.READ,
    )
    def nodes(self: Row, ids: list[strawberry.ID]) -> Any:
        wanted: Any = ids
        return Lookup(wanted, KINDS)
