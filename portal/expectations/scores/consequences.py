"""Consequences: what a missed target costs, as both sides agreed it. Part of the expectation's digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from portal import errors, money
from portal.expectations.metrics.tree import Direction
from portal.expectations.scores import reading
from portal.expectations.scores.confidence import reaches
from portal.expectations.scores.periods import Rhythm
from portal.money import Money
from portal.sentences import Sentence, say

MOST_STEPS, MOST_PERIODS = 10, 12
FIELDS = (
    "basis", "currency", "fee", "judged_by", "steps", "period_cap", "yearly_cap", "year_starts_in", "sole_remedy",
    "earn_back", "rates",
)  # fmt: skip


class Basis(StrEnum):
    """Basis of the percentage."""

    FEE = "FEE"
    """The agreed fee of one period."""
    MISSED_VALUE = "MISSED_VALUE"
    """The value of the subjects that missed."""


class JudgedBy(StrEnum):
    """What must be worse than a step's limit."""

    VALUE = "VALUE"
    INTERVAL = "INTERVAL"
    """The whole interval: chance does not explain it."""


@dataclass(frozen=True, slots=True)
class Step:
    worse_than: Decimal
    """Limit in the unit of the value; a value equal to it is not worse."""
    percent: Decimal


@dataclass(frozen=True, slots=True)
class EarnBack:
    """Amounts that are given back when the target is met in later periods."""

    periods: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Consequence:
    """An agreed consequence in money."""

    basis: Basis
    currency: str
    fee: Money | None
    judged_by: JudgedBy
    steps: tuple[Step, ...]
    """The mildest first."""
    period_cap: Money
    yearly_cap: Money
    year_starts_in: int
    """The month with which the year of the yearly cap begins. A period belongs to the year of its last day."""
    sole_remedy: bool
    earn_back: EarnBack | None = None
    rates: str | None = None
    """Whose rates convert values in other currencies; None where none are."""

    def content(self) -> dict[str, Any]:
        """What goes into the digest; `read` reads it back."""
        back = self.earn_back
        return {
            "basis": self.basis.value,
            "currency": self.currency,
            "fee": money.text(self.fee) if self.fee else None,
            "judged_by": self.judged_by.value,
            "steps": [
                {"worse_than": reading.text(each.worse_than), "percent": reading.text(each.percent)}
                for each in self.steps
            ],
            "period_cap": money.text(self.period_cap),
            "yearly_cap": money.text(self.yearly_cap),
            "year_starts_in": self.year_starts_in,
            "sole_remedy": self.sole_remedy,
            "earn_back": {"periods": back.periods, "percent": reading.text(back.percent)} if back else None,
            "rates": self.rates,
        }


def read(content: Any, *, path: Sequence[str] = ()) -> Consequence:
    """Reads what `Consequence.content` writes. Invalid with the path of what is wrong, as the API calls it.

    See `check_fits` as well.
    """
    fields = reading.record(content, FIELDS, path=path)
    basis = reading.one_of(Basis, fields["basis"], path=(*path, "basis"))
    back, rates = fields["earn_back"], fields["rates"]
    found = Consequence(
        basis=basis,
        currency=_currency(fields["currency"], path=(*path, "currency")),
        fee=_fee(fields, basis, path=path),
        judged_by=reading.one_of(JudgedBy, fields["judged_by"], path=(*path, "judgedBy")),
        steps=_steps(fields["steps"], path=(*path, "steps")),
        period_cap=_amount(fields, "period_cap", path=(*path, "periodCap")),
        yearly_cap=_amount(fields, "yearly_cap", path=(*path, "yearlyCap")),
        year_starts_in=reading.whole(fields["year_starts_in"], least=1, most=12, path=(*path, "yearStartsIn")),
        sole_remedy=reading.truth(fields["sole_remedy"], path=(*path, "soleRemedy")),
        earn_back=None if back is None else _earn_back(back, path=(*path, "earnBack")),
        rates=None if rates is None else reading.name(rates, path=(*path, "rates")),
    )
    if found.yearly_cap.minor < found.period_cap.minor:
        raise errors.Invalid("The cap for a year must be at least the cap for a period.", path=(*path, "yearlyCap"))
    return found


def _currency(content: Any, *, path: Sequence[str]) -> str:
    currency = reading.name(content, path=path)
    money.exponent(currency, path=path)
    money.check_in_use(currency, path=path)
    return currency


def _fee(fields: Mapping[str, Any], basis: Basis, *, path: Sequence[str]) -> Money | None:
    if basis is Basis.FEE:
        return _amount(fields, "fee", path=(*path, "fee"))
    if fields["fee"] is not None:
        raise errors.Invalid("Only a consequence based on a fee can name a fee.", path=(*path, "fee"))
    return None


