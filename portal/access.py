"""Who may do what, on one page: sides, roles, permissions and what each role is granted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from uuid import UUID

from portal import errors, ids
from portal.permissions import Permission as Permission  # noqa: PLC0414 - who may do what is asked of this page alone
from portal.sentences import Word, word


class Side(StrEnum):
    HOST = "HOST"
    PARTNER = "PARTNER"

    @property
    def other(self) -> "Side":
        return Side.PARTNER if self is Side.HOST else Side.HOST


class Role(StrEnum):
    PARTNER_ADMIN = "PA"
    PARTNER_MEMBER = "PM"
    PARTNER_SIGNATORY = "PS"
    PARTNER_VIEWER = "PV"
    RELATIONSHIP_MANAGER = "RM"
    LEGAL = "LE"
    DISPUTE_OFFICER = "DO"
    SALES = "SA"
    COMPANY_SIGNATORY = "CS"
    EXECUTIVE_SPONSOR = "EX"
    PLATFORM_ADMIN = "AD"
    AUDITOR = "AU"
    SYSTEM = "SY"

    @property
    def side(self) -> Side:
        return Side.PARTNER if self.value.startswith("P") else Side.HOST


ROLES: Mapping[Role, Word] = {
    Role.PARTNER_ADMIN: word("role", "Partner administrator", code="PARTNER_ADMIN"),
    Role.PARTNER_MEMBER: word("role", "Partner member", code="PARTNER_MEMBER"),
    Role.PARTNER_SIGNATORY: word("role", "Partner signatory", code="PARTNER_SIGNATORY"),
    Role.PARTNER_VIEWER: word("role", "Partner viewer", code="PARTNER_VIEWER"),
    Role.RELATIONSHIP_MANAGER: word("role", "Relationship manager", code="RELATIONSHIP_MANAGER"),
    Role.LEGAL: word("role", "Legal", code="LEGAL"),
    Role.DISPUTE_OFFICER: word("role", "Dispute officer", code="DISPUTE_OFFICER"),
    Role.SALES: word("role", "Sales", code="SALES"),
    Role.COMPANY_SIGNATORY: word("role", "Company signatory", code="COMPANY_SIGNATORY"),
    Role.EXECUTIVE_SPONSOR: word("role", "Executive sponsor", code="EXECUTIVE_SPONSOR"),
    Role.PLATFORM_ADMIN: word("role", "Platform administrator", code="PLATFORM_ADMIN"),
    Role.AUDITOR: word("role", "Auditor", code="AUDITOR"),
    Role.SYSTEM: word("role", "The portal itself", code="SYSTEM"),
}
"""What the roles are called in front of people; the codes are the API's."""


_P = Permission

_READS = frozenset({
    _P.READ, _P.PARTNER_READ, _P.CONTRACT_READ, _P.MEMBER_READ, _P.ACTIVITY_READ, _P.NOTE_READ, _P.BOUNDARY_READ,
    _P.EXPECTATION_READ, _P.OBLIGATION_READ, _P.DISPUTE_READ, _P.OPPORTUNITY_READ, _P.FEE_READ, _P.OWN_ACCESS,
    _P.OWN_NAME, _P.OWN_EMAIL,
})  # fmt: skip
_MEASURES = (
    _P.EXPECTATION_PROPOSE, _P.EXPECTATION_AGREE, _P.FACT_RECORD, _P.MEASUREMENT_CONTEST, _P.MEASUREMENT_ACKNOWLEDGE,
    _P.MEASUREMENT_ANSWER, _P.MEASUREMENT_DISPUTE, _P.MEASUREMENT_RESTATE, _P.BREACH_PLAN, _P.BREACH_VERIFY,
)  # fmt: skip
_PERFORMS = (_P.OBLIGATION_PROPOSE, _P.OBLIGATION_CLAIM, _P.OBLIGATION_ANSWER)
"""What those do with obligations who do the daily work of either side."""
_ARGUES = (_P.DISPUTE_FILE, _P.DISPUTE_INFORM, _P.DISPUTE_ANSWER, _P.REMEDY_CLAIM, _P.REMEDY_CONFIRM)
"""What those do in disputes who do the daily work of either side."""
_PURSUES = (
    _P.DISPUTE_CONCEDE, _P.DISPUTE_ESCALATE, _P.DISPUTE_PURSUE, _P.DISPUTE_SETTLE, _P.DISPUTE_APPEAL,
)  # fmt: skip
"""What those do in disputes who speak for a side."""
_SELLS = (_P.OPPORTUNITY_DRAFT, _P.OPPORTUNITY_REGISTER, _P.OPPORTUNITY_CLOSE, _P.PRODUCT_NUMBER)
"""What those do with opportunities who do the daily work of a partner."""
_ADMINISTERS = (_P.MEMBER_MANAGE, _P.CLIENT_MANAGE, _P.CONNECTION_MANAGE)


