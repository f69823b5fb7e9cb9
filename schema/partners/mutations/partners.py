"""One mutation for each step of an account and of a relationship."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.partners import operations, queries
from schema.engine.mutations import mutation, payload
from schema.partners.inputs.partners import (
    PartnerApplyInput,
    PartnerAssignManagerInput,
    PartnerCorrectInput,
    PartnerCreateInput,
    PartnerExternalKeyInput,
    PartnerInviteInput,
    PartnerReasonInput,
    PartnerRequestInfoInput,
    PartnerStartExitInput,
    PartnerStepInput,
    PartnerSupplyInfoInput,
    RelationshipAgreePlanInput,
    RelationshipProposePlanInput,
    RelationshipStepInput,
)
from schema.partners.types import Partner

PartnerPayload = payload(
    Partner, "partner", queries.partner, description="Result of a step of a partner.",
    shown="The current partner; unchanged if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(PartnerPayload, given, description, operation, requires)


P = Permission


@strawberry.type
class PartnerMutation:
    partner_create = _step(PartnerCreateInput, "Add a prospect.", operations.create, P.PARTNER_CREATE)
    partner_correct = _step(
        PartnerCorrectInput, "Correct a partner's details, until the partner applies.", operations.correct,
        P.PARTNER_CREATE,
    )  # fmt: skip
    partner_set_external_key = _step(
        PartnerExternalKeyInput, "Set a partner's external key.", operations.set_external_key,
        P.PARTNER_CREATE,
    )  # fmt: skip
    partner_remove_external_key = _step(
        PartnerExternalKeyInput, "Remove a partner's external key.", operations.remove_external_key,
        P.PARTNER_CREATE,
    )  # fmt: skip
    partner_invite = _step(
        PartnerInviteInput, "Invite a prospect to apply; its first administrator gets a link.", operations.invite,
        P.PARTNER_CREATE,
    )  # fmt: skip
    partner_apply = _step(
        PartnerApplyInput, "Apply for the caller's own organisation.", operations.apply, P.PARTNER_APPLY
    )
    partner_request_info = _step(
        PartnerRequestInfoInput, "Ask an applicant for missing information.", operations.request_info, P.PARTNER_REVIEW
    )
    partner_supply_info = _step(
        PartnerSupplyInfoInput, "Answer the requested items.", operations.supply_info, P.PARTNER_APPLY
    )
    partner_reject = _step(PartnerReasonInput, "Reject an application.", operations.reject, P.PARTNER_REVIEW)
    partner_approve = _step(PartnerStepInput, "Approve an application.", operations.approve, P.PARTNER_APPROVE)
    partner_assign_manager = _step(
        PartnerAssignManagerInput, "Assign the company's relationship manager.", operations.assign_manager,
        P.PARTNER_APPROVE,
    )  # fmt: skip
    partner_hold = _step(PartnerReasonInput, "Put a partner on hold.", operations.hold, P.PARTNER_APPROVE)
    partner_release = _step(
        PartnerReasonInput, "Lift a hold; the reason says how its cause was cleared.", operations.release,
        P.PARTNER_APPROVE,
    )  # fmt: skip
    partner_start_exit = _step(
        PartnerStartExitInput, "Start an exit, with its plan.", operations.start_exit, P.PARTNER_EXIT
    )
    partner_agree_to_stay = _step(
        PartnerStepInput, "Agree to stay, for the caller's own organisation, so that the exit can be cancelled.",
        operations.agree_to_stay, P.PARTNER_STAY,
    )  # fmt: skip
    partner_cancel_exit = _step(
        PartnerReasonInput, "Cancel an exit, once the partner's administrator has agreed to stay.",
        operations.cancel_exit, P.PARTNER_SPONSOR,
    )  # fmt: skip
    partner_finish_exit = _step(
        PartnerStepInput, "Finish an exit: close the partner account and end all access, once nothing is open.",
        operations.finish_exit, P.PARTNER_APPROVE,
    )  # fmt: skip
    relationship_propose_plan = _step(
        RelationshipProposePlanInput, "Propose a relationship plan.", operations.propose_plan,
        P.RELATIONSHIP_PLAN,
    )  # fmt: skip
    relationship_agree_plan = _step(
        RelationshipAgreePlanInput, "Agree to the other side's plan.", operations.agree_plan, P.RELATIONSHIP_PLAN
    )
    relationship_advance = _step(
        RelationshipStepInput, "Move the relationship to the next stage, with the evidence.", operations.advance,
        P.RELATIONSHIP_MANAGE,
    )  # fmt: skip
    relationship_regress = _step(
        RelationshipStepInput,
        "Move the relationship back one stage, with the reason.",
        operations.regress,
        P.RELATIONSHIP_MANAGE,
    )
    relationship_dissolve = _step(
        RelationshipStepInput, "End the relationship, with the reason.", operations.dissolve, P.PARTNER_READ
    )
