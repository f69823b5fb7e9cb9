"""Which end customers a registration may be about: for those of the company who see all of them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, func, literal, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.orm import aliased

from portal.opportunities.models import ConflictCase, CustomerKey, EndCustomer, Opportunity, ProtectionCell
from portal.opportunities.rules.statuses import CellStatus
from portal.partners.models import Organisation

Row = Any
MOST_ALIKE = 100
"""Customers whose names are compared: those with an equal key, and of the others those with most words that begin
alike."""
MOST_REGISTRATIONS = 5
"""Of each customer, the earliest."""


def match_facts(row: Row) -> dict[str, Any]:
    """What is known of all that a registration may be about, as `customers.matching` takes it."""
    return {"name": row.customer_name, "keys": row.customer_keys, "candidates": _candidates(row)}


def _candidates(row: Row) -> ColumnElement[Any]:
    customer = aliased(EndCustomer)
    heads = type_coerce(row.customer_heads, ARRAY(Text))
    keyed = _is_keyed(customer, row)
    head = func.unnest(customer.heads).column_valued("head")
    shared = select(func.count(head)).where(head == func.any(heads)).scalar_subquery()
    told = func.json_build_object(
        "name", customer.name, "country", customer.country, "keys", _keys(customer), "registrations",
        _registrations(customer, row),
    )  # fmt: skip
    alike = customer.heads.bool_op("&&")(heads)
    found = select(told).where(or_(keyed, alike)).order_by(case((keyed, 0), else_=1), shared.desc(), customer.id)
    return func.to_json(func.array(found.limit(MOST_ALIKE).scalar_subquery()), type_=JSON)


def _is_keyed(customer: Row, row: Row) -> ColumnElement[bool]:
    key = aliased(CustomerKey)
    own = func.unnest(row.customer_keys).column_valued("own")
    is_own = and_(
        cast(key.kind, Text) == func.split_part(own, ":", 1), key.value == func.substr(own, func.strpos(own, ":") + 1)
    )
    named = select(key.customer_id).where(is_own)
    found: ColumnElement[bool] = customer.id.in_(named)
    return found


def _keys(customer: Row) -> ColumnElement[Any]:
    key = aliased(CustomerKey)
    pair = func.json_build_array(key.kind, key.value)
    found = select(pair).where(key.customer_id == customer.id).order_by(key.kind, key.value)
    return func.to_json(func.array(found.scalar_subquery()), type_=JSON)


def _registrations(customer: Row, row: Row) -> ColumnElement[Any]:
    """The others that hold something of the customer, or have met somebody who does."""
    other, partner = aliased(Opportunity), aliased(Organisation)
    cell, met = aliased(ProtectionCell), aliased(ConflictCase)
    told = func.json_build_object(
        "id", other.id, "number", other.number, "status", other.status, "filed_at", other.filed_at, "partner",
        partner.name,
    )  # fmt: skip
    holds = exists().where(
        cell.holder_id == other.partner_id, cell.opportunity_id == other.id, cell.customer == customer.place,
        cell.status != literal(CellStatus.ENDED.value, Text),
    )  # fmt: skip
    waits = exists().where(
        met.partner_id == other.partner_id, met.opportunity_id == other.id, met.customer == customer.place,
        met.outcome.is_(None),
    )  # fmt: skip
    found: Select[Any] = select(told).join(partner, partner.id == other.partner_id)
    found = found.where(other.id != row.id, or_(holds, waits)).order_by(other.filed_number).limit(MOST_REGISTRATIONS)
    return func.to_json(func.array(found.scalar_subquery()), type_=JSON)