def _kept_for(role: Role) -> frozenset[Permission]:
    """What a side keeps to itself; end customers see those people of the company alone who see every partner."""
    if role.side is Side.PARTNER:
        return frozenset({_P.INTERNAL_READ})
    sees_some = role in {Role.RELATIONSHIP_MANAGER, Role.SYSTEM}
    return frozenset({_P.COMPANY_READ} if sees_some else {_P.COMPANY_READ, _P.CUSTOMER_READ})


GRANTS: Mapping[Role, frozenset[Permission]] = {
    role: frozenset(granted) | _READS | _kept_for(role)
    for role, granted in {
        Role.PARTNER_ADMIN: (
            _P.PARTNER_APPLY, _P.PARTNER_EXIT, _P.PARTNER_STAY, _P.PARTNER_EXPORT, _P.RELATIONSHIP_PLAN,
            _P.CONTRACT_NEGOTIATE, _P.CONTRACT_RECALL, _P.CONTRACT_ACCEPT, _P.DOCUMENT_UPLOAD, _P.DOCUMENT_CONFIRM,
            _P.AUTHORITY_ACCEPT, _P.FILE_UPLOAD, _P.NOTE_WRITE, _P.OBLIGATION_AGREE, _P.OBLIGATION_DEFAULT,
            _P.BOUNDARY_PROPOSE, _P.BOUNDARY_AGREE, _P.BREACH_NOTIFY, _P.OPPORTUNITY_WITHDRAW, _P.OVERLAP_AGREE,
            *_SELLS, *_MEASURES, *_PERFORMS, *_ARGUES, *_PURSUES, *_ADMINISTERS,
        ),
        Role.PARTNER_MEMBER: (
            _P.CONTRACT_NEGOTIATE, _P.DOCUMENT_UPLOAD, _P.FACT_RECORD, _P.MEASUREMENT_CONTEST,
            _P.MEASUREMENT_ACKNOWLEDGE, _P.BREACH_PLAN, _P.FILE_UPLOAD, _P.NOTE_WRITE, *_SELLS, *_PERFORMS, *_ARGUES,
        ),
        Role.PARTNER_SIGNATORY: (
            _P.CONTRACT_SIGN, _P.DOCUMENT_CONFIRM, _P.CONSEQUENCE_WAIVE, _P.OBLIGATION_WAIVE, _P.FILE_UPLOAD,
            _P.NOTE_WRITE,
        ),
        Role.PARTNER_VIEWER: (),
        Role.RELATIONSHIP_MANAGER: (
            _P.PARTNER_CREATE, _P.PARTNER_REVIEW, _P.PARTNER_EXIT, _P.RELATIONSHIP_MANAGE, _P.RELATIONSHIP_END,
            _P.RELATIONSHIP_PLAN, _P.CONTRACT_DRAFT, _P.CONTRACT_MANAGE, _P.CONTRACT_NEGOTIATE, _P.CONTRACT_RECALL,
            _P.DOCUMENT_REQUEST, _P.DOCUMENT_UPLOAD, _P.DOCUMENT_REVIEW, _P.EXPECTATION_SUSPEND, _P.BREACH_NOTIFY,
            _P.OBLIGATION_AGREE, _P.OPPORTUNITY_DRAFT, _P.OPPORTUNITY_OFFER, _P.CONFLICT_DECIDE, _P.OVERLAP_AGREE,
            _P.FILE_UPLOAD, _P.NOTE_WRITE, *_MEASURES, *_PERFORMS, *_ARGUES, *_PURSUES,
        ),
        Role.LEGAL: (
            _P.PARTNER_REVIEW, _P.PARTNER_APPROVE, _P.PARTNER_EXPORT, _P.CONTRACT_DRAFT, _P.CONTRACT_MANAGE,
            _P.CONTRACT_REVIEW, _P.CONTRACT_NEGOTIATE, _P.CONTRACT_RECALL, _P.CONTRACT_ACCEPT, _P.CONTRACT_APPROVE,
            _P.AUTHORITY_ACCEPT, _P.DOCUMENT_REQUIRE, _P.DOCUMENT_REQUEST, _P.DOCUMENT_UPLOAD, _P.DOCUMENT_REVIEW,
            _P.DOCUMENT_APPROVE, _P.EXPECTATION_PROPOSE, _P.EXPECTATION_AGREE, _P.EXPECTATION_SUSPEND,
            _P.EXPECTATION_RETIRE, _P.CONSEQUENCE_APPLY, _P.CONSEQUENCE_WAIVE, _P.OBLIGATION_PROPOSE,
            _P.OBLIGATION_AGREE, _P.OBLIGATION_WAIVE, _P.OBLIGATION_DEFAULT, _P.OBLIGATION_CANCEL, _P.FILE_UPLOAD,
            _P.NOTE_WRITE, _P.BOUNDARY_PROPOSE, _P.BOUNDARY_AGREE, _P.BOUNDARY_OVERRIDE, _P.DISPUTE_ANSWER,
            _P.DISPUTE_CONCEDE, _P.DISPUTE_SETTLE, _P.DISPUTE_RECORD, _P.REMEDY_CLAIM, _P.REMEDY_CONFIRM,
            _P.ENGAGEMENT_PUBLISH, _P.FEE_SET, _P.OVERLAP_AGREE,
        ),
        Role.DISPUTE_OFFICER: (
            _P.DISPUTE_FILE, _P.DISPUTE_TRIAGE, _P.DISPUTE_ESCALATE, _P.DISPUTE_DECIDE, _P.DISPUTE_MEDIATE,
            _P.DISPUTE_CLOSE, _P.FEE_HOLD, _P.FEE_CORRECT, _P.FILE_UPLOAD, _P.NOTE_WRITE,
        ),
        Role.SALES: (
            _P.PARTNER_CREATE, _P.CONTRACT_DRAFT, _P.OPPORTUNITY_DRAFT, _P.OPPORTUNITY_OFFER, _P.OPPORTUNITY_DECIDE,
            _P.OPPORTUNITY_EXTEND, _P.OPPORTUNITY_CLOSE, _P.CONFLICT_DECIDE, _P.PRODUCT_MANAGE, _P.PRODUCT_NUMBER,
            _P.FEE_APPROVE, _P.FEE_HOLD, _P.FEE_CORRECT, _P.DIRECT_SELL, _P.FILE_UPLOAD, _P.NOTE_WRITE,
        ),
        Role.COMPANY_SIGNATORY: (
            _P.CONTRACT_APPROVE, _P.CONTRACT_SIGN, _P.CONSEQUENCE_WAIVE, _P.OBLIGATION_WAIVE, _P.FILE_UPLOAD,
            _P.NOTE_WRITE,
        ),
        Role.EXECUTIVE_SPONSOR: (
            _P.PARTNER_EXIT, _P.PARTNER_SPONSOR, _P.RELATIONSHIP_END, _P.CONTRACT_APPROVE, _P.DISPUTE_DECIDE,
            _P.FILE_UPLOAD, _P.NOTE_WRITE,
        ),
        Role.PLATFORM_ADMIN: (
            _P.PARTNER_APPROVE, _P.SETBACK_MANAGE, _P.DOCUMENT_REQUIRE, _P.PRODUCT_MANAGE, _P.PRODUCT_NUMBER,
            _P.FEE_SET, _P.FEE_APPROVE, _P.FEE_CORRECT, _P.FEE_PAY, _P.FILE_UPLOAD, _P.NOTE_WRITE, *_ADMINISTERS,
        ),
        Role.AUDITOR: (),
        Role.SYSTEM: (_P.CLOCK,),
    }.items()
}  # fmt: skip


