"""Mutations for partner organisations."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.contracts import operations as contract_operations
from portal.partners import operations, queries
from schema.contract_inputs import EXPECTED, given, key
from schema.enums import PartnerKind
from schema.errors import UserError
from schema.fields import Row, computed, nothing_needed, read
from schema.mutations import converts, mutation, user_errors, uuid_of
from schema.partners import Partner
from schema.scalars import Date


@strawberry.input(description="A new prospect.")
class PartnerCreateInput:
    name: str = given("Legal name, 1-200 characters.")
    kinds: list[PartnerKind] = given("What it is to the company.")
    country: str = given("ISO 3166-1 code.")
    calendar: str = given("The calendar its business days are counted in, for example `GB-ENG`.")
    zone: str = given("IANA time zone.")
    idempotency_key: str | None = key()


PARTNER = "The partner."


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


@strawberry.type(description="Result of a step of a partner.")
class PartnerPayload:
    user_errors = computed(list[UserError], "Empty on success.", needs=nothing_needed)(user_errors)

    @read(Partner | None, "The partner now; as it is, if the step was refused.")
    def partner(self: Row) -> Any:
        return queries.partner(self.result_id)


def _step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(PartnerPayload, given, description, operation, requires)


P = Permission


@strawberry.type
class PartnerMutation:
    partner_create = _step(PartnerCreateInput, "Enter a prospect.", operations.create, P.PARTNER_CREATE)
    partner_invite = _step(
        PartnerInviteInput, "Invite a prospect to apply; its first administrator gets a link.", operations.invite,
        P.PARTNER_CREATE,
    )  # fmt: skip
    partner_apply = _step(
        PartnerApplyInput, "Apply for the caller's own organisation.", operations.apply, P.PARTNER_APPLY
    )
    partner_request_info = _step(
        PartnerRequestInfoInput, "Ask an applicant for what is missing.", operations.request_info, P.PARTNER_REVIEW
    )
    partner_supply_info = _step(
        PartnerSupplyInfoInput, "Answer what was asked for.", operations.supply_info, P.PARTNER_APPLY
    )
    partner_reject = _step(PartnerReasonInput, "Turn an application down.", operations.reject, P.PARTNER_REVIEW)
    partner_approve = _step(PartnerStepInput, "Make an applicant a partner.", operations.approve, P.PARTNER_APPROVE)
    partner_assign_manager = _step(
        PartnerAssignManagerInput, "Name the company's relationship manager.", operations.assign_manager,
        P.PARTNER_APPROVE,
    )  # fmt: skip
    partner_hold = _step(PartnerReasonInput, "Put a partner on hold.", operations.hold, P.PARTNER_APPROVE)
    partner_release = _step(
        PartnerReasonInput, "End a hold; the reason says how its cause was cleared.", operations.release,
        P.PARTNER_APPROVE,
    )  # fmt: skip
    partner_start_exit = _step(
        PartnerStartExitInput, "Begin an exit, with its plan.", operations.start_exit, P.PARTNER_EXIT
    )
    partner_agree_to_stay = _step(
        PartnerStepInput, "Agree, for the caller's own organisation, that its exit be called off.",
        operations.agree_to_stay, P.PARTNER_STAY,
    )  # fmt: skip
    partner_cancel_exit = _step(
        PartnerReasonInput, "Call an exit off, once the partner's administrator agreed to stay.",
        operations.cancel_exit, P.PARTNER_SPONSOR,
    )  # fmt: skip
    partner_finish_exit = _step(
        PartnerStepInput, "End a partner's account and everybody's access, once nothing is open.",
        contract_operations.finish_exit, P.PARTNER_APPROVE,
    )  # fmt: skip
    relationship_propose_plan = _step(
        RelationshipProposePlanInput, "Put a plan for the relationship on the table.", operations.propose_plan,
        P.RELATIONSHIP_PLAN,
    )  # fmt: skip
    relationship_agree_plan = _step(
        RelationshipAgreePlanInput, "Agree to the other side's plan.", operations.agree_plan, P.RELATIONSHIP_PLAN
    )
    relationship_advance = _step(
        RelationshipStepInput, "One stage nearer, with the evidence.", contract_operations.advance_relationship,
        P.RELATIONSHIP_MANAGE,
    )  # fmt: skip
    relationship_regress = _step(
        RelationshipStepInput, "One stage back, with the reason.", operations.regress, P.RELATIONSHIP_MANAGE
    )
    relationship_dissolve = _step(
        RelationshipStepInput, "End the relationship, with the reason.", operations.dissolve, P.PARTNER_READ
    )
