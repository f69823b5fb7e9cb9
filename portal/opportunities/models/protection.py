"""Who holds which customer with which product where: one at a time, kept by the database itself; and what became of
registrations that met."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.database.base import PartnerOwned, Record, Word, check, words
from portal.database.policies import CURRENT_PERSON, isolated
from portal.opportunities.models.customers import EndCustomer, SalesQuota
from portal.opportunities.models.direct import DirectDeal
from portal.opportunities.models.engagement import EngagementRules
from portal.opportunities.models.opportunities import Opportunity
from portal.opportunities.rules.statuses import CellStatus


class Outcome(StrEnum):
    AWARDED = "AWARDED"
    SPLIT = "SPLIT"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


def _of_opportunity(table: str, partner: str = "partner_id") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        [partner, "opportunity_id"], [Opportunity.partner_id, Opportunity.id], name=f"fk_{table}_opportunity"
    )


def _of_direct_deal(table: str, company: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        [company, "direct_deal_id"], [DirectDeal.partner_id, DirectDeal.id], name=f"fk_{table}_direct_deal"
    )


class ProtectionCell(Record):
    """One customer with one product in one region, for one partner, or for the company itself, and for a time.

    No two that are held or protected meet, whoever's they are. Partners never touch this table, so that nobody learns
    from it, not by an error either, that somebody else is there.
    """

    __tablename__ = "protection_cell"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    holder_id: Mapped[UUID]
    """The partner; of a direct deal the company."""
    opportunity_id: Mapped[UUID | None]
    direct_deal_id: Mapped[UUID | None]
    customer: Mapped[int]
    """`EndCustomer.place`."""
    product: Mapped[str]
    product_at: Mapped[int]
    region: Mapped[str]
    region_from: Mapped[int]
    region_to: Mapped[int]
    """The region as a stretch of a line on which a country holds all its parts."""
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """Null while nobody has decided."""
    status: Mapped[CellStatus] = mapped_column(Word(CellStatus))

    __table_args__ = (
        _of_opportunity("protection_cell", "holder_id"),
        _of_direct_deal("protection_cell", "holder_id"),
        check("of_one", "num_nonnulls(opportunity_id, direct_deal_id) = 1"),
        ForeignKeyConstraint(["customer"], [EndCustomer.place], name="fk_protection_cell_customer"),
        words("status", CellStatus),
        check("protected_ends", "status <> 'PROTECTED' OR ends_at IS NOT NULL"),
        check("begins_before_it_ends", "ends_at >= begins_at AND region_from <= region_to"),
        ExcludeConstraint(
            (text("int8range(customer, customer, '[]')"), "&&"),
            (text("int8range(product_at, product_at, '[]')"), "&&"),
            (text("int8range(region_from, region_to, '[]')"), "&&"),
            (text("tstzrange(begins_at, ends_at)"), "&&"),
            name="one_protected",
            using="gist",
            where="status <> 'ENDED'",
        ),
        Index("ix_protection_cell_opportunity", "holder_id", "opportunity_id"),
        Index("ix_protection_cell_customer", "customer"),
        Index("ix_protection_cell_direct_deal", "holder_id", "direct_deal_id"),
    )  # fmt: skip
    __policies__ = isolated(
        owner_column="holder_id",
        partner=None,
        host_commands=("INSERT", "UPDATE (ends_at, status)"),
        system_commands=("INSERT", "UPDATE (ends_at, status)"),
    )


class ConflictCase(PartnerOwned, Record):
    """That a registration meets others, what the rules of engagement say to it, and who decided how."""

    __tablename__ = "conflict_case"
    PREFIX: ClassVar[str] = "cfl"

    opportunity_id: Mapped[UUID]
    customer: Mapped[int]
    """`EndCustomer.place`."""
    rules_version: Mapped[int]
    """Of the rules of engagement in force when it was filed."""
    verdicts: Mapped[list[dict[str, Any]]]
    """In the order of the rules: {"rule", "answer": YES | NO | NOT_APPLICABLE, "fact": …}."""
    found_at: Mapped[datetime]
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    decided_by: Mapped[UUID | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        _of_opportunity("conflict_case"),
        ForeignKeyConstraint(["customer"], [EndCustomer.place], name="fk_conflict_case_customer"),
        ForeignKeyConstraint(["rules_version"], [EngagementRules.number], name="fk_conflict_case_rules"),
        UniqueConstraint("partner_id", "opportunity_id"),
        words("outcome", Outcome),
        check("decided_by_somebody", "(outcome IS NULL) = (decided_at IS NULL)"
              " AND (decided_by IS NULL) = (decided_by_name IS NULL)"
              " AND (outcome IN ('AWARDED', 'SPLIT', 'REJECTED')) = (decided_by IS NOT NULL)"),
        Index("ix_conflict_case_all", "found_at", "id"),
        Index("ix_conflict_case_customer", "customer"),
        Index("ix_conflict_case_partner", "partner_id", "found_at", "id"),
    )  # fmt: skip
    __policies__ = isolated(
        partner=None,
        host_commands=("INSERT", "UPDATE (outcome, decided_by, decided_by_name, decided_at)"),
        host_writes=f"decided_by IS NULL OR decided_by = {CURRENT_PERSON}",
        system_commands=("INSERT", "UPDATE (outcome, decided_by, decided_by_name, decided_at)"),
    )


class ConflictRival(PartnerOwned, Record):
    """One of those that a registration meets, and in what. The partner that registered never reads it."""

    __tablename__ = "conflict_rival"
    __append_only__ = True

    conflict_id: Mapped[UUID]
    rival_partner_id: Mapped[UUID]
    """The other partner; of a direct deal the company."""
    rival_id: Mapped[UUID | None]
    """The other opportunity."""
    direct_deal_id: Mapped[UUID | None]
    filed_on: Mapped[date]
    status: Mapped[CellStatus] = mapped_column(Word(CellStatus))
    products: Mapped[list[str]]
    regions: Mapped[list[str]]
    """Those in which they meet, as this registration names them."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "conflict_id"], [ConflictCase.partner_id, ConflictCase.id], name="fk_conflict_rival_conflict"
        ),
        ForeignKeyConstraint(
            ["rival_partner_id", "rival_id"], [Opportunity.partner_id, Opportunity.id], name="fk_conflict_rival_rival"
        ),
        _of_direct_deal("conflict_rival", "rival_partner_id"),
        check("of_one", "num_nonnulls(rival_id, direct_deal_id) = 1"),
        words("status", CellStatus),
        Index("ix_conflict_rival_conflict", "partner_id", "conflict_id"),
        Index("ix_conflict_rival_rival", "rival_partner_id", "rival_id"),
        Index("ix_conflict_rival_direct_deal", "rival_partner_id", "direct_deal_id"),
    )  # fmt: skip
    __policies__ = isolated(partner=None, host_commands=("INSERT",), system_commands=("INSERT",))