PERSONAL = frozenset({
    _P.CONTRACT_ACCEPT, _P.CONTRACT_SIGN, _P.PARTNER_APPLY, _P.PARTNER_STAY, _P.RELATIONSHIP_PLAN, _P.AUTHORITY_ACCEPT,
    _P.DOCUMENT_CONFIRM, _P.EXPECTATION_AGREE, _P.MEASUREMENT_ACKNOWLEDGE, _P.MEASUREMENT_DISPUTE,
    _P.MEASUREMENT_RESTATE, _P.CONSEQUENCE_APPLY, _P.CONSEQUENCE_WAIVE, _P.OBLIGATION_AGREE, _P.OBLIGATION_WAIVE,
    _P.OBLIGATION_DEFAULT, _P.BOUNDARY_AGREE, _P.BOUNDARY_OVERRIDE, _P.DISPUTE_CONCEDE,
    _P.DISPUTE_SETTLE, _P.DISPUTE_DECIDE, _P.DISPUTE_APPEAL, _P.ENGAGEMENT_PUBLISH, _P.OVERLAP_AGREE,
})  # fmt: skip
"""What only a person does: no program by itself, whatever its owner may."""


OWN = frozenset({_P.OWN_ACCESS, _P.OWN_NAME, _P.OWN_EMAIL})
"""What somebody may about themselves alone."""

