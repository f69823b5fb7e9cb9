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
REASON = f"1-{TEXT_LONGEST:,} characters; both sides can read it."


@strawberry.input(description="A fee schedule from a day on. It is never changed, only ended.")
class FeeScheduleSetInput:
    partner_id: strawberry.ID = given("The partner.")
    rate: Decimal = given("From 0 to 1, at most 6 digits after the decimal point: `0.0725` is 7.25 %.")
    valid_from: Date = given("First day on which orders earn by it.")
    valid_until: Date | None = optional("The last day; absent: until someone ends it.")
    product: str | None = optional("A product's code; absent: all products that have no schedule of their own.")
    base: FeeBase | None = optional("Base of the rate; absent: the net amount of the order.")
    cap: MoneyInput | None = optional("Maximum amount of one fee.")
    hold_days: int | None = optional(f"Days after the order during which a fee is held, 0-{MOST_HOLD_DAYS}; absent: 0.")
    contract_id: strawberry.ID | None = optional("The contract that it is based on; it ends with that.")
    clause_key: str | None = optional("The key of the clause that it is based on.")
    replaced_id: strawberry.ID | None = optional("The schedule that it replaces, which ends the day before.")
    idempotency_key: str | None = key()


@strawberry.input(description="Sets the last day of a schedule.")
class FeeScheduleEndInput:
    schedule_id: strawberry.ID = given("The schedule.")
    expected_version: int = given(EXPECTED)
    valid_until: Date = given("The last day, today or later.")
    idempotency_key: str | None = key()


@strawberry.input(description="A partner's role in a sale.")
class AttributionInput:
    partner_id: strawberry.ID = given("The partner.")
    role: ShareRole = given("Its role.")
    share: int = given("Basis points; 0 for partners that only influenced the sale.")


@converts(AttributionInput)
def share(wanted: Any, _path: tuple[str, ...]) -> operations.Given:
    return operations.Given(wanted.partner_id.value, wanted.role, wanted.share)


@strawberry.input(description="Sets which partners brought a sale that is not won yet.")
class FeeAttributeInput:
    opportunity_id: strawberry.ID = given("The opportunity.")
    shares: list[AttributionInput] = given(
        f"At most {MOST_SHARES} partners, together 10,000 basis points; none: the partner that registered the sale."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A fee on part of a sale, if it is not earned automatically.")
class FeeAccrueInput:
    opportunity_id: strawberry.ID = given("The opportunity, which must be won.")
    partner_id: strawberry.ID | None = optional(
        "The partner that earns it; absent: the partner that registered the sale."
    )
    product: str | None = optional("The product code; absent: the whole order.")
    base: MoneyInput | None = optional("Base amount of the fee; absent: the whole order.")
    share: int | None = optional("Basis points, 1-10,000; absent: the full fee.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the fee.")
class FeeStepInput:
    fee_id: strawberry.ID = given(FEE)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="Puts a fee on hold.")
class FeeHoldInput:
    fee_id: strawberry.ID = given(FEE)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Releases a fee for approval.")
class FeeReleaseInput:
    fee_id: strawberry.ID = given(FEE)
    expected_version: int = given(EXPECTED)
    note: str | None = optional("At most 2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Reverses a fee that is not paid yet.")
class FeeReverseInput:
    fee_id: strawberry.ID = given(FEE)
    expected_version: int = given(EXPECTED)
    cause: FeeCause = given("Reason; only the portal enters `DISPUTE`.")
    text: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Reduces a fee in proportion to returns.")
class FeeReduceInput:
    fee_id: strawberry.ID = given(FEE)
    expected_version: int = given(EXPECTED)
    cause: FeeCause = given("Reason; only the portal enters `DISPUTE`.")
    returned: MoneyInput = given("Part of the base that was returned or not paid.")
    text: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Records a payout of the amount owed to a partner in a currency.")
class FeePayInput:
    partner_id: strawberry.ID = given("The partner.")
    amount: MoneyInput = given("Amount paid; it must equal all approved fees less amounts owed back.")
    reference: str = given(f"The reference of the payment, 1-{REFERENCE_LONGEST} characters.")
    paid_on: Date = given("The day of the payment, today or before.")
    idempotency_key: str | None = key()


def arranged(found: dict[str, Any]) -> dict[str, Any]:
    """The fields of a schedule as its operation takes them."""
    told = {name: found.pop(name) for name in TERMS if name in found}
    return {**found, "terms": operations.Terms(**{**told, "rate": decimal.Decimal(told["rate"])})}