def _amount(fields: Mapping[str, Any], name: str, *, path: Sequence[str]) -> Money:
    if not isinstance(fields[name], str):
        raise errors.Invalid("The amount must be written in digits with a point, such as 1250.00.", path=path)
    try:
        amount = money.parse(fields[name], fields["currency"])
    except errors.Invalid as fault:
        raise errors.Invalid.because(fault.sentence, path=path) from fault
    if amount.minor <= 0:
        raise errors.Invalid("The amount must be above zero.", path=path)
    return amount


def _steps(content: Any, *, path: Sequence[str]) -> tuple[Step, ...]:
    steps = []
    for place, each in enumerate(reading.listed(content, most=MOST_STEPS, path=path)):
        here = (*path, str(place))
        fields = reading.record(each, ("worse_than", "percent"), path=here)
        limit = reading.decimal(fields["worse_than"], is_signed=True, path=(*here, "worseThan"))
        steps.append(Step(limit, reading.percent(fields["percent"], path=(*here, "percent"))))
    return tuple(steps)


def _earn_back(content: Any, *, path: Sequence[str]) -> EarnBack:
    fields = reading.record(content, ("periods", "percent"), path=path)
    return EarnBack(
        reading.whole(fields["periods"], least=1, most=MOST_PERIODS, path=(*path, "periods")),
        reading.percent(fields["percent"], path=(*path, "percent")),
    )


def check_fits(
    consequence: Consequence,
    *,
    target: Decimal,
    direction: Direction,
    rhythm: Rhythm,
    is_share: bool,
    path: Sequence[str] = (),
) -> None:
    """Invalid where a consequence does not suit its expectation.

    No step costs money while the target is met; each step is worse and dearer than the one before; a fee is charged
    for periods that share no day; and only a share has an interval to judge by.
    """
    for place, (before, limit) in enumerate(pairwise([target, *(each.worse_than for each in consequence.steps)])):
        here = (*path, "steps", str(place), "worseThan")
        if not place and not reaches(before, limit, direction):
            raise errors.Invalid("A step cannot cost money while the target is met.", path=here)
        if place and reaches(limit, before, direction):
            raise errors.Invalid("Each step must be worse than the one before.", path=here)
    for place, (milder, step) in enumerate(pairwise(consequence.steps), start=1):
        if step.percent <= milder.percent:
            raise errors.Invalid(
                "Each step must cost more than the one before.", path=(*path, "steps", str(place), "percent")
            )
    if consequence.basis is Basis.FEE and rhythm.is_trailing:
        raise errors.Invalid("A fee can only be charged for periods that do not overlap.", path=(*path, "basis"))
    if consequence.judged_by is JudgedBy.INTERVAL and not is_share:
        raise errors.Invalid("Only a share has an interval to assess.", path=(*path, "judgedBy"))


def sentence(consequence: Consequence, *, direction: Direction, is_rule: bool = False) -> Sentence:
    """What both sides read before they agree."""
    said = [
        _of_rule(consequence, each) if is_rule else _step(consequence, each, direction) for each in consequence.steps
    ]
    if consequence.judged_by is JudgedBy.INTERVAL:
        said.append(say("A step counts only if the whole 95% interval is beyond its limit."))
    said.append(
        say("At most {period} a period and {year} a year.", period=consequence.period_cap, year=consequence.yearly_cap)
    )
    if consequence.rates:
        said.append(say("Other currencies are converted at the rates of {source}.", source=consequence.rates))
    if back := consequence.earn_back:
        said.append(
            say("If the target is met in the next {periods} periods with a value, {percent}% of the cost is given"
                " back.",
                periods=back.periods, percent=back.percent)
        )  # fmt: skip
    if consequence.sole_remedy:
        said.append(say("This is the only remedy for the missed target."))
    first, *more = said
    for each in more:
        first = first.then(each)
    return first


def _of_rule(consequence: Consequence, step: Step) -> Sentence:
    """A rule's costs a share of a fee."""
    if consequence.fee is None:
        raise ValueError(consequence.basis)
    return say("If the rule is not kept: {percent}% of the fee of {fee}.", percent=step.percent, fee=consequence.fee)


def _step(consequence: Consequence, step: Step, direction: Direction) -> Sentence:
    limit, percent, fee = step.worse_than, step.percent, consequence.fee
    if fee and direction is Direction.HIGHER:
        return say("Below {limit}: {percent}% of the fee of {fee}.", limit=limit, percent=percent, fee=fee)
    if fee:
        return say("Above {limit}: {percent}% of the fee of {fee}.", limit=limit, percent=percent, fee=fee)
    if direction is Direction.HIGHER:
        return say("Below {limit}: {percent}% of the value missed.", limit=limit, percent=percent)
    return say("Above {limit}: {percent}% of the value missed.", limit=limit, percent=percent)