CONFIRMED_FOR = timedelta(minutes=5)
"""How long a proof of presence counts for what matters most: signing, keys, connections, other people's places."""


class AccessClass(StrEnum):
    """The database login an actor's statements run as."""

    PARTNER = "portal_partner"
    MANAGER = "portal_manager"
    STAFF = "portal_staff"
    AUDITOR = "portal_auditor"
    SYSTEM = "portal_system"


def access_class(roles: frozenset[Role]) -> AccessClass:
    """The narrowest class that serves the roles; somebody who only manages relationships sees their own partners."""
    if Role.SYSTEM in roles:
        return AccessClass.SYSTEM
    if all(role.side is Side.PARTNER for role in roles):
        return AccessClass.PARTNER
    if roles == {Role.RELATIONSHIP_MANAGER}:
        return AccessClass.MANAGER
    return AccessClass.AUDITOR if roles == {Role.AUDITOR} else AccessClass.STAFF


@lru_cache(maxsize=1_000)
def _one(permissions: frozenset[Permission]) -> frozenset[Permission]:
    """The same object for the same permissions: what is kept by them is found without comparing them one by one."""
    return permissions


@dataclass(frozen=True)
class Actor:
    """Who is asking: one person in one organisation, or the clock."""

    person_id: UUID
    name: str
    side: Side
    partner_id: UUID
    """The organisation the person acts for: a partner, or the company itself."""
    roles: frozenset[Role]
    version: int = 1
    """Version of the membership; a cached actor with an older one is identified anew."""
    partners: frozenset[UUID] = field(default=frozenset())
    """The partners a relationship manager looks after."""
    program: str = ""
    """Name of the program that asks for the person; empty for a browser."""
    is_present: bool = True
    """False for a program that asks by itself, under the responsibility of the person."""
    scopes: tuple[str, ...] = ()
    """The scopes of the program's token."""
    allowed: frozenset[Permission] | None = None
    """What they let through; None: all that the roles grant."""
    confirmed_at: datetime | None = None
    """When the person last proved to be there in a way that cannot be phished."""

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return _one(self._granted if self.allowed is None else self._granted & self.allowed)

    @cached_property
    def withheld(self) -> frozenset[Permission]:
        """What would be allowed if only the program's token had the scope."""
        return frozenset() if self.allowed is None else self._granted - self.allowed

    def holds(self, role: Role) -> bool:
        """Whether whoever asks holds all that the role grants, and a program's token lets it through.

        What only a person does, and what is only about oneself, a token need not let through: the person's roles do.
        """
        whole: frozenset[Permission] = frozenset().union(*(GRANTS[each] for each in self.roles))
        return GRANTS[role] <= whole and GRANTS[role] - PERSONAL - OWN <= self.permissions

    @cached_property
    def anybody(self) -> "Actor":
        """Somebody of the same side with the same rights, and nobody in particular: what they may is the same."""
        return Actor(ids.NIL, "", self.side, ids.NIL, self.roles, allowed=self.allowed, is_present=self.is_present)

    @property
    def _granted(self) -> frozenset[Permission]:
        granted: frozenset[Permission] = frozenset().union(*(GRANTS[role] for role in self.roles))
        return granted if self.is_present else granted - PERSONAL

    @cached_property
    def access_class(self) -> AccessClass:
        return access_class(self.roles)

    def require(self, permission: Permission) -> None:
        """Refuses with NotAllowed unless a role grants the permission and a program's scopes let it through."""
        if permission in self.permissions:
            return
        if not self.is_present and permission in PERSONAL:
            raise errors.NotAllowed("Only a person can do this, not an app running on its own.")
        if any(permission in GRANTS[role] for role in self.roles):
            raise errors.NotAllowed("This app's token has no scope that allows this.")
        roles = tuple(ROLES[role] for role in holders(permission))
        raise errors.NotAllowed("Only these roles can do this: {roles}.", roles=roles)

    def require_confirmed(self, *, now: datetime) -> None:
        """Refuses with ConfirmationNeeded unless the person proved within five minutes that they are there."""
        if self.confirmed_at is None or now - self.confirmed_at > CONFIRMED_FOR:
            raise errors.ConfirmationNeeded("Confirm it is you first. A confirmation lasts five minutes.")


SYSTEM = Actor(ids.NIL, "Entente", Side.HOST, ids.NIL, frozenset({Role.SYSTEM}))


@cache
def holders(permission: Permission) -> tuple[Role, ...]:
    return tuple(role for role in Role if permission in GRANTS[role])
