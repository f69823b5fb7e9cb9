"""What the company sells itself, to whom and where: what stands in the way of a registration rests on these records."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.acting import Lived, turns_of
from portal.database.base import PartnerOwned, Record, Word, check, words
from portal.database.finding import Found
from portal.database.moving import steps_kept
from portal.database.policies import isolated
from portal.opportunities.rules.direct import LIFE, DirectStatus
from portal.opportunities.rules.statuses import NAME_LONGEST, TEXT_LONGEST
from portal.partners.models import Membership, Organisation

_STEPS = (
    "UPDATE (version, status, last_activity_on, lapses_at, is_warned, note, ended_at, waiting_on, due_at, due_calendar,"
    " updated_at)"
)


class DirectDeal(PartnerOwned, Lived, Found, Record):
    """A deal that the company works on without a partner; `partner_id` is the company. Partners never touch it."""

    __tablename__ = "direct_deal"
    PREFIX = "dir"
    LIVES: ClassVar[dict[str, str]] = {LIFE.name: "status"}
    FOUND_BY = ("number", "customer_name", "customer_domain", "products")
    UNTOLD = Lived.UNTOLD | {"customer_keys", "customer_heads", "filed_number", "created_by", "is_warned"}
    AMOUNTS: ClassVar[dict[str, tuple[str, str]]] = {"estimate": ("estimate_minor", "estimate_currency")}

    number: Mapped[str]
    filed_number: Mapped[int] = mapped_column(BigInteger)
    """Its place among all that came in, registrations too."""
    customer_name: Mapped[str]
    customer_country: Mapped[str]
    customer_domain: Mapped[str]
    customer_lei: Mapped[str]
    customer_vat: Mapped[str]
    customer_register: Mapped[str]
    customer_keys: Mapped[list[str]]
    customer_heads: Mapped[list[str]]
    products: Mapped[list[str]]
    regions: Mapped[list[str]]
    estimate_minor: Mapped[int] = mapped_column(BigInteger)
    estimate_currency: Mapped[str]
    text: Mapped[str]
    status: Mapped[DirectStatus] = mapped_column(Word(DirectStatus))
    owner_id: Mapped[UUID]
    """Whoever of the company answers for it."""
    opened_at: Mapped[datetime]
    last_activity_on: Mapped[date]
    lapses_at: Mapped[datetime]
    is_warned: Mapped[bool]
    note: Mapped[str]
    """What was done last, or why it ended."""
    created_by: Mapped[UUID]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_direct_deal_company"),
        ForeignKeyConstraint(
            ["partner_id", "owner_id"], [Membership.partner_id, Membership.id], name="fk_direct_deal_owner"
        ),
        UniqueConstraint("partner_id", "number"),
        UniqueConstraint("partner_id", "filed_number"),
        words("status", DirectStatus),
        check("customer_name_length", f"length(customer_name) BETWEEN 1 AND {NAME_LONGEST}"),
        check("text_length", f"length(text) <= {TEXT_LONGEST}"),
        check("about_something", "cardinality(products) > 0 AND cardinality(regions) > 0"),
        check("amount_is_positive", "estimate_minor > 0"),
        check("active_before_it_lapses", "lapses_at > opened_at"),
        check("ended_has_a_day", "(ended_at IS NOT NULL) = (status <> 'OPEN')"),
        turns_of("direct_deal"),
        Index("ix_direct_deal_list", "opened_at", "id"),
        Index("ix_direct_deal_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    )
    __policies__ = isolated(partner=None, host_commands=("INSERT", _STEPS), system_commands=(_STEPS,))


STATEMENTS = steps_kept(LIFE, DirectDeal.__tablename__)
