"""What registered deals are expected to come to."""

from collections.abc import Mapping
from decimal import Decimal as Exact
from typing import Any

import strawberry

from portal import money
from portal.access import Permission
from portal.opportunities import queries
from portal.opportunities.rules import pipeline
from schema.engine.fields import Row, computed, plain, read
from schema.engine.scalars import Date
from schema.opportunities.enums import OpportunityStage
from schema.partners.types import Partner
from schema.shared.nodes import Money


@strawberry.type(description="So many deals, and what they are expected to come to.")
class PipelineSum:
    number: int = plain("How many.")
    estimate: Money = plain("What they are expected to come to.")
    protected: int = plain("How many of them are protected.")
    protected_estimate: Money = plain("What those are expected to come to.")


@strawberry.type(description="The deals in one stage of the sale.")
class PipelineStage:
    stage: OpportunityStage = plain("The stage.")
    sum: PipelineSum = plain("What they come to.")


@strawberry.type(description="The deals whose order is expected in one month.")
class PipelineMonth:
    month: Date = plain("The first day of the month.")
    sum: PipelineSum = plain("What they come to.")


@strawberry.type(description="The deals in one currency; amounts of several are never added up.")
class PipelineCurrency:
    currency: str = plain("ISO 4217 code.")
    whole: PipelineSum = plain("All of them.")
    stages: list[PipelineStage] = plain("By stage, in the order in which a sale goes; those alone that have deals.")
    months: list[PipelineMonth] = plain("By the month in which the order is expected; those alone that have deals.")


def _money(amount: money.Money) -> Any:
    exact: Any = Exact(money.text(amount))
    return Money(amount=exact, currency=amount.currency)


def _sum(one: pipeline.Sum) -> PipelineSum:
    return PipelineSum(
        number=one.number, estimate=_money(one.estimate), protected=one.protected,
        protected_estimate=_money(one.protected_estimate),
    )  # fmt: skip


def _currency(one: pipeline.Pipeline) -> PipelineCurrency:
    stages: list[Any] = [PipelineStage(stage=stage, sum=_sum(found)) for stage, found in one.stages]
    months: list[Any] = [PipelineMonth(month=month, sum=_sum(found)) for month, found in one.months]  # type: ignore[arg-type]  # as its scalar takes it
    return PipelineCurrency(currency=one.currency, whole=_sum(one.whole), stages=stages, months=months)


@strawberry.type(
    description="What registered deals are expected to come to that have not ended, as far as the caller sees them."
    " Drafts, and offers that nobody has accepted, do not count; a deal that several partners registered counts for"
    " each until it is decided."
)
class OpportunityPipeline:
    REQUIRES = Permission.OPPORTUNITY_READ

    @computed(
        list[PipelineCurrency], "By currency, the one with most deals first.", needs=lambda row: {"rows": row.rows}
    )
    def currencies(self: Mapping[str, Any], _asking: Any) -> Any:
        return [*map(_currency, pipeline.pipelines(self["rows"]))]

    @read(Partner | None, "The partner whose deals they are; null: of all.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@strawberry.type
class PipelineQuery:
    @read(
        OpportunityPipeline | None, "What registered deals are expected to come to, by stage and by month.",
        requires=Permission.OPPORTUNITY_READ,
    )  # fmt: skip
    def opportunity_pipeline(self: Row, partner_id: strawberry.ID | None = None) -> Any:
        named: Any = partner_id
        return queries.pipeline(named and named.value)
