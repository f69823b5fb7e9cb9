"""Queries for opportunities: one by its id, lists with filters and order, conflicts, and what the company sells."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import strawberry

from portal.access import Permission
from portal.opportunities import queries
from portal.opportunities.rules import authority
from schema.contracts.types import Contract
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import BySide, Page, Row, computed, read
from schema.engine.nodes import extends
from schema.engine.scalars import DateTime
from schema.opportunities.catalogue import Product
from schema.opportunities.enums import OpportunityOrderField, OpportunityStage, OpportunityStatus, RejectionCode
from schema.opportunities.types import DUE, REQUIRES, Opportunity, OpportunityConflict
from schema.partners.types import Partner
from schema.shared.enums import OrderDirection, Side
from schema.shared.filters import COMMITTED, CREATED, MATCHED, DateFilter, ordered
from schema.shared.inputs import condition, given

MADE = sorting.instant("MADE_AT", "made_at")
FOUND = sorting.instant("FOUND_AT", "found_at")
TURN = sorting.numbered("TURN", queries.place_in_turn)
SORTINGS = {"CREATED_AT": CREATED, "DUE_AT": DUE, "TURN": TURN, "COMMITTED": COMMITTED}


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class OpportunityFilter:
    statuses: list[OpportunityStatus] | None = condition("Any of these.")
    stages: list[OpportunityStage] | None = condition("Any of these.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    expires_before: DateTime | None = condition("Only protected opportunities with protection ending before.")
    partner_id: strawberry.ID | None = condition("The partner.")
    text: str | None = condition(
        "Words to find, each separately: in the number, the customer's name or domain, the reference, a"
        f" product's code or name, or the partner's name. {MATCHED}"
    )
    product: str | None = condition("The code of one of its products.")
    currency: str | None = condition("ISO 4217 code of the expected amount.")
    expected_close_on: DateFilter | None = condition("Expected order date.")


@strawberry.input(description="Order of a list of opportunities; ties are broken by ID.")
class OpportunityOrder:
    field: OpportunityOrderField = strawberry.field(default=OpportunityOrderField.CREATED_AT, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


def conditions(wanted: Any) -> dict[str, Any]:
    """The bind parameters of a filter, as the query takes them."""
    if wanted is None:
        return {}
    closes = wanted.expected_close_on
    return {
        "statuses": wanted.statuses, "stages": wanted.stages, "waiting_on": wanted.waiting_on,
        "words": wanted.text, "product": wanted.product, "currency": wanted.currency,
        "closes_from": closes and closes.gte, "closes_before": closes and closes.lt,
        "expires_before": wanted.expires_before, "partner_id": wanted.partner_id and wanted.partner_id.value,
    }  # fmt: skip


@strawberry.input(description="A deal that no one has registered yet.")
class OpportunityScopeInput:
    products: list[str] = given("Codes of the company's products.")
    regions: list[str] = given("ISO 3166-1 or 3166-2 codes.")


def _asked_of(partner: Row, input: OpportunityScopeInput) -> dict[str, Any]:  # noqa: A002
    return {"territories": queries.territories_of(partner.id), "products": input.products, "regions": input.regions}


@strawberry.type(description="An obstacle to a registration, found before it is sent.")
class OpportunityObstacle:
    code: RejectionCode = strawberry.field(description="The code of the refusal.")
    message: str = strawberry.field(description="The same in words, with the clause that it is based on.")


@extends(Contract)
class ContractOpportunities:
    @connection(
        Connection[Opportunity] | None, "Opportunities sold under it, the next deadline first.",
        requires=REQUIRES,
    )  # fmt: skip
    def opportunities(self: Row, statuses: list[OpportunityStatus] | None = None) -> Any:
        return Page(queries.filtered(queries.opportunities_under(self), statuses=statuses), DUE)


@extends(Partner)
class PartnerObstacles:
    @computed(
        list[OpportunityObstacle],
        "Obstacles to a registration from the territories and products of its contracts in force. Nothing"
                " is sent or recorded. Empty if there are none.",
        needs=_asked_of,
    )  # fmt: skip
    def opportunity_obstacles(self: Mapping[str, Any], asking: Any) -> Any:
        found = authority.read(self["territories"])
        regions = [each.strip().upper() for each in self["regions"]]
        return [
            OpportunityObstacle(code=each.code, message=each.sentence.in_(asking.language))
            for each in authority.unfit(found, self["products"], regions)
        ]


@strawberry.type
class OpportunityQuery:
    @connection(
        Connection[Opportunity] | None, "Opportunities, newest first.", requires=Permission.OPPORTUNITY_READ
    )  # fmt: skip
    def opportunities(
        self: Row, filter: OpportunityFilter | None = None,  # noqa: A002
        order_by: OpportunityOrder | None = None,
    ) -> Any:  # fmt: skip
        found = queries.filtered(queries.opportunities(), **conditions(filter))
        page = Page(found, *ordered(order_by, SORTINGS, (CREATED, True)))
        if page.sorting is not TURN:
            return page
        # The company has too many to put each in its place; those are due soon that wait for it.
        return BySide({Permission.COMPANY_READ: replace(page, sorting=DUE), Permission.OPPORTUNITY_READ: page})

    @read(Opportunity | None, "One opportunity.", requires=Permission.OPPORTUNITY_READ)
    def opportunity(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.opportunity(wanted.value)

    @connection(
        Connection[OpportunityConflict] | None, "Conflicting registrations, newest first; for the company only.",
        requires=Permission.COMPANY_READ,
    )  # fmt: skip
    def conflict_cases(self: Row) -> Any:
        return Page(queries.conflicts(), FOUND, descending=True)

    @read(Product | None, "One product of the company.", requires=Permission.OPPORTUNITY_READ)
    def product(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.product(wanted.value)

    @connection(
        Connection[Product] | None, "Products of the company, oldest first.",
        requires=Permission.OPPORTUNITY_READ,
    )  # fmt: skip
    def products(self: Row) -> Any:
        return Page(queries.products(), MADE)
