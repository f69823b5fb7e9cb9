"""Boundaries that facts and values tell something about: limits that orders use up, exclusivities with a minimum."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, and_, case, false, func, literal, or_, select, type_coerce

from portal.boundaries.models import Boundary
from portal.boundaries.rules.life import Status
from portal.boundaries.rules.terms import Counted, Kind
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.models import Expectation, Subject

COUNTED = {SubjectKind.ORDER_LINE: Counted.ORDERS, SubjectKind.INVOICE: Counted.OPEN_INVOICES}
"""What of a credit limit the subjects of a kind use up."""


def limits_on(partner_id: UUID, kind: SubjectKind) -> Select[Any]:
    """The sides whose orders or invoices a credit limit in force bounds."""
    found = select(Boundary.orderer).distinct().where(
        Boundary.partner_id == partner_id, Boundary.kind == Kind.CREDIT_LIMIT, Boundary.status == Status.ACTIVE
    )  # fmt: skip
    counted = type_coerce(Boundary.counted, ARRAY(Text))
    return found.where(literal(COUNTED[kind].value, Text).op("=")(func.any(counted)))


def open_orders(partner_id: UUID, keys: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Of the orders with these lines, all their lines together: (order, whose delivery, currency, what is open)."""
    order = func.coalesce(Subject.order, Subject.subject_key)
    named = select(order.label("name")).where(_of(partner_id, SubjectKind.ORDER_LINE), Subject.subject_key.in_(keys))
    name = select(named.cte("named").c.name)
    # Two conditions, so that each has its index: by the order's name, and by that of a line without an order.
    of_them = or_(Subject.order.in_(name), and_(Subject.order.is_(None), Subject.subject_key.in_(name)))
    is_over = or_(func.coalesce(Subject.is_cancelled, false()), Subject.completed_on.is_not(None))
    still = func.sum(case((is_over, 0), else_=func.coalesce(Subject.value, 0)))
    found = select(order, Subject.owed_by, Subject.currency, still)
    found = found.where(_of(partner_id, SubjectKind.ORDER_LINE), of_them, Subject.currency.is_not(None))
    return found.group_by(order, Subject.owed_by, Subject.currency).order_by(order, Subject.currency)


def open_invoices(partner_id: UUID, keys: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """The same of invoices: (number, who pays it, currency, what is open)."""
    paid = func.coalesce(Subject.paid, 0) + func.coalesce(Subject.credited, 0)
    still = case((Subject.settled_on.is_not(None), 0), else_=func.greatest(Subject.amount - paid, 0))
    found = select(Subject.subject_key, Subject.owed_by, Subject.currency, still)
    found = found.where(_of(partner_id, SubjectKind.INVOICE), Subject.subject_key.in_(keys))
    return found.where(Subject.currency.is_not(None), Subject.amount > 0).order_by(Subject.subject_key)


def _of(partner_id: UUID, kind: SubjectKind) -> Any:
    return (Subject.partner_id == partner_id) & (Subject.kind == kind)


def exclusivities_on(row: Expectation) -> Select[Any]:
    """The exclusivities in force with a minimum, of the clause on which an expectation rests."""
    return select(Boundary).where(
        Boundary.partner_id == row.partner_id, Boundary.kind == Kind.EXCLUSIVITY, Boundary.status == Status.ACTIVE,
        Boundary.minimum_minor.is_not(None), Boundary.contract_id == row.contract_id,
        Boundary.clause_key == func.coalesce(literal(row.clause_key, Text), ""),
    ).order_by(Boundary.id)  # fmt: skip
