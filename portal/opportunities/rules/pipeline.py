"""What registered deals are expected to come to: by stage and by month, in each currency, never across them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from portal.money import Money
from portal.opportunities.rules.statuses import OpportunityStatus, Stage

S = OpportunityStatus
UNDECIDED = (S.SUBMITTED, S.INFO_REQUESTED, S.CONFLICT)
"""Registered, and not protected yet: another partner's deal may be the same one."""
COUNTED = (*UNDECIDED, S.PROTECTED)
"""A draft, and an offer that nobody has accepted, are no deal yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """So many deals, and what they are expected to come to; those that are protected also by themselves."""

    number: int
    estimate: Money
    protected: int
    protected_estimate: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """The deals in one currency."""

    currency: str
    whole: Sum
    stages: tuple[tuple[Stage, Sum], ...]
    """In the order in which a sale goes."""
    months: tuple[tuple[date, Sum], ...]
    """By the first day of the month, the earliest first; none for a month in which nothing is expected."""


def pipelines(rows: Sequence[Sequence[Any]]) -> list[Pipeline]:
    """From rows as `queries.pipeline` gives them: the currency with most deals first."""
    found = [_of(currency, [row for row in rows if row[0] == currency]) for currency in {row[0] for row in rows}]
    return sorted(found, key=lambda each: (-each.whole.number, each.currency))


def _of(currency: str, rows: Sequence[Sequence[Any]]) -> Pipeline:
    """A row names a stage, or a month, or neither: then it is of all."""
    whole = next(_sum(row) for row in rows if row[1] is None and row[2] is None)
    by_stage = {row[1]: _sum(row) for row in rows if row[1] is not None}
    named = {date.fromisoformat(row[2]): _sum(row) for row in rows if row[2] is not None}
    stages = tuple((stage, by_stage[stage]) for stage in Stage if stage in by_stage)
    return Pipeline(
        currency=currency, whole=whole, stages=stages, months=tuple(sorted(named.items(), key=itemgetter(0)))
    )


def _sum(row: Sequence[Any]) -> Sum:
    currency, _, _, number, estimate, protected, its = row
    return Sum(
        number=number, estimate=Money(int(estimate), currency), protected=protected,
        protected_estimate=Money(int(its), currency),
    )  # fmt: skip
