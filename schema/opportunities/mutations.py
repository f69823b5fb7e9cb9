"""One mutation for each step of an opportunity."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.opportunities import operations, queries
from schema.engine.mutations import mutation, payload
from schema.opportunities import inputs
from schema.opportunities.catalogue import Product
from schema.opportunities.types import Opportunity
from schema.partners.mutations.people import MemberPayload

P = Permission

OpportunityPayload = payload(
    Opportunity, "opportunity", queries.opportunity, description="Result of a step of an opportunity.",
    shown="The current opportunity; unchanged if the step was refused.",
)  # fmt: skip
ProductPayload = payload(
    Product, "product", queries.product, description="Result of changing a product.",
    shown="The current product.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission, **more: Any) -> Any:
    return mutation(OpportunityPayload, given, description, operation, requires, **more)


@strawberry.type
class OpportunityMutation:
    opportunity_register = _step(
        inputs.OpportunityRegisterInput,
        "Register a deal. The company has two business days to decide, and silence approves it.",
        operations.register_at_once, P.OPPORTUNITY_REGISTER, arranged=inputs.arranged,
    )  # fmt: skip
    opportunity_draft = _step(
        inputs.OpportunityDraftInput, "Draft a deal to register or offer later.", operations.draft,
        P.OPPORTUNITY_DRAFT, arranged=inputs.arranged,
    )  # fmt: skip
    opportunity_edit = _step(
        inputs.OpportunityEditInput, "Replace a draft.", operations.edit, P.OPPORTUNITY_DRAFT,
        arranged=inputs.arranged,
    )  # fmt: skip
    opportunity_discard = _step(
        inputs.OpportunityStepInput, "Discard a draft permanently.", operations.discard, P.OPPORTUNITY_DRAFT
    )
    opportunity_register_draft = _step(
        inputs.OpportunityStepInput, "Register a draft without changes.", operations.register, P.OPPORTUNITY_REGISTER
    )
    opportunity_offer = _step(
        inputs.OpportunityStepInput, "Offer a draft to its partner, which has five business days to accept it.",
        operations.offer, P.OPPORTUNITY_OFFER,
    )  # fmt: skip
    opportunity_accept = _step(
        inputs.OpportunityStepInput, "Accept the company's offer.", operations.accept, P.OPPORTUNITY_REGISTER
    )
    opportunity_decline = _step(
        inputs.OpportunityReasonInput, "Decline the company's offer.", operations.decline, P.OPPORTUNITY_REGISTER
    )
    opportunity_ask_info = _step(
        inputs.OpportunityAskInfoInput, "Ask the partner for more information. The company's deadline is paused.",
        operations.ask_info, P.OPPORTUNITY_DECIDE,
    )  # fmt: skip
    opportunity_give_info = _step(
        inputs.OpportunityGiveInfoInput, "Give the requested information. The registration keeps its arrival time.",
        operations.give_info, P.OPPORTUNITY_REGISTER,
    )  # fmt: skip
    opportunity_approve = _step(
        inputs.OpportunityStepInput, "Protect a registration for 90 days.", operations.approve, P.OPPORTUNITY_DECIDE
    )
    opportunity_reject = _step(
        inputs.OpportunityRejectInput, "Reject a registration, including a conflicting one.", operations.reject,
        P.CONFLICT_DECIDE, arranged=inputs.rejected,
    )  # fmt: skip
    opportunity_flag_conflict = _step(
        inputs.OpportunityFlagConflictInput, "Report that another registration is about the same customer.",
        operations.flag_conflict, P.OPPORTUNITY_DECIDE,
    )  # fmt: skip
    opportunity_award_here = _step(
        inputs.OpportunityStepInput,
        "Decide a conflict in favour of this registration.",
        operations.award,
        P.CONFLICT_DECIDE,
    )
    opportunity_split = _step(
        inputs.OpportunityStepInput, "Protect the part of a conflicting registration that no one else holds.",
        operations.split, P.CONFLICT_DECIDE,
    )  # fmt: skip
    opportunity_update = _step(
        inputs.OpportunityUpdateInput, "Update the stage of a sale.", operations.update, P.OPPORTUNITY_REGISTER
    )
    opportunity_ask_extension = _step(
        inputs.OpportunityAskExtensionInput, "Request an extension of the protection; silence grants it.",
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
        inputs.OpportunityWinInput, "Record that the customer has ordered.", operations.win, P.OPPORTUNITY_CLOSE,
        arranged=inputs.won,
    )  # fmt: skip
    opportunity_lose = _step(
        inputs.OpportunityLoseInput, "Record that the customer will not buy.", operations.lose, P.OPPORTUNITY_CLOSE
    )
    opportunity_withdraw = _step(
        inputs.OpportunityNoteInput, "Withdraw a registration and free what it held.", operations.withdraw,
        P.OPPORTUNITY_WITHDRAW,
    )  # fmt: skip
    product_add = mutation(
        ProductPayload, inputs.ProductAddInput, "Add a product.",
        operations.add_product, P.PRODUCT_MANAGE,
    )  # fmt: skip
    product_rename = mutation(
        ProductPayload, inputs.ProductRenameInput, "Rename a product; its code stays.",
        operations.rename_product, P.PRODUCT_MANAGE,
    )  # fmt: skip
    product_end = mutation(
        ProductPayload, inputs.ProductEndInput, "Close a product for new registrations.", operations.end_product,
        P.PRODUCT_MANAGE,
    )  # fmt: skip
    member_set_quota = mutation(
        MemberPayload, inputs.MemberSetQuotaInput,
        "Record whether someone at the company carries a sales quota and so cannot decide conflicts.",
        operations.set_quota, P.MEMBER_MANAGE,
    )  # fmt: skip
