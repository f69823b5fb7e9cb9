"""The company and its partner organisations, and what an applicant was asked for."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal import ids
from portal.access import Side
from portal.acting import Lived, turns_of
from portal.database.base import PartnerOwned, Record, Word, Words, check, many_words, words
from portal.database.finding import Found
from portal.database.policies import (
    AUTH,
    CURRENT_PARTNER,
    SIGNED_IN,
    Policy,
    isolated,
)
from portal.partners.documents import DocumentKind
from portal.partners.rules import ACCOUNT, RELATIONSHIP, AccountStatus, Kind, Stage

_PARTNERS_STEPS = (
    "UPDATE (version, status, consented_at, reason, held_for, waiting_on, due_at, due_calendar, updated_at)"
)
"""What a step of a partner's own people may change of its row."""


class Organisation(Lived, Found, Record):
    """The company itself (one row with side HOST), or a partner organisation."""

    __tablename__ = "organisation"
    PREFIX = "org"
    LIVES: ClassVar[dict[str, str]] = {ACCOUNT.name: "status", RELATIONSHIP.name: "stage"}
    UNTOLD = Lived.UNTOLD | {"invited_by"}
    FOUND_BY = ("name", "register_number", "vat_number", "lei")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    side: Mapped[Side] = mapped_column(Word(Side))
    name: Mapped[str]
    kinds: Mapped[frozenset[Kind]] = mapped_column(Words(Kind), default=frozenset)
    country: Mapped[str]
    register_number: Mapped[str | None]
    """In the register of companies, with what its country puts before it."""
    vat_number: Mapped[str | None]
    lei: Mapped[str | None]
    """Legal Entity Identifier, ISO 17442."""
    calendar: Mapped[str]
    zone: Mapped[str]
    status: Mapped[AccountStatus] = mapped_column(Word(AccountStatus), default=AccountStatus.PROSPECT)
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.EXPLORATION)
    company_id: Mapped[UUID | None]
    manager_id: Mapped[UUID | None]
    """For a partner: the company's named relationship manager. For the company: its legal lead."""
    created_at: Mapped[datetime]
    grown_at: Mapped[datetime | None]
    """When the relationship first came as far as expansion."""

    invited_by: Mapped[UUID | None]
    """The person who invited a partner: somebody else approves it."""
    consented_at: Mapped[datetime | None]
    """When the applicant agreed to what an application is used for."""
    reason: Mapped[str] = mapped_column(default="")
    """What was said with the last step of the account; both sides read it."""
    held_for: Mapped[frozenset[DocumentKind]] = mapped_column(Words(DocumentKind), default=frozenset)
    """The documents whose end put it on hold; empty where people did."""

    __table_args__ = (
        words("side", Side),
        many_words("waiting_on", Side),
        check(
            "waiting_has_a_date",
            "side = 'HOST' OR status NOT IN ('INVITED', 'APPLIED', 'INFO_REQUESTED', 'ON_HOLD', 'OFFBOARDING')"
            " OR due_at IS NOT NULL",
        ),
        words("status", AccountStatus),
        words("stage", Stage),
        many_words("kinds", Kind),
        many_words("held_for", DocumentKind),
        check("name_length", "length(name) BETWEEN 1 AND 200"),
        check("register_number_length", "length(register_number) BETWEEN 1 AND 50"),
        check("vat_number_form", "vat_number ~ '^[0-9A-Z]{4,20}$'"),
        check("lei_form", "lei ~ '^[0-9A-Z]{18}[0-9]{2}$'"),
        ForeignKeyConstraint(
            ["company_id", "manager_id"],
            ["membership.partner_id", "membership.id"],
            name="fk_organisation_manager",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("one_company", "side", unique=True, postgresql_where="side = 'HOST'"),
        Index("ix_organisation_name", "side", "name", "id"),
        Index("ix_organisation_created", "side", "created_at", "id"),
        turns_of("organisation"),
        Index("ix_organisation_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    )
    __policies__ = (
        Policy(
            "portal_partner",
            f"id = {CURRENT_PARTNER} OR (side = 'HOST' AND {SIGNED_IN})",
            f"id = {CURRENT_PARTNER} AND status IN ('APPLIED', 'OFFBOARDING')",
            (
                "SELECT",
                _PARTNERS_STEPS,
            ),
            (("UPDATE", f"id = {CURRENT_PARTNER}"),),
        ),
        Policy(
            "portal_manager",
            f"manager_id = current_member() OR (side = 'HOST' AND {SIGNED_IN})",
            "manager_id = current_member() AND side = 'PARTNER'",
            ("SELECT", "INSERT", "UPDATE"),
        ),
        Policy("portal_staff", SIGNED_IN, "side = 'PARTNER'", ("SELECT", "INSERT", "UPDATE")),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT", "INSERT", "UPDATE")),
        Policy(AUTH, "true"),
    )

    @property
    def place(self) -> tuple[UUID, UUID]:
        return self.id, self.id

    @property
    def has_manager(self) -> bool:
        return self.manager_id is not None

    @property
    def has_grown(self) -> bool:
        return self.grown_at is not None

    @property
    def is_offboarded(self) -> bool:
        return self.status is AccountStatus.OFFBOARDED


Company = aliased(Organisation)
"""The company where a statement asks for a partner as well: made once, as that takes longer than most statements."""


class RequestedItem(PartnerOwned, Record):
    """Something an applicant was asked for, and the answer."""

    __tablename__ = "requested_item"

    question: Mapped[str]
    answer: Mapped[str | None]
    asked_by: Mapped[str]
    """The name of whoever asked."""
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_requested_item_partner"),
        check("question_length", "length(question) BETWEEN 1 AND 2000"),
        check("answer_length", "length(answer) BETWEEN 1 AND 10000"),
        check("answer_has_a_date", "(answer IS NULL) = (answered_at IS NULL)"),
        Index("ix_requested_item_list", "partner_id", "asked_at", "id"),
    )
    __policies__ = isolated(
        partner_commands=("UPDATE (answer, answered_at)",),
        host_commands=("INSERT",),
        own=(("INSERT", "answer IS NULL"),),
    )
