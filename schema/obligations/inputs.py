"""What the mutations of obligations take."""

import strawberry

from portal.obligations.rules import CURE, LEAD, MOST_DAYS, TEXT_LONGEST, TITLE_LONGEST
from schema.engine.scalars import Date
from schema.obligations.enums import ObligationRepeats
from schema.shared.enums import Side
from schema.shared.inputs import EXPECTED, given, key, optional

OBLIGATION = "The obligation."
REASON = "1-2,000 characters; both sides can read it."


@strawberry.input(description="Something that one side must do by a date.")
class ObligationProposeInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the contract's, or the caller's own.")
    contract_id: strawberry.ID | None = optional("A contract in force that it is based on.")
    clause_key: str | None = optional("Key of the contract clause that states it.")
    expected_digest: str | None = optional(
        "SHA-256 of the contract text that the caller read; required with a contract."
    )
    obligor: Side = given("The side that owes it.")
    title: str = given(f"Title, 1-{TITLE_LONGEST} characters.")
    text: str = given(f"What must be done, 1-{TEXT_LONGEST:,} characters.")
    due_on: Date = given(
        "The due date, or the first of a series: today or later, in the time zone of the side that owes it."
    )
    repeats: ObligationRepeats | None = optional("How often it repeats; absent: never.")
    repeats_until: Date | None = optional(
        "Last possible due date; absent: until the contract ends or the obligation is waived."
    )
    lead_days: int | None = optional(
        f"Business days before the due date at which it falls due: 0-{MOST_DAYS}, default {LEAD}."
    )
    cure_days: int | None = optional(f"Grace period in business days once overdue: 0-{MOST_DAYS}, default {CURE}.")
    survives: bool | None = optional("True if it continues after the contract ends; absent: false.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the obligation.")
class ObligationStepInput:
    obligation_id: strawberry.ID = given(OBLIGATION)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="The other side's agreement to exactly this proposal.")
class ObligationAgreeInput:
    obligation_id: strawberry.ID = given(OBLIGATION)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("`digest` of the obligation that the caller read.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class ObligationReasonInput:
    obligation_id: strawberry.ID = given(OBLIGATION)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Evidence that it is done.")
class ObligationClaimDoneInput:
    obligation_id: strawberry.ID = given(OBLIGATION)
    expected_version: int = given(EXPECTED)
    file_ids: list[strawberry.ID] = given("Uploaded files of the caller that are not attached to anything yet.")
    note: str | None = optional("At most 2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Confirmation that exactly this evidence shows it done.")
class ObligationConfirmInput:
    obligation_id: strawberry.ID = given(OBLIGATION)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("`evidenceDigest` of the evidence that the caller reviewed.")
    idempotency_key: str | None = key()


@strawberry.input(description="A waiver in writing.")
class ObligationWaiveInput:
    obligation_id: strawberry.ID = given(OBLIGATION)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("`digest` of the obligation to waive.")
    reason: str = given(REASON)
    idempotency_key: str | None = key()
