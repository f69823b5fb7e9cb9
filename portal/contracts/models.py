"""The records of a contract: the agreement itself, its immutable versions, the rounds, changes and signatures."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived
from portal.contracts.rules import LIFE, ROUND, ChangeStatus, Kind, RoundStatus, Status
from portal.contracts.text.documents import Operation
from portal.contracts.text.terms import Renewal
from portal.database.base import PartnerOwned, Record, Word, Words, check, many_words, words
from portal.database.policies import CURRENT_PERSON, isolated
from portal.partners.models import Organisation

CONTRACT_STEPS = (
    "UPDATE (version, status, starts_on, ends_on, renewal, notice_days, value_minor, currency, governing_law,"
    " clause_count, version_number, sha256, round_number, round_status, pen, accepted_by, signed_by, signature_window,"
    " waiting_on, due_at, due_calendar, updated_at)"
)
"""What a partner's step may change of a contract: never whose it is, its title, or that it was published."""

DIGEST = "~ '^[0-9a-f]{64}$'"


def _of_contract(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["partner_id", "contract_id"], ["contract.partner_id", "contract.id"], name=f"fk_{name}_contract"
    )


class Contract(PartnerOwned, Lived, Record):
    """An agreement between the company and one partner; its text lies in the versions, its turn in the rounds."""

    __tablename__ = "contract"
    PREFIX = "ctr"
    LIVES: ClassVar[dict[str, str]] = {LIFE.name: "status", ROUND.name: "round_status"}

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

    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
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
        Index("ix_contract_created", "partner_id", "created_at", "id"),
        Index("ix_contract_updated", "partner_id", "updated_at", "id"),
        Index("ix_contract_due", "partner_id", "due_at", "id"),
        Index("ix_contract_all_created", "created_at", "id"),
        Index("ix_contract_all_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    )
    __policies__ = isolated(
        partner="published_at IS NOT NULL",
        partner_commands=(CONTRACT_STEPS,),
        host_commands=("INSERT", "UPDATE"),
        system_commands=("UPDATE",),
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
        _of_contract("draft"),
        Index("ix_contract_draft_source", "partner_id", "source_sha256", unique=True),
    )
    __policies__ = isolated(partner=None, host_commands=("INSERT", "UPDATE"))


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
    """The side whose words it brought in."""
    created_at: Mapped[datetime]

    __table_args__ = (
        _of_contract("version"),
        UniqueConstraint("partner_id", "contract_id", "number"),
        words("side", Side),
        check("digest_of_document", "sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')"),
    )
    __policies__ = isolated(partner_commands=("INSERT",), host_commands=("INSERT",), system_commands=())


class Round(PartnerOwned, Record):
    """One turn: the side that holds the pen drafts, submits, and the other side answers."""

    __tablename__ = "negotiation_round"

    contract_id: Mapped[UUID]
    number: Mapped[int]
    side: Mapped[Side] = mapped_column(Word(Side))
    status: Mapped[RoundStatus] = mapped_column(Word(RoundStatus), default=RoundStatus.DRAFTING)
    base_number: Mapped[int]
    base_sha256: Mapped[str]
    result_sha256: Mapped[str | None]
    message: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime]
    turn_due_at: Mapped[datetime]
    """The end of the drafting turn; a withdrawn round gives the pen back with this date."""
    due_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        _of_contract("round"),
        UniqueConstraint("partner_id", "contract_id", "number"),
        words("side", Side),
        words("status", RoundStatus),
        check("submitted_names_its_text", "(submitted_at IS NULL) = (result_sha256 IS NULL)"),
        check("open_round_has_a_date", "status NOT IN ('DRAFTING', 'SUBMITTED') OR due_at IS NOT NULL"),
        ExcludeConstraint(
            ("partner_id", "="),
            ("contract_id", "="),
            name="one_open_round",
            using="btree",
            where="status IN ('DRAFTING', 'SUBMITTED')",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", "UPDATE"), host_commands=("INSERT", "UPDATE"), system_commands=("INSERT", "UPDATE")
    )


