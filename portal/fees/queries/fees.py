"""Fees and their ledger as one side sees them."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, cast, distinct, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from portal import situations
from portal.access import Side
from portal.database.amounts import major
from portal.fees.models import Fee, FeeEntry, FeeSchedule, Payout
from portal.fees.rules import fee as rules
from portal.fees.rules.statuses import EntryKind, FeeStatus
from portal.machine import Waiting
from portal.opportunities.models import Opportunity
from portal.partners.models import Company, Membership, Organisation

Row = Any
S = FeeStatus


def fees() -> Select[Any]:
    """The fees that the caller may see."""
    return select(Fee)


def fee(value: Row) -> Select[Any]:
    return fees().where(Fee.id == value)


def fees_of(partner: Row) -> Select[Any]:
    return fees().where(Fee.partner_id == partner.id)


def fees_on(opportunity: Row) -> Select[Any]:
    """Those earned with a sale, the caller's own where they are a partner's."""
    return fees().where(
        Fee.opportunity_partner_id == opportunity.partner_id, Fee.opportunity_id == opportunity.id
    ).order_by(Fee.created_at, Fee.id)  # fmt: skip


def filtered(
    found: Select[Any], *, statuses: Row = None, partner_id: Row = None, currency: Row = None, contract_id: Row = None
) -> Select[Any]:
    """Those among `found` that meet every condition given; None is any."""
    conditions = (
        (statuses, lambda given: cast(Fee.status, Text) == func.any(given)),
        (partner_id, lambda given: Fee.partner_id == given),
        (currency, lambda given: Fee.currency == given),
        (contract_id, lambda given: earned_by(None, given)),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def to_act_on(fee_id: UUID) -> Select[*tuple[Any, ...]]:
    """The fee under a row lock, the two organisations, and whether whoever acts answers for the sale."""
    found = select(Fee, Organisation, Company, is_owner(Fee))
    found = found.join(Organisation, Organisation.id == Fee.partner_id).join(Company, Company.side == Side.HOST)
    return found.where(Fee.id == fee_id).with_for_update(of=Fee)


def is_owner(row: Row) -> ColumnElement[bool]:
    """Whether whoever asks answers for the sale on the company's side."""
    found: ColumnElement[bool] = func.coalesce(row.company_owner_id == func.current_member(), literal(False))
    return found


def actions_of(row: Row) -> dict[str, Any]:
    """What the rules look at, column by column, and who is waited for."""
    return {**situations.needs(rules.Fee, row, is_owner=is_owner(row)), **situations.needs(Waiting, row)}


def earned(row: Row) -> Select[Any]:
    """What a fee comes to by now, in minor units, whether paid or not."""
    return _sum(row, FeeEntry.kind != EntryKind.PAYMENT)


def balance(row: Row) -> Select[Any]:
    """What is still owed of a fee, in minor units; negative: what the partner owes back."""
    return _sum(row)


def _sum(row: Row, *conditions: Any) -> Select[Any]:
    found = select(cast(func.coalesce(func.sum(FeeEntry.amount_minor), 0), BigInteger))
    return found.where(FeeEntry.partner_id == row.partner_id, FeeEntry.fee_id == row.id, *conditions)


def shown_earned(row: Row) -> ColumnElement[Any]:
    return major(earned(row).scalar_subquery(), row.currency)


def shown_balance(row: Row) -> ColumnElement[Any]:
    return major(balance(row).scalar_subquery(), row.currency)


def entries() -> Select[Any]:
    return select(FeeEntry)


def entry(value: Row) -> Select[Any]:
    return entries().where(FeeEntry.id == value)


def entries_of(row: Row) -> Select[Any]:
    """The rows of a fee's ledger, the oldest first."""
    found = entries().where(FeeEntry.partner_id == row.partner_id, FeeEntry.fee_id == row.id)
    return found.order_by(FeeEntry.made_at, FeeEntry.id)


def fee_of(row: Row) -> Select[Any]:
    return fees().where(Fee.partner_id == row.partner_id, Fee.id == row.fee_id)


def payout_of(row: Row) -> Select[Any]:
    return select(Payout).where(Payout.partner_id == row.partner_id, Payout.id == row.payout_id)


def payout(value: Row) -> Select[Any]:
    return select(Payout).where(Payout.id == value)


def payouts() -> Select[Any]:
    return select(Payout)


def payouts_of(partner: Row) -> Select[Any]:
    return payouts().where(Payout.partner_id == partner.id)


def entries_in(row: Row) -> Select[Any]:
    """What a payout paid of each fee."""
    found = entries().where(FeeEntry.partner_id == row.partner_id, FeeEntry.payout_id == row.id)
    return found.order_by(FeeEntry.made_at, FeeEntry.id)