KEEP_SCOPE = """
CREATE OR REPLACE FUNCTION keep_scope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'DRAFT' AND (NEW.customer_name, NEW.customer_country, NEW.customer_domain, NEW.customer_lei,
      NEW.customer_vat, NEW.customer_register, NEW.customer_keys, NEW.products, NEW.regions, NEW.contract_id,
      NEW.source, NEW.external_id)
    IS DISTINCT FROM (OLD.customer_name, OLD.customer_country, OLD.customer_domain, OLD.customer_lei,
      OLD.customer_vat, OLD.customer_register, OLD.customer_keys, OLD.products, OLD.regions, OLD.contract_id,
      OLD.source, OLD.external_id) THEN
    RAISE EXCEPTION 'whom and what a registration is about stays' USING ERRCODE = '42501';
  END IF;
  IF OLD.filed_at IS NOT NULL AND (NEW.filed_at, NEW.filed_number) IS DISTINCT FROM (OLD.filed_at, OLD.filed_number)
  THEN
    RAISE EXCEPTION 'when a registration came in stays' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""
OWNS_RIVAL = f"""
CREATE OR REPLACE FUNCTION owns_rival(partner uuid, registration uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  -- Only those who see the deals of the company itself can answer for one; others may not even ask.
  IF session_user <> 'portal_staff' THEN
    RETURN false;
  END IF;
  RETURN EXISTS (
    SELECT FROM {ConflictCase.__tablename__} c
    JOIN {ConflictRival.__tablename__} r ON r.partner_id = c.partner_id AND r.conflict_id = c.id
    JOIN {DirectDeal.__tablename__} d ON d.partner_id = r.rival_partner_id AND d.id = r.direct_deal_id
    WHERE c.partner_id = partner AND c.opportunity_id = registration AND d.partner_id = current_partner()
      AND d.owner_id = current_member());
END $$
"""
DECIDED_WITHOUT_QUOTA = f"""
CREATE OR REPLACE FUNCTION decided_without_quota() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.outcome IS NOT NULL THEN
    RAISE EXCEPTION 'what was decided between registrations stays' USING ERRCODE = '42501';
  END IF;
  IF NEW.decided_by IS NOT NULL AND EXISTS (
    SELECT FROM {SalesQuota.__tablename__} q JOIN membership m ON m.partner_id = q.partner_id AND m.id = q.id
    WHERE m.person_id = NEW.decided_by) THEN
    RAISE EXCEPTION 'whoever decides between registrations carries no quota' USING ERRCODE = '42501';
  END IF;
  IF NEW.decided_by IS NOT NULL AND EXISTS (
    SELECT FROM {ConflictRival.__tablename__} r
    JOIN {DirectDeal.__tablename__} d ON d.partner_id = r.rival_partner_id AND d.id = r.direct_deal_id
    JOIN membership m ON m.partner_id = d.partner_id AND m.id = d.owner_id
    WHERE r.partner_id = NEW.partner_id AND r.conflict_id = NEW.id AND m.person_id = NEW.decided_by) THEN
    RAISE EXCEPTION 'whoever decides answers for no direct deal among those that meet' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""

STATEMENTS = (
    KEEP_SCOPE,
    "CREATE TRIGGER keep_scope BEFORE UPDATE ON opportunity FOR EACH ROW EXECUTE FUNCTION keep_scope()",
    OWNS_RIVAL,
    DECIDED_WITHOUT_QUOTA,
    """CREATE TRIGGER decided_without_quota BEFORE UPDATE ON conflict_case FOR EACH ROW
    EXECUTE FUNCTION decided_without_quota()""",
)
