"""One function for each thing a person can do with a partner's account, its people and their authority to sign."""

from portal.partners.operations.accounts import (
    Answer,
    apply,
    approve,
    assign_manager,
    hold,
    invite,
    keep_account_time,
    reject,
    release,
    request_info,
    supply_info,
)
from portal.partners.operations.authorities import (
    accept_authority,
    grant_authority,
    refuse_authority,
    revoke_authority,
)
from portal.partners.operations.creating import correct, create
from portal.partners.operations.documents import (
    accept_document,
    add_document,
    confirm_document,
    end_requirement,
    keep_document_time,
    on_application,
    on_requirement,
    refuse_document,
    replace_document,
    request_document,
    request_required,
    set_requirement,
    upload_document,
    withdraw_document,
)
from portal.partners.operations.exits import agree_to_stay, cancel_exit, finish_exit, start_exit
from portal.partners.operations.external_keys import remove_external_key, set_external_key
from portal.partners.operations.inviting import accept, invitation, invite_member, invite_prepared
from portal.partners.operations.members import change_roles, keep_member_time, remove, restore, revoke, suspend
from portal.partners.operations.plans import agree_plan, propose_plan
from portal.partners.operations.profile import change_profile
from portal.partners.operations.reaching import try_mail
from portal.partners.operations.registering import Application, register
from portal.partners.operations.stages import advance, dissolve, end, grow, regress

__all__ = [
    "Answer",
    "Application",
    "accept",
    "accept_authority",
    "accept_document",
    "add_document",
    "advance",
    "agree_plan",
    "agree_to_stay",
    "apply",
    "approve",
    "assign_manager",
    "cancel_exit",
    "change_profile",
    "change_roles",
    "confirm_document",
    "correct",
    "create",
    "dissolve",
    "end",
    "end_requirement",
    "finish_exit",
    "grant_authority",
    "grow",
    "hold",
    "invitation",
    "invite",
    "invite_member",
    "invite_prepared",
    "keep_account_time",
    "keep_document_time",
    "keep_member_time",
    "on_application",
    "on_requirement",
    "propose_plan",
    "refuse_authority",
    "refuse_document",
    "register",
    "regress",
    "reject",
    "release",
    "remove",
    "remove_external_key",
    "replace_document",
    "request_document",
    "request_info",
    "request_required",
    "restore",
    "revoke",
    "revoke_authority",
    "set_external_key",
    "set_requirement",
    "start_exit",
    "supply_info",
    "suspend",
    "try_mail",
    "upload_document",
    "withdraw_document",
]