def payable(partner_id: Row, currency: Row) -> Select[Any]:
    """The fees of a partner that a payout settles: approved ones, and others that do not balance."""
    open_ = balance(Fee).scalar_subquery() != 0
    settled = and_(cast(Fee.status, Text).in_([S.PAID.value, S.REVERSED.value]), open_)
    found = select(Fee).where(Fee.partner_id == partner_id, Fee.currency == currency, ~Fee.is_disputed)
    return found.where(or_(cast(Fee.status, Text) == S.APPROVED.value, settled)).order_by(Fee.id)


def to_pay(partner_id: UUID, currency: str) -> Select[Any]:
    """The same under a lock."""
    return payable(partner_id, currency).with_for_update(of=Fee)


def fee_for(partner_id: UUID, opportunity_id: UUID, product: str) -> Select[Any]:
    """The partner's fee on a part of a sale, or on all of it, that such a part would meet."""
    found = select(Fee.id).where(Fee.partner_id == partner_id, Fee.opportunity_id == opportunity_id)
    return found.where(or_(Fee.product == product, Fee.product == "")).limit(1)


def base_of(partner_id: UUID, opportunity_id: UUID) -> Select[Any]:
    """How much of an order a partner's fees are counted on by now."""
    found = select(func.sum(Fee.base_minor - Fee.returned_minor))
    return found.where(Fee.partner_id == partner_id, Fee.opportunity_id == opportunity_id)


def sale_of(row: Row) -> Select[Any]:
    """The sale of a fee; none where the caller has a share in another's and may not see it."""
    return select(Opportunity).where(
        Opportunity.partner_id == row.opportunity_partner_id, Opportunity.id == row.opportunity_id
    )


def seller_of(row: Row) -> ColumnElement[Any]:
    """The partner's person who sold what it is earned with; null where another partner registered the sale."""
    found = select(Opportunity.partner_owner_id).where(
        Opportunity.partner_id == row.partner_id, Opportunity.id == row.opportunity_id
    )  # fmt: skip
    return found.scalar_subquery()


def schedule_of(row: Row) -> Select[Any]:
    return select(FeeSchedule).where(FeeSchedule.partner_id == row.partner_id, FeeSchedule.id == row.schedule_id)


def owner_of(row: Row) -> Select[Any]:
    return select(Membership).where(
        Membership.partner_id == row.company_id, Membership.id == row.company_owner_id
    )  # fmt: skip


def partner_of(row: Row) -> Select[Any]:
    return select(Organisation).where(Organisation.id == row.partner_id, Organisation.side == Side.PARTNER)


def number_unpaid(partner: Row) -> ColumnElement[int]:
    """How many of a partner's fees are not settled."""
    found = select(func.count()).select_from(Fee).where(Fee.partner_id == partner.id)
    return found.where(unsettled()).scalar_subquery()


def unsettled() -> ColumnElement[bool]:
    """Whether a fee is not paid yet, or something is owed of it either way."""
    waits = cast(Fee.status, Text).in_([S.ACCRUED.value, S.HELD.value, S.APPROVED.value])
    return or_(waits, balance(Fee).scalar_subquery() != 0)


def earned_by(partner_id: Row, contract_id: Row) -> ColumnElement[bool]:
    """Whether a fee was earned by a schedule that rests on a contract."""
    schedule = select(FeeSchedule.id).where(
        FeeSchedule.partner_id == Fee.partner_id, FeeSchedule.id == Fee.schedule_id,
        FeeSchedule.contract_id == contract_id,
    )  # fmt: skip
    same = true() if partner_id is None else Fee.partner_id == partner_id
    return and_(same, schedule.exists())


def open_fees_by(contract: Row) -> Select[Any]:
    """Those earned by the schedules of a contract that are not settled."""
    return fees().where(earned_by(contract.partner_id, contract.id), unsettled())


def owed_by(contract: Row) -> Select[*tuple[Any, ...]]:
    """What is still owed of them, and how many they are, by currency."""
    rows = aliased(FeeEntry)  # as `unsettled` looks at rows of its own
    owed = cast(func.coalesce(func.sum(rows.amount_minor), 0), BigInteger).label("balance")
    found = select(Fee.currency.label("currency"), func.count(distinct(Fee.id)).label("fees"), owed)
    its = and_(rows.partner_id == Fee.partner_id, rows.fee_id == Fee.id)
    found = found.select_from(Fee).join(rows, its)
    found = found.where(earned_by(contract.partner_id, contract.id), unsettled())
    return found.group_by(Fee.currency).order_by(Fee.currency)


def changed_at(partner: Row) -> ColumnElement[Any]:
    """When one of a partner's fees changed last; null for never."""
    return select(func.max(Fee.updated_at)).where(Fee.partner_id == partner.id).scalar_subquery()
