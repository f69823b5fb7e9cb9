"""The turns over a text, the changes in them, and what both sides said to a text."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.contracts.models.agreement import DIGEST, of_contract
from portal.contracts.rules import ChangeStatus, RoundStatus
from portal.contracts.text.documents import Operation
from portal.database.base import PartnerOwned, Record, Word, check, words
from portal.database.policies import CURRENT_PERSON, isolated


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
        of_contract("round"),
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
    annex: Mapped[str | None]
    """What the annex is called that it sets or takes out; `base_sha256` is the file that is replaced."""
    annex_sha256: Mapped[str | None]
    annex_bytes: Mapped[int | None]
    rationale: Mapped[str] = mapped_column(default="")
    status: Mapped[ChangeStatus] = mapped_column(Word(ChangeStatus), default=ChangeStatus.PROPOSED)
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        of_contract("change"),
        ForeignKeyConstraint(
            ["partner_id", "round_id"],
            ["negotiation_round.partner_id", "negotiation_round.id"],
            name="fk_change_round",
        ),
        words("side", Side),
        words("operation", Operation),
        check("annex_has_a_file", "operation <> 'SET_ANNEX' OR (annex_sha256 IS NOT NULL AND annex_bytes IS NOT NULL)"),
        check("annex_has_a_name", "(operation IN ('SET_ANNEX', 'REMOVE_ANNEX')) = (annex IS NOT NULL)"),
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
        of_contract("acceptance"),
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
    """A signatory's signature under one exact text."""

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
        of_contract("signature"),
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
