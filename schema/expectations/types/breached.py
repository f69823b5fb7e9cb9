"""Breaches as the API shows them: what was not kept, the plan against it, and what it cost."""

from collections.abc import Mapping
from decimal import Decimal as Exact
from typing import Any

import strawberry

from portal import money
from portal.access import Permission
from portal.expectations import actions, queries
from portal.expectations.queries import evidence as shown
from portal.expectations.rules import costing, promise
from portal.expectations.rules.breach import BREACH
from portal.expectations.scores import consequences, reading
from portal.partners import queries as partner_queries
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Part, Row, computed, plain, read
from schema.engine.fields import value as column
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime, Decimal
from schema.expectations.enums import BreachAction, BreachStatus, ChargeLimit, Discipline, EntryKind
from schema.expectations.rates import RateInput
from schema.expectations.types.agreed import Expectation
from schema.expectations.types.measured import Measurement
from schema.files.types import File
from schema.partners.types import Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.filters import CREATED
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Money, Node

REQUIRES = Permission.EXPECTATION_READ
TOLD = {
    "expectation_id": Told("expectation", "ept"), "measurement_id": Told("measurement", "mea"),
    "attestation_id": Told("attestation", "ats"),
    "plan_due_on": Told("planUntil"), "plan_text": Told("plan"), "due_calendar": UNTOLD,
}  # fmt: skip
BY_ENTRY = sorting.instant("MADE_AT", "made_at")


@node("pst")
@strawberry.type(description="A step of a plan to cure a breach.")
class PlanStep(Node):
    REQUIRES = REQUIRES

    submission: int = plain("Number of the plan; refused plans are kept.")
    discipline: Discipline = plain("Part of the plan.")
    text: str = plain("The action.")
    responsible: str = plain("Responsible person or function.")
    due_on: Date = plain("Deadline.")
    made_at: DateTime = plain("When it was submitted.")

    @read(list[File], "Files of its plan, in order of arrival.")
    def files(self: Row) -> Any:
        return shown.files_with(self)


