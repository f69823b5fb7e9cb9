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
REASON = "1-2,000 characters; both sides can read it."


@strawberry.input(description="An end customer, as far as the caller knows it; an identifier identifies it best.")
class OpportunityCustomerInput:
    name: str = given(f"Its name, 1-{NAME_LONGEST} characters.")
    country: str = given("ISO 3166-1 code.")
    domain: str | None = optional("Its domain, web address or a business email address.")
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

    customer: OpportunityCustomerInput = given("The customer.")
    products: list[str] = given(f"1-{MOST_PRODUCTS} codes of the company's products.")
    regions: list[str] = given(f"1-{MOST_REGIONS} ISO 3166-1 or 3166-2 codes.")
    estimate: MoneyInput = given("Expected amount of the deal.")
    expected_close_on: Date = given("Expected order date, within three years.")
    text: str | None = optional(f"The customer's need, at most {TEXT_LONGEST:,} characters.")
    stage: OpportunityStage | None = optional("Stage of the sale; absent: LEAD.")
    contract_id: strawberry.ID | None = optional("The contract in force for the sale.")
    external_id: str | None = optional(
        f"Your side's reference, at most {EXTERNAL_LONGEST} characters; unique among a partner's deals."
    )


@strawberry.input(description="Registers a deal. The portal's clock determines its arrival time.")
class OpportunityRegisterInput(_Deal):
    idempotency_key: str | None = key()


@strawberry.input(description="Drafts a deal that only the caller's side can see.")
class OpportunityDraftInput(_Deal):
    partner_id: strawberry.ID | None = optional("The partner; needed by the company's people.")
    source: OpportunitySource | None = optional("Source; absent: registered, or offered by the company.")
    idempotency_key: str | None = key()


@strawberry.input(description="Offers a lead to a partner.")
class OpportunityOfferLeadInput(_Deal):
    partner_id: strawberry.ID = given("The partner.")
    idempotency_key: str | None = key()


@strawberry.input(description="Replaces a draft.")
class OpportunityEditInput(_Deal):
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the opportunity.")
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
    note: str | None = optional("At most 2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Asks the partner for more information.")
class OpportunityAskInfoInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    items: list[str] = given("Missing information: 1-10 items of at most 500 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Gives the requested information. Customer, products and regions do not change.")
class OpportunityGiveInfoInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    text: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Rejects a registration, with an explanation for the partner.")
class OpportunityRejectInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    code: RejectionCode = given("Why.")
    older_right_on: Date | None = optional(
        "Date of the older right, if the code is based on one; absent in a conflict: the earliest conflicting one."
    )
    text: str | None = optional("At most 2,000 characters; do not name anyone else.")
    idempotency_key: str | None = key()


@strawberry.input(description="Reports that another registration is about the same customer.")
class OpportunityFlagConflictInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    other_id: strawberry.ID = given("The other registration.")
    idempotency_key: str | None = key()


@strawberry.input(description="Updates the stage of a sale.")
class OpportunityUpdateInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    stage: OpportunityStage = given("Stage of the sale.")
    estimate: MoneyInput = given("Expected amount of the deal.")
    expected_close_on: Date = given("Expected order date.")
    idempotency_key: str | None = key()


@strawberry.input(description="Requests an extension of the protection.")
class OpportunityAskExtensionInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    text: str = given(f"What has been done so far, 1-{TEXT_LONGEST:,} characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Records that the customer has ordered.")
class OpportunityWinInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    order_reference: str = given(f"The order's number, 1-{REFERENCE_LONGEST} characters.")
    won_on: Date = given("The day of the order, between the registration and today.")
    value: MoneyInput = given("The amount.")
    idempotency_key: str | None = key()


@strawberry.input(description="Records that the customer will not buy.")
class OpportunityLoseInput:
    opportunity_id: strawberry.ID = given(OPPORTUNITY)
    expected_version: int = given(EXPECTED)
    reason: LossReason = given("Why.")
    note: str | None = optional("At most 2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="A new product.")
class ProductAddInput:
    code: str = given(f"Its code, 1-{CODE_LONGEST} characters; stored in capital letters.")
    name: str = given(f"Name, 1-{NAME_LONGEST} characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="A new name for a product; its code stays.")
class ProductRenameInput:
    product_id: strawberry.ID = given("The product.")
    expected_version: int = given(EXPECTED)
    name: str = given(f"Name, 1-{NAME_LONGEST} characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Closes a product for new registrations.")
class ProductEndInput:
    product_id: strawberry.ID = given("The product.")
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="Whether someone at the company carries a sales quota.")
class MemberSetQuotaInput:
    member_id: strawberry.ID = given("The person's membership.")
    carries: bool = given("True if they carry a sales quota and so cannot decide conflicts.")
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
