"""What the API's codes are called in front of people: one table per enumeration, in translatable words."""

from collections.abc import Iterable, Mapping

from frontend_stub import i18n

Term = tuple[str, str]


def term(context: str, message: str) -> Term:
    """Marks a word for translation; the extraction command reads these calls."""
    return context, message


WORDS: Mapping[str, Mapping[str, Term]] = {
    "Side": {
        "HOST": term("side", "Company"),
        "PARTNER": term("side", "Partner"),
    },
    "ProviderAuthentication": {
        "CLIENT_SECRET_BASIC": term("provider authentication", "Client secret, in the header"),
        "CLIENT_SECRET_POST": term("provider authentication", "Client secret, in the form"),
        "PRIVATE_KEY_JWT": term("provider authentication", "Signed with a key"),
        "NONE": term("provider authentication", "PKCE alone"),
    },
    "SignatureAlgorithm": {name: term("signature", name) for name in ("RS256", "PS256", "ES256")},
    "ContractStatus": {
        "DRAFT": term("contract status", "Draft"),
        "IN_REVIEW": term("contract status", "In review"),
        "IN_NEGOTIATION": term("contract status", "In negotiation"),
        "AGREED": term("contract status", "Agreed"),
        "IN_APPROVAL": term("contract status", "In approval"),
        "OUT_FOR_SIGNATURE": term("contract status", "Out for signature"),
        "SIGNED": term("contract status", "Signed"),
        "ACTIVE": term("contract status", "Active"),
        "SUSPENDED": term("contract status", "Suspended"),
        "NOTICE_GIVEN": term("contract status", "Notice given"),
        "EXPIRED": term("contract status", "Expired"),
        "SUPERSEDED": term("contract status", "Superseded"),
        "TERMINATED": term("contract status", "Terminated"),
        "WITHDRAWN": term("contract status", "Withdrawn"),
    },
    "ContractKind": {
        "SUPPLY": term("contract kind", "Supply"),
        "SERVICE": term("contract kind", "Service"),
        "DISTRIBUTION": term("contract kind", "Distribution"),
        "RESELLER": term("contract kind", "Reseller"),
        "FRAMEWORK": term("contract kind", "Framework"),
        "CONFIDENTIALITY": term("contract kind", "Confidentiality"),
        "OTHER": term("contract kind", "Other"),
    },
    "Renewal": {
        "NONE": term("renewal", "Ends on its last day"),
        "OPTION": term("renewal", "Can be renewed"),
        "EVERGREEN": term("renewal", "Renews by itself"),
    },
    "RoundStatus": {
        "DRAFTING": term("round status", "Being drafted"),
        "SUBMITTED": term("round status", "Submitted"),
        "ABORTED": term("round status", "Aborted"),
        "ACCEPTED": term("round status", "Accepted"),
        "COUNTERED": term("round status", "Countered"),
        "LAPSED": term("round status", "Lapsed"),
        "WITHDRAWN": term("round status", "Withdrawn"),
    },
    "ChangeStatus": {
        "PROPOSED": term("change status", "Proposed"),
        "ACCEPTED": term("change status", "Accepted"),
        "REJECTED": term("change status", "Rejected"),
        "STALE": term("change status", "Out of date"),
        "SUPERSEDED": term("change status", "Superseded"),
        "WITHDRAWN": term("change status", "Withdrawn"),
    },
    "ChangeOperation": {
        "REPLACE": term("change operation", "Replace"),
        "INSERT": term("change operation", "Insert"),
        "DELETE": term("change operation", "Delete"),
        "MOVE": term("change operation", "Move"),
        "SET_TERM": term("change operation", "Set key term"),
    },
    "DiffKind": {
        "UNCHANGED": term("difference", "Unchanged"),
        "CHANGED": term("difference", "Changed"),
        "INSERTED": term("difference", "New"),
        "DELETED": term("difference", "Removed"),
        "MOVED": term("difference", "Moved"),
    },
    "ContractAction": {
        "REDRAFT": term("contract action", "Edit the draft"),
        "SUBMIT_FOR_REVIEW": term("contract action", "Submit for review"),
        "PUBLISH_STANDARD": term("contract action", "Publish standard text"),
        "WITHDRAW": term("contract action", "Withdraw"),
        "REQUEST_CHANGES": term("contract action", "Request changes"),
        "PUBLISH": term("contract action", "Publish to partner"),
        "REOPEN": term("contract action", "Reopen"),
        "START_APPROVAL": term("contract action", "Start approval"),
        "REJECT_APPROVAL": term("contract action", "Reject approval"),
        "SIGN": term("contract action", "Sign"),
        "DECLINE": term("contract action", "Decline to sign"),
        "RESCIND": term("contract action", "Rescind"),
        "SUSPEND": term("contract action", "Suspend"),
        "RESUME": term("contract action", "Resume"),
        "RENEW": term("contract action", "Renew"),
        "GIVE_NOTICE": term("contract action", "Give notice"),
        "REVOKE_NOTICE": term("contract action", "Revoke notice"),
        "EDIT_ROUND": term("contract action", "Propose changes"),
        "SUBMIT_ROUND": term("contract action", "Review and submit"),
        "WITHDRAW_ROUND": term("contract action", "Take the proposal back"),
        "COUNTER_ROUND": term("contract action", "Answer the proposal"),
        "ACCEPT_ROUND": term("contract action", "Accept and agree"),
    },
    "ContractTerm": {
        "starts_on": term("contract term", "First day"),
        "ends_on": term("contract term", "Last day"),
        "renewal": term("contract term", "At the end of the term"),
        "notice_days": term("contract term", "Notice period"),
        "value": term("contract term", "Value over the whole term"),
        "governing_law": term("contract term", "Governing law"),
    },
    # What the status means for the two sides, as one sentence below the title.
    "ContractStanding": {
        "DRAFT": term("contract standing", "The company is writing the draft; the partner sees nothing of it yet."),
        "IN_REVIEW": term("contract standing", "The company's legal team reads the draft before the partner sees it."),
        "IN_NEGOTIATION": term("contract standing", "The text is on the table; the sides take turns."),
        "AGREED": term("contract standing", "Both sides accepted the same text; approval is next."),
        "IN_APPROVAL": term("contract standing", "The company's approvers are deciding on exactly this text."),
        "OUT_FOR_SIGNATURE": term("contract standing", "One signatory of each side signs exactly this text."),
        "SIGNED": term("contract standing", "Both sides signed; it applies from its first day."),
        "ACTIVE": term("contract standing", "It is in force."),
        "SUSPENDED": term("contract standing", "It is suspended for the time being."),
        "NOTICE_GIVEN": term("contract standing", "Notice was given; it ends when the notice period is over."),
        "EXPIRED": term("contract standing", "Its term is over."),
        "SUPERSEDED": term("contract standing", "Another contract took its place."),
        "TERMINATED": term("contract standing", "It was ended before its time."),
        "WITHDRAWN": term("contract standing", "It was withdrawn and goes no further."),
    },
    "ClientAuthentication": {
        "BASIC": term("client authentication", "A secret, in the header"),
        "POST": term("client authentication", "A secret, in the form"),
        "KEY": term("client authentication", "A key of its own"),
        "NONE": term("client authentication", "Nothing: it can keep no secret"),
    },
    "GrantType": {
        "authorization_code": term("grant type", "People sign in with it"),
        "refresh_token": term("grant type", "It stays connected for them"),
        "client_credentials": term("grant type", "It works by itself"),
    },
    "PartnerKind": {
        "VENDOR": term("partner kind", "Vendor"),
        "SUPPLIER": term("partner kind", "Supplier"),
        "DISTRIBUTOR": term("partner kind", "Distributor"),
        "OTHER": term("partner kind", "Other"),
    },
    "AccountStatus": {
        "PROSPECT": term("account status", "Prospect"),
        "INVITED": term("account status", "Invited"),
        "APPLIED": term("account status", "Applied"),
        "INFO_REQUESTED": term("account status", "Information requested"),
        "ACTIVE": term("account status", "Active"),
        "ON_HOLD": term("account status", "On hold"),
        "OFFBOARDING": term("account status", "Offboarding"),
        "OFFBOARDED": term("account status", "Offboarded"),
        "REJECTED": term("account status", "Rejected"),
    },
    # What a partner's account means for its own people.
    "AccountStanding": {
        "PROSPECT": term("account standing", "Your organisation has not applied yet."),
        "INVITED": term("account standing", "You are invited to apply."),
        "APPLIED": term("account standing", "The company is reading your application."),
        "INFO_REQUESTED": term("account standing", "The company asks for something before it decides."),
        "ACTIVE": term("account standing", "Your account is active."),
        "ON_HOLD": term("account standing", "The company has put your account on hold; it will look at it again."),
        "OFFBOARDING": term("account standing", "Your account is being closed."),
        "OFFBOARDED": term("account standing", "Your account is closed."),
        "REJECTED": term("account standing", "The company decided against your application."),
    },
    "RelationshipStage": {
        "AWARENESS": term("relationship stage", "Awareness"),
        "EXPLORATION": term("relationship stage", "Exploration"),
        "EXPANSION": term("relationship stage", "Expansion"),
        "COMMITMENT": term("relationship stage", "Commitment"),
        "DISSOLUTION": term("relationship stage", "Dissolution"),
    },
    "MembershipStatus": {
        "INVITED": term("membership status", "Invited"),
        "ACTIVE": term("membership status", "Active"),
        "SUSPENDED": term("membership status", "Suspended"),
        "EXPIRED": term("membership status", "Expired"),
        "REMOVED": term("membership status", "Removed"),
    },
    "MemberAction": {
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
    "SigningAuthorityAction": {
        "ACCEPT": term("authority action", "Accept the authority"),
        "REFUSE": term("authority action", "Refuse the authority"),
        "REVOKE": term("authority action", "End the authority"),
    },
    "PartnerAction": {
        "INVITE": term("partner action", "Invite to apply"),
        "APPLY": term("partner action", "Apply"),
        "REQUEST_INFO": term("partner action", "Ask for what is missing"),
        "SUPPLY_INFO": term("partner action", "Send the answers"),
        "REJECT": term("partner action", "Reject the application"),
        "APPROVE": term("partner action", "Approve the application"),
        "HOLD": term("partner action", "Put on hold"),
        "RELEASE": term("partner action", "End the hold"),
        "START_EXIT": term("partner action", "Begin the exit"),
        "AGREE_TO_STAY": term("partner action", "Agree to stay"),
        "CANCEL_EXIT": term("partner action", "Cancel the exit"),
        "FINISH_EXIT": term("partner action", "Finish the exit"),
        "ADVANCE": term("partner action", "Bring the relationship a stage nearer"),
        "REGRESS": term("partner action", "Take the relationship a stage back"),
        "PROPOSE_PLAN": term("partner action", "Propose a plan for the relationship"),
        "AGREE_PLAN": term("partner action", "Agree to the plan"),
        "DISSOLVE": term("partner action", "Dissolve the relationship"),
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
    "SecurityAction": {
        "SIGN_IN": term("security event", "Sign-in"),
        "SIGN_OUT": term("security event", "Sign-out"),
        "FIRST_FACTOR": term("security event", "Right password, second step asked for"),
        "CONFIRM": term("security event", "Confirmation"),
        "END_SESSION": term("security event", "Session ended"),
        "SWITCH_ORGANISATION": term("security event", "Change of organisation"),
        "SET_PASSWORD": term("security event", "Password set"),
        "RESET_PASSWORD": term("security event", "Password by mail"),
        "ADD_PASSKEY": term("security event", "Passkey added"),
        "REMOVE_PASSKEY": term("security event", "Passkey removed"),
        "MAKE_RECOVERY_CODES": term("security event", "New recovery codes"),
        "CHANGE_PROFILE": term("security event", "Language or time zone changed"),
        "ACCEPT_INVITATION": term("security event", "Invitation accepted"),
        "APPLY": term("security event", "Application sent"),
        "LINK_IDENTITY": term("security event", "Account linked with your company"),
        "PROVISION": term("security event", "Changed by your company's directory"),
        "AUTHORIZE": term("security event", "Program allowed to act for you"),
        "REVOKE_GRANT": term("security event", "What you allowed a program taken back"),
        "ISSUE_TOKEN": term("security event", "Token for a program"),
        "REFRESH_TOKEN": term("security event", "Token for a program renewed"),
        "REVOKE_TOKEN": term("security event", "Token of a program ended"),
        "REUSE": term("security event", "Token used a second time: the program was shut out"),
        "AUTHENTICATE_CLIENT": term("security event", "Sign-in of a program"),
        "CREATE_CLIENT": term("security event", "Program registered"),
        "CHANGE_CLIENT": term("security event", "Program changed"),
        "ROTATE_SECRET": term("security event", "New secret for a program"),
        "ROTATE_KEYS": term("security event", "New keys of the portal"),
        "CREATE_CONNECTION": term("security event", "Identity provider or directory added"),
        "CHANGE_CONNECTION": term("security event", "Identity provider or directory changed"),
        "VERIFY_DOMAIN": term("security event", "Mail domain proven"),
    },
    "Scope": {
        "contracts:read": term("scope", "See your contracts and their negotiation"),
        "contracts:write": term("scope", "See your contracts; draft, negotiate and manage them for you"),
        "contracts:sign": term("scope", "See your contracts; agree to them, approve and sign them in your name"),
        "partners:read": term("scope", "See partner organisations"),
        "partners:write": term("scope", "See partner organisations; enter them and decide about them for you"),
        "members:read": term("scope", "See the people of organisations"),
        "members:write": term("scope", "See the people of organisations; invite, suspend and remove them for you"),
        "activity:read": term("scope", "See what happened, to anything you may see"),
        "clients:write": term("scope", "Register your organisation's programs"),
        "connections:write": term("scope", "Set up your organisation's identity provider, domains and provisioning"),
        "openid": term("scope", "Know that it is you"),
        "profile": term("scope", "See your name and language"),
        "email": term("scope", "See your e-mail address"),
        "offline_access": term("scope", "Stay connected while you are away"),
    },
}

# Which colour a status wears: ok, warn, bad, info (something moves) or nothing (rest).
TONES: Mapping[str, str] = {
    "IN_FORCE": "ok", "REVOKED": "bad",
    "ACTIVE": "ok", "SIGNED": "ok", "AGREED": "ok", "ACCEPTED": "ok", "INSERTED": "ok",
    "IN_NEGOTIATION": "info", "IN_REVIEW": "info", "IN_APPROVAL": "info", "SUBMITTED": "info", "PROPOSED": "info",
    "APPLIED": "info", "INVITED": "info", "CHANGED": "info", "MOVED": "info", "DRAFTING": "info",
    "OUT_FOR_SIGNATURE": "warn", "SUSPENDED": "warn", "NOTICE_GIVEN": "warn", "ON_HOLD": "warn", "LAPSED": "warn",
    "INFO_REQUESTED": "warn", "OFFBOARDING": "warn", "STALE": "warn",
    "TERMINATED": "bad", "REJECTED": "bad", "DELETED": "bad",
}  # fmt: skip


def word(code: str, kind: str) -> str:
    """The word for a code of the enumeration `kind`; a code newer than this page is shown as it is."""
    found = WORDS[kind].get(code)
    return i18n.pgettext(*found) if found else code.replace("_", " ").capitalize()


def options(kind: str, codes: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(code, word) pairs for a select, in the table's order."""
    return [(code, word(code, kind)) for code in (codes or WORDS[kind])]


def tone(code: str) -> str:
    return TONES.get(code, "")
