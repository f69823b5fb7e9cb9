"""What partners earn by which schedule, and who brought a sale."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, Select, Text, and_, cast, delete, literal, or_, select

from portal.access import Side
from portal.contracts.models import Contract
from portal.fees.models import Attribution, FeeSchedule
from portal.fees.rules.statuses import Share
from portal.opportunities.models import Opportunity, Product
from portal.partners.models import Organisation

Row = Any


def schedules() -> Select[Any]:
    return select(FeeSchedule)


def schedule(value: Row) -> Select[Any]:
    return schedules().where(FeeSchedule.id == value)


def schedules_found(partner_id: Row = None, product: Row = None, day: Row = None) -> Select[Any]:
    """Those that meet every condition given; None is any. `day`: on which they hold."""
    found = schedules() if partner_id is None else schedules().where(FeeSchedule.partner_id == partner_id)
    found = found if product is None else found.where(FeeSchedule.product == product)
    if day is None:
        return found
    ends = FeeSchedule.valid_until
    return found.where(FeeSchedule.valid_from <= day, or_(ends.is_(None), ends >= day))


def schedules_of(partner: Row) -> Select[Any]:
    return schedules().where(FeeSchedule.partner_id == partner.id)


def schedules_by(contract: Row, day: Row = None) -> Select[Any]:
    """Those that rest on a contract; with a day those that are not over by then."""
    found = schedules().where(FeeSchedule.partner_id == contract.partner_id, FeeSchedule.contract_id == contract.id)
    if day is None:
        return found
    ends = FeeSchedule.valid_until
    return found.where(or_(ends.is_(None), and_(ends >= day, ends >= FeeSchedule.valid_from)))


def schedules_on(partner_id: UUID, day: date | None) -> Select[Any]:
    """Those of a partner that hold on a day."""
    found = schedules().where(FeeSchedule.partner_id == partner_id, FeeSchedule.valid_from <= day)
    return found.where(or_(FeeSchedule.valid_until.is_(None), FeeSchedule.valid_until >= day))


def schedule_meeting(partner_id: UUID, product: str, first: date, last: date | None) -> Select[Any]:
    """One of a partner's for the same that holds on one of the days."""
    ends = FeeSchedule.valid_until
    found = select(FeeSchedule.id).where(FeeSchedule.partner_id == partner_id, FeeSchedule.product == product)
    found = found.where(or_(ends.is_(None), and_(ends >= first, ends >= FeeSchedule.valid_from)))
    return (found if last is None else found.where(FeeSchedule.valid_from <= last)).limit(1)


def schedules_on_contract(partner_id: UUID, contract_id: UUID) -> Select[Any]:
    found = schedules().where(FeeSchedule.partner_id == partner_id, FeeSchedule.contract_id == contract_id)
    return found.with_for_update()


def contract_of(row: Row) -> Select[Any]:
    return select(Contract).where(Contract.partner_id == row.partner_id, Contract.id == row.contract_id)


def contract_in(partner_id: UUID, contract_id: UUID) -> Select[Any]:
    """The contract under a lock, as it is now."""
    found = select(Contract).where(Contract.partner_id == partner_id, Contract.id == contract_id)
    return found.with_for_update()


def schedules_from(partner_id: UUID, product: str, first: date) -> Select[Any]:
    """Those of a partner for the same that hold on a day or later, under a lock."""
    ends = FeeSchedule.valid_until
    found = schedules().where(FeeSchedule.partner_id == partner_id, FeeSchedule.product == product)
    return found.where(or_(ends.is_(None), and_(ends >= first, ends >= FeeSchedule.valid_from))).with_for_update()


def contract(partner_id: UUID, contract_id: UUID) -> Select[Any]:
    return select(Contract.id).where(Contract.partner_id == partner_id, Contract.id == contract_id)


def product_with(code: str) -> Select[Any]:
    return select(Product.id).where(Product.code == code)


def partner(partner_id: UUID) -> Select[Any]:
    return select(Organisation).where(Organisation.id == partner_id, Organisation.side == Side.PARTNER)


def company() -> Select[Any]:
    return select(Organisation).where(Organisation.side == Side.HOST)


def sale(opportunity_id: UUID) -> Select[Any]:
    return select(Opportunity).where(Opportunity.id == opportunity_id)


def sources_of(partner_id: UUID, opportunity_id: UUID) -> Select[*tuple[Any, ...]]:
    """Those who brought a sale, each with the share."""
    found = select(Organisation, Attribution.share).join(Attribution, Attribution.partner_id == Organisation.id)
    return found.where(
        Attribution.opportunity_partner_id == partner_id, Attribution.opportunity_id == opportunity_id,
        cast(Attribution.role, Text) == literal(Share.SOURCED.value, Text),
    ).order_by(Organisation.id)  # fmt: skip


def shares_of(sale: Row) -> Delete:
    """Forgets who was said to have brought a sale."""
    return delete(Attribution).where(
        Attribution.opportunity_partner_id == sale.partner_id, Attribution.opportunity_id == sale.id
    )


def attributions_of(row: Row) -> Select[Any]:
    """Who has a share in a sale, as far as the caller sees them, the greatest first."""
    found = select(Attribution).where(
        Attribution.opportunity_partner_id == row.partner_id, Attribution.opportunity_id == row.id
    )
    return found.order_by(Attribution.share.desc(), Attribution.id)
