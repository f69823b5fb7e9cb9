"""End customers and what the company sells: whom partners register, found by what identifies them; nobody's partner
reads them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.database.base import PartnerOwned, Record, Versioned, Word, check, words
from portal.database.policies import SIGNED_IN, Policy
from portal.opportunities.customers.identity import KeyKind
from portal.opportunities.rules.statuses import CODE_LONGEST, NAME_LONGEST

KEY_LONGEST = 300


def of_company(*host: str, system: tuple[str, ...] = ()) -> tuple[Policy, ...]:
    """The policies of a table that sales and auditors read, and no partner or relationship manager."""
    return (
        Policy("portal_staff", SIGNED_IN, None, ("SELECT", *host)),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT", *system)),
    )


class Product(Versioned, Record):
    """Something that the company sells, by the code that registrations, boundaries and orders name."""

    __tablename__ = "product"
    PREFIX: ClassVar[str] = "prd"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    code: Mapped[str]
    name: Mapped[str]
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was closed for new registrations."""

    __table_args__ = (
        UniqueConstraint("code"),
        check("code_length", f"length(code) BETWEEN 1 AND {CODE_LONGEST}"),
        check("name_length", f"length(name) BETWEEN 1 AND {NAME_LONGEST}"),
        Index("ix_product_list", "made_at", "id"),
    )
    __policies__ = (
        Policy("portal_partner", SIGNED_IN),
        Policy("portal_manager", SIGNED_IN),
        Policy("portal_staff", SIGNED_IN, None, ("SELECT", "INSERT", "UPDATE (version, name, ended_at)")),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT",)),
    )


class EndCustomer(Record):
    """Whoever buys in the end, once, however many partners register it."""

    __tablename__ = "end_customer"
    PREFIX: ClassVar[str] = "cus"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    place: Mapped[int]
    """Its place on a line of whole numbers, by which the database compares cells; see `rules.terms.point`."""
    name: Mapped[str]
    """As it was written first."""
    country: Mapped[str]
    heads: Mapped[list[str]]
    """The first four letters of the words of its name, by which names that may be the same are found."""
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("place"),
        check("name_length", f"length(name) BETWEEN 1 AND {NAME_LONGEST}"),
        Index("ix_end_customer_heads", "heads", postgresql_using="gin"),
    )
    __policies__ = of_company("INSERT", system=("INSERT",))


class CustomerKey(Record):
    """What identifies an end customer; a name in a country does not by itself, so several can have the same."""

    __tablename__ = "customer_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey(EndCustomer.id, name="fk_customer_key_customer"))
    kind: Mapped[KeyKind] = mapped_column(Word(KeyKind))
    value: Mapped[str]

    __table_args__ = (
        words("kind", KeyKind),
        check("value_length", f"length(value) BETWEEN 1 AND {KEY_LONGEST}"),
        Index("one_customer", "kind", "value", unique=True, postgresql_where="kind <> 'NAME'"),
        Index("ix_customer_key_value", "value", "kind"),
        Index("ix_customer_key_customer", "customer_id"),
    )
    __policies__ = of_company("INSERT", system=("INSERT",))


class SalesQuota(PartnerOwned, Record):
    """That somebody of the company is measured by what they sell: they decide no conflict. `id` is their membership."""

    __tablename__ = "sales_quota"

    made_by_name: Mapped[str]
    made_at: Mapped[datetime]

    __policies__ = (
        Policy("portal_partner", "false"),  # whoever asks what can be done asks this too
        Policy("portal_manager", SIGNED_IN),
        *of_company("INSERT", "DELETE"),
    )
