"""Which end customers a registration may be about: for those of the company who see all of them."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    literal_column,
    not_,
    select,
    type_coerce,
    union,
    union_all,
)
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
    keyed = select(customer.id.label("id"), literal_column("0").label("place"), _shared(customer, heads))
    # Each part by itself, or every customer is looked at for every key.
    both = union_all(keyed.where(customer.id.in_(_keyed(row))), _alike(heads)).subquery()
    first, most = func.min(both.c.place), func.max(both.c.shared)
    chosen = select(both.c.id, first.label("place"), most.label("shared")).group_by(both.c.id)
    kept = chosen.order_by(first, most.desc(), both.c.id).limit(MOST_ALIKE).subquery()
    shown = aliased(EndCustomer)
    told = func.json_build_object(
        "name", shown.name, "country", shown.country, "keys", _keys(shown), "registrations",
        _registrations(shown, row),
    )  # fmt: skip
    found = select(told).join(kept, kept.c.id == shown.id).order_by(kept.c.place, kept.c.shared.desc(), shown.id)
    return func.to_json(func.array(found.scalar_subquery()), type_=JSON)


def _alike(heads: Row) -> Select[Any]:
    """Those with most words that begin alike: with all of them, and only if these are few, with some."""
    whole, part = aliased(EndCustomer), aliased(EndCustomer)
    all_of = select(whole.id, func.cardinality(heads).label("shared")).where(whole.heads.bool_op("@>")(heads))
    some = select(part.id, _shared(part, heads)).where(
        part.heads.bool_op("&&")(heads), not_(part.heads.bool_op("@>")(heads))
    )
    some = some.order_by(literal_column("shared").desc(), part.id)
    # The second is not begun where the first fills the page.
    found = union_all(all_of.order_by(whole.id).limit(MOST_ALIKE), some.limit(MOST_ALIKE)).subquery()
    return select(found.c.id, literal_column("1"), found.c.shared).limit(MOST_ALIKE)


def _shared(customer: Row, heads: Row) -> ColumnElement[Any]:
    """How many words begin alike."""
    head = func.unnest(customer.heads).column_valued("head")
    return select(func.count(head)).where(head == func.any(heads)).scalar_subquery().label("shared")


def _keyed(row: Row) -> Select[Any]:
    """The customers with an equal key."""
    key = aliased(CustomerKey)
    own = func.unnest(row.customer_keys).column_valued("own")
    kind, value = func.split_part(own, ":", 1), func.substr(own, func.strpos(own, ":") + 1)
    # Taken apart before they are compared: beside a policy an index serves what PostgreSQL takes for leakproof.
    given = select(kind.label("kind"), value.label("value")).offset(literal_column("0")).subquery()
    return select(key.customer_id).join(given, and_(cast(key.kind, Text) == given.c.kind, key.value == given.c.value))


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
    holding = select(cell.holder_id.label("partner_id"), cell.opportunity_id.label("id")).where(
        cell.customer == customer.place, cell.status != literal(CellStatus.ENDED.value, Text)
    )
    waiting = select(met.partner_id, met.opportunity_id).where(met.customer == customer.place, met.outcome.is_(None))
    # Said of both: a table that stands two levels further out would be read anew, with the customers of everybody.
    those = union(holding.correlate(customer), waiting.correlate(customer)).subquery()
    found: Select[Any] = select(told).join(those, and_(those.c.partner_id == other.partner_id, those.c.id == other.id))
    found = found.join(partner, partner.id == other.partner_id).where(other.id != row.id)
    found = found.order_by(other.filed_number).limit(MOST_REGISTRATIONS)
    return func.to_json(func.array(found.scalar_subquery()), type_=JSON)
