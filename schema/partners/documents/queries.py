"""Queries for compliance documents: a list with filters and order, and what the company requires."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.partners import queries
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read
from schema.partners.documents.enums import DocumentKind, DocumentOrderField, DocumentStatus
from schema.partners.documents.types import MADE, ComplianceDocument, DocumentRequirement
from schema.shared.enums import OrderDirection, Side
from schema.shared.filters import COMMITTED, CREATED, DateFilter, DateTimeFilter, ordered
from schema.shared.inputs import condition


@strawberry.input(description="Condition on the status of a document.")
class DocumentStatusFilter:
    in_: list[DocumentStatus] | None = condition("Any of these.", name="in")
    not_in: list[DocumentStatus] | None = condition("None of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class DocumentFilter:
    status: DocumentStatusFilter | None = condition("Current status.")
    kind: DocumentKind | None = condition("Kind.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    due_at: DateTimeFilter | None = condition("Its next deadline.")
    valid_until: DateFilter | None = condition("The last day.")
    partner_id: strawberry.ID | None = condition("The partner that it belongs to.")


@strawberry.input(description="Order of a list of documents; ties are broken by ID; a missing date comes last.")
class DocumentOrder:
    field: DocumentOrderField = strawberry.field(default=DocumentOrderField.CREATED_AT, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


SORTINGS = {
    "CREATED_AT": CREATED,
    "DUE_AT": sorting.instant("DUE_AT", "due_at", nullable=True),
    "VALID_UNTIL": sorting.day("VALID_UNTIL", "valid_until"),
    "COMMITTED": COMMITTED,
}


def conditions(wanted: Any) -> dict[str, Any]:
    """The bind parameters of a filter, as the query takes them."""
    if wanted is None:
        return {}
    status, due, ends = wanted.status, wanted.due_at, wanted.valid_until
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
    }


@strawberry.type
class DocumentQuery:
    @connection(
        Connection[ComplianceDocument] | None, "Compliance documents the caller can see, newest first.",
        requires=Permission.PARTNER_READ,
    )  # fmt: skip
    def documents(self: Row, filter: DocumentFilter | None = None, order_by: DocumentOrder | None = None) -> Any:  # noqa: A002
        return Page(queries.filtered_documents(**conditions(filter)), *ordered(order_by, SORTINGS, (CREATED, True)))

    @read(ComplianceDocument | None, "One compliance document.", requires=Permission.PARTNER_READ)
    def document(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.document(wanted.value)

    @read(DocumentRequirement | None, "One requirement of the company.", requires=Permission.PARTNER_READ)
    def document_requirement(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.requirement(wanted.value)

    @connection(
        Connection[DocumentRequirement] | None, "Current requirements of the company, oldest first.",
        requires=Permission.PARTNER_READ,
    )  # fmt: skip
    def document_requirements(self: Row) -> Any:
        return Page(queries.requirements(), MADE)
