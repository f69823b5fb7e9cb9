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
    calendar: str = given("Calendar of its business days, for example `GB-ENG`.")
    zone: str = given("IANA time zone.")
    register_number: str | None = optional("In the register of companies, at most 50 characters.")
    vat_number: str | None = optional("VAT or tax number: 4-20 letters and digits; spaces and signs are ignored.")
    lei: str | None = optional("Legal Entity Identifier, ISO 17442.")
    idempotency_key: str | None = key()


PARTNER = "The partner."


@strawberry.input(description="The partner's details as the company corrects them; omitted fields become empty.")
class PartnerCorrectInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    name: str = given("Legal name, 1-200 characters.")
    kinds: list[PartnerKind] = given("What it is to the company.")
    country: str = given("ISO 3166-1 code.")
    calendar: str = given("Calendar of its business days, for example `GB-ENG`.")
    zone: str = given("IANA time zone.")
    register_number: str | None = optional("In the register of companies, at most 50 characters.")
    vat_number: str | None = optional("VAT or tax number: 4-20 letters and digits; spaces and signs are ignored.")
    lei: str | None = optional("Legal Entity Identifier, ISO 17442.")
    idempotency_key: str | None = key()


@strawberry.input(description="A partner's external key.")
class PartnerExternalKeyInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    system: str = given("Name of the system, 1-50 characters.")
    value: str = given("Key in that system, 1-100 characters; unique to one partner.")
    idempotency_key: str | None = key()


@strawberry.input(description="An invitation to apply.")
class PartnerInviteInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    email: str = given("Work email address of its first administrator.")
    name: str = given("Full name, 1-200 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="An application of the caller's own organisation.")
class PartnerApplyInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_version: int = given(EXPECTED)
    consent: bool = given("Consent that the company may use the application to decide on it.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the partner.")
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


@strawberry.input(description="Missing information in an application.")
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
    arrangement: str = given("What happens to open items, 1-10,000 characters; both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="A relationship plan.")
class RelationshipProposePlanInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_digest: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Digest of the latest plan, agreed or waiting; absent if there is none. The new plan replaces it.",
    )
    text: str = given("1-10,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="A side's agreement to exactly this plan.")
class RelationshipAgreePlanInput:
    partner_id: strawberry.ID = given(PARTNER)
    expected_digest: str = given("Digest of the waiting plan.")
    idempotency_key: str | None = key()


@converts(RequestedItemAnswer)
def _answer(answer: Any, path: tuple[str, ...]) -> operations.Answer:
    return operations.Answer(item_id=uuid_of("item_id", answer.item_id, (*path, "itemId")), answer=answer.answer)
