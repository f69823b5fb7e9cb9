"""One mutation for each step of an opportunity."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.opportunities import operations, queries
from schema.engine.mutations import mutation, payload
from schema.opportunities import inputs
from schema.opportunities.types import Opportunity, Product
from schema.partners.mutations.people import MemberPayload

P = Permission

OpportunityPayload = payload(
    Opportunity, "opportunity", queries.opportunity, description="Result of a step of an opportunity.",
    shown="The opportunity now; as it is, if the step was refused.",
)  # fmt: skip
ProductPayload = payload(
    Product, "product", queries.product, description="Result of a change of what the company sells.",
    shown="The product now.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission, **more: Any) -> Any:
    return mutation(OpportunityPayload, given, description, operation, requires, **more)


@strawberry.type
class OpportunityMutation:
    opportunity_register = _step(
        inputs.OpportunityRegisterInput,
        "Register a deal; the company has two business days to decide, and silence approves it.",
        operations.register_at_once, P.OPPORTUNITY_REGISTER, arranged=inputs.arranged,
    )  # fmt: skip
    opportunity_draft = _step(
        inputs.OpportunityDraftInput, "Write a deal down, to register or offer it later.", operations.draft,
        P.OPPORTUNITY_DRAFT, arranged=inputs.arranged,
    )  # fmt: skip
    opportunity_edit = _step(
        inputs.OpportunityEditInput, "Write a draft anew.", operations.edit, P.OPPORTUNITY_DRAFT,
        arranged=inputs.arranged,
    )  # fmt: skip
    opportunity_discard = _step(
        inputs.OpportunityStepInput, "Put a draft aside for good.", operations.discard, P.OPPORTUNITY_DRAFT
    )
    opportunity_register_draft = _step(
        inputs.OpportunityStepInput, "Register a draft as it is.", operations.register, P.OPPORTUNITY_REGISTER
    )
    opportunity_offer = _step(
        inputs.OpportunityStepInput, "Offer a draft to its partner, who has five business days to take it.",
        operations.offer, P.OPPORTUNITY_OFFER,
    )  # fmt: skip
    opportunity_accept = _step(
        inputs.OpportunityStepInput, "Take what the company offers.", operations.accept, P.OPPORTUNITY_REGISTER
    )
    opportunity_decline = _step(
        inputs.OpportunityReasonInput, "Decline what the company offers.", operations.decline, P.OPPORTUNITY_REGISTER
    )
    opportunity_ask_info = _step(
        inputs.OpportunityAskInfoInput, "Ask the partner for more; the company's own time stands.",
        operations.ask_info, P.OPPORTUNITY_DECIDE,
    )  # fmt: skip
    opportunity_give_info = _step(
        inputs.OpportunityGiveInfoInput, "Say what was asked; it keeps the time at which it came in.",
        operations.give_info, P.OPPORTUNITY_REGISTER,
    )  # fmt: skip
    opportunity_approve = _step(
        inputs.OpportunityStepInput, "Protect a registration for 90 days.", operations.approve, P.OPPORTUNITY_DECIDE
    )
    opportunity_reject = _step(
        inputs.OpportunityRejectInput, "Reject a registration, also one that meets others.", operations.reject,
        P.CONFLICT_DECIDE, arranged=inputs.rejected,
    )  # fmt: skip
    opportunity_flag_conflict = _step(
        inputs.OpportunityFlagConflictInput, "Say that another registration is about the same.",
        operations.flag_conflict, P.OPPORTUNITY_DECIDE,
    )  # fmt: skip
    opportunity_award_here = _step(
        inputs.OpportunityStepInput, "Decide a conflict for this registration.", operations.award, P.CONFLICT_DECIDE
    )
    opportunity_split = _step(
        inputs.OpportunityStepInput, "Protect of a registration that meets others what nobody holds.",
        operations.split, P.CONFLICT_DECIDE,
    )  # fmt: skip
    opportunity_update = _step(
        inputs.OpportunityUpdateInput, "Say how far the sale is.", operations.update, P.OPPORTUNITY_REGISTER
    )
    opportunity_ask_extension = _step(
        inputs.OpportunityAskExtensionInput, "Ask for a longer protection; silence gives it.",
        operations.ask_extension, P.OPPORTUNITY_REGISTER,
    )  # fmt: skip
    opportunity_extend = _step(
        inputs.OpportunityNoteInput, "Extend the protection by 60 days, once.", operations.extend, P.OPPORTUNITY_EXTEND
    )
    opportunity_refuse_extension = _step(
        inputs.OpportunityReasonInput, "Refuse to extend the protection.", operations.refuse_extension,
        P.OPPORTUNITY_EXTEND,
    )  # fmt: skip
    opportunity_win = _step(
        inputs.OpportunityWinInput, "Say that the customer has ordered.", operations.win, P.OPPORTUNITY_CLOSE,
        arranged=inputs.won,
    )  # fmt: skip
    opportunity_lose = _step(
        inputs.OpportunityLoseInput, "Say that the customer does not buy.", operations.lose, P.OPPORTUNITY_CLOSE
    )
    opportunity_withdraw = _step(
        inputs.OpportunityNoteInput, "Give a registration up; what it held is free.", operations.withdraw,
        P.OPPORTUNITY_WITHDRAW,
    )  # fmt: skip
    product_add = mutation(
        ProductPayload, inputs.ProductAddInput, "Put something that the company sells into the list.",
        operations.add_product, P.PRODUCT_MANAGE,
    )  # fmt: skip
    product_rename = mutation(
        ProductPayload, inputs.ProductRenameInput, "Call a product something else; its code stays.",
        operations.rename_product, P.PRODUCT_MANAGE,
    )  # fmt: skip
    product_end = mutation(
        ProductPayload, inputs.ProductEndInput, "Register nothing new with a product.", operations.end_product,
        P.PRODUCT_MANAGE,
    )  # fmt: skip
    member_set_quota = mutation(
        MemberPayload, inputs.MemberSetQuotaInput,
        "Say whether one of the company's people carries a sales quota; then they decide no conflict.",
        operations.set_quota, P.MEMBER_MANAGE,
    )  # fmt: skip
