"""The agreement itself, the company's draft of it, and its immutable versions."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived, turns_of
from portal.contracts.rules import IN_FORCE, LIFE, ROUND, Kind, RoundStatus, Status
from portal.contracts.text.terms import Renewal
from portal.database.base import PartnerOwned, Record, Word, Words, check, many_words, words
from portal.database.finding import Found
from portal.database.policies import isolated
from portal.partners.models import Organisation

CONTRACT_STEPS = (
    "UPDATE (version, status, starts_on, ends_on, renewal, notice_days, value_minor, currency, governing_law,"
    " dispute_terms, fee_terms, clause_count, version_number, sha256, round_number, round_status, pen, accepted_by,"
    " signed_by, signature_window, waiting_on, due_at, due_calendar, updated_at)"
)
"""What a partner's step may change of a contract: never whose it is, its title, or that it was published."""

_IN_FORCE = f"status IN {tuple(status.value for status in IN_FORCE)}"

DIGEST = "~ '^[0-9a-f]{64}$'"


def of_contract(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["partner_id", "contract_id"], ["contract.partner_id", "contract.id"], name=f"fk_{name}_contract"
    )


class Contract(PartnerOwned, Lived, Found, Record):
    """An agreement between the company and one partner; its text lies in the versions, its turn in the rounds."""

    __tablename__ = "contract"
    PREFIX = "ctr"
    LIVES: ClassVar[dict[str, str]] = {LIFE.name: "status", ROUND.name: "round_status"}
    UNTOLD = Lived.UNTOLD | {"dispute_terms", "fee_terms"}
    AMOUNTS: ClassVar[dict[str, tuple[str, str]]] = {"value": ("value_minor", "currency")}
    FOUND_BY = ("number", "title")

    partner_id: Mapped[UUID] = mapped_column(ForeignKey(Organisation.id, name="fk_contract_partner"), primary_key=True)
    company_id: Mapped[UUID]
    owner_id: Mapped[UUID]
    """The membership of the company's person in charge."""
    number: Mapped[str]
    title: Mapped[str]
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    status: Mapped[Status] = mapped_column(Word(Status), default=Status.DRAFT)
    zone: Mapped[str]
    """The zone in which its days begin and end: the company's."""

    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    renewal: Mapped[Renewal] = mapped_column(Word(Renewal))
    notice_days: Mapped[int]
    value_minor: Mapped[int | None]
    currency: Mapped[str | None]
    governing_law: Mapped[str]
    dispute_terms: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What the text says of disputes, each term as changes write it (`text.disputing`); null for nothing."""
    fee_terms: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What the text says that the partner earns (`text.earning`); null for nothing."""

    clause_count: Mapped[int] = mapped_column(default=0)
    version_number: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None]
    """Digest of the current version; null before the first."""
    round_number: Mapped[int] = mapped_column(default=0)
    round_status: Mapped[RoundStatus | None] = mapped_column(Word(RoundStatus))
    pen: Mapped[Side | None] = mapped_column(Word(Side))
    accepted_by: Mapped[frozenset[Side]] = mapped_column(Words(Side), default=frozenset)
    signed_by: Mapped[frozenset[Side]] = mapped_column(Words(Side), default=frozenset)
    signature_window: Mapped[int] = mapped_column(default=0)
    """Counts the times the text went out for signature; signatures of an earlier window are void."""

    parent_id: Mapped[UUID | None]
    """Of an amendment: the contract that it amends."""
    base_number: Mapped[int | None]
    """The version of that contract which it amends; once it is in force, the next one has its text."""

    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "parent_id"], ["contract.partner_id", "contract.id"], name="fk_contract_parent"
        ),
        ForeignKeyConstraint(
            ["company_id", "owner_id"], ["membership.partner_id", "membership.id"], name="fk_contract_owner"
        ),
        UniqueConstraint("partner_id", "number"),
        words("kind", Kind),
        words("status", Status),
        words("renewal", Renewal),
        words("round_status", RoundStatus),
        words("pen", Side),
        many_words("accepted_by", Side),
        many_words("signed_by", Side),
        many_words("waiting_on", Side),
        check("title_length", "length(title) BETWEEN 1 AND 200"),
        check("term_is_forward", "ends_on IS NULL OR ends_on >= starts_on"),
        check("notice_not_negative", "notice_days >= 0"),
        check("money_is_whole", "(value_minor IS NULL) = (currency IS NULL)"),
        check(
            "negotiation_has_a_round",
            "(status = 'IN_NEGOTIATION') = (coalesce(round_status, '') IN ('DRAFTING', 'SUBMITTED'))",
        ),
        check("open_round_has_a_pen", "round_status IS NULL OR pen IS NOT NULL"),
        check("published_has_a_text", "(published_at IS NULL) = (sha256 IS NULL)"),
        check("draft_is_private", "status NOT IN ('DRAFT', 'IN_REVIEW') OR published_at IS NULL"),
        check(
            "signed_by_both",
            "status NOT IN ('SIGNED', 'ACTIVE', 'SUSPENDED', 'NOTICE_GIVEN', 'EXPIRED', 'SUPERSEDED')"
            " OR signed_by = ARRAY['HOST', 'PARTNER']",
        ),
        check(
            "waiting_has_a_date",
            "status NOT IN ('IN_REVIEW', 'IN_NEGOTIATION', 'AGREED', 'IN_APPROVAL', 'OUT_FOR_SIGNATURE')"
            " OR due_at IS NOT NULL",
        ),
        check("amends_a_version", "(parent_id IS NULL) = (base_number IS NULL)"),
        Index("ix_contract_parent", "partner_id", "parent_id", "id", postgresql_where="parent_id IS NOT NULL"),
        Index(
            "ix_contract_one_amendment",
            "partner_id",
            "parent_id",
            "base_number",
            unique=True,
            postgresql_where="status NOT IN ('WITHDRAWN', 'TERMINATED')",
        ),
        Index("ix_contract_created", "partner_id", "created_at", "id"),
        Index("ix_contract_updated", "partner_id", "updated_at", "id"),
        Index("ix_contract_due", "partner_id", "due_at", "id"),
        Index("ix_contract_all_created", "created_at", "id"),
        turns_of("contract"),
        Index("ix_contract_ends", "ends_on", "id", postgresql_where=_IN_FORCE),
        Index("ix_contract_begins", "starts_on", "id", postgresql_where="status = 'SIGNED'"),
        Index("ix_contract_all_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    )
    __policies__ = isolated(
        partner="published_at IS NOT NULL",
        partner_commands=(CONTRACT_STEPS,),
        host_commands=("INSERT", "UPDATE"),
        system_commands=("INSERT", "UPDATE"),
    )

    @property
    def has_clauses(self) -> bool:
        return self.clause_count > 0


class Draft(Record):
    """The company's text before publication; no partner ever sees it."""

    __tablename__ = "contract_draft"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_id: Mapped[UUID] = mapped_column(primary_key=True)
    document: Mapped[str]
    source_sha256: Mapped[str | None]
    """Digest of the imported file, so that a file is imported once."""
    updated_at: Mapped[datetime]

    __table_args__ = (
        of_contract("draft"),
        Index("ix_contract_draft_source", "partner_id", "source_sha256", unique=True),
    )
    __policies__ = isolated(partner=None, host_commands=("INSERT", "UPDATE"), system_commands=("INSERT",))


class Version(PartnerOwned, Record):
    """One immutable text: canonical JSON (RFC 8785) and its SHA-256, which the database checks as well."""

    __tablename__ = "contract_version"
    __append_only__ = True

    contract_id: Mapped[UUID]
    number: Mapped[int]
    parent_sha256: Mapped[str | None]
    sha256: Mapped[str]
    document: Mapped[str]
    side: Mapped[Side] = mapped_column(Word(Side))
    """The side whose changes it contains."""
    created_at: Mapped[datetime]

    __table_args__ = (
        of_contract("version"),
        UniqueConstraint("partner_id", "contract_id", "number"),
        words("side", Side),
        check("digest_of_document", "sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')"),
    )
    __policies__ = isolated(partner_commands=("INSERT",), host_commands=("INSERT",), system_commands=("INSERT",))
