"""What many disputes come to."""

from collections.abc import Mapping
from decimal import Decimal as Exact
from typing import Any

import strawberry

from portal import money
from portal.access import Permission
from portal.disputes import queries
from portal.disputes.rules import figures
from schema.disputes.enums import DisputeDimension
from schema.engine.fields import Row, computed, plain, read
from schema.engine.scalars import Date, Decimal
from schema.partners.types import Partner
from schema.shared.enums import Side
from schema.shared.nodes import Money

REQUIRES = Permission.DISPUTE_READ


@strawberry.type(description="Sums of the disputes in one currency.")
class DisputeSums:
    currency: str = plain("ISO 4217.")
    claimed: Money = plain("The amount claimed.")
    conceded: Money = plain("Amount accepted by the other side.")
    decided: Money = plain("Amount awarded by decisions.")


@strawberry.type(description="Duration in calendar days with one decimal place; null if there is nothing to count.")
class DisputeDays:
    median: Decimal | None = plain("The median.")
    mean: Decimal | None = plain("The mean.")


@strawberry.type(description="The disputes of one kind.")
class DisputeFigure:
    dimension: DisputeDimension = plain("Dimension of the count.")
    key: str = plain("The code; empty for all of them, and where no cause is recorded.")
    number: int = plain("Number filed.")
    ended: int = plain("Number of those that have ended.")
    sums: list[DisputeSums] = plain("Amounts by currency; empty if nothing is about money.")
    to_answer: DisputeDays = plain("Days from filing to the first answer.")
    to_end: DisputeDays = plain("Days from filing to the end.")


@strawberry.type(description="How often a side had a deadline that has passed, and how often it acted in time.")
class DisputePunctuality:
    side: Side = plain("The side.")
    number: int = plain("Number of deadlines that have passed.")
    within: int = plain("Number of deadlines met.")
    share: Decimal | None = plain("Share of deadlines met, in percent with one decimal place.")


def _money(amount: money.Money) -> Any:
    exact: Any = Exact(money.text(amount))
    return Money(amount=exact, currency=amount.currency)


def _sums(one: figures.Sums) -> DisputeSums:
    parts = {name: _money(getattr(one, name)) for name in ("claimed", "conceded", "decided")}
    return DisputeSums(currency=one.claimed.currency, **parts)


def _days(one: figures.Days) -> DisputeDays:
    median, mean = (None if each is None else each for each in (one.median, one.mean))
    told: dict[str, Any] = {"median": median, "mean": mean}
    return DisputeDays(**told)


def _figure(one: figures.Figure) -> DisputeFigure:
    return DisputeFigure(
        dimension=one.dimension, key=one.key, number=one.number, ended=one.ended, sums=[*map(_sums, one.sums)],
        to_answer=_days(one.to_answer), to_end=_days(one.to_end),
    )  # fmt: skip


@strawberry.type(description="Statistics of disputes filed in a period, as far as the caller can see them.")
class DisputeStatistics:
    REQUIRES = REQUIRES

    since: Date = plain("The first day.")
    until: Date = plain("The last day.")

    @computed(
        list[DisputeFigure], "By reason, cause, level and outcome, the most first; the first figure is of all.",
        needs=lambda row: {"rows": row.figures},
    )  # fmt: skip
    def figures(self: Mapping[str, Any], _asking: Any) -> Any:
        return [*map(_figure, figures.figures(self["rows"]))]

    @computed(
        list[DisputePunctuality], "Of each side.", needs=lambda row: {"told": row.punctuality},
    )  # fmt: skip
    def punctuality(self: Mapping[str, Any], _asking: Any) -> Any:
        return [
            DisputePunctuality(side=each.side, number=each.number, within=each.within, share=each.share)  # type: ignore[arg-type]  # as its scalar takes it
            for each in figures.punctuality(self["told"])
        ]

    @read(Partner | None, "The partner; null: all partners.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)
