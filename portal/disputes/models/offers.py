"""Offers to settle: that there is one, which both sides see, and its text, which their negotiators alone read."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived, turns_of
from portal.database.base import PartnerOwned, Record, Word, check, many_words, words
from portal.database.policies import (
    CURRENT_MEMBER,
    CURRENT_OFFERS,
    CURRENT_PARTNER,
    CURRENT_PARTNERS,
    MEDIATOR,
    SIGNED_IN,
    Policy,
    isolated,
)
from portal.disputes.models.cases import of_dispute
from portal.disputes.rules.offer import OFFER, OfferStatus

_STEPS = (
    "UPDATE (version, status, answered_by_name, answered_at, answer_authority_id, total_minor, currency, waiting_on,"
    " due_at, due_calendar, updated_at)"
)
READER = f"{CURRENT_MEMBER}::text = ANY (reader_ids)"
_ROWS = "SELECT (partner_id, id, dispute_id, offer_id, reader_ids)"


class SettlementOffer(PartnerOwned, Lived, Record):
    """That a side has offered to settle, until when, and the digest of what it offered."""

    __tablename__ = "settlement_offer"
    PREFIX = "dof"
    LIVES: ClassVar[dict[str, str]] = {OFFER.name: "status"}
    UNTOLD = Lived.UNTOLD | {"authority_id", "answer_authority_id", "made_at"}
    AMOUNTS: ClassVar[dict[str, tuple[str, str]]] = {"total": ("total_minor", "currency")}

    dispute_id: Mapped[UUID]
    number: Mapped[int]
    side: Mapped[Side] = mapped_column(Word(Side))
    status: Mapped[OfferStatus] = mapped_column(Word(OfferStatus), default=OfferStatus.OPEN)
    sha256: Mapped[str]
    """Over its canonical JSON, in which 32 random bytes stand: nobody finds an amount by trying."""
    valid_until: Mapped[date]
    expires_at: Mapped[datetime]
    """The last second of that day, where the other side is."""
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]
    authority_id: Mapped[UUID | None]
    """Of whoever made it; null where no money is given away."""
    answered_by_name: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answer_authority_id: Mapped[UUID | None]
    """Of whoever accepted it."""
    total_minor: Mapped[int | None]
    """Once it is accepted: the sum of what is to be done, which is no secret any more."""
    currency: Mapped[str | None]

    __table_args__ = (
        of_dispute("settlement_offer"),
        UniqueConstraint("partner_id", "dispute_id", "number"),
        words("side", Side),
        words("status", OfferStatus),
        many_words("waiting_on", Side),
        check("digest", "sha256 ~ '^[0-9a-f]{64}$'"),
        check("answered_by_somebody", "(answered_at IS NULL) = (answered_by_name IS NULL)"),
        check("accepted_has_a_total", "(status = 'ACCEPTED') = (total_minor IS NOT NULL)"),
        check("accepted_by_somebody", "status <> 'ACCEPTED' OR answered_at IS NOT NULL"),
        check("money_has_a_currency", "currency IS NOT NULL OR coalesce(total_minor, 0) = 0"),
        check("waiting_has_a_date", "status <> 'OPEN' OR due_at IS NOT NULL"),
        Index("one_open_offer", "partner_id", "dispute_id", "side", unique=True, postgresql_where="status = 'OPEN'"),
        turns_of("settlement_offer"),
        Index("ix_settlement_offer_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", _STEPS),
        host_commands=("INSERT", _STEPS),
        system_commands=(_STEPS,),
        mediator=f"dispute_id = {CURRENT_OFFERS}",
        own=(("INSERT", "side = {side} AND status = 'OPEN'"),),
    )


class SealedText(PartnerOwned, Record):
    """What an offer says, in a cipher: read by the negotiators of both sides, by no auditor and no administrator."""

    __tablename__ = "dispute_sealed"
    PREFIX: ClassVar[str] = "dss"

    dispute_id: Mapped[UUID]
    offer_id: Mapped[UUID]
    reader_ids: Mapped[list[str]]
    """The memberships of those who may settle for either side, as text."""
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    """AES-256-GCM under the key of the dispute, over the canonical JSON whose digest the offer names."""
    company_gives_minor: Mapped[int]
    partner_gives_minor: Mapped[int]
    """What each side gives away by it, for the authority to settle that: what it has to do, and what of its claim it
    does without."""
    currency: Mapped[str | None]

    __table_args__ = (
        of_dispute("dispute_sealed"),
        ForeignKeyConstraint(
            ["partner_id", "offer_id"], [SettlementOffer.partner_id, SettlementOffer.id], name="fk_sealed_offer"
        ),
        UniqueConstraint("partner_id", "offer_id", deferrable=True, initially="DEFERRED"),
        check("size", "octet_length(ciphertext) <= 200000 AND octet_length(nonce) = 12"),
        check("amounts", "company_gives_minor >= 0 AND partner_gives_minor >= 0"),
        check("money_has_a_currency", "currency IS NOT NULL OR company_gives_minor + partner_gives_minor = 0"),
    )
    __policies__ = (
        Policy("portal_partner", f"partner_id = {CURRENT_PARTNER} AND {READER}", None, ("SELECT", "INSERT")),
        Policy("portal_manager", f"partner_id = ANY ({CURRENT_PARTNERS}) AND {READER}", None, ("SELECT", "INSERT")),
        Policy("portal_staff", f"{SIGNED_IN} AND {READER}", None, ("SELECT", "INSERT")),
        Policy("portal_auditor", "false"),
        Policy("portal_system", "true", None, (_ROWS, "UPDATE (reader_ids)")),
        Policy(MEDIATOR, f"dispute_id = {CURRENT_OFFERS}", "false"),
    )
