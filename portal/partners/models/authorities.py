"""That somebody may sign for their organisation."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived, turns_of
from portal.database.base import PartnerOwned, Record, Word, check, many_words, words
from portal.database.policies import CURRENT_MEMBER, CURRENT_PARTNERS, CURRENT_PERSON, Policy, isolated
from portal.partners.membership import AUTHORITY, AuthorityStatus
from portal.partners.models.people import of_member

AUTHORITY_STEPS = (
    "UPDATE (version, status, accepted_by, accepted_by_name, accepted_at, revoked_at, waiting_on, due_at, due_calendar,"
    " updated_at)"
)
"""What a step of somebody who manages an organisation's people may change; never whose it is."""
_PROPOSED = (("INSERT", f"status = 'PROPOSED' AND granted_by = {CURRENT_PERSON}"),)
_LISTED = f"partner_id = ANY ({CURRENT_PARTNERS})"


class SigningAuthority(PartnerOwned, Lived, Record):
    """That somebody may sign for the organisation: up to which amount, which contracts, from when to when."""

    __tablename__ = "signing_authority"
    PREFIX = "aut"
    LIVES: ClassVar[dict[str, str]] = {AUTHORITY.name: "status"}
    AMOUNTS: ClassVar[dict[str, tuple[str, str]]] = {"limit": ("limit_minor", "currency")}

    membership_id: Mapped[UUID]
    kinds: Mapped[list[str]]
    """Kinds of contracts by name, and `SETTLEMENT`; empty: every kind of contract, and no settlement."""
    limit_minor: Mapped[int | None]
    """Null: any amount."""
    currency: Mapped[str | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    status: Mapped[AuthorityStatus] = mapped_column(Word(AuthorityStatus), default=AuthorityStatus.PROPOSED)
    granted_by: Mapped[UUID]
    granted_by_name: Mapped[str]
    granted_at: Mapped[datetime]
    accepted_by: Mapped[UUID | None]
    accepted_by_name: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        of_member("signing_authority"),
        words("status", AuthorityStatus),
        many_words("waiting_on", Side),
        check("money_is_whole", "(limit_minor IS NULL) = (currency IS NULL)"),
        check("limit_is_positive", "limit_minor > 0"),
        check("term_is_forward", "valid_until IS NULL OR valid_until >= valid_from"),
        check("a_second_person_accepts", "accepted_by IS NULL OR accepted_by <> granted_by"),
        check("in_force_was_accepted", "status <> 'IN_FORCE' OR (accepted_by IS NOT NULL AND accepted_at IS NOT NULL)"),
        check("proposed_waits", "status <> 'PROPOSED' OR 'HOST' = ANY (waiting_on)"),
        check("revoked_has_a_date", "(status = 'REVOKED') = (revoked_at IS NOT NULL)"),
        Index("ix_signing_authority_member", "partner_id", "membership_id"),
        Index("ix_signing_authority_list", "partner_id", "granted_at", "id"),
        turns_of("signing_authority"),
        Index("ix_signing_authority_waiting", "granted_at", "id", postgresql_where="status = 'PROPOSED'"),
    )
    __policies__ = (
        *(
            each
            for each in isolated(
                partner_commands=("INSERT", AUTHORITY_STEPS), host_commands=("INSERT", AUTHORITY_STEPS), own=_PROPOSED
            )
            if each.role != "portal_manager"
        ),
        # Who only looks after partners sees beside theirs what they may themselves do for the company.
        Policy(
            "portal_manager", f"{_LISTED} OR membership_id = {CURRENT_MEMBER}", _LISTED,
            ("SELECT", "INSERT", AUTHORITY_STEPS), _PROPOSED,
        ),
    )  # fmt: skip
