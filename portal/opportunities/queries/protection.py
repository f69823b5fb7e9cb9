"""End customers, cells and conflicts: what sales and the clock see, and no partner."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.types import TypeEngine

from portal import ids
from portal.access import Side
from portal.opportunities.customers.identity import Key
from portal.opportunities.models import (
    ConflictCase,
    ConflictRival,
    CustomerKey,
    DirectDeal,
    EndCustomer,
    Opportunity,
    Product,
    ProtectionCell,
    SalesQuota,
)
from portal.opportunities.queries.deals import overlap
from portal.opportunities.rules.cells import Cell
from portal.opportunities.rules.statuses import CellStatus, OpportunityStatus

Row = Any


def products() -> Select[Any]:
    """What the company sells."""
    return select(Product)


def products_named(codes: Sequence[str]) -> Select[Any]:
    """The codes among those given with which something new can be registered."""
    return select(Product.code).where(Product.code.in_(codes), Product.ended_at.is_(None))


def customer_by_keys(keys: Sequence[Key]) -> Select[*tuple[Any, ...]]:
    """Each customer that one of the keys identifies, with the key's kind and value."""
    found = select(EndCustomer, CustomerKey.kind, CustomerKey.value).join(
        CustomerKey, CustomerKey.customer_id == EndCustomer.id
    )
    named = or_(*(and_(CustomerKey.kind == each.kind, CustomerKey.value == each.value) for each in keys))
    return found.where(named).order_by(EndCustomer.place)


def keys_of_customers(customer_ids: Sequence[UUID]) -> Select[Any]:
    """All that identifies any of these customers."""
    named = literal([str(each) for each in customer_ids], ARRAY(Text))
    return select(CustomerKey).where(CustomerKey.customer_id == func.any(cast(named, ARRAY(Uuid()))))


def customers_alike(heads: Sequence[str]) -> Select[Any]:
    """Customers whose names have a word that begins alike."""
    return select(EndCustomer).where(overlap(EndCustomer.heads, heads))


def cells_of(opportunity: Row) -> Select[Any]:
    """What an opportunity holds, or has held."""
    found = select(ProtectionCell).where(
        ProtectionCell.holder_id == opportunity.partner_id, ProtectionCell.opportunity_id == opportunity.id
    )
    return found.order_by(ProtectionCell.product, ProtectionCell.region)


def cells_kept(opportunity: Row) -> Any:
    """What an opportunity holds now, to be changed."""
    return update(ProtectionCell).where(
        ProtectionCell.holder_id == opportunity.partner_id, ProtectionCell.opportunity_id == opportunity.id,
        ProtectionCell.status != CellStatus.ENDED,
    )  # fmt: skip


def meeting(customer: Row, at: Any, wanted: Sequence[tuple[int, int, int]]) -> Select[*tuple[Any, ...]]:
    """The cells of others that meet one of those wanted from a moment on, and their opportunities or direct deals.

    `customer` is `EndCustomer.place`, as a number or a column. `wanted` are places of products, and first and last
    places of regions; however many, it is the same statement.
    """
    names = ("product_at", "first", "last")
    columns = (literal([str(one) for one in each], ARRAY(Text)) for each in zip(*wanted, strict=True))
    given = func.unnest(*columns).table_valued(*names).render_derived()
    product_at, first, last = (cast(given.c[name], BigInteger()) for name in names)
    met = exists().select_from(given).where(
        ProtectionCell.product_at == product_at, ProtectionCell.region_from <= last, ProtectionCell.region_to >= first
    )  # fmt: skip
    found = select(ProtectionCell, Opportunity, DirectDeal).outerjoin(
        Opportunity,
        and_(Opportunity.partner_id == ProtectionCell.holder_id, Opportunity.id == ProtectionCell.opportunity_id),
    )
    found = found.outerjoin(
        DirectDeal,
        and_(DirectDeal.partner_id == ProtectionCell.holder_id, DirectDeal.id == ProtectionCell.direct_deal_id),
    )
    lasts = or_(ProtectionCell.ends_at.is_(None), ProtectionCell.ends_at > at)
    # Written as the index of `one_protected` has it, so that a customer's own cells are all that is looked at.
    is_held = ProtectionCell.status != literal_column(f"'{CellStatus.ENDED}'")
    is_its = _alone(ProtectionCell.customer).bool_op("&&")(
        _alone(literal(customer, BigInteger()) if isinstance(customer, int) else customer)
    )
    came = func.coalesce(Opportunity.filed_number, DirectDeal.filed_number)
    return found.where(is_its, is_held, lasts, met).order_by(came)


def _alone(place: Any) -> Any:
    """A place as a stretch of nothing but itself."""
    return func.int8range(place, place, literal_column("'[]'"))


