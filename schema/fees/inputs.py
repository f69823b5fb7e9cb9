"""What the mutations of fees take."""

import decimal
from typing import Any

import strawberry

from portal.fees import operations
from portal.fees.rules.statuses import MOST_HOLD_DAYS, MOST_SHARES, REFERENCE_LONGEST, TEXT_LONGEST
from schema.engine.mutations import converts
from schema.engine.scalars import Date, Decimal
from schema.fees.enums import FeeBase, FeeCause, ShareRole
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

FEE = "The fee."
TERMS = (
    "rate", "valid_from", "valid_until", "product", "base", "cap", "hold_days", "contract_id", "clause_key"
)  # fmt: skip
REASON = f"1-{TEXT_LONGEST:,} characters; both sides read it."


@strawberry.input(description="What a partner earns by its sales from a day on; never changed, only ended.")
class FeeScheduleSetInput:
    partner_id: strawberry.ID = given("The partner.")
    rate: Decimal = given("From 0 to 1, at most 6 digits after the point: `0.0725` is 7.25 %.")
    valid_from: Date = given("The first day on which an order earns by it.")
    valid_until: Date | None = optional("The last day; absent: until somebody ends it.")
    product: str | None = optional("A product's code; absent: all products that have no schedule of their own.")
    base: FeeBase | None = optional("What the rate is applied to; absent: the net amount of the order.")
    cap: MoneyInput | None = optional("The most that one fee comes to.")
    hold_days: int | None = optional(f"So many days after the order a fee is held, 0-{MOST_HOLD_DAYS}; absent: 0.")
    contract_id: strawberry.ID | None = optional("The contract that it rests on; it ends with that.")
    clause_key: str | None = optional("The key of the clause that it rests on.")
    replaced_id: strawberry.ID | None = optional("The schedule for the same that it replaces: it ends the day before.")
    idempotency_key: str | None = key()


@strawberry.input(description="Sets the last day of a schedule.")
class FeeScheduleEndInput:
    schedule_id: strawberry.ID = given("The schedule.")
    expected_version: int = given(EXPECTED)
    valid_until: Date = given("The last day, today or later.")
    idempotency_key: str | None = key()


@strawberry.input(description="What a partner has done for a sale.")
class AttributionInput:
    partner_id: strawberry.ID = given("The partner.")
    role: ShareRole = given("What it has done.")
    share: int = given("Basis points; of those who only influenced the sale 0.")


@converts(AttributionInput)
def share(wanted: Any, _path: tuple[str, ...]) -> operations.Given:
    return operations.Given(wanted.partner_id.value, wanted.role, wanted.share)


@strawberry.input(description="Says who brought a sale that is not won yet.")
class FeeAttributeInput:
    opportunity_id: strawberry.ID = given("The opportunity.")
    shares: list[AttributionInput] = given(
        f"At most {MOST_SHARES} partners, together 10,000 basis points; none: whoever registered it."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A fee on a part of a sale, where it does not follow from the order by itself.")
class FeeAccrueInput:
    opportunity_id: strawberry.ID = given("The opportunity, which was won.")
    partner_id: strawberry.ID | None = optional("The partner that earns it; absent: whoever registered the sale.")
    product: str | None = optional("The product's code; absent: all of the order.")
    base: MoneyInput | None = optional("What the fee is counted on; absent: all of the order.")
    share: int | None = optional("Basis points, 1-10,000; absent: all of it.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs nothing but the fee.")
class FeeStepInput:
    fee_id: strawberry.ID = given(FEE)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="Keeps a fee back.")
class FeeHoldInput:
    fee_id: strawberry.ID = given(FEE)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Lets a fee go on to its approval.")
class FeeReleaseInput:
    fee_id: strawberry.ID = given(FEE)
    expected_version: int = given(EXPECTED)
    note: str | None = optional("At most 2,000 characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Takes all of a fee back that is not paid yet.")
class FeeReverseInput:
    fee_id: strawberry.ID = given(FEE)
    expected_version: int = given(EXPECTED)
    cause: FeeCause = given("Why; `DISPUTE` is entered by the portal alone.")
    text: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Takes so much of a fee back as belongs to what was returned.")
class FeeReduceInput:
    fee_id: strawberry.ID = given(FEE)
    expected_version: int = given(EXPECTED)
    cause: FeeCause = given("Why; `DISPUTE` is entered by the portal alone.")
    returned: MoneyInput = given("How much of what the fee is counted on was returned or is not paid.")
    text: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Says that what a partner is owed in a currency was paid.")
class FeePayInput:
    partner_id: strawberry.ID = given("The partner.")
    amount: MoneyInput = given("What was paid; it has to be what is owed of all approved fees, less what is owed back.")
    reference: str = given(f"The reference of the payment, 1-{REFERENCE_LONGEST} characters.")
    paid_on: Date = given("The day of the payment, today or before.")
    idempotency_key: str | None = key()


def arranged(found: dict[str, Any]) -> dict[str, Any]:
    """The fields of a schedule as its operation takes them."""
    told = {name: found.pop(name) for name in TERMS if name in found}
    return {**found, "terms": operations.Terms(**{**told, "rate": decimal.Decimal(told["rate"])})}
