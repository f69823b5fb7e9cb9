"""What the tables of a contract and of its rounds speak of: where they are, and what their guards look at."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.access import Side
from portal.partners.membership import Period
from portal.partners.rules import AccountStatus
from portal.situations import ForClock


class Status(StrEnum):
    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    IN_NEGOTIATION = "IN_NEGOTIATION"
    AGREED = "AGREED"
    IN_APPROVAL = "IN_APPROVAL"
    OUT_FOR_SIGNATURE = "OUT_FOR_SIGNATURE"
    SIGNED = "SIGNED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    NOTICE_GIVEN = "NOTICE_GIVEN"
    EXPIRED = "EXPIRED"
    SUPERSEDED = "SUPERSEDED"
    TERMINATED = "TERMINATED"
    WITHDRAWN = "WITHDRAWN"


IN_FORCE = (Status.SIGNED, Status.ACTIVE, Status.SUSPENDED, Status.NOTICE_GIVEN)
"""Signed by both and not over: what a partner that leaves must have ended first."""
NEGOTIATED = (Status.IN_NEGOTIATION, Status.AGREED, Status.IN_APPROVAL, Status.OUT_FOR_SIGNATURE)
"""Before both sides and not signed yet."""


class RoundStatus(StrEnum):
    DRAFTING = "DRAFTING"
    SUBMITTED = "SUBMITTED"
    ABORTED = "ABORTED"
    ACCEPTED = "ACCEPTED"
    COUNTERED = "COUNTERED"
    LAPSED = "LAPSED"
    WITHDRAWN = "WITHDRAWN"


class ChangeStatus(StrEnum):
    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    STALE = "STALE"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


class Kind(StrEnum):
    SUPPLY = "SUPPLY"
    SERVICE = "SERVICE"
    DISTRIBUTION = "DISTRIBUTION"
    RESELLER = "RESELLER"
    FRAMEWORK = "FRAMEWORK"
    CONFIDENTIALITY = "CONFIDENTIALITY"
    OTHER = "OTHER"


BOTH = frozenset(Side)
NOBODY: frozenset[Side] = frozenset()
HOST = frozenset({Side.HOST})
OPEN_ROUND = (RoundStatus.DRAFTING, RoundStatus.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the table looks at to decide: where the contract is and who has done what to its current text."""

    status: Status
    round_status: RoundStatus | None
    pen: Side | None
    accepted_by: frozenset[Side]
    signed_by: frozenset[Side]
    has_clauses: bool
    partner_status: AccountStatus
    starts_on: ForClock[date] = date.max
    ends_on: ForClock[date | None] = None
    renewal: ForClock[str] = "NONE"
    zone: str = "UTC"
    parent_status: Status | None = None
    """Of an amendment: where the contract is that it amends."""
    is_base_current: bool = True
    """That contract still has the text that is amended."""
    has_amendment: bool = False
    """An amendment of it has begun and is not in force yet."""
    unanswered: tuple[str, ...] = ()
    """What rests on clauses that the amendment changes, and nobody has said what becomes of it."""
    authorised: tuple[Period, ...] = ()
    """When the actor holds an authority to sign that covers the contract's kind, value and currency."""
