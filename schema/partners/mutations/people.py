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
    Member, "member", queries.member_by_id, description="Result of a step of somebody's place.",
    shown="The place now; as it is, if the step was refused.",
)  # fmt: skip


SigningAuthorityPayload = payload(
    SigningAuthority, "authority", queries.authority, description="Result of a step of an authority to sign.",
    shown="The authority now; as it is, if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any) -> Any:
    return mutation(MemberPayload, given, description, operation, P.MEMBER_MANAGE)


@strawberry.type
class PeopleMutation:
    member_invite = _step(
        MemberInviteInput, "Invite somebody; the link in the mail works once, for seven days.", operations.invite_member
    )
    member_invite_prepared = _step(
        MemberStepInput, "Mail the invitation to somebody whose place is prepared.", operations.invite_prepared
    )
    member_revoke = _step(MemberStepInput, "Take an invitation back.", operations.revoke)
    member_change_roles = _step(MemberChangeRolesInput, "Give somebody other roles.", operations.change_roles)
    member_suspend = _step(
        MemberReasonInput, "Shut somebody out for the time being; sessions and tokens end.", operations.suspend
    )
    member_restore = _step(MemberStepInput, "Let somebody suspended in again.", operations.restore)
    member_remove = _step(MemberStepInput, "End somebody's place for good; sessions and tokens end.", operations.remove)
    member_try_mail = mutation(
        MemberPayload, MemberTryMailInput, "Have letters sent again to one's own address, or a member's, that refused.",
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
        SigningAuthorityPayload, SigningAuthorityStepInput, "End an authority to sign.",
        operations.revoke_authority, P.MEMBER_MANAGE,
    )  # fmt: skip
