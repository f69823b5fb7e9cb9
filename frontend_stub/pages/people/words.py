"""What the codes of places, roles and authorities are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "MembershipStatus": {
        "PREPARED": term("membership status", "Not invited yet"),
        "INVITED": term("membership status", "Invited"),
        "ACTIVE": term("membership status", "Active"),
        "SUSPENDED": term("membership status", "Suspended"),
        "EXPIRED": term("membership status", "Expired"),
        "REMOVED": term("membership status", "Removed"),
    },
    "MemberAction": {
        "INVITE": term("member action", "Invite now"),
        "ACCEPT": term("member action", "Accept"),
        "REVOKE": term("member action", "Cancel invitation"),
        "CHANGE_ROLES": term("member action", "Change roles"),
        "SUSPEND": term("member action", "Suspend"),
        "RESTORE": term("member action", "Restore access"),
        "REMOVE": term("member action", "Remove"),
    },
    "SigningAuthorityStatus": {
        "PROPOSED": term("authority status", "Waiting for a second person"),
        "IN_FORCE": term("authority status", "In force"),
        "REVOKED": term("authority status", "Revoked"),
    },
    "SigningAuthorityKind": {
        "SUPPLY": term("contract kind", "Supply"),
        "SERVICE": term("contract kind", "Service"),
        "DISTRIBUTION": term("contract kind", "Distribution"),
        "RESELLER": term("contract kind", "Reseller"),
        "FRAMEWORK": term("contract kind", "Framework"),
        "CONFIDENTIALITY": term("contract kind", "Confidentiality"),
        "OTHER": term("contract kind", "Other"),
        "SETTLEMENT": term("authority kind", "Settlement of disputes"),
    },
    "SigningAuthorityAction": {
        "ACCEPT": term("authority action", "Accept the authority"),
        "REFUSE": term("authority action", "Refuse the authority"),
        "REVOKE": term("authority action", "Revoke the authority"),
    },
    "Role": {
        "PARTNER_ADMIN": term("role", "Partner administrator"),
        "PARTNER_MEMBER": term("role", "Partner member"),
        "PARTNER_SIGNATORY": term("role", "Partner signatory"),
        "PARTNER_VIEWER": term("role", "Partner viewer"),
        "RELATIONSHIP_MANAGER": term("role", "Relationship manager"),
        "LEGAL": term("role", "Legal"),
        "DISPUTE_OFFICER": term("role", "Dispute officer"),
        "SALES": term("role", "Sales"),
        "COMPANY_SIGNATORY": term("role", "Company signatory"),
        "EXECUTIVE_SPONSOR": term("role", "Executive sponsor"),
        "PLATFORM_ADMIN": term("role", "Platform administrator"),
        "AUDITOR": term("role", "Auditor"),
        "SYSTEM": term("role", "The portal itself"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("ACTIVE", "IN_FORCE"),
    "info": ("INVITED", "PROPOSED"),
    "warn": ("SUSPENDED",),
    "bad": ("REVOKED",),
}

DONE: Mapping[str, Term] = {
    "MemberInvite": term("done", "The invitation is on its way."),
    "MemberInvitePrepared": term("done", "The invitation is on its way."),
    "MemberChangeRoles": term("done", "The roles are changed and take effect immediately."),
    "MemberSuspend": term("done", "The person is suspended and signed out everywhere."),
    "MemberRestore": term("done", "The person can sign in again."),
    "MemberRevoke": term("done", "The invitation is cancelled. Its link no longer works."),
    "MemberRemove": term("done", "The membership has ended, and the person is signed out everywhere."),
    "MemberSetQuota": term("done", "The sales quota is recorded."),
    "MemberTryMail": term("done", "The next email will be sent to this address again."),
    "MemberEndSessions": term("done", "The person is signed out everywhere."),
    "SigningAuthorityGrant": term("done", "The signing authority is granted and is waiting for a second person."),
    "SigningAuthorityAccept": term("done", "The signing authority is in force."),
    "SigningAuthorityRefuse": term("done", "The signing authority is refused and will never take effect."),
    "SigningAuthorityRevoke": term("done", "The signing authority is revoked. Existing signatures stay valid."),
}
"""What is said once a form was taken, by its operation."""
