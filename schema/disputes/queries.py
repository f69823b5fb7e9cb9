"""Queries for disputes: one by its id, a list with filters and order, and the reasons for one."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.disputes import queries
from schema.disputes.enums import DisputeOrderField, DisputeReasonCode, DisputeStatus
from schema.disputes.types.cases import Dispute
from schema.disputes.types.elsewhere import LIST
from schema.disputes.types.figures import DisputeStatistics
from schema.disputes.types.reasons import DisputeReasonCodes
from schema.disputes.types.starting import DisputeStart
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read
from schema.engine.scalars import Date
from schema.shared.enums import OrderDirection, Side
from schema.shared.filters import COMMITTED, CREATED, DateTimeFilter, ordered
from schema.shared.inputs import condition, given

REQUIRES = Permission.DISPUTE_READ


@strawberry.input(description="Condition on the status of a dispute.")
class DisputeStatusFilter:
    in_: list[DisputeStatus] | None = condition("Any of these.", name="in")
    not_in: list[DisputeStatus] | None = condition("None of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class DisputeFilter:
    status: DisputeStatusFilter | None = condition("Current status.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    claimant: Side | None = condition("The side that files it.")
    reason_code: list[DisputeReasonCode] | None = condition("Any of these reasons.")
    level: int | None = condition("The level, 0 to 4.")
    is_overdue: bool | None = condition("True if its deadline has passed.")
    due_at: DateTimeFilter | None = condition("Its next deadline.")
    number: str | None = condition("Its number.")
    partner_id: strawberry.ID | None = condition("The partner.")
    contract_id: strawberry.ID | None = condition("The contract that it is based on.")
    member_id: strawberry.ID | None = condition("The officer who admitted or refused it.")


@strawberry.input(description="Order of a list of disputes; ties are broken by ID; a missing date comes last.")
class DisputeOrder:
    field: DisputeOrderField = strawberry.field(default=DisputeOrderField.CREATED_AT, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


@strawberry.input(description="Days, both ends included.")
class DisputePeriod:
    since: Date = given("The first day.")
    until: Date = given("The last day.")


SORTINGS = {
    "CREATED_AT": CREATED, "DUE_AT": sorting.instant("DUE_AT", "due_at", nullable=True), "COMMITTED": COMMITTED,
}  # fmt: skip


def conditions(wanted: Any) -> dict[str, Any]:
    """The bind parameters of a filter, as the query takes them."""
    if wanted is None:
        return {}
    status, due = wanted.status, wanted.due_at
    return {
        "statuses": status and status.in_, "not_statuses": status and status.not_in,
        "waiting_on": wanted.waiting_on, "claimant": wanted.claimant, "reason_codes": wanted.reason_code,
        "level": wanted.level, "is_overdue": wanted.is_overdue, "due_from": due and due.gte,
        "due_before": due and due.lt, "number": wanted.number,
        "partner_id": wanted.partner_id and wanted.partner_id.value,
        "contract_id": wanted.contract_id and wanted.contract_id.value,
        "officer_id": wanted.member_id and wanted.member_id.value,
    }  # fmt: skip


@strawberry.type
class DisputeQuery:
    @connection(Connection[Dispute] | None, f"Disputes the caller can see, {LIST}", requires=REQUIRES)
    def disputes(self: Row, filter: DisputeFilter | None = None, order_by: DisputeOrder | None = None) -> Any:  # noqa: A002
        found = queries.filtered(queries.disputes(), **conditions(filter))
        return Page(found, *ordered(order_by, SORTINGS, (CREATED, True)))

    @read(Dispute | None, "One dispute.", requires=REQUIRES)
    def dispute(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.dispute(wanted.value)

    @read(DisputeReasonCodes | None, "Reasons for a dispute, with their papers and time limits.", requires=REQUIRES)
    def dispute_reason_codes(
        self: Row, contract_id: strawberry.ID | None = None, partner_id: strawberry.ID | None = None,
        known_on: Date | None = None,
    ) -> Any:  # fmt: skip
        contract, partner, day = contract_id, partner_id, known_on
        named: dict[str, Any] = {"contract_id": contract, "partner_id": partner}
        return queries.reasons_for(known_on=day, **{name: each and each.value for name, each in named.items()})

    @read(
        DisputeStatistics | None,
        "Statistics of the disputes filed in a period, counted in the company's time zone.",
        requires=REQUIRES,
    )  # fmt: skip
    def dispute_statistics(
        self: Row, period: DisputePeriod, partner_id: strawberry.ID | None = None, claimant: Side | None = None
    ) -> Any:
        named: Any = partner_id
        return queries.statistics(period.since, period.until, partner_id=named and named.value, claimant=claimant)

    @read(
        DisputeStart | None, "Suggested input for `disputeDraft` about a record.",
        requires=Permission.DISPUTE_FILE,
    )  # fmt: skip
    def dispute_start(self: Row, subject_id: strawberry.ID, clause_key: str | None = None) -> Any:
        wanted: Any = subject_id
        return queries.start(wanted.prefix, wanted.value, clause_key)
