"""One mutation for each step of a place and of an authority to sign."""

from typing import Any

import strawberry

from portal.partners import operations, queries
from schema.engine.mutations import mutation, payload
from schema.partners.inputs.people import (
    MemberChangeRolesInput,
    MemberInviteInput,
    MemberReasonInput,
    MemberStepInput,
    MemberTryMailInput,
    SigningAuthorityGrantInput,
    SigningAuthorityRefuseInput,
    SigningAuthorityStepInput,
)
from schema.partners.queries import P
from schema.partners.types import Member, SigningAuthority

MemberPayload = payload(
    Member, "member", queries.member_by_id, description="Result of a step of a membership.",
    shown="The current membership; unchanged if the step was refused.",
)  # fmt: skip


SigningAuthorityPayload = payload(
    SigningAuthority, "authority", queries.authority, description="Result of a step of a signing authority.",
    shown="The current signing authority; unchanged if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any) -> Any:
    return mutation(MemberPayload, given, description, operation, P.MEMBER_MANAGE)


@strawberry.type
class PeopleMutation:
    member_invite = _step(
        MemberInviteInput,
        "Invite a person. The link in the email works once, for seven days.",
        operations.invite_member,
    )
    member_invite_prepared = _step(
        MemberStepInput, "Email the invitation to a person whose membership is prepared.", operations.invite_prepared
    )
    member_revoke = _step(MemberStepInput, "Cancel an invitation.", operations.revoke)
    member_change_roles = _step(MemberChangeRolesInput, "Change a member's roles.", operations.change_roles)
    member_suspend = _step(MemberReasonInput, "Suspend a member; sessions and tokens end.", operations.suspend)
    member_restore = _step(MemberStepInput, "Restore a suspended member's access.", operations.restore)
    member_remove = _step(MemberStepInput, "Remove a member permanently; sessions and tokens end.", operations.remove)
    member_try_mail = mutation(
        MemberPayload, MemberTryMailInput, "Try again to send emails to the caller's own address, or a member's,"
                                           " that refused them.",
        operations.try_mail, P.MEMBER_READ,
    )  # fmt: skip
    signing_authority_grant = mutation(
        SigningAuthorityPayload, SigningAuthorityGrantInput, "Grant a member signing authority, for a second person"
                                                             " to accept.",
        operations.grant_authority, P.MEMBER_MANAGE,
    )  # fmt: skip
    signing_authority_accept = mutation(
        SigningAuthorityPayload, SigningAuthorityStepInput, "Accept a signing authority, as the second person.",
        operations.accept_authority, P.AUTHORITY_ACCEPT,
    )  # fmt: skip
    signing_authority_refuse = mutation(
        SigningAuthorityPayload, SigningAuthorityRefuseInput, "Refuse a signing authority, as the second person.",
        operations.refuse_authority, P.AUTHORITY_ACCEPT,
    )  # fmt: skip
    signing_authority_revoke = mutation(
        SigningAuthorityPayload, SigningAuthorityStepInput, "Revoke a signing authority.",
        operations.revoke_authority, P.MEMBER_MANAGE,
    )  # fmt: skip
