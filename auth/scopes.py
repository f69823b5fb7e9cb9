"""What an OAuth scope lets a program do, in permissions and in a sentence; a token narrows a role, never widens it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from portal.access import Permission
from portal.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Scope:
    """One word of a token, what it lets through, and what the person is told who allows it."""

    name: str
    sentence: str
    permissions: frozenset[Permission] = frozenset()


_P = Permission


_SEES = {_P.READ, _P.COMPANY_READ, _P.INTERNAL_READ}
"""Every token: who it is itself; and what its own side keeps to itself of what it may see."""

_ALL = (
    Scope(
        "contracts:read",
        "See your contracts and their negotiation.",
        frozenset({_P.CONTRACT_READ, _P.PARTNER_EXPORT}),
    ),
    Scope(
        "contracts:write",
        "See your contracts; draft, negotiate and manage them for you.",
        frozenset({
            _P.CONTRACT_READ, _P.CONTRACT_DRAFT, _P.CONTRACT_MANAGE, _P.CONTRACT_REVIEW, _P.CONTRACT_NEGOTIATE,
            _P.CONTRACT_RECALL,
        }),
    ),
    Scope(
        "contracts:sign",
        "See your contracts; agree to them, approve them and sign them in your name.",
        frozenset({_P.CONTRACT_READ, _P.CONTRACT_ACCEPT, _P.CONTRACT_APPROVE, _P.CONTRACT_SIGN}),
    ),
    Scope(
        "expectations:read",
        "See what each side expects of the other, the facts and the measurements.",
        frozenset({_P.EXPECTATION_READ}),
    ),
    Scope(
        "expectations:write",
        "See expectations; propose and suspend them, contest and answer measurements and plan cures for you.",
        frozenset({
            _P.EXPECTATION_READ, _P.EXPECTATION_PROPOSE, _P.EXPECTATION_SUSPEND, _P.EXPECTATION_RETIRE,
            _P.MEASUREMENT_CONTEST, _P.MEASUREMENT_ANSWER, _P.BREACH_NOTIFY, _P.BREACH_PLAN, _P.BREACH_VERIFY,
        }),
    ),
    Scope(
        "facts:write",
        "See expectations and facts; send facts and correct them for you.",
        frozenset({_P.EXPECTATION_READ, _P.FACT_RECORD}),
    ),
    Scope("partners:read", "See partner organisations.", frozenset({_P.PARTNER_READ})),
    Scope(
        "partners:write",
        "See partner organisations; add them, decide on them and manage the relationship for you.",
        frozenset({
            _P.PARTNER_READ, _P.PARTNER_CREATE, _P.PARTNER_REVIEW, _P.PARTNER_APPROVE, _P.PARTNER_APPLY,
            _P.PARTNER_EXIT, _P.PARTNER_SPONSOR, _P.PARTNER_STAY, _P.RELATIONSHIP_MANAGE, _P.RELATIONSHIP_END,
            _P.RELATIONSHIP_PLAN,
        }),
    ),
    Scope(
        "files:write",
        "Upload files to attach to records it can change.",
        frozenset({_P.FILE_UPLOAD}),
    ),
    Scope(
        "documents:write",
        "See partner organisations and their documents; ask for, upload and decide on documents for you.",
        frozenset({
            _P.PARTNER_READ, _P.FILE_UPLOAD, _P.DOCUMENT_REQUIRE, _P.DOCUMENT_REQUEST, _P.DOCUMENT_UPLOAD,
            _P.DOCUMENT_CONFIRM, _P.DOCUMENT_REVIEW, _P.DOCUMENT_APPROVE,
        }),
    ),
    Scope(
        "obligations:read",
        "See what each side owes the other and by when, with the evidence.",
        frozenset({_P.OBLIGATION_READ}),
    ),
    Scope(
        "obligations:write",
        "See obligations; propose them, add evidence, answer it and decide on them for you.",
        frozenset({
            _P.OBLIGATION_READ, _P.FILE_UPLOAD, _P.OBLIGATION_PROPOSE, _P.OBLIGATION_AGREE, _P.OBLIGATION_CLAIM,
            _P.OBLIGATION_ANSWER, _P.OBLIGATION_WAIVE, _P.OBLIGATION_DEFAULT, _P.OBLIGATION_CANCEL,
        }),
    ),
    Scope(
        "disputes:read",
        "See disputes: what is contested, the evidence and what both sides said and did.",
        frozenset({_P.DISPUTE_READ}),
    ),
    Scope(
        "disputes:write",
        "See disputes; file them, add papers, answer, make and answer offers and take the next steps for you.",
        frozenset({
            _P.DISPUTE_READ, _P.FILE_UPLOAD, _P.DISPUTE_FILE, _P.DISPUTE_INFORM, _P.DISPUTE_TRIAGE, _P.DISPUTE_ANSWER,
            _P.DISPUTE_CONCEDE, _P.DISPUTE_ESCALATE, _P.DISPUTE_PURSUE, _P.DISPUTE_SETTLE, _P.DISPUTE_DECIDE,
            _P.DISPUTE_APPEAL, _P.DISPUTE_MEDIATE, _P.DISPUTE_CLOSE, _P.DISPUTE_RECORD, _P.REMEDY_CLAIM,
            _P.REMEDY_CONFIRM,
        }),
    ),
    Scope(
        "opportunities:read",
        "See opportunities: the customer, how long they are protected and what was decided.",
        frozenset({_P.OPPORTUNITY_READ, _P.CUSTOMER_READ}),
    ),
    Scope(
        "opportunities:write",
        "See opportunities; register and offer them, decide on them, and record them as won or lost for you.",
        frozenset({
            _P.OPPORTUNITY_READ, _P.FILE_UPLOAD, _P.OPPORTUNITY_DRAFT, _P.OPPORTUNITY_REGISTER, _P.OPPORTUNITY_OFFER,
            _P.OPPORTUNITY_DECIDE, _P.OPPORTUNITY_EXTEND, _P.OPPORTUNITY_CLOSE, _P.OPPORTUNITY_WITHDRAW,
            _P.CONFLICT_DECIDE, _P.CUSTOMER_READ, _P.PRODUCT_MANAGE, _P.PRODUCT_NUMBER, _P.ENGAGEMENT_PUBLISH,
            _P.OVERLAP_AGREE, _P.DIRECT_SELL,
        }),
    ),
    Scope("fees:read", "See fees: what was earned, held, approved and paid.", frozenset({_P.FEE_READ})),
    Scope(
        "fees:write",
        "See fees; set schedules, approve, hold and correct fees, and record what was paid for you.",
        frozenset({_P.FEE_READ, _P.FEE_SET, _P.FEE_APPROVE, _P.FEE_HOLD, _P.FEE_CORRECT, _P.FEE_PAY}),
    ),
    Scope("members:read", "See people in organisations.", frozenset({_P.MEMBER_READ})),
    Scope(
        "members:write",
        "See people in organisations; invite, suspend and remove them for you.",
        frozenset({_P.MEMBER_READ, _P.MEMBER_MANAGE}),
    ),
    Scope(
        "notes:read",
        "See notes and tasks on everything you can see, including your side's internal ones.",
        frozenset({_P.NOTE_READ}),
    ),
    Scope(
        "notes:write",
        "See notes and tasks; write notes, and assign and finish tasks for you.",
        frozenset({_P.NOTE_READ, _P.NOTE_WRITE}),
    ),
    Scope("boundaries:read", "See the boundaries that the two sides agree on.", frozenset({_P.BOUNDARY_READ})),
    Scope(
        "boundaries:write",
        "See boundaries; propose them, agree to them, end them and permit exceptions for you.",
        frozenset({_P.BOUNDARY_READ, _P.BOUNDARY_PROPOSE, _P.BOUNDARY_AGREE, _P.BOUNDARY_OVERRIDE}),
    ),
    Scope(
        "activity:read",
        "See the history of everything you can see, whose turn it is and which days matter, with their titles.",
        frozenset({_P.ACTIVITY_READ}),
    ),
    Scope("clients:write", "Manage your organisation's apps.", frozenset({_P.CLIENT_MANAGE})),
    Scope(
        "connections:write",
        "Set up your organisation's identity provider, domains and provisioning.",
        frozenset({_P.CONNECTION_MANAGE}),
    ),
    Scope(
        "setbacks:write",
        "See automatic steps that failed, and have them tried again.",
        frozenset({_P.SETBACK_MANAGE}),
    ),
    Scope("openid", "Identify you."),
    Scope("profile", "See your name and language.", frozenset({_P.OWN_NAME})),
    Scope("email", "See your email address.", frozenset({_P.OWN_EMAIL})),
    Scope("offline_access", "Stay connected while you are away."),
)  # fmt: skip

SCOPES: Mapping[str, Scope] = {scope.name: scope for scope in _ALL}
PERSONAL = frozenset({"openid", "profile", "email", "offline_access"})
"""What only makes sense with a person who signs in: a program by itself is never given these."""


def words(text: str) -> list[str]:
    """The scopes of a parameter, each once, in the order given."""
    return list(dict.fromkeys(text.split()))


def permissions(names: Iterable[str]) -> frozenset[Permission]:
    """What a token of these scopes lets through."""
    found: set[Permission] = set(_SEES)
    for name in names:
        found |= SCOPES[name].permissions if name in SCOPES else set()
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Hint:
    """What would help a program whose token lacks something."""

    said: Sentence
    scope: str = ""
    """Scopes to ask for, as a token lists them: only such as the program can have."""


def hint(wanted: Iterable[Permission], obtainable: Collection[str]) -> Hint:
    """For each permission the scope that lets it through and the least beside it, if all of them can be had."""
    able = [[scope for scope in _ALL if permission in scope.permissions] for permission in wanted]
    if not all(able):
        return Hint(say("No client can do this."))
    had = [[scope for scope in some if scope.name in obtainable] for some in able]
    if all(had):
        asked = _least(had)
        return Hint(say("The token also needs: {scopes}.", scopes=asked), asked)
    lacking = [some for some, own in zip(able, had, strict=True) if not own]
    if all(scope.name in PERSONAL for some in lacking for scope in some):
        return Hint(say("This needs a token that a person has allowed."))
    least = _least(lacking)
    return Hint(say("The client is not registered for this. Ask its administrator to add: {scopes}.", scopes=least))


def _least(able: Iterable[Iterable[Scope]]) -> str:
    return " ".join(sorted({min(some, key=lambda scope: len(scope.permissions)).name for some in able}))
