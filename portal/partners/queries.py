"""What can be asked about organisations and people: one Select a question."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, cast, func, literal, select, type_coerce

from portal.access import Side
from portal.partners.models import Membership, Organisation, Person

Row = Any
"""A record, a record's class or a row expression: anything with the record's columns as attributes."""


def company() -> Select[Any]:
    return select(Organisation).where(Organisation.side == Side.HOST)


def partners() -> Select[Any]:
    """The partner organisations the caller may see."""
    return select(Organisation).where(Organisation.side == Side.PARTNER)


def partner(partner_id: ColumnElement[Any] | object) -> Select[Any]:
    return partners().where(Organisation.id == partner_id)


def organisation_of(row: Row) -> Select[Any]:
    """The partner that a partner-owned row belongs to."""
    return select(Organisation).where(Organisation.id == row.partner_id, Organisation.side == Side.PARTNER)


def manager_of(organisation: Row) -> Select[Any]:
    return select(Membership).where(
        Membership.partner_id == organisation.company_id, Membership.id == organisation.manager_id
    )


def members_of(organisation: Row) -> Select[Any]:
    return select(Membership).where(Membership.partner_id == organisation.id)


def members() -> Select[Any]:
    return select(Membership)


def member(partner_id: ColumnElement[Any] | object, person_id: ColumnElement[Any] | object) -> Select[Any]:
    """A person's place in one organisation."""
    return select(Membership).where(Membership.partner_id == partner_id, Membership.person_id == person_id)


def viewer() -> Select[*tuple[Any, ...]]:
    """The caller: the place they act from, with what their person and their organisation add to it."""
    return (
        select(
            Membership.id.label("id"),
            Membership.partner_id.label("partner_id"),
            Membership.side.label("side"),
            Membership.roles.label("roles"),
            Membership.name.label("name"),
            Membership.email.label("email"),
            Person.language.label("language"),
            Person.zone.label("zone"),
            # By its key: a join would look for the company's row as well.
            select(Organisation.name)
            .where(Organisation.id == Membership.partner_id)
            .scalar_subquery()
            .label("organisation"),
        )
        # By its key too, so it is left out where nothing of it is asked for.
        .outerjoin_from(Membership, Person, Person.id == Membership.person_id)
        .where(Membership.partner_id == func.current_partner(), Membership.id == func.current_member())
    )


def filtered_partners(
    *, statuses: Row = None, not_statuses: Row = None, stages: Row = None, not_stages: Row = None,
    kind: str | None = None, words: Row = None,
) -> Select[Any]:  # fmt: skip
    """The partners that meet every condition given; None is any. Lists are arrays of words."""
    found = partners()
    for column, wanted, unwanted in (
        (Organisation.status, statuses, not_statuses),
        (Organisation.stage, stages, not_stages),
    ):
        if wanted is not None:
            found = found.where(cast(column, Text) == func.any(wanted))
        if unwanted is not None:
            found = found.where(cast(column, Text) != func.all(unwanted))
    if kind is not None:
        found = found.where(literal(kind, Text).op("=")(func.any(type_coerce(Organisation.kinds, ARRAY(Text)))))
    if words is not None:
        found = found.where(func.strpos(func.lower(Organisation.name), func.lower(words)) > 0)
    return found


def partner_named(name: ColumnElement[Any] | str) -> Select[Any]:
    return partners().where(Organisation.name == name).order_by(Organisation.id)


def member_by_id(value: ColumnElement[Any] | object) -> Select[Any]:
    return select(Membership).where(Membership.id == value)
