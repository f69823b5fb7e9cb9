"""What the mutations of suggestions take, and the mutations."""

import strawberry

from portal.access import Permission
from portal.opportunities import operations, queries
from portal.opportunities.rules.statuses import MOST_REGIONS, TEXT_LONGEST
from portal.opportunities.rules.suggestion import NUMBER_LONGEST
from schema.engine.mutations import mutation, payload
from schema.engine.scalars import Date
from schema.opportunities.suggested import ProductNumber, Suggestion, SuggestionDismissal
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

P = Permission
SUGGESTION = "The suggestion."


@strawberry.input(description="Takes a suggestion: the partner registers it, the company offers it to the partner.")
class SuggestionTakeInput:
    suggestion_id: strawberry.ID = given(SUGGESTION)
    expected_version: int = given(EXPECTED)
    estimate: MoneyInput = given("What the deal is expected to come to.")
    expected_close_on: Date = given("When the customer is expected to order: within three years.")
    regions: list[str] | None = optional(
        f"1-{MOST_REGIONS} ISO 3166-1 or 3166-2 codes; absent: those of the sale by which the partner knows it."
    )
    text: str | None = optional(f"What the customer needs, at most {TEXT_LONGEST:,} characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Puts a suggestion aside for 90 days, for both sides.")
class SuggestionDismissInput:
    suggestion_id: strawberry.ID = given(SUGGESTION)
    expected_version: int = given(EXPECTED)
    reason: SuggestionDismissal = given("Why.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says what a number in a partner's orders means.")
class ProductNumberSetInput:
    partner_id: strawberry.ID = given("The partner.")
    number: str = given(f"The number as the orders have it, 1-{NUMBER_LONGEST} characters.")
    product_id: strawberry.ID | None = optional("The product; absent: none of the company's.")
    idempotency_key: str | None = key()


SuggestionPayload = payload(
    Suggestion, "suggestion", queries.suggestion, description="Result of a step of a suggestion.",
    shown="The suggestion now; as it is, if the step was refused.",
)  # fmt: skip
ProductNumberPayload = payload(
    ProductNumber, "product_number", queries.product_number, description="Result of saying what a number means.",
    shown="What it means now.",
)  # fmt: skip


@strawberry.type
class SuggestionMutation:
    suggestion_take = mutation(
        SuggestionPayload, SuggestionTakeInput, "Make an opportunity of a suggestion.", operations.take_suggestion,
        P.OPPORTUNITY_DRAFT,
    )  # fmt: skip
    suggestion_dismiss = mutation(
        SuggestionPayload, SuggestionDismissInput, "Put a suggestion aside; it comes back if it still follows.",
        operations.dismiss_suggestion, P.OPPORTUNITY_DRAFT,
    )  # fmt: skip
    product_number_set = mutation(
        ProductNumberPayload, ProductNumberSetInput, "Say which product a number in a partner's orders means.",
        operations.set_product_number, P.PRODUCT_MANAGE,
    )  # fmt: skip