class Change(PartnerOwned, Record):
    """One change to one clause or term; invisible to the other side until its round is submitted."""

    __tablename__ = "clause_change"

    contract_id: Mapped[UUID]
    round_id: Mapped[UUID]
    position: Mapped[int]
    side: Mapped[Side] = mapped_column(Word(Side))
    submitted_at: Mapped[datetime | None]
    operation: Mapped[Operation] = mapped_column(Word(Operation))
    clause_key: Mapped[str | None]
    base_sha256: Mapped[str | None]
    after_key: Mapped[str | None]
    number: Mapped[str | None]
    heading: Mapped[str | None]
    text: Mapped[str | None]
    depth: Mapped[int | None]
    term: Mapped[str | None]
    term_value: Mapped[str | None]
    rationale: Mapped[str] = mapped_column(default="")
    status: Mapped[ChangeStatus] = mapped_column(Word(ChangeStatus), default=ChangeStatus.PROPOSED)
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        _of_contract("change"),
        ForeignKeyConstraint(
            ["partner_id", "round_id"],
            ["negotiation_round.partner_id", "negotiation_round.id"],
            name="fk_change_round",
        ),
        words("side", Side),
        words("operation", Operation),
        words("status", ChangeStatus),
        Index("ix_clause_change_round", "partner_id", "round_id", "position"),
    )
    __policies__ = isolated(
        partner="side = 'PARTNER' OR submitted_at IS NOT NULL",
        host="side = 'HOST' OR submitted_at IS NOT NULL",
        partner_writes="side = 'PARTNER' OR submitted_at IS NOT NULL",
        host_writes="side = 'HOST' OR submitted_at IS NOT NULL",
        partner_commands=("INSERT", "UPDATE (submitted_at, status, reason)", "DELETE"),
        host_commands=("INSERT", "UPDATE (submitted_at, status, reason)", "DELETE"),
        system_commands=("INSERT", "UPDATE"),
        own=(
            ("INSERT", "side = {side} AND submitted_at IS NULL"),
            ("DELETE", "side = {side} AND submitted_at IS NULL"),
        ),
    )


class Acceptance(PartnerOwned, Record):
    """One side's word that it accepts exactly this text."""

    __tablename__ = "acceptance"
    __append_only__ = True

    contract_id: Mapped[UUID]
    sha256: Mapped[str]
    side: Mapped[Side] = mapped_column(Word(Side))
    person_id: Mapped[UUID]
    name: Mapped[str]
    accepted_at: Mapped[datetime]

    __table_args__ = (
        _of_contract("acceptance"),
        words("side", Side),
        Index("ix_acceptance_contract", "partner_id", "contract_id", "accepted_at"),
    )
    __policies__ = isolated(
        partner_writes=f"side = 'PARTNER' AND person_id = {CURRENT_PERSON}",
        host_writes=f"side = 'HOST' AND person_id = {CURRENT_PERSON}",
        partner_commands=("INSERT",),
        host_commands=("INSERT",),
    )


class Signature(PartnerOwned, Record):
    """A signatory's name under exactly one text."""

    __tablename__ = "signature"
    __append_only__ = True

    contract_id: Mapped[UUID]
    sha256: Mapped[str]
    window: Mapped[int]
    side: Mapped[Side] = mapped_column(Word(Side))
    person_id: Mapped[UUID]
    name: Mapped[str]
    authority: Mapped[str]
    """In the signatory's words: the capacity in which they sign."""
    signed_at: Mapped[datetime]

    __table_args__ = (
        _of_contract("signature"),
        UniqueConstraint("partner_id", "contract_id", "window", "side"),
        words("side", Side),
        check("digest", f"sha256 {DIGEST}"),
        check("authority_length", "length(authority) BETWEEN 1 AND 200"),
    )
    __policies__ = isolated(
        partner_writes=f"side = 'PARTNER' AND person_id = {CURRENT_PERSON}",
        host_writes=f"side = 'HOST' AND person_id = {CURRENT_PERSON}",
        partner_commands=("INSERT",),
        host_commands=("INSERT",),
    )
