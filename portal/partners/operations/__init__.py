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
from portal.partners.operations.creating import create
from portal.partners.operations.inviting import accept, invitation, invite_member
from portal.partners.operations.members import change_roles, keep_member_time, remove, restore, revoke, suspend
from portal.partners.operations.registering import Application, register
from portal.partners.operations.stages import advance, dissolve, regress

__all__ = [
    "Answer",
    "Application",
    "accept",
    "accept_authority",
    "advance",
    "apply",
    "approve",
    "assign_manager",
    "change_roles",
    "create",
    "dissolve",
    "grant_authority",
    "hold",
    "invitation",
    "invite",
    "invite_member",
    "keep_account_time",
    "keep_member_time",
    "refuse_authority",
    "register",
    "regress",
    "reject",
    "release",
    "remove",
    "request_info",
    "restore",
    "revoke",
    "revoke_authority",
    "supply_info",
    "suspend",
]
