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


@strawberry.input(description="A promise to try. Fields that do not affect the measure can be omitted.")
class MetricTrialInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the caller's own organisation.")
    obligor: Side = given("The side that would make the promise.")
    terms: ExpectationTermsInput = given("The promise; the title can be empty, the target absent.")
    periods: int | None = optional("Number of past periods, 1 to 36; absent: 8.")


@strawberry.type(description="The value that one period would have had.")
class MetricTrialPeriod:
    name: str = plain("The period's name, in the language of `Accept-Language`.")
    starts_on: Date = plain("Its first day.")
    ends_on: Date = plain("The last day.")
    numerator: Decimal = plain("Numerator.")
    denominator: Decimal = plain("Denominator.")
    sample_size: int = plain("Number of subjects that count.")
    is_enough: bool = plain("True if there are enough subjects for a value.")
    value: Decimal | None = plain("The value, also for too small a sample; null if nothing counts.")
    low: Decimal | None = plain("Lower bound of the 95 % confidence interval of a share.")
    high: Decimal | None = plain("Upper bound of the 95 % confidence interval of a share.")
    verdict: Verdict | None = plain("Result against the target; null without a target or for too small a sample.")


@strawberry.type(description="Values that a promise would have had, by today's facts.")
class MetricTrial:
    periods: list[MetricTrialPeriod] = plain("The oldest first.")
    enough: int = plain("Number of periods with a value.")
    met: int = plain("Number of periods in which the target was met.")
    missed: int = plain("Number of periods in which the target was missed.")
    unsure: int = plain("Number of periods with an uncertain result.")


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
        "Try a promise on the facts so far: the values of the last periods. Nothing is stored.",
        operations.try_metric, Permission.EXPECTATION_PROPOSE, _told,
    )  # fmt: skip
