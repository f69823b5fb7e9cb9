"""What a partner shows of itself, and what the company requires of whom."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.access import Side
from portal.acting import Lived
from portal.database.base import PartnerOwned, Record, Versioned, Word, Words, check, many_words, words
from portal.database.policies import CURRENT_PERSON, SIGNED_IN, Policy, isolated
from portal.files.models import File
from portal.partners.documents import DOCUMENT, DocumentKind, DocumentStatus
from portal.partners.models.organisations import Organisation
from portal.partners.rules import Kind

_STEPS = (
    "version, status, number, issuer, valid_from, valid_until, ends_at, uploaded_by, uploaded_by_name, uploaded_side,"
    " uploaded_at, file_id, sha256, seconded_by, seconded_by_name, seconded_at, decided_by_name, decided_at, reason,"
    " owner_id, reminded, waiting_on, due_at, due_calendar, updated_at"
)
"""What a step may change of a document: never whose it is, of which kind, or in whose place it came."""


class ComplianceDocument(PartnerOwned, Lived, Record):
    """A document that the company requested from a partner, or that the partner added."""

    __tablename__ = "compliance_document"
    PREFIX = "doc"
    LIVES: ClassVar[dict[str, str]] = {DOCUMENT.name: "status"}
    UNTOLD = Lived.UNTOLD | {"company_id", "uploaded_by", "seconded_by", "created_at", "file_id", "requirement_id"}

    kind: Mapped[DocumentKind] = mapped_column(Word(DocumentKind))
    title: Mapped[str] = mapped_column(default="")
    """What exactly, in the words of whoever asked for it; of another kind it is always said."""
    status: Mapped[DocumentStatus] = mapped_column(Word(DocumentStatus), default=DocumentStatus.REQUESTED)
    wanted_on: Mapped[date | None]
    """Due date of the request; null if it was not requested."""
    requested_by_name: Mapped[str | None]
    number: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    ends_at: Mapped[datetime | None]
    """The last second of its last day, in the zone of the two where it comes later."""
    uploaded_by: Mapped[UUID | None]
    uploaded_by_name: Mapped[str | None]
    uploaded_side: Mapped[Side | None] = mapped_column(Word(Side))
    uploaded_at: Mapped[datetime | None]
    file_id: Mapped[UUID | None]
    """What was brought last; files that were brought before it stay attached."""
    sha256: Mapped[str | None]
    """Digest of that file; accepting names it."""
    seconded_by: Mapped[UUID | None]
    """The second person of the partner who confirmed the bank account."""
    seconded_by_name: Mapped[str | None]
    seconded_at: Mapped[datetime | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    """What was said with the request, or with the last decision; both sides read it."""
    company_id: Mapped[UUID]
    owner_id: Mapped[UUID | None]
    """The membership of the company's person who is to look at it."""
    requirement_id: Mapped[UUID | None]
    """What the company required when it was asked for by itself."""
    replaces_id: Mapped[UUID | None]
    """The document in whose place it came."""
    reminded: Mapped[int | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_compliance_document_partner"),
        ForeignKeyConstraint(
            ["partner_id", "file_id"], [File.partner_id, File.id], name="fk_compliance_document_file"
        ),
        ForeignKeyConstraint(
            ["company_id", "owner_id"], ["membership.partner_id", "membership.id"], name="fk_compliance_document_owner"
        ),
        ForeignKeyConstraint(
            ["partner_id", "replaces_id"],
            ["compliance_document.partner_id", "compliance_document.id"],
            name="fk_compliance_document_replaces",
        ),
        ForeignKeyConstraint(
            ["requirement_id"], ["document_requirement.id"], name="fk_compliance_document_requirement"
        ),
        words("kind", DocumentKind),
        words("status", DocumentStatus),
        words("uploaded_side", Side),
        many_words("waiting_on", Side),
        check("title_length", "length(title) <= 200 AND (title <> '' OR kind <> 'OTHER')"),
        check("number_length", "length(number) <= 200 AND length(issuer) <= 200"),
        check("days_are_forward", "valid_until >= valid_from"),
        check("end_is_known", "(valid_until IS NULL) = (ends_at IS NULL)"),
        check(
            "brought_by_somebody",
            "status IN ('REQUESTED', 'WITHDRAWN')"
            " OR (uploaded_by IS NOT NULL AND file_id IS NOT NULL AND sha256 IS NOT NULL AND ends_at IS NOT NULL)",
        ),
        check("seconded_by_another", "seconded_by <> uploaded_by"),
        check(
            "bank_has_two",
            "kind <> 'BANK_CONFIRMATION' OR status NOT IN ('ACCEPTED', 'EXPIRING', 'EXPIRED')"
            " OR (seconded_by IS NOT NULL AND uploaded_side = 'PARTNER')",
        ),
        check(
            "waiting_has_a_date",
            "status NOT IN ('REQUESTED', 'UPLOADED', 'REFUSED', 'ACCEPTED', 'EXPIRING') OR due_at IS NOT NULL",
        ),
        Index("ix_compliance_document_list", "partner_id", "created_at", "id"),
        Index("ix_compliance_document_kind", "partner_id", "kind", "ends_at"),
        Index("ix_compliance_document_all", "created_at", "id"),
        Index("ix_compliance_document_requirement", "requirement_id", "id"),
        Index("ix_compliance_document_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        Index(
            "one_successor", "partner_id", "replaces_id", unique=True,
            postgresql_where="status IN ('UPLOADED', 'REFUSED')",
        ),
    )  # fmt: skip
    __policies__ = isolated(
        partner_writes="status = 'UPLOADED'",
        partner_commands=("INSERT", f"UPDATE ({_STEPS})"),
        host_commands=("INSERT", f"UPDATE ({_STEPS})"),
        system_commands=("INSERT", f"UPDATE ({_STEPS})"),
        own=(("INSERT", f"status = 'REQUESTED' OR (status = 'UPLOADED' AND uploaded_by = {CURRENT_PERSON})"),),
    )

    @property
    def is_seconded(self) -> bool:
        return self.seconded_at is not None


class DocumentRequirement(Versioned, Record):
    """That the company wants a kind of document from some partners; which partners, it keeps no secret from them."""

    __tablename__ = "document_requirement"
    PREFIX: ClassVar[str] = "drq"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    kind: Mapped[DocumentKind] = mapped_column(Word(DocumentKind))
    title: Mapped[str] = mapped_column(default="")
    partner_kinds: Mapped[frozenset[Kind]] = mapped_column(Words(Kind), default=frozenset)
    """Partners of one of these kinds; empty: of every kind."""
    countries: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Partners of one of these countries; empty: of every country."""
    is_mandatory: Mapped[bool]
    """True if no one is approved without it and its expiry puts an account on hold."""
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        words("kind", DocumentKind),
        many_words("partner_kinds", Kind),
        check("title_length", "length(title) <= 200"),
        check("other_is_not_required", "kind <> 'OTHER'"),
        check("countries_are_few", "cardinality(countries) <= 250"),
        Index("ix_document_requirement_list", "made_at", "id"),
    )
    __policies__ = (
        Policy("portal_partner", SIGNED_IN),
        Policy("portal_manager", SIGNED_IN),
        Policy("portal_staff", SIGNED_IN, None, ("SELECT", "INSERT", "UPDATE")),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT",)),
    )
