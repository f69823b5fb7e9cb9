"""Queries for fees: one by its id, lists, and the statement of a partner."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.fees import queries
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read, value
from schema.engine.nodes import extends
from schema.engine.scalars import Date
from schema.fees.enums import FeeOrderField, FeeStatus
from schema.fees.types import DUE, MADE, Fee, FeeEntry, FeeSchedule, FeeStatement, Payout
from schema.shared.enums import OrderDirection
from schema.shared.filters import COMMITTED, CREATED, ordered
from schema.shared.inputs import condition, given

REQUIRES = Permission.FEE_READ
SORTINGS = {"CREATED_AT": CREATED, "DUE_AT": DUE, "COMMITTED": COMMITTED}


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class FeeFilter:
    statuses: list[FeeStatus] | None = condition("Any of these.")
    partner_id: strawberry.ID | None = condition("The partner.")
    currency: str | None = condition("ISO 4217 code.")
    contract_id: strawberry.ID | None = condition("The contract on which the schedule that they are earned by rests.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class FeeScheduleFilter:
    partner_id: strawberry.ID | None = condition("The partner.")
    product: str | None = condition("A product code; empty: schedules for all other products.")
    in_force_on: Date | None = condition("A day on which it is in force.")


@strawberry.input(description="Order of a list of fees; ties are broken by ID.")
class FeeOrder:
    field: FeeOrderField = strawberry.field(default=FeeOrderField.CREATED_AT, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


@strawberry.input(description="Days, both ends included, counted in UTC.")
class FeePeriod:
    since: Date = given("The first day.")
    until: Date = given("The last day.")


def conditions(wanted: Any) -> dict[str, Any]:
    """The bind parameters of a filter, as the query takes them."""
    if wanted is None:
        return {}
    return {
        "statuses": wanted.statuses, "currency": wanted.currency,
        "partner_id": wanted.partner_id and wanted.partner_id.value,
        "contract_id": wanted.contract_id and wanted.contract_id.value,
    }  # fmt: skip


@extends(Fee, FeeSchedule)
class NamedProduct:
    @value(str, "What the product is called; its code if it is not in the list, and empty where `product` is empty.")
    def product_name(self: Row) -> Any:
        return queries.name_of_product(self.product)


@strawberry.type
class FeeQuery:
    @connection(Connection[Fee] | None, "Fees, newest first.", requires=REQUIRES)
    def fees(
        self: Row, filter: FeeFilter | None = None,  # noqa: A002
        order_by: FeeOrder | None = None,
    ) -> Any:  # fmt: skip
        return Page(
            queries.filtered(queries.fees(), **conditions(filter)), *ordered(order_by, SORTINGS, (CREATED, True))
        )  # fmt: skip

    @read(Fee | None, "One fee.", requires=REQUIRES)
    def fee(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.fee(wanted.value)

    @read(FeeSchedule | None, "One fee schedule.", requires=REQUIRES)
    def fee_schedule(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.schedule(wanted.value)

    @read(Payout | None, "One payout.", requires=REQUIRES)
    def payout(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.payout(wanted.value)

    @connection(Connection[FeeSchedule] | None, "Fee schedules, the oldest first.", requires=REQUIRES)
    def fee_schedules(self: Row, filter: FeeScheduleFilter | None = None) -> Any:  # noqa: A002
        if filter is None:
            return Page(queries.schedules(), MADE)
        wanted: Any = filter.partner_id
        return Page(queries.schedules_found(wanted and wanted.value, filter.product, filter.in_force_on), MADE)

    @read(
        FeeStatement | None,
        "The ledger of a partner in one currency for a period. Absent: the caller's own organisation, and"
        " the currency of its latest entry; null if there is none.",
        requires=REQUIRES,
    )
    def fee_statement(
        self: Row, period: FeePeriod, partner_id: strawberry.ID | None = None, currency: str | None = None
    ) -> Any:  # fmt: skip
        wanted: Any = partner_id
        return queries.statement(wanted and wanted.value, currency, period.since, period.until)

    @connection(
        Connection[FeeEntry] | None,
        "Entries of a statement, oldest first; without a period, all entries.",
        requires=REQUIRES,
    )  # fmt: skip
    def fee_statement_entries(
        self: Row, partner_id: strawberry.ID | None = None, currency: str | None = None, period: FeePeriod | None = None
    ) -> Any:  # fmt: skip
        wanted: Any = partner_id
        days = (period.since, period.until) if period else (None, None)
        return Page(queries.statement_entries(wanted and wanted.value, currency, *days), MADE)
