"""Who reads what not everybody of a side does: those who negotiate, and those of the company who work on cases."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, exists, literal_column, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from portal.access import Permission, Role, Side, holders
from portal.partners.models import Membership, Organisation
from portal.partners.rules import MembershipStatus

Row = Any
SETTLING = holders(Permission.DISPUTE_SETTLE)
_WORKS = (Permission.DISPUTE_ANSWER, Permission.DISPUTE_TRIAGE, Permission.DISPUTE_DECIDE)
INSIDE = tuple(
    role for role in Role
    if role.side is Side.HOST
    and any(role in holders(may) for may in _WORKS)
)  # fmt: skip
"""The company's roles that answer, admit or decide; the others read what both sides see."""


def concerned_by(row: Row, organisation_id: Row) -> ColumnElement[bool]:
    """Whether a row is of the world of an organisation: of the company's is every partner's."""
    company = aliased(Organisation)
    is_company = exists().where(company.id == organisation_id, company.side == Side.HOST)
    return or_(row.partner_id == organisation_id, is_company)


def negotiators(partner_id: Row) -> Select[Any]:
    """The memberships of whoever may settle with a partner: its own, and the company's."""
    return _with_roles(partner_id, SETTLING)


def insiders(partner_id: Row) -> Select[Any]:
    """The memberships of those who read what the company keeps to itself in the cases of a partner."""
    return _with_roles(partner_id, INSIDE).where(Membership.side == Side.HOST)


def _with_roles(partner_id: Row, roles: Collection[Role]) -> Select[Any]:
    """Of those who look after partners, the one that looks after this."""
    partner = aliased(Organisation)
    held = type_coerce(Membership.roles, ARRAY(Text()))
    manager = Role.RELATIONSHIP_MANAGER
    has_one = or_(*(held.contains(_roles(role)) for role in roles if role is not manager))
    manages = and_(held.contains(_roles(manager)), Membership.id == partner.manager_id)
    is_of_it = or_(Membership.partner_id == partner.id, Membership.side == Side.HOST)
    found = select(Membership.id).join(partner, partner.id == partner_id)
    return found.where(is_of_it, Membership.status == MembershipStatus.ACTIVE, or_(has_one, manages))


def _roles(*some: Role) -> Any:
    return array([literal_column(f"'{role}'", Text()) for role in some])
