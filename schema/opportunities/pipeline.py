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


@strawberry.type(description="Number of deals and their expected amount.")
class PipelineSum:
    number: int = plain("How many.")
    estimate: Money = plain("Expected amount.")
    protected: int = plain("Number of protected deals.")
    protected_estimate: Money = plain("Expected amount of those.")


@strawberry.type(description="The deals in one stage of the sale.")
class PipelineStage:
    stage: OpportunityStage = plain("The stage.")
    sum: PipelineSum = plain("Number and amount of the deals.")


@strawberry.type(description="The deals whose order is expected in one month.")
class PipelineMonth:
    month: Date = plain("The first day of the month.")
    sum: PipelineSum = plain("Number and amount of the deals.")


@strawberry.type(description="The deals in one currency; amounts of several are never added up.")
class PipelineCurrency:
    currency: str = plain("ISO 4217 code.")
    whole: PipelineSum = plain("All of them.")
    stages: list[PipelineStage] = plain("By stage, in the order of a sale; only stages with deals.")
    months: list[PipelineMonth] = plain("By expected month of the order; only months with deals.")


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
    description=(
        "Expected amounts of registered deals that have not ended, as far as the caller can see them. Drafts,"
        " and offers that no one has accepted, do not count. A deal that several partners registered counts"
        " for each until it is decided."
    )
)
class OpportunityPipeline:
    REQUIRES = Permission.OPPORTUNITY_READ

    @computed(
        list[PipelineCurrency], "By currency, the one with most deals first.", needs=lambda row: {"rows": row.rows}
    )
    def currencies(self: Mapping[str, Any], _asking: Any) -> Any:
        return [*map(_currency, pipeline.pipelines(self["rows"]))]

    @read(Partner | None, "The partner; null: all partners.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@strawberry.type
class PipelineQuery:
    @read(
        OpportunityPipeline | None, "Expected amounts of registered deals, by stage and by month.",
        requires=Permission.OPPORTUNITY_READ,
    )  # fmt: skip
    def opportunity_pipeline(self: Row, partner_id: strawberry.ID | None = None) -> Any:
        named: Any = partner_id
        return queries.pipeline(named and named.value)
