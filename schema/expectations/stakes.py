"""What a breach costs, as a part of what both sides agree on."""

from typing import Any

import strawberry

from schema.engine.mutations import converts
from schema.engine.scalars import Decimal
from schema.expectations.enums import ConsequenceBasis, JudgedBy
from schema.shared.inputs import given, optional


@strawberry.input(description="Cost of a value beyond a limit.")
class ConsequenceStepInput:
    worse_than: Decimal = given("Limit in the unit of the value; a value equal to it is not worse.")
    percent: Decimal = given("Percent of the basis.")


@strawberry.input(description="Amounts that are given back when the target is met in later periods.")
class EarnBackInput:
    periods: int = given("How many periods in a row, 1 to 12.")
    percent: Decimal = given("Percent of what was charged.")


@strawberry.input(description="Cost of a breach.")
class ConsequenceInput:
    basis: ConsequenceBasis = given("Basis of the percentage.")
    currency: str = given("ISO 4217.")
    fee: Decimal | None = optional("FEE: the fee of one period, in major units.")
    judged_by: JudgedBy | None = optional("The figure that must be worse than a limit; absent: the value.")
    steps: list[ConsequenceStepInput] = given("1 to 10 limits, the mildest first.")
    period_cap: Decimal = given("Cap for one period, in major units.")
    yearly_cap: Decimal = given("Cap for one year.")
    year_starts_in: int | None = optional("The month, 1 to 12, in which that year starts; absent: 1.")
    sole_remedy: bool | None = optional("True if this is the only remedy; absent: false.")
    earn_back: EarnBackInput | None = optional("Amounts that are given back later.")
    rates: str | None = optional("Source of rates for other currencies, such as `ECB`.")


@converts(ConsequenceInput)
def consequence(wanted: ConsequenceInput, _path: tuple[str, ...]) -> dict[str, Any]:
    """As `scores.consequences.read` reads it."""
    back = _or_none(wanted.earn_back)
    return {
        "basis": str(wanted.basis), "currency": wanted.currency, "fee": _or_none(wanted.fee),
        "judged_by": str(_or_none(wanted.judged_by) or "VALUE"),
        "steps": [{"worse_than": each.worse_than, "percent": each.percent} for each in wanted.steps],
        "period_cap": wanted.period_cap, "yearly_cap": wanted.yearly_cap,
        "year_starts_in": _or_none(wanted.year_starts_in) or 1, "sole_remedy": bool(_or_none(wanted.sole_remedy)),
        "earn_back": {"periods": back.periods, "percent": back.percent} if back else None,
        "rates": _or_none(wanted.rates),
    }  # fmt: skip


def _or_none(value: Any) -> Any:
    return None if value is strawberry.UNSET else value
