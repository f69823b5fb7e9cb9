"""What the mutations of an account, a relationship and their plans take."""

from typing import Any

import strawberry

from portal.partners import operations
from schema.engine.mutations import converts, uuid_of
from schema.engine.scalars import Date
from schema.partners.enums import PartnerKind
from schema.shared.inputs import EXPECTED, given, key, optional


@strawberry.input(description="A new prospect.")
class PartnerCreateInput:
    name: str = given("Legal name, 1-200 characters.")
    kinds: list[PartnerKind] = given("What it is to the company.")
    country: str = given("ISO 3166-1 code.")
    calendar: str = given("The calendar its business days are counted in, for example `GB-ENG`.")
    zone: str = given("IANA time zone.")
    register_number: str | None = optional("In the register of companies, at most 50 characters.")
    vat_number: str | None = optional("VAT or tax number: 4-20 letters and digits; blanks and signs do not count.")
    lei: str | None = optional("Legal Entity Identifier, ISO 17442.")
    idempotency_key: str | None = key()


PARTNER = "The partner."


@strawberry.input(description="What the company enters of a partner, said anew; what is left out is empty.")
class PartnerCorrectInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    name: str = given("Legal name, 1-200 characters.")
    kinds: list[PartnerKind] = given("What it is to the company.")
    country: str = given("ISO 3166-1 code.")
    calendar: str = given("The calendar its business days are counted in, for example `GB-ENG`.")
    zone: str = given("IANA time zone.")
    register_number: str | None = optional("In the register of companies, at most 50 characters.")
    vat_number: str | None = optional("VAT or tax number: 4-20 letters and digits; blanks and signs do not count.")
    lei: str | None = optional("Legal Entity Identifier, ISO 17442.")
    idempotency_key: str | None = key()


@strawberry.input(description="What another system calls a partner.")
class PartnerExternalKeyInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    system: str = given("Name of the system, 1-50 characters.")
    value: str = given("Key in it, 1-100 characters; of one partner alone.")
    idempotency_key: str | None = key()


@strawberry.input(description="An invitation to apply.")
class PartnerInviteInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    email: str = given("Address at work of its first administrator.")
    name: str = given("Full name, 1-200 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="An application of the caller's own organisation.")
class PartnerApplyInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    consent: bool = given("That the company may use what the application says to decide about it.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs nothing but the partner.")
class PartnerStepInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class PartnerReasonInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    reason: str = given("1-2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="What is missing in an application.")
class PartnerRequestInfoInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    items: list[str] = given("1 to 20 items of 1-2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="The answer to one requested item.")
class RequestedItemAnswer:
    item_id: strawberry.ID = given("The item.")
    answer: str = given("1-10,000 characters.")


@strawberry.input(description="Answers to everything that is open.")
class PartnerSupplyInfoInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    answers: list[RequestedItemAnswer] = given("One for each open item.")
    idempotency_key: str | None = key()


@strawberry.input(description="The company's relationship manager of a partner.")
class PartnerAssignManagerInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    manager_id: strawberry.ID = given("An active relationship manager of the company.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step of the relationship.")
class RelationshipStepInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    note: str = given("The evidence or the reason, 1-2,000 characters; the company's own.")
    idempotency_key: str | None = key()


@strawberry.input(description="The plan of an exit.")
class PartnerStartExitInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    ends_on: Date = given("Its last day: after today, within three years.")
    arrangement: str = given("What happens with what is open, 1-10,000 characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="A plan for the relationship.")
class RelationshipProposePlanInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_digest: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Digest of the newest plan, agreed or waiting; absent if there is none. It takes its place.",
    )
    text: str = given("1-10,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="A side's word that it agrees to exactly this plan.")
class RelationshipAgreePlanInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_digest: str = given("Digest of the plan that waits.")
    idempotency_key: str | None = key()


@converts(RequestedItemAnswer)
def _answer(answer: Any, path: tuple[str, ...]) -> operations.Answer:
    return operations.Answer(item_id=uuid_of("item_id", answer.item_id, (*path, "itemId")), answer=answer.answer)
