"""What counts when a lead is offered to a partner, in one answer, whatever the number of partners."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, Text, cast, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from portal.access import Side
from portal.boundaries import queries as boundaries
from portal.boundaries.rules.acts import ActKind
from portal.contracts.models import Contract
from portal.contracts.rules import IN_FORCE, Kind
from portal.opportunities.customers.identity import Key
from portal.opportunities.models import (
    CustomerKey,
    DirectDeal,
    EndCustomer,
    Opportunity,
    Product,
    ProtectionCell,
)
from portal.opportunities.queries.authority import territories_name, territories_of
from portal.opportunities.queries.deals import overlap
from portal.opportunities.queries.protection import customer_by_keys, meeting, products_named
from portal.opportunities.rules.cells import Cell
from portal.opportunities.rules.statuses import OPEN, OpportunityStatus
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus

Row = Any
S = OpportunityStatus
UNDER_WAY = tuple(status.value for status in OPEN if status is not S.DRAFT)
_NONE = literal_column("'[]'::json", JSON())


def candidates(
    *, keys: Sequence[Key], products: Sequence[str], cells: Sequence[Cell], under: Collection[Kind], since: datetime,
    at: datetime, sees_customers: bool,
) -> Select[Any]:  # fmt: skip
    """As JSON: which of the products are sold, all boundaries that look at an offer, what is under way with the
    customer, who holds it (for those who see end customers), and every active partner with its facts.

    `under` are the kinds of contracts under which something is sold.
    """
    held = _held(keys, cells, at) if sees_customers else _NONE
    whole = _object(
        sold=_listed(products_named(products), Product.code), boundaries=boundaries.biting_anybody(ActKind.OFFER),
        named=_named(products), under_way=_under_way(keys, products), customers=held,
        partners=_partners(products, under, since),
    )  # fmt: skip
    return select(whole)


def _object(**named: Any) -> ColumnElement[Any]:
    pairs = [part for name, value in named.items() for part in (literal_column(f"'{name}'", Text()), value)]
    return func.json_build_object(*pairs, type_=JSON)


def _listed(found: Select[Any], *columns: Any, **named: Any) -> ColumnElement[Any]:
    """The rows as a JSON list, of one column each or as objects; empty for none."""
    each = _object(**named) if named else columns[0]
    listed = found.with_only_columns(func.json_agg(each), maintain_column_froms=True).order_by(None)
    return func.coalesce(listed.scalar_subquery(), _NONE, type_=JSON)


def _named(products: Sequence[str]) -> ColumnElement[Any]:
    """What the products are called, and those that territories name."""
    is_asked = or_(Product.code.in_(products), Product.code.in_(territories_name()))
    return _listed(select(Product).where(is_asked), code=Product.code, name=Product.name)


def _under_way(keys: Sequence[Key], products: Sequence[str]) -> ColumnElement[Any]:
    """What partners have registered, or are offered, with the customer and one of the products."""
    partner, typed = aliased(Organisation), [f"{each.kind}:{each.value}" for each in keys]
    found = select(Opportunity).join(partner, partner.id == Opportunity.partner_id)
    found = found.where(
        overlap(Opportunity.customer_keys, typed), overlap(Opportunity.products, products),
        cast(Opportunity.status, Text).in_(UNDER_WAY),
    )  # fmt: skip
    return _listed(
        found, partner_id=Opportunity.partner_id, partner=partner.name, number=Opportunity.number,
        regions=Opportunity.regions, status=Opportunity.status, until=Opportunity.ends_at,
    )  # fmt: skip


def _held(keys: Sequence[Key], cells: Sequence[Cell], at: datetime) -> ColumnElement[Any]:
    """The customers that one of the keys identifies, with all that identifies them and the cells that meet."""
    customer, key, holder = aliased(EndCustomer), aliased(CustomerKey), aliased(Organisation)
    named = customer_by_keys(keys).with_only_columns(EndCustomer.id, maintain_column_froms=True).order_by(None)
    its = select(key).where(key.customer_id == customer.id)
    places = [(each.product_at, each.region_from, each.region_to) for each in cells]
    called = select(holder.name).where(holder.id == ProtectionCell.holder_id).scalar_subquery()
    return _listed(
        select(customer).where(customer.id.in_(named)), id=customer.id, name=customer.name,
        keys=_listed(its, func.json_build_array(key.kind, key.value)),
        cells=_listed(
            meeting(customer.place, at, places), partner_id=ProtectionCell.holder_id, partner=called,
            number=func.coalesce(Opportunity.number, DirectDeal.number), until=ProtectionCell.ends_at,
            is_direct=ProtectionCell.direct_deal_id.is_not(None),
        ),
    )  # fmt: skip


def _partners(products: Sequence[str], under: Collection[Kind], since: datetime) -> ColumnElement[Any]:
    partner, counts = aliased(Organisation), _counts(products, since).subquery()
    found = select(partner).outerjoin(counts, counts.c.partner_id == partner.id)
    found = found.where(partner.side == Side.PARTNER, cast(partner.status, Text) == AccountStatus.ACTIVE.value)
    sold_under = select(Contract).where(
        Contract.partner_id == partner.id, cast(Contract.kind, Text).in_(sorted(under)),
        cast(Contract.status, Text).in_(sorted(IN_FORCE)),
    )  # fmt: skip
    numbers = ("won", "open_deals", "open_offers", "offered", "declined")
    return _listed(
        found, id=partner.id, name=partner.name, contracts=_listed(sold_under, Contract.number),
        territories=territories_of(partner.id),
        **{name: func.coalesce(counts.c[name], literal_column("0")) for name in numbers},
    )  # fmt: skip


def _counts(products: Sequence[str], since: datetime) -> Select[Any]:
    """How much each partner has won, has open, was offered and has not taken, of what both sides see."""
    status = cast(Opportunity.status, Text)
    was_offered = (Opportunity.author == Side.HOST) & (Opportunity.shown_at >= since)
    conditions = {
        "won": (status == S.WON.value) & (Opportunity.won_on >= since.date()) & overlap(Opportunity.products, products),
        "open_deals": status.in_([each for each in UNDER_WAY if each != S.OFFERED.value]),
        "open_offers": status == S.OFFERED.value,
        "offered": was_offered,
        "declined": was_offered & (status == S.DECLINED.value),
    }
    numbers: list[ColumnElement[Any]] = [func.count().filter(each).label(name) for name, each in conditions.items()]
    return select(Opportunity.partner_id, *numbers).group_by(Opportunity.partner_id)
