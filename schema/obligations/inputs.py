"""What the mutations of obligations take."""

import strawberry

from portal.obligations.rules import CURE, LEAD, MOST_DAYS, TEXT_LONGEST, TITLE_LONGEST
from schema.engine.scalars import Date
from schema.obligations.enums import ObligationRepeats
from schema.shared.enums import Side
from schema.shared.inputs import EXPECTED, given, key, optional

OBLIGATION = "The obligation."
REASON = "1-2,000 characters; both sides read it."


@strawberry.input(description="Something that one side is to have done by a day.")
class ObligationProposeInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the contract's, or the caller's own.")
    contract_id: strawberry.ID | None = optional("A contract in force that it rests on.")
    clause_key: str | None = optional("The clause of the contract that states it.")
    expected_digest: str | None = optional("SHA-256 of the contract's text that was read; needed with a contract.")
    obligor: Side = given("The side that owes it.")
    title: str = given(f"What it is, 1-{TITLE_LONGEST} characters.")
    text: str = given(f"What has to be done, 1-{TEXT_LONGEST:,} characters.")
    due_on: Date = given("The due day, or the first of a series: today or later, where the side that owes it is.")
    repeats: ObligationRepeats | None = optional("How often it comes again; absent: never.")
    repeats_until: Date | None = optional("No due day lies after it; absent: until the contract ends, or it is waived.")
    lead_days: int | None = optional(f"Business days before the day on which it falls due: 0-{MOST_DAYS}, else {LEAD}.")
    cure_days: int | None = optional(f"Business days to make up for it once overdue: 0-{MOST_DAYS}, else {CURE}.")
    survives: bool | None = optional("Whether it goes on after the contract's end; absent: no.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs nothing but the obligation.")
class ObligationStepInput:
    obligation_id: strawberry.ID = given(OBLIGATION)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="The other side's word that it agrees to exactly what was proposed.")
class ObligationAgreeInput:
    obligation_id: strawberry.ID = given(OBLIGATION)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("`digest` of the obligation that was read.")
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
    file_ids: list[strawberry.ID] = given("Files that the caller has uploaded and that are attached to nothing yet.")
    note: str | None = optional("At most 2,000 characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="The word of the side to which it is owed that exactly this evidence shows it done.")
class ObligationConfirmInput:
    obligation_id: strawberry.ID = given(OBLIGATION)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("`evidenceDigest` of the evidence that was looked at.")
    idempotency_key: str | None = key()


@strawberry.input(description="The word, in writing, that it need not be done.")
class ObligationWaiveInput:
    obligation_id: strawberry.ID = given(OBLIGATION)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("`digest` of the obligation that is meant.")
    reason: str = given(REASON)
    idempotency_key: str | None = key()
