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
        "REVOKE": term("member action", "Take the invitation back"),
        "CHANGE_ROLES": term("member action", "Change roles"),
        "SUSPEND": term("member action", "Suspend"),
        "RESTORE": term("member action", "Let in again"),
        "REMOVE": term("member action", "Remove"),
    },
    "SigningAuthorityStatus": {
        "PROPOSED": term("authority status", "Waits for a second person"),
        "IN_FORCE": term("authority status", "In force"),
        "REVOKED": term("authority status", "Ended"),
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
        "REVOKE": term("authority action", "End the authority"),
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
    "MemberChangeRoles": term("done", "The roles are changed and count at once."),
    "MemberSuspend": term("done", "The person is suspended, and all their sessions have ended."),
    "MemberRestore": term("done", "The person may sign in again."),
    "MemberRevoke": term("done", "The invitation is taken back. Its link works no more."),
    "MemberRemove": term("done", "The place is ended, and all sessions with it."),
    "MemberSetQuota": term("done", "It is noted who carries a sales quota."),
    "MemberTryMail": term("done", "The next letter goes to this address again."),
    "MemberEndSessions": term("done", "The person is signed out everywhere."),
    "SigningAuthorityGrant": term("done", "The authority is given and waits for a second person."),
    "SigningAuthorityAccept": term("done", "The authority is in force."),
    "SigningAuthorityRefuse": term("done", "The authority is refused and never holds."),
    "SigningAuthorityRevoke": term("done", "The authority is ended. What was signed stays signed."),
}
"""What is said once a form was taken, by its operation."""
