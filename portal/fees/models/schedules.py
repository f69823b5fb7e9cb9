"""What a partner earns, by product and day; and who has done how much for a sale."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.contracts.models import Contract
from portal.database.base import Exact, PartnerOwned, Record, Versioned, Word, check, words
from portal.database.policies import CURRENT_PARTNER, CURRENT_PARTNERS, SIGNED_IN, Policy, isolated
from portal.fees.rules.statuses import MOST_HOLD_DAYS, WHOLE, FeeBase, Share
from portal.opportunities.models import Opportunity

_ONE = "int8range(hashtextextended({0}, 0), hashtextextended({0}, 0), '[]')"
"""A text as a place on a line of whole numbers: without extensions, an exclusion compares ranges alone."""


class FeeSchedule(PartnerOwned, Versioned, Record):
    """A rate for one product, or for all that have none of their own, from one day to another. No two meet."""

    __tablename__ = "fee_schedule"
    PREFIX: ClassVar[str] = "fsc"

    contract_id: Mapped[UUID | None]
    clause_key: Mapped[str] = mapped_column(default="")
    """Key of the contract clause that it is based on; can be empty."""
    contract_sha256: Mapped[str | None]
    """The digest of the version that both sides signed, where it follows from that; null where somebody set it."""
    product: Mapped[str] = mapped_column(default="")
    """A code; empty for all products that have no schedule of their own."""
    rate: Mapped[Decimal] = mapped_column(Exact(7, 6))
    """From 0 to 1."""
    base: Mapped[FeeBase] = mapped_column(Word(FeeBase))
    cap_minor: Mapped[int | None]
    cap_currency: Mapped[str | None]
    """Maximum amount of one fee."""
    hold_days: Mapped[int] = mapped_column(default=0)
    """So long after the order a fee is held, because goods can still be returned."""
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    """The last day; the day before the first of one that ended before it began."""
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]
    ended_by_name: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    """When its last day was set."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "contract_id"], [Contract.partner_id, Contract.id], name="fk_fee_schedule_contract"
        ),
        words("base", FeeBase),
        check("rate_is_a_share", "rate BETWEEN 0 AND 1"),
        check("contract_digest_is_one", "contract_sha256 ~ '^[0-9a-f]{64}$'"),
        check("cap_is_an_amount", "cap_minor > 0 AND (cap_minor IS NULL) = (cap_currency IS NULL)"),
        check("held_for_a_while", f"hold_days BETWEEN 0 AND {MOST_HOLD_DAYS}"),
        check("begins_before_it_ends", "valid_until >= valid_from - 1"),
        ExcludeConstraint(
            (text(_ONE.format("partner_id::text")), "&&"),
            (text(_ONE.format("product")), "&&"),
            (text("daterange(valid_from, valid_until, '[]')"), "&&"),
            name="one_schedule",
            using="gist",
            where="valid_until IS NULL OR valid_until >= valid_from",
        ),
        Index("ix_fee_schedule_list", "partner_id", "made_at", "id"),
        Index("ix_fee_schedule_all", "made_at", "id"),
    )  # fmt: skip
    __policies__ = isolated(
        host_commands=("INSERT", "UPDATE (version, valid_until, ended_by_name, ended_at)"),
        system_commands=("INSERT", "UPDATE (version, valid_until, ended_by_name, ended_at)"),
    )


class Attribution(PartnerOwned, Record):
    """What a partner has done for a sale, which may be another's: all who brought it share 10,000 basis points."""

    __tablename__ = "attribution"

    opportunity_partner_id: Mapped[UUID]
    opportunity_id: Mapped[UUID]
    role: Mapped[Share] = mapped_column(Word(Share))
    share: Mapped[int]
    """Basis points; of those who only influenced a sale nothing."""
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["opportunity_partner_id", "opportunity_id"], [Opportunity.partner_id, Opportunity.id],
            name="fk_attribution_opportunity",
        ),
        UniqueConstraint("partner_id", "opportunity_id"),
        words("role", Share),
        check("share_of_a_sale", f"share BETWEEN 0 AND {WHOLE}"),
        check("earned_by_who_brought_it", "(role = 'SOURCED') = (share > 0)"),
        Index("ix_attribution_opportunity", "opportunity_partner_id", "opportunity_id"),
    )  # fmt: skip
    __policies__ = (
        Policy("portal_partner", f"partner_id = {CURRENT_PARTNER}"),
        Policy("portal_manager", f"partner_id = ANY ({CURRENT_PARTNERS})"),
        # Whoever gives shares sees all of them, as the trigger that adds them up has to.
        Policy("portal_staff", SIGNED_IN, None, ("SELECT", "INSERT", "DELETE")),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true"),
    )
