"""Queries for the room: lists with filters and order, and single records."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.expectations import queries
from portal.expectations.queries import attested
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read
from schema.expectations.cards import ScorecardQuery
from schema.expectations.enums import (
    BreachStatus,
    ExpectationKind,
    ExpectationOrderField,
    ExpectationStatus,
    MeasurementOrderField,
    MeasurementStatus,
    SubjectKind,
    Verdict,
)
from schema.expectations.importing import FactImportQuery
from schema.expectations.trials import TrialQuery
from schema.expectations.types.agreed import Expectation, Metric
from schema.expectations.types.attested import Attestation
from schema.expectations.types.breached import BY_ENTRY, Breach, Consequence
from schema.expectations.types.facts import RECEIVED, Fact, FactBatch, Subject
from schema.expectations.types.measured import BY_PERIOD, Measurement
from schema.shared.enums import OrderDirection, Side
from schema.shared.filters import COMMITTED, CREATED, DateFilter, DateTimeFilter, ordered
from schema.shared.inputs import condition

REQUIRES = Permission.EXPECTATION_READ
DUE = sorting.instant("DUE_AT", "due_at", nullable=True)


@strawberry.input(description="Condition on the status of an expectation.")
class ExpectationStatusFilter:
    in_: list[ExpectationStatus] | None = condition("Any of these.", name="in")
    not_in: list[ExpectationStatus] | None = condition("None of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class ExpectationFilter:
    status: ExpectationStatusFilter | None = condition("Current status.")
    kind: ExpectationKind | None = condition("Kind of promise.")
    obligor: Side | None = condition("The side that makes the promise.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    due_at: DateTimeFilter | None = condition("Its next deadline.")
    partner_id: strawberry.ID | None = condition("The partner.")
    contract_id: strawberry.ID | None = condition("The contract that it is based on.")


@strawberry.input(description="Order of a list of expectations; ties are broken by ID; a missing date comes last.")
class ExpectationOrder:
    field: ExpectationOrderField = strawberry.field(default=ExpectationOrderField.CREATED_AT, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


@strawberry.input(description="Condition on the status of a measurement.")
class MeasurementStatusFilter:
    in_: list[MeasurementStatus] | None = condition("Any of these.", name="in")
    not_in: list[MeasurementStatus] | None = condition("None of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class MeasurementFilter:
    status: MeasurementStatusFilter | None = condition("Current status.")
    verdict: Verdict | None = condition("Result against the target.")
    obligor: Side | None = condition("The side that makes the promise.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    ends_on: DateFilter | None = condition("The last day of the period.")
    partner_id: strawberry.ID | None = condition("The partner.")
    expectation_id: strawberry.ID | None = condition("The expectation.")


@strawberry.input(description="Order of a list of measurements; ties are broken by ID; a missing date comes last.")
class MeasurementOrder:
    field: MeasurementOrderField = strawberry.field(default=MeasurementOrderField.STARTS_ON, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


@strawberry.input(description="Condition on the status of a breach.")
class BreachStatusFilter:
    in_: list[BreachStatus] | None = condition("Any of these.", name="in")
    not_in: list[BreachStatus] | None = condition("None of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class BreachFilter:
    status: BreachStatusFilter | None = condition("Current status.")
    obligor: Side | None = condition("The side that made the promise.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    partner_id: strawberry.ID | None = condition("The partner.")
    expectation_id: strawberry.ID | None = condition("The expectation.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class ConsequenceFilter:
    partner_id: strawberry.ID | None = condition("The partner.")
    breach_id: strawberry.ID | None = condition("The breach.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class FactFilter:
    kind: SubjectKind | None = condition("Kind of the rows.")
    source: str | None = condition("Their source.")
    subject: str | None = condition("Key of the subject, as both sides know it.")
    side: Side | None = condition("The side that sent them.")
    partner_id: strawberry.ID | None = condition("The partner.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class FactBatchFilter:
    source: str | None = condition("Their source.")
    side: Side | None = condition("The side that sent them.")
    partner_id: strawberry.ID | None = condition("The partner.")


EXPECTATIONS = {"CREATED_AT": CREATED, "DUE_AT": DUE, "COMMITTED": COMMITTED}
MEASUREMENTS = {"STARTS_ON": BY_PERIOD, "DUE_AT": DUE, "COMMITTED": COMMITTED}


def _of_expectations(wanted: Any) -> dict[str, Any]:
    if wanted is None:
        return {}
    status, due = wanted.status, wanted.due_at
    return {
        "statuses": status and status.in_, "not_statuses": status and status.not_in, "kind": wanted.kind,
        "obligor": wanted.obligor, "waiting_on": wanted.waiting_on, "due_from": due and due.gte,
        "due_before": due and due.lt, "partner_id": wanted.partner_id and wanted.partner_id.value,
        "contract_id": wanted.contract_id and wanted.contract_id.value,
    }  # fmt: skip


def _of_measurements(wanted: Any) -> dict[str, Any]:
    if wanted is None:
        return {}
    status, ends = wanted.status, wanted.ends_on
    return {
        "statuses": status and status.in_, "not_statuses": status and status.not_in, "verdict": wanted.verdict,
        "obligor": wanted.obligor, "waiting_on": wanted.waiting_on, "ends_from": ends and ends.gte,
        "ends_before": ends and ends.lt, "partner_id": wanted.partner_id and wanted.partner_id.value,
        "expectation_id": wanted.expectation_id and wanted.expectation_id.value,
    }  # fmt: skip


def _of_breaches(wanted: Any) -> dict[str, Any]:
    if wanted is None:
        return {}
    status = wanted.status
    return {
        "statuses": status and status.in_, "not_statuses": status and status.not_in, "obligor": wanted.obligor,
        "waiting_on": wanted.waiting_on, "partner_id": wanted.partner_id and wanted.partner_id.value,
        "expectation_id": wanted.expectation_id and wanted.expectation_id.value,
    }  # fmt: skip


def _of_facts(wanted: Any) -> dict[str, Any]:
    if wanted is None:
        return {}
    return {
        "kind": wanted.kind, "source": wanted.source, "subject": wanted.subject, "side": wanted.side,
        "partner_id": wanted.partner_id and wanted.partner_id.value,
    }  # fmt: skip


def _of_batches(wanted: Any) -> dict[str, Any]:
    if wanted is None:
        return {}
    partner = wanted.partner_id and wanted.partner_id.value
    return {"source": wanted.source, "side": wanted.side, "partner_id": partner}


@strawberry.type
class ExpectationQuery(TrialQuery, ScorecardQuery, FactImportQuery):
    @connection(Connection[Expectation] | None, "Expectations the caller can see, newest first.", requires=REQUIRES)
    def expectations(
        self: Row, filter: ExpectationFilter | None = None, order_by: ExpectationOrder | None = None  # noqa: A002
    ) -> Any:  # fmt: skip
        found = queries.filtered_expectations(**_of_expectations(filter))
        return Page(found, *ordered(order_by, EXPECTATIONS, (CREATED, True)))

    @read(Expectation | None, "One expectation.", requires=REQUIRES)
    def expectation(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.expectation(wanted.value)

    @connection(Connection[Metric] | None, "The definitions that the caller may use, oldest first.", requires=REQUIRES)
    def metrics(self: Row) -> Any:
        return Page(queries.metrics(), CREATED)

    @connection(
        Connection[Measurement] | None, "Measurements the caller can see, newest period first.", requires=REQUIRES
    )
    def measurements(
        self: Row, filter: MeasurementFilter | None = None, order_by: MeasurementOrder | None = None  # noqa: A002
    ) -> Any:  # fmt: skip
        found = queries.filtered_measurements(**_of_measurements(filter))
        return Page(found, *ordered(order_by, MEASUREMENTS, (BY_PERIOD, True)))

    @read(Attestation | None, "An attestation of a rule.", requires=REQUIRES)
    def attestation(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return attested.attestation(wanted.value)

    @read(Measurement | None, "One measurement.", requires=REQUIRES)
    def measurement(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.measurement(wanted.value)

    @connection(
        Connection[Fact] | None, "Facts the caller can see, including corrected ones, newest first.",
        requires=REQUIRES,
    )  # fmt: skip
    def facts(self: Row, filter: FactFilter | None = None) -> Any:  # noqa: A002
        return Page(queries.filtered_facts(**_of_facts(filter)), RECEIVED, descending=True)

    @connection(Connection[FactBatch] | None, "Calls and files that brought facts, newest first.", requires=REQUIRES)
    def fact_batches(self: Row, filter: FactBatchFilter | None = None) -> Any:  # noqa: A002
        return Page(queries.filtered_batches(**_of_batches(filter)), RECEIVED, descending=True)

    @read(FactBatch | None, "A call or file that brought facts.", requires=REQUIRES)
    def fact_batch(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.batch(wanted.value)

    @connection(Connection[Breach] | None, "Breaches the caller can see, newest first.", requires=REQUIRES)
    def breaches(self: Row, filter: BreachFilter | None = None) -> Any:  # noqa: A002
        return Page(queries.filtered_breaches(**_of_breaches(filter)), CREATED, descending=True)

    @read(Breach | None, "One breach.", requires=REQUIRES)
    def breach(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.breach(wanted.value)

    @connection(Connection[Consequence] | None, "The ledger of breach costs, newest entry first.", requires=REQUIRES)
    def consequences(self: Row, filter: ConsequenceFilter | None = None) -> Any:  # noqa: A002
        wanted: Any = filter
        told = (
            {} if wanted is None
            else {"partner_id": wanted.partner_id and wanted.partner_id.value,
                  "breach_id": wanted.breach_id and wanted.breach_id.value}
        )  # fmt: skip
        return Page(queries.filtered_consequences(**told), BY_ENTRY, descending=True)

    @read(Subject | None, "One subject of facts.", requires=REQUIRES)
    def subject(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.subject(wanted.value)