def hold(
    held_by: Opportunity | DirectDeal, customer: int, cells: Sequence[Cell], now: datetime, *,
    status: CellStatus = CellStatus.HELD, ends_at: datetime | None = None,
) -> Any:  # fmt: skip
    """Takes those of the cells that are free from now on, and gives their products and regions."""
    kinds: Mapping[str, TypeEngine[Any]] = {
        "id": Uuid(), "product": Text(), "product_at": BigInteger(), "region": Text(), "region_from": BigInteger(),
        "region_to": BigInteger(),
    }  # fmt: skip
    rows = [{"id": ids.new(), **asdict(each)} for each in cells]
    # The driver knows arrays of text by itself; of any other it would have to ask, which no login may.
    columns = (literal([str(row[name]) for row in rows], ARRAY(Text)) for name in kinds)
    given = func.unnest(*columns).table_valued(*kinds).render_derived()
    same = {
        "holder_id": literal(held_by.partner_id, Uuid()),
        "opportunity_id" if isinstance(held_by, Opportunity) else "direct_deal_id": literal(held_by.id, Uuid()),
        "customer": literal(customer, BigInteger()), "begins_at": literal(now, DateTime(timezone=True)),
        "ends_at": literal(ends_at, DateTime(timezone=True)), "status": literal(status.value, Text()),
    }  # fmt: skip
    chosen = select(*(cast(given.c[name], kind) for name, kind in kinds.items()), *same.values())
    made = insert(ProtectionCell).from_select([*kinds, *same], chosen).on_conflict_do_nothing()
    return made.returning(ProtectionCell.product, ProtectionCell.region)


def conflicts() -> Select[Any]:
    """The conflicts that the caller may see."""
    return select(ConflictCase)


def conflict_of(opportunity: Row) -> Select[Any]:
    """The conflict of a registration; none for one that meets no other."""
    return conflicts().where(
        ConflictCase.partner_id == opportunity.partner_id, ConflictCase.opportunity_id == opportunity.id
    )


def conflict(value: Row) -> Select[Any]:
    return conflicts().where(ConflictCase.id == value)


def registration_of(conflict: Row) -> Select[Any]:
    """What the conflict is about."""
    return select(Opportunity).where(
        Opportunity.partner_id == conflict.partner_id, Opportunity.id == conflict.opportunity_id
    )


def rival_of(row: Row) -> Select[Any]:
    """The other registration."""
    return select(Opportunity).where(Opportunity.partner_id == row.rival_partner_id, Opportunity.id == row.rival_id)


def rivals_of(conflict: Row) -> Select[Any]:
    found = select(ConflictRival).where(
        ConflictRival.partner_id == conflict.partner_id, ConflictRival.conflict_id == conflict.id
    )
    return found.order_by(ConflictRival.filed_on, ConflictRival.id)


def undecided_with(*, rival_id: UUID | None = None, direct_deal_id: UUID | None = None) -> Select[Any]:
    """The registrations in a conflict that nobody has decided with this registration or deal of the company."""
    found = select(Opportunity).join(
        ConflictCase,
        and_(ConflictCase.partner_id == Opportunity.partner_id, ConflictCase.opportunity_id == Opportunity.id),
    )
    found = found.join(
        ConflictRival,
        and_(ConflictRival.partner_id == ConflictCase.partner_id, ConflictRival.conflict_id == ConflictCase.id),
    )
    is_it = ConflictRival.rival_id == rival_id if rival_id else ConflictRival.direct_deal_id == direct_deal_id
    in_conflict = cast(Opportunity.status, Text) == OpportunityStatus.CONFLICT.value
    return found.where(is_it, in_conflict, ConflictCase.outcome.is_(None)).order_by(Opportunity.id)


def customer_at(place: int) -> Select[Any]:
    return select(EndCustomer).where(EndCustomer.place == place)


def product(value: Row) -> Select[Any]:
    return products().where(Product.id == value)


def product_with(code: str) -> Select[Any]:
    return products().where(Product.code == code)


def quota_of(company_id: UUID, member_id: UUID) -> Select[Any]:
    return select(SalesQuota).where(SalesQuota.partner_id == company_id, SalesQuota.id == member_id)


def quota_carried(member: Row) -> ColumnElement[Any]:
    """Whether one of the company's people carries a quota; null for a partner's."""
    carried = exists().where(SalesQuota.partner_id == member.partner_id, SalesQuota.id == member.id)
    return case((cast(member.side, Text) == literal(Side.HOST.value, Text), carried), else_=None)


def one_place_at_a_time() -> Select[Any]:
    """Holds up whoever else compares registrations until the transaction ends."""
    held: Any = func.pg_advisory_xact_lock
    return select(held(func.hashtextextended("registrations", 0)))


def one_customer_at_a_time(customer: int) -> Select[Any]:
    """The same for one end customer: whoever takes cells of it, takes this before."""
    held: Any = func.pg_advisory_xact_lock
    return select(held(func.hashtextextended(f"cells of customer {customer}", 0)))
