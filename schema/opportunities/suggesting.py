"""What the mutations of suggestions take, and the mutations."""

import strawberry

from portal.access import Permission
from portal.opportunities import operations, queries
from portal.opportunities.rules.statuses import MOST_REGIONS, TEXT_LONGEST
from schema.engine.mutations import mutation, payload
from schema.engine.scalars import Date
from schema.opportunities.suggested import Suggestion, SuggestionDismissal
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

P = Permission
SUGGESTION = "The suggestion."


@strawberry.input(description="Accepts a suggestion: a partner registers it, the company offers it to the partner.")
class SuggestionTakeInput:
    suggestion_id: strawberry.ID = given(SUGGESTION)
    expected_version: int = given(EXPECTED)
    estimate: MoneyInput = given("Expected amount of the deal.")
    expected_close_on: Date = given("Expected order date, within three years.")
    regions: list[str] | None = optional(
        f"1-{MOST_REGIONS} ISO 3166-1 or 3166-2 codes; absent: those of the sale by which the partner knows it."
    )
    text: str | None = optional(f"The customer's need, at most {TEXT_LONGEST:,} characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Dismisses a suggestion for 90 days, for both sides.")
class SuggestionDismissInput:
    suggestion_id: strawberry.ID = given(SUGGESTION)
    expected_version: int = given(EXPECTED)
    reason: SuggestionDismissal = given("Why.")
    idempotency_key: str | None = key()


SuggestionPayload = payload(
    Suggestion, "suggestion", queries.suggestion, description="Result of a step of a suggestion.",
    shown="The current suggestion; unchanged if the step was refused.",
)  # fmt: skip


@strawberry.type
class SuggestionMutation:
    suggestion_take = mutation(
        SuggestionPayload, SuggestionTakeInput, "Turn a suggestion into an opportunity.", operations.take_suggestion,
        P.OPPORTUNITY_DRAFT,
    )  # fmt: skip
    suggestion_dismiss = mutation(
        SuggestionPayload, SuggestionDismissInput, "Dismiss a suggestion. It returns if purchases still support it.",
        operations.dismiss_suggestion, P.OPPORTUNITY_DRAFT,
    )  # fmt: skip