@node("csq", find=queries.consequence)
@strawberry.type(description="An entry in the ledger of breach costs. A wrong entry is corrected by a negative one.")
class Consequence(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for a breach's first entry, then rising.")
    kind: EntryKind = plain("Kind.")
    revision: int | None = plain("Revision of the value that it is based on.")
    rate: str | None = plain("The dated rates used to convert other currencies, in words.")
    document: str = plain("The calculation, as canonical JSON (RFC 8785).")
    reason: str = plain("Reason given.")
    made_at: DateTime = plain("When it was added.")

    @column(Money, "Amount owed by the side that made the promise; negative if cancelled or given back.")
    def amount(self: Row) -> Any:
        return Part({"amount": queries.major(self.amount_minor, self.currency), "currency": self.currency})

    @column(Money, "Basis of the calculation.")
    def basis(self: Row) -> Any:
        return Part({"amount": queries.major(self.basis_minor, self.currency), "currency": self.currency})

    @column(Money | None, "Amount left under the caps before it; null if cancelled or given back.")
    def left(self: Row) -> Any:
        columns = {"amount": queries.major(self.cap_minor, self.currency), "currency": self.currency}
        return Part(columns, absent=self.cap_minor.is_(None))

    @column(Decimal, "Percent of the basis.")
    def percent(self: Row) -> Any:
        return queries.exact(self.share)

    @column(str, "The person who entered it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @read(Measurement | None, "The value that it is based on.")
    def measurement(self: Row) -> Any:
        return queries.value_of(self)


@strawberry.type(description="One period in the cost of a breach.")
class BreachCostPeriod:
    period: str = plain("The period's name, in the language of `Accept-Language`.")
    amount: Money = plain("Cost of the period; negative if cancelled or given back.")
    percent: Decimal = plain("Percent of the basis.")
    basis: Money = plain("Basis of the calculation.")
    left: Money = plain("Amount left under the caps.")
    limited_by: ChargeLimit | None = plain("The cap that limits it; null if none does.")


@strawberry.type(description="Cost of a breach by the agreed rule now. Nothing is entered.")
class BreachCost:
    amount: Money | None = plain("Amount to pass to `breachApplyConsequence`; null if something is missing.")
    missing: str | None = plain("What is missing, in the language of `Accept-Language`.")
    periods: list[BreachCostPeriod] = plain("The calculation by period; empty if something is missing.")


def _costing(row: Row, rates: list[RateInput] | None = None) -> Mapping[str, Any]:
    return queries.comes_to(row, rates or ())


def _money(amount: money.Money) -> Money:
    exact: Any = Exact(money.text(amount))
    return Money(amount=exact, currency=amount.currency)


def _part(part: costing.Part, language: str) -> BreachCostPeriod:
    limit: Any = part.limited_by
    percent: Any = Exact(reading.text(part.percent))
    return BreachCostPeriod(
        period=part.period.name.in_(language), amount=_money(part.amount), percent=percent,
        basis=_money(part.basis), left=_money(part.left), limited_by=limit,
    )  # fmt: skip


@node("bre", find=queries.breach, named=("breach_id",), told=TOLD)
@strawberry.type(description="A promise that was not kept; each expectation has at most one open breach.")
class Breach(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    obligor: Side = plain("The side that made the promise.")
    status: BreachStatus = plain("Current status.")
    occurrence: int = plain("Number of periods, or number of times a boundary was crossed or a rule was not kept.")
    cure_on: Date | None = plain("The last day on which it can be cured; null before notice is given.")
    reason: str = plain("Reason given with the last step; both sides can read it.")
    notified_at: DateTime | None = plain("When notice was given.")
    closed_at: DateTime | None = plain("When it ended.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline, or when the portal takes the next step.")
    created_at: DateTime = plain("When it was found.")

    @column(Decimal | None, "The latest value outside the agreed range; null for a rule or boundary.")
    def value(self: Row) -> Any:
        return queries.exact(self.value)

    @column(Decimal | None, "The promised value.")
    def target(self: Row) -> Any:
        return queries.exact(self.target)

    @column(str | None, "The key of the clause that was not kept.")
    def clause_key(self: Row) -> Any:
        return queries.clause_of(self)

    @column(str, "Summary of the plan.")
    def plan(self: Row) -> Any:
        return self.plan_text

    @column(Date | None, "The last day of the plan.")
    def plan_until(self: Row) -> Any:
        return self.plan_due_on

    @column(Money | None, "Cost by the ledger; null if there is no entry.")
    def cost(self: Row) -> Any:
        amount, currency = queries.amount_of(self), queries.currency_of(self)
        return Part({"amount": queries.major(amount, currency), "currency": currency}, absent=amount.is_(None))

    @computed(
        BreachCost | None, "Cost if the consequence were applied now; null if none was agreed.",
        needs=_costing, is_long=True,
    )  # fmt: skip
    def comes_to(self: Mapping[str, Any], asking: Any) -> Any:
        found: Any = costing.comes_to(self)
        if found is None:
            return None
        return BreachCost(
            amount=found.amount and _money(found.amount),
            missing=found.missing and found.missing.in_(asking.language),
            periods=[_part(each, asking.language) for each in found.parts],
        )

    @read(Expectation | None, "The expectation.")
    def expectation(self: Row) -> Any:
        return queries.expectation_of(self)

    @read(Measurement | None, "The latest value outside the agreed range; null for a rule or boundary.")
    def measurement(self: Row) -> Any:
        return queries.value_of(self)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @read(list[PlanStep], "Steps of all submitted plans, latest plan first, by date.")
    def plan_steps(self: Row) -> Any:
        return queries.plan_steps_of(self)

    @read(list[File], "Files of its plans, in order of arrival.")
    def plan_files(self: Row) -> Any:
        return shown.plan_files_of(self)

    @read(list[Consequence], "Its ledger entries, oldest first.")
    def consequences(self: Row) -> Any:
        return queries.consequences_of(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(queries.breach_timeline(self), LAST_FIRST, descending=True)

    @computed(
        str | None, "What happens at `dueAt` if no one acts before, in the language of `Accept-Language`.",
        needs=lambda row: {"status": row.status}, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = actions.otherwise(BREACH, self["status"])
        return said and said.in_(asking.language)

    available_actions = steps.available(
        "BreachAvailableAction", "A possible next step of a breach for the caller's side.", BreachAction,
        needs=queries.breach_facts, possible=actions.breach, due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


@extends(Expectation)
class ExpectationBreaches:
    @connection(Connection[Breach] | None, "Its breaches, newest first.")
    def breaches(self: Row) -> Any:
        return Page(queries.breaches_of(self), CREATED, descending=True)

    @computed(
        str | None, "Agreed cost of a breach, in the language of `Accept-Language`.",
        needs=lambda row: {"document": row.document}, is_kept=True,
    )  # fmt: skip
    def consequence(self: Mapping[str, Any], asking: Any) -> Any:
        found = promise.read(self["document"])
        if found.consequence is None or found.measure is None:
            return None
        is_rule, direction = found.metric is None, found.measure.direction
        return consequences.sentence(found.consequence, direction=direction, is_rule=is_rule).in_(asking.language)


@extends(Measurement)
class MeasurementBreach:
    @read(Breach | None, "The breach that the period belongs to.")
    def breach(self: Row) -> Any:
        return queries.breach_of(self)


@extends(Partner)
class PartnerBreaches:
    @connection(Connection[Breach] | None, "Breaches of both sides, newest first.", requires=REQUIRES)
    def breaches(self: Row) -> Any:
        return Page(queries.breaches_of_partner(self), CREATED, descending=True)


@extends(Consequence)
class ConsequenceBreach:
    @read(Breach | None, "The breach.")
    def breach(self: Row) -> Any:
        return queries.breach_charged(self)
