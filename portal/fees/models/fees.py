"""A fee, the rows that say what it comes to, and what was paid out."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.acting import Lived, turns_of
from portal.database import sorting
from portal.database.base import Exact, PartnerOwned, Record, Word, check, words
from portal.database.policies import isolated
from portal.fees.models.schedules import FeeSchedule
from portal.fees.rules.fee import LIFE
from portal.fees.rules.statuses import REFERENCE_LONGEST, TEXT_LONGEST, WHOLE, Cause, EntryKind, FeeStatus, Share
from portal.opportunities.models import Opportunity
from portal.partners.models import Membership, Organisation

_DUE = text(sorting.INSTANT.format("due_at"))
_STEPS = (
    "UPDATE (version, status, returned_minor, is_disputed, is_kept_back, held_until, cause, note, approved_by,"
    " approved_by_name, approved_at, paid_at, waiting_on, due_at, due_calendar, updated_at)"
)
_CLOCKS = _STEPS.replace("(", "(disputed_in, ", 1)


class Payout(PartnerOwned, Record):
    """What was paid to a partner at once, with the reference of the payment."""

    __tablename__ = "payout"
    __append_only__ = True
    PREFIX: ClassVar[str] = "pay"

    number: Mapped[str]
    currency: Mapped[str]
    amount_minor: Mapped[int]
    reference: Mapped[str]
    paid_on: Mapped[date]
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_payout_partner"),
        UniqueConstraint("partner_id", "number"),
        check("amount_is_paid", "amount_minor > 0"),
        check("reference_length", f"length(reference) BETWEEN 1 AND {REFERENCE_LONGEST}"),
        Index("ix_payout_list", "partner_id", "made_at", "id"),
    )
    __policies__ = isolated(host_commands=("INSERT",))


class Fee(PartnerOwned, Lived, Record):
    """What a partner earns with one sale. How much that is, its entries say."""

    __tablename__ = "fee"
    PREFIX = "fee"
    LIVES: ClassVar[dict[str, str]] = {LIFE.name: "status"}
    UNTOLD = Lived.UNTOLD | {"company_id", "approved_by", "opportunity_partner_id", "created_at", "returned_minor"}
    AMOUNTS: ClassVar[dict[str, tuple[str, str]]] = {"base": ("base_minor", "currency")}

    number: Mapped[str]
    opportunity_partner_id: Mapped[UUID]
    """Whoever registered the sale; another partner may have a share in it."""
    opportunity_id: Mapped[UUID]
    schedule_id: Mapped[UUID]
    product: Mapped[str] = mapped_column(default="")
    """Product code of the part of the order; empty: the whole order."""
    role: Mapped[Share] = mapped_column(Word(Share))
    share: Mapped[int]
    """Basis points of the sale."""
    order_reference: Mapped[str]
    won_on: Mapped[date]
    base_minor: Mapped[int]
    returned_minor: Mapped[int] = mapped_column(default=0)
    """How much of the base was returned by now."""
    currency: Mapped[str]
    rate: Mapped[Decimal] = mapped_column(Exact(7, 6))
    cap_minor: Mapped[int | None]

    status: Mapped[FeeStatus] = mapped_column(Word(FeeStatus), default=FeeStatus.ACCRUED)
    is_disputed: Mapped[bool] = mapped_column(default=False)
    disputed_in: Mapped[str | None]
    """The number of the dispute that holds it."""
    is_kept_back: Mapped[bool] = mapped_column(default=False)
    held_until: Mapped[datetime | None]
    cause: Mapped[Cause | None] = mapped_column(Word(Cause))
    """Reason for the latest reversal or reduction."""
    note: Mapped[str] = mapped_column(default="")
    """Reason given with the last step; both sides can read it."""
    company_id: Mapped[UUID]
    company_owner_id: Mapped[UUID | None]
    """Whoever answers for the sale: they do not approve its fee."""
    approved_by: Mapped[UUID | None]
    approved_by_name: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_fee_partner"),
        ForeignKeyConstraint(
            ["opportunity_partner_id", "opportunity_id"], [Opportunity.partner_id, Opportunity.id],
            name="fk_fee_opportunity",
        ),
        ForeignKeyConstraint(
            ["partner_id", "schedule_id"], [FeeSchedule.partner_id, FeeSchedule.id], name="fk_fee_schedule"
        ),
        ForeignKeyConstraint(
            ["company_id", "company_owner_id"], [Membership.partner_id, Membership.id], name="fk_fee_company_owner"
        ),
        UniqueConstraint("partner_id", "number"),
        UniqueConstraint("partner_id", "opportunity_id", "product", name="one_fee"),
        words("status", FeeStatus),
        words("role", Share),
        words("cause", Cause),
        check("base_is_an_amount", "base_minor > 0"),
        check("returned_of_the_base", "returned_minor BETWEEN 0 AND base_minor"),
        check("rate_is_a_share", "rate BETWEEN 0 AND 1"),
        check("share_of_a_sale", f"share BETWEEN 0 AND {WHOLE}"),
        check("approved_by_somebody", "(approved_by IS NULL) = (approved_at IS NULL)"
              " AND (approved_by IS NULL) = (approved_by_name IS NULL)"
              " AND (status NOT IN ('APPROVED', 'PAID') OR approved_by IS NOT NULL)"),
        check("paid_has_a_day", "status <> 'PAID' OR paid_at IS NOT NULL"),
        check("note_length", f"length(note) <= {TEXT_LONGEST}"),
        turns_of("fee"),
        Index("ix_fee_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        Index("ix_fee_list", "partner_id", "created_at", "id"),
        Index("ix_fee_all", "created_at", "id"),
        Index("ix_fee_by_due", "partner_id", _DUE, "id"),
        Index("ix_fee_all_by_due", _DUE, "id"),
        Index("ix_fee_opportunity", "opportunity_partner_id", "opportunity_id"),
    )  # fmt: skip
    __policies__ = isolated(host_commands=("INSERT", _STEPS), system_commands=("INSERT", _CLOCKS))


class FeeEntry(PartnerOwned, Record):
    """An entry of the ledger. A balance is always the sum of entries."""

    __tablename__ = "fee_entry"
    __append_only__ = True
    PREFIX: ClassVar[str] = "fen"

    fee_id: Mapped[UUID]
    kind: Mapped[EntryKind] = mapped_column(Word(EntryKind))
    amount_minor: Mapped[int]
    """What the company owes more by it, in minor units; less is negative."""
    currency: Mapped[str]
    base_minor: Mapped[int | None]
    """Part of the base that it covers; negative for returns."""
    cause: Mapped[Cause | None] = mapped_column(Word(Cause))
    payout_id: Mapped[UUID | None]
    text: Mapped[str] = mapped_column(default="")
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "fee_id"], [Fee.partner_id, Fee.id], name="fk_fee_entry_fee"),
        ForeignKeyConstraint(
            ["partner_id", "payout_id"], [Payout.partner_id, Payout.id], name="fk_fee_entry_payout"
        ),
        words("kind", EntryKind),
        words("cause", Cause),
        check("paid_in_a_payout", "kind <> 'PAYMENT' OR payout_id IS NOT NULL"),
        check("moves_something", "amount_minor <> 0 OR kind = 'ACCRUAL'"),
        check("takes_back", "kind <> 'REVERSAL' OR amount_minor < 0"),
        Index("ix_fee_entry_list", "partner_id", "made_at", "id"),
        Index("ix_fee_entry_fee", "partner_id", "fee_id"),
    )  # fmt: skip
    __policies__ = isolated(host_commands=("INSERT",), system_commands=("INSERT",))
