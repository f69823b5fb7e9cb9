"""What the mutations of opportunities take."""

from typing import Any

import strawberry

from portal.opportunities import operations
from portal.opportunities.rules.statuses import (
    CODE_LONGEST,
    EXTERNAL_LONGEST,
    MOST_PRODUCTS,
    MOST_REGIONS,
    NAME_LONGEST,
    REFERENCE_LONGEST,
    TEXT_LONGEST,
)
from schema.engine.mutations import converts
from schema.engine.scalars import Date
from schema.opportunities.enums import LossReason, OpportunitySource, OpportunityStage, RejectionCode
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

OPPORTUNITY = "The opportunity."
SAID = (
    "customer", "products", "regions", "estimate", "expected_close_on", "text", "stage", "contract_id", "external_id",
)  # fmt: skip
REASON = "1-2,000 characters; both sides read it."


@strawberry.input(description="An end customer, as much of it as the caller knows; an identifier finds it best.")
class OpportunityCustomerInput:
    name: str = given(f"Its name, 1-{NAME_LONGEST} characters.")
    country: str = given("ISO 3166-1 code.")
    domain: str | None = optional("Its domain, web address or a business e-mail address.")
    lei: str | None = optional("Legal Entity Identifier.")
    vat_number: str | None = optional("VAT number.")
    register_number: str | None = optional("Number in a register of companies.")


@converts(OpportunityCustomerInput)
def customer(wanted: OpportunityCustomerInput, _path: tuple[str, ...]) -> operations.Customer:
    typed = {name: value for name, value in vars(wanted).items() if value not in (None, strawberry.UNSET)}
    return operations.Customer(**typed)


@strawberry.input
class _Deal:
    """What is said of a deal, whether it is registered, written down or written anew."""

    customer: OpportunityCustomerInput = given("With whom.")
    products: list[str] = given(f"1-{MOST_PRODUCTS} codes of the company's products.")
    regions: list[str] = given(f"1-{MOST_REGIONS} ISO 3166-1 or 3166-2 codes.")
    estimate: MoneyInput = given("What the deal is expected to come to.")
    expected_close_on: Date = given("When the customer is expected to order: within three years.")
    text: str | None = optional(f"What the customer needs, at most {TEXT_LONGEST:,} characters.")
    stage: OpportunityStage | None = optional("How far the sale is; absent: a lead.")
    contract_id: strawberry.ID | None = optional("The contract in force under which it is to be sold.")
    external_id: str | None = optional(
        f"What your side calls it, at most {EXTERNAL_LONGEST} characters; each of a partner's deals has another."
    )


@strawberry.input(description="Registers a deal: the portal's clock says when it came in.")
class OpportunityRegisterInput(_Deal):
    idempotency_key: str | None = key()


@strawberry.input(description="Writes a deal down for the caller's side, which alone sees it.")
class OpportunityDraftInput(_Deal):
    partner_id: strawberry.ID | None = optional("The partner; needed by the company's people.")
    source: OpportunitySource | None = optional("Where it comes from; absent: registered, or offered by the company.")
    idempotency_key: str | None = key()


@strawberry.input(description="Writes a draft anew.")
class OpportunityEditInput(_Deal):
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs nothing but the opportunity.")
class OpportunityStepInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class OpportunityReasonInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a note that both sides can read.")
class OpportunityNoteInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    note: str | None = optional("At most 2,000 characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Asks the partner for more.")
class OpportunityAskInfoInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    items: list[str] = given("What is missing: 1-10 things of at most 500 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says what was asked; customer, products and regions stay.")
class OpportunityGiveInfoInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    text: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Rejects a registration, with what the partner reads.")
class OpportunityRejectInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    code: RejectionCode = given("Why.")
    older_right_on: Date | None = optional(
        "The day of the older right where the code rests on one; absent in a conflict: the earliest that it meets."
    )
    text: str | None = optional("At most 2,000 characters; name nobody else.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says that another registration is about the same customer.")
class OpportunityFlagConflictInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    other_id: strawberry.ID = given("The other registration.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says how far the sale is.")
class OpportunityUpdateInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    stage: OpportunityStage = given("How far the sale is.")
    estimate: MoneyInput = given("What the deal is expected to come to.")
    expected_close_on: Date = given("When the customer is expected to order.")
    idempotency_key: str | None = key()


@strawberry.input(description="Asks for a longer protection.")
class OpportunityAskExtensionInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    text: str = given(f"What has been done so far, 1-{TEXT_LONGEST:,} characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says that the customer has ordered.")
class OpportunityWinInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    order_reference: str = given(f"The order's number, 1-{REFERENCE_LONGEST} characters.")
    won_on: Date = given("The day of the order, between the registration and today.")
    value: MoneyInput = given("What it comes to.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says that the customer does not buy.")
class OpportunityLoseInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    reason: LossReason = given("Why.")
    note: str | None = optional("At most 2,000 characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Something that the company sells from now on.")
class ProductAddInput:
    code: str = given(f"Its code, 1-{CODE_LONGEST} characters; kept in capital letters.")
    name: str = given(f"What it is called, 1-{NAME_LONGEST} characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Another name for a product; its code stays.")
class ProductRenameInput:
    product_id: strawberry.ID = given("The product.")
    expected_version: int = given(EXPECTED)
    name: str = given(f"What it is called, 1-{NAME_LONGEST} characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Takes a product out of the list.")
class ProductEndInput:
    product_id: strawberry.ID = given("The product.")
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="Whether somebody of the company is measured by what they sell.")
class MemberSetQuotaInput:
    member_id: strawberry.ID = given("The person's place in the company.")
    carries: bool = given("Whether they carry a sales quota; then they decide no conflict.")
    idempotency_key: str | None = key()


def arranged(found: dict[str, Any]) -> dict[str, Any]:
    """The fields of a deal as its operation takes them."""
    said = {name: value for name, value in found.items() if name in SAID}
    return {**{name: value for name, value in found.items() if name not in SAID}, "said": operations.Said(**said)}


def rejected(found: dict[str, Any]) -> dict[str, Any]:
    """The same of a rejection."""
    names = ("code", "text", "older_right_on")
    told = {name: found.pop(name) for name in names if name in found}
    return {**found, "rejection": operations.Rejection(**told)}


def won(found: dict[str, Any]) -> dict[str, Any]:
    """The same of an order."""
    told = {name: found.pop(name) for name in ("order_reference", "won_on", "value")}
    return {**found, "won": operations.Won(**told)}
