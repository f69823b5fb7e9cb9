"""Whoever mediates a case: what they declared, who accepted it, and what they and one side say to each other alone."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.database.base import PartnerOwned, Record, Word, Words, check, many_words, words
from portal.database.policies import (
    CURRENT_DISPUTE,
    CURRENT_PARTNER,
    CURRENT_PARTNERS,
    CURRENT_PERSON,
    MEDIATOR,
    SIGNED_IN,
    Policy,
    isolated,
)
from portal.disputes.models.cases import of_dispute
from portal.disputes.models.offers import READER
from portal.disputes.rules.mediator import DECLARATION_LONGEST, OPEN, SeatStatus

_OPEN = ", ".join(f"'{each.value}'" for each in OPEN)
_OF_SIDES = (
    "status, link_sha256, accepted_by, offers_shown_by, longer_by, longer_until, lasts_until, began_at, ends_at, note"
)
_BY_SIDES = f"UPDATE ({_OF_SIDES})"
_BY_SYSTEM = f"UPDATE ({_OF_SIDES}, entered_at, declaration, declaration_sha256, has_interests, declared_at)"
_CAUCUS_ROWS = "SELECT (partner_id, id, dispute_id, seat_id, number, side, reader_ids)"


class MediatorSeat(PartnerOwned, Record):
    """A person who was proposed to mediate one case: a place in that case alone, and in no organisation.

    Its id is what the database knows the person by.
    """

    __tablename__ = "mediator_seat"
    PREFIX: ClassVar[str] = "dme"

    dispute_id: Mapped[UUID]
    number: Mapped[int]
    case_number: Mapped[str]
    """With the names of the two sides all that somebody reads of the case before they are its mediator."""
    company_name: Mapped[str]
    partner_name: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    status: Mapped[SeatStatus] = mapped_column(Word(SeatStatus), default=SeatStatus.PROPOSED)
    proposed_by: Mapped[Side] = mapped_column(Word(Side))
    proposed_by_name: Mapped[str]
    proposed_at: Mapped[datetime]
    link_sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Digest of the mailed link; null once it was used, or opens nothing any more."""
    entered_at: Mapped[datetime | None]
    """When the person came by the link and made a passkey."""
    declaration: Mapped[str] = mapped_column(default="")
    has_interests: Mapped[bool | None]
    declaration_sha256: Mapped[str | None]
    """What both sides accept."""
    declared_at: Mapped[datetime | None]
    accepted_by: Mapped[frozenset[Side]] = mapped_column(Words(Side), default=frozenset)
    offers_shown_by: Mapped[frozenset[Side]] = mapped_column(Words(Side), default=frozenset)
    """The sides that let the mediator read the offers: who has both of them does."""
    began_at: Mapped[datetime | None]
    lasts_until: Mapped[datetime | None]
    """The end of the mediation, unless it comes earlier."""
    longer_by: Mapped[Side | None] = mapped_column(Word(Side))
    """The side that requested more time."""
    longer_until: Mapped[date | None]
    """The requested last day."""
    ends_at: Mapped[datetime | None]
    """From then on the person reads nothing more."""
    note: Mapped[str] = mapped_column(default="")
    """Why they do not mediate, or how it ended; both sides read it."""

    __table_args__ = (
        of_dispute("mediator_seat"),
        UniqueConstraint("partner_id", "dispute_id", "number"),
        words("status", SeatStatus),
        words("proposed_by", Side),
        words("longer_by", Side),
        many_words("accepted_by", Side),
        many_words("offers_shown_by", Side),
        check("name_length", "length(name) BETWEEN 1 AND 200"),
        check("email_length", "length(email) <= 254"),
        check("text_length", f"length(declaration) <= {DECLARATION_LONGEST} AND length(note) <= 2000"),
        check("declared_is_whole", "(declaration_sha256 IS NULL) = (declared_at IS NULL)"
              " AND (declared_at IS NULL) = (has_interests IS NULL)"),
        check("accepted_was_declared", "accepted_by = '{}' OR declared_at IS NOT NULL"),
        check("serves_by_both", "status NOT IN ('ACCEPTED', 'SERVING', 'ENDED') OR cardinality(accepted_by) = 2"),
        check("serving_began", "(status IN ('SERVING', 'ENDED')) = (began_at IS NOT NULL)"),
        check("over_has_an_end", f"(status IN ({_OPEN})) = (ends_at IS NULL)"),
        check("longer_is_whole", "(longer_by IS NULL) = (longer_until IS NULL)"),
        Index("one_mediator", "partner_id", "dispute_id", unique=True, postgresql_where=f"status IN ({_OPEN})"),
        Index("ix_mediator_seat_link", "link_sha256", postgresql_where="link_sha256 IS NOT NULL"),
    )  # fmt: skip
    __policies__ = isolated(
        partner_commands=("INSERT", _BY_SIDES),
        host_commands=("INSERT", _BY_SIDES),
        system_commands=(_BY_SYSTEM,),
        mediator=f"id = {CURRENT_PERSON}",
        own=(("INSERT", "proposed_by = {side} AND status = 'PROPOSED'"),),
    )


class CaucusText(PartnerOwned, Record):
    """What the mediator and one side say to each other alone, in a cipher: no auditor and no administrator reads it."""

    __tablename__ = "dispute_caucus"
    PREFIX: ClassVar[str] = "dca"

    dispute_id: Mapped[UUID]
    seat_id: Mapped[UUID]
    number: Mapped[int]
    side: Mapped[Side] = mapped_column(Word(Side))
    """With whom the mediator speaks."""
    is_by_mediator: Mapped[bool]
    by_name: Mapped[str]
    reader_ids: Mapped[list[str]]
    """The memberships of those who negotiate for the side, as text."""
    sha256: Mapped[str]
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]

    __table_args__ = (
        of_dispute("dispute_caucus"),
        ForeignKeyConstraint(
            ["partner_id", "seat_id"], [MediatorSeat.partner_id, MediatorSeat.id], name="fk_caucus_seat"
        ),
        UniqueConstraint("partner_id", "dispute_id", "number"),
        words("side", Side),
        check("digest", "sha256 ~ '^[0-9a-f]{64}$'"),
        check("size", "octet_length(ciphertext) <= 200000 AND octet_length(nonce) = 12"),
    )
    __policies__ = (
        *(
            Policy(
                role, f"{whose} AND side = '{side}' AND {READER}",
                f"{whose} AND side = '{side}' AND {READER} AND NOT is_by_mediator", ("SELECT", "INSERT"),
            )
            for role, whose, side in (
                ("portal_partner", f"partner_id = {CURRENT_PARTNER}", "PARTNER"),
                ("portal_manager", f"partner_id = ANY ({CURRENT_PARTNERS})", "HOST"),
                ("portal_staff", SIGNED_IN, "HOST"),
            )
        ),
        Policy("portal_auditor", "false"),
        Policy("portal_system", "true", None, (_CAUCUS_ROWS, "INSERT", "UPDATE (reader_ids)")),
        Policy(MEDIATOR, f"dispute_id = {CURRENT_DISPUTE} AND seat_id = {CURRENT_PERSON}", "false"),
    )  # fmt: skip
