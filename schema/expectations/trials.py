"""A promise tried on the facts that there are: what it would have come to, period by period."""

from collections.abc import Sequence
from decimal import Decimal as Exact
from typing import Any

import strawberry

from portal.access import Permission
from portal.expectations import operations
from portal.expectations.facts import typed
from portal.expectations.scores.confidence import Verdict as Said
from portal.expectations.scores.trials import Trial, Tried
from schema.engine import rehearsals
from schema.engine.errors import Told, UserError
from schema.engine.fields import plain
from schema.engine.scalars import Date, Decimal
from schema.expectations.enums import Verdict
from schema.expectations.inputs import ExpectationTermsInput
from schema.shared.enums import Side
from schema.shared.inputs import given, optional


@strawberry.input(description="A promise to try. Whatever is no part of the measuring may be left as it is.")
class MetricTrialInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the caller's own organisation.")
    obligor: Side = given("The side whose promise it would be.")
    terms: ExpectationTermsInput = given("What would be promised; the title may be empty, the target absent.")
    periods: int | None = optional("How many of the last periods that are over, 1 to 36; absent: 8.")


@strawberry.type(description="What one period would have come to.")
class MetricTrialPeriod:
    name: str = plain("The period's name, in the language of `Accept-Language`.")
    starts_on: Date = plain("Its first day.")
    ends_on: Date = plain("Its last day.")
    numerator: Decimal = plain("What is counted above the line.")
    denominator: Decimal = plain("What is counted below the line.")
    sample_size: int = plain("How many subjects count.")
    is_enough: bool = plain("Whether they reach the minimum sample, so that there would have been a value.")
    value: Decimal | None = plain("The value, shown for too small a sample as well; null where nothing counts.")
    low: Decimal | None = plain("Where a share truly lies, 19 times out of 20: not below it.")
    high: Decimal | None = plain("The same: not above it.")
    verdict: Verdict | None = plain("What it says of the target; null without one, and for too small a sample.")


@strawberry.type(description="What a promise would have come to, by the facts of today.")
class MetricTrial:
    periods: list[MetricTrialPeriod] = plain("The oldest first.")
    enough: int = plain("In how many periods there would have been a value.")
    met: int = plain("In how many the target would have been reached.")
    missed: int = plain("In how many it would have been missed.")
    unsure: int = plain("In how many nobody could have told.")


@strawberry.type(description="Result of a trial.")
class MetricTrialPayload:
    user_errors: list[UserError] = plain("Empty on success.")
    trial: MetricTrial | None = plain("The trial; null if it was refused.")


def _told(found: Trial | None, refusals: Sequence[Told], language: str) -> MetricTrialPayload:
    refused: Any = list(refusals)
    return MetricTrialPayload(user_errors=refused, trial=_trial(found, language) if found else None)


def _trial(found: Trial, language: str) -> MetricTrial:
    return MetricTrial(
        periods=[_period(each, language) for each in found.periods],
        enough=found.enough,
        met=found.came_out(Said.MET),
        missed=found.came_out(Said.MISSED),
        unsure=found.came_out(Said.UNSURE),
    )


def _period(each: Tried, language: str) -> MetricTrialPeriod:
    low, high = (each.around.low, each.around.high) if each.around else (None, None)
    return MetricTrialPeriod(
        name=each.period.name.in_(language), starts_on=Date(each.period.first), ends_on=Date(each.period.last),
        numerator=_number(each.numerator), denominator=_number(each.denominator),
        sample_size=each.tally.n, is_enough=each.is_enough, value=_number(each.value),
        low=_number(low), high=_number(high), verdict=each.verdict,
    )  # fmt: skip


def _number(found: Exact | None) -> Any:
    """As every number of the API is written: without zeros at its end."""
    return None if found is None else typed.text(found)


@strawberry.type
class TrialQuery:
    metric_trial = rehearsals.rehearsal(
        MetricTrialPayload, MetricTrialInput,
        "Try a promise on the facts so far, before anybody proposes it: what the last periods would have come to."
        " Nothing is written.",
        operations.try_metric, Permission.EXPECTATION_PROPOSE, _told,
    )  # fmt: skip
