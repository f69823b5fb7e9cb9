"""Which expectations weigh how much on a card, and what the card was in each period."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived, turns_of
from portal.database.base import Exact, PartnerOwned, Record, Word, check, many_words, words
from portal.database.policies import isolated
from portal.expectations.models.expectations import DIGEST
from portal.expectations.rules.card import CARD, CardStatus
from portal.expectations.scores.rank import LEAST_SCORED
from portal.partners.models import Organisation

STEPS = (
    "UPDATE (version, status, title, document, sha256, proposed_at, proposed_by_name, agreed_at, agreed_by_name,"
    " reason, score, score_exact, covered, unscored, standing, scored_at, waiting_on, due_at, due_calendar, updated_at)"
)
SHARE = Exact(5, 2)


class Scorecard(PartnerOwned, Lived, Record):
    """One side's card, agreed by digest: its lines with their weights, its bands, and what each standing does."""

    __tablename__ = "scorecard"
    PREFIX = "scd"
    LIVES: ClassVar[dict[str, str]] = {CARD.name: "status"}
    UNTOLD = Lived.UNTOLD | {"company_id", "created_at", "document", "scored_at", "score_exact"}

    partner_id: Mapped[UUID] = mapped_column(ForeignKey(Organisation.id, name="fk_scorecard_partner"), primary_key=True)
    company_id: Mapped[UUID]
    owner_id: Mapped[UUID | None]
    title: Mapped[str]
    obligor: Mapped[Side] = mapped_column(Word(Side))
    author: Mapped[Side] = mapped_column(Word(Side))
    status: Mapped[CardStatus] = mapped_column(Word(CardStatus), default=CardStatus.DRAFT)
    document: Mapped[str]
    """Lines, bands and effects as canonical JSON, RFC 8785."""
    sha256: Mapped[str]
    proposed_at: Mapped[datetime | None]
    proposed_by_name: Mapped[str | None]
    agreed_at: Mapped[datetime | None]
    agreed_by_name: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    score: Mapped[Decimal | None] = mapped_column(SHARE)
    """Of the newest period; null where too little of its weight was scored."""
    score_exact: Mapped[Decimal | None] = mapped_column(Exact(16, 12))
    """The same with more digits, by which cards are ranked."""
    covered: Mapped[Decimal | None] = mapped_column(SHARE)
    unscored: Mapped[int | None]
    standing: Mapped[str | None]
    scored_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "owner_id"], ["membership.partner_id", "membership.id"], name="fk_scorecard_owner"
        ),
        words("obligor", Side),
        words("author", Side),
        words("status", CardStatus),
        many_words("waiting_on", Side),
        check("title_length", "length(title) BETWEEN 1 AND 200"),
        check("digest", f"sha256 {DIGEST}"),
        check("document_length", "length(document) <= 60000"),
        check("agreed_after_proposed", "agreed_at IS NULL OR proposed_at IS NOT NULL"),
        Index("one_agreed_card", "partner_id", "obligor", unique=True, postgresql_where="status = 'AGREED'"),
        Index("ix_scorecard_list", "partner_id", "created_at", "id"),
        Index("ix_scorecard_all", "created_at", "id"),
        Index("ix_scorecard_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        turns_of("scorecard"),
    )
    __policies__ = isolated(
        partner="author = 'PARTNER' OR proposed_at IS NOT NULL",
        host="author = 'HOST' OR proposed_at IS NOT NULL",
        partner_commands=("INSERT", STEPS),
        host_commands=("INSERT", STEPS),
        system_commands=(STEPS,),
        own=(("INSERT", "author = {side} AND proposed_at IS NULL"),),
    )


class ScorecardPeriod(PartnerOwned, Record):
    """What a card was for one period, by the values that were final then."""

    __tablename__ = "scorecard_period"
    __append_only__ = True
    PREFIX: ClassVar[str] = "scp"

    scorecard_id: Mapped[UUID]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    number: Mapped[int]
    """1 for the first calculation of the period; a restated value makes the next."""
    score: Mapped[Decimal | None] = mapped_column(SHARE)
    covered: Mapped[Decimal] = mapped_column(SHARE)
    unscored: Mapped[int]
    standing: Mapped[str | None]
    document: Mapped[str]
    """Each line with the revision it rests on, as canonical JSON."""
    sha256: Mapped[str]
    """Digest of the agreed card."""
    made_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "scorecard_id"], [Scorecard.partner_id, Scorecard.id], name="fk_scorecard_period_card"
        ),
        UniqueConstraint("partner_id", "scorecard_id", "starts_on", "number"),
        check("digest", f"sha256 {DIGEST}"),
    )
    __policies__ = isolated(host_commands=("INSERT",), partner_commands=("INSERT",), system_commands=("INSERT",))


class CardRank(Record):
    """Where a card stands among all that are scored, for its own partner alone: a place and a number, and no name."""

    __tablename__ = "card_rank"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    scorecard_id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[int]
    """Rank from 1; equal scores share the better rank."""
    of: Mapped[int]
    is_shared: Mapped[bool]
    made_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "scorecard_id"], [Scorecard.partner_id, Scorecard.id], name="fk_card_rank_card"
        ),
        check("among_enough", f"of >= {LEAST_SCORED} AND place BETWEEN 1 AND of"),
    )
    __policies__ = isolated(system_commands=("INSERT", "UPDATE (place, of, is_shared, made_at)", "DELETE"))
