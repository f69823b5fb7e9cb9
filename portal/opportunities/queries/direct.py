"""Deals of the company itself: for its people who see all partners, and for the clock."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, literal_column, or_, select, tuple_, update

from portal import situations
from portal.access import Side
from portal.database import finding
from portal.machine import Waiting
from portal.opportunities.models import ConflictCase, ConflictRival, DirectDeal, Product, ProtectionCell
from portal.opportunities.rules import direct as rules
from portal.opportunities.rules.statuses import CellStatus
from portal.partners.models import Membership, Organisation

Row = Any


def direct_deals(*, statuses: Row = None, words: Row = None) -> Select[Any]:
    """Those that the caller may see; `statuses` is an array of words, `words` what was typed, None any."""
    found = select(DirectDeal)
    if statuses is not None:
        found = found.where(cast(DirectDeal.status, Text) == func.any(statuses))
    return found if words is None else found.where(finding.every(words, lambda asked: _worded(asked, words)))


def _worded(asked: Row, typed: Row) -> ColumnElement[bool]:
    """Whether a word that was typed stands in what it is found by, or in the name of one of its products."""
    sold = finding.asked(typed)
    is_called = func.strpos(func.fold(Product.name), sold.c.word) > literal_column("0")
    called = select(sold.c.n, Product.code).select_from(Product).join(sold, is_called)
    its = func.unnest(DirectDeal.products).table_valued("code").render_derived()
    named = select(literal_column("1")).select_from(its).where(tuple_(asked.n, its.c.code).in_(called)).exists()
    return or_(finding.has(DirectDeal, asked.word), named)


def direct_deal(value: Row) -> Select[Any]:
    return direct_deals().where(DirectDeal.id == value)


def direct_deal_to_act_on(deal_id: UUID) -> Select[*tuple[Any, ...]]:
    """The deal under a row lock, and the company."""
    found = select(DirectDeal, Organisation).join(Organisation, Organisation.id == DirectDeal.partner_id)
    return found.where(DirectDeal.id == deal_id).with_for_update(of=DirectDeal)


def company() -> Select[Any]:
    """The company."""
    return select(Organisation).where(Organisation.side == Side.HOST)


def actions_of_direct_deal(row: Row) -> dict[str, Any]:
    """What the rules of a direct deal look at, and who is waited for."""
    return {**situations.needs(rules.DirectDeal, row), **situations.needs(Waiting, row), "due_at": row.lapses_at}


def direct_owner_of(row: Row) -> Select[Any]:
    return select(Membership).where(Membership.partner_id == row.partner_id, Membership.id == row.owner_id)


def direct_rival_of(row: Row) -> Select[Any]:
    """The direct deal that a registration meets."""
    return select(DirectDeal).where(DirectDeal.partner_id == row.rival_partner_id, DirectDeal.id == row.direct_deal_id)


def direct_cells_kept(deal: Row) -> Any:
    """What a direct deal holds now, to be changed."""
    return update(ProtectionCell).where(
        ProtectionCell.holder_id == deal.partner_id, ProtectionCell.direct_deal_id == deal.id,
        ProtectionCell.status != CellStatus.ENDED,
    )  # fmt: skip


def direct_right_on(opportunity: Row) -> Select[Any]:
    """The day of the earliest direct deal that a registration has met; null for none."""
    return select(func.min(ConflictRival.filed_on)).where(
        ConflictRival.direct_deal_id.is_not(None), _is_its(opportunity)
    )


def _is_its(opportunity: Row) -> ColumnElement[bool]:
    found = select(ConflictCase.id).where(
        ConflictCase.partner_id == opportunity.partner_id, ConflictCase.opportunity_id == opportunity.id
    )
    return and_(ConflictRival.partner_id == opportunity.partner_id, ConflictRival.conflict_id.in_(found))
