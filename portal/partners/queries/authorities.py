"""What can be asked about authorities to sign."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal import situations
from portal.partners.membership import Authority
from portal.partners.models import Membership, SigningAuthority
from portal.partners.queries.organisations import Row


def authorities_of(partner_id: Row) -> Select[Any]:
    return select(SigningAuthority).where(SigningAuthority.partner_id == partner_id)


def authorities_of_member(member: Row) -> Select[Any]:
    """Newest first."""
    return (
        authorities_of(member.partner_id)
        .where(SigningAuthority.membership_id == member.id)
        .order_by(SigningAuthority.granted_at.desc(), SigningAuthority.id.desc())
    )


def authority(value: Row) -> Select[Any]:
    return select(SigningAuthority).where(SigningAuthority.id == value)


def authority_to_act_on(authority_id: UUID) -> Select[*tuple[Any, ...]]:
    """The authority under a row lock, and who is to sign."""
    member = and_(Membership.partner_id == SigningAuthority.partner_id, Membership.id == SigningAuthority.membership_id)
    found = select(SigningAuthority, Membership).join(Membership, member)
    return found.where(SigningAuthority.id == authority_id).with_for_update(of=SigningAuthority)


def member_of(authority: Row) -> Select[Any]:
    """The member who can sign."""
    return select(Membership).where(
        Membership.partner_id == authority.partner_id, Membership.id == authority.membership_id
    )


def authority_facts(authority: Row) -> dict[str, Any]:
    """What the rules of an authority look at, column by column."""
    own = member_of(authority).where(Membership.person_id == func.current_person())
    granted = authority.granted_by == func.current_person()
    return situations.needs(Authority, authority, is_own=own.exists(), is_granter=granted)


def periods_covered(*, kind: Row, minor: Row, currency: Row) -> ColumnElement[Any]:
    """When the caller holds an authority in force that covers such a contract, as the JSON of `membership.Period`s."""
    made = aliased(SigningAuthority)
    period = func.json_build_object("first", made.valid_from, "last", made.valid_until)
    found = (
        select(func.coalesce(func.json_agg(period), literal_column("'[]'::json"), type_=JSON))
        .select_from(made)
        .join(Membership, and_(Membership.partner_id == made.partner_id, Membership.id == made.membership_id))
        .where(
            made.partner_id == func.current_partner(),
            Membership.person_id == func.current_person(),
            cast(made.status, Text) == literal_column("'IN_FORCE'"),
            or_(func.cardinality(made.kinds) == 0, cast(kind, Text) == made.kinds.any_()),
            or_(
                made.limit_minor.is_(None), minor.is_(None), and_(made.currency == currency, made.limit_minor >= minor)
            ),
        )
    )
    return found.scalar_subquery()


def authorities_waiting() -> Select[Any]:
    """Those that wait for a second person, whom the caller could be: neither given by them nor their own."""
    own = member_of(SigningAuthority).where(Membership.person_id == func.current_person())
    return select(SigningAuthority).where(
        SigningAuthority.status == literal_column("'PROPOSED'"),
        SigningAuthority.granted_by != func.current_person(),
        ~own.exists(),
    )


def is_in_force(authority: Row) -> ColumnElement[bool]:
    return cast(authority.status, Text) == literal_column("'IN_FORCE'")


def limit_of(authority: Row) -> ColumnElement[str]:
    """The limit in major units, as text."""
    return func.major_units(authority.limit_minor, authority.currency)


def authorities_at(partner_id: Row = None) -> Select[Any]:
    """The authorities to sign for an organisation; for the caller's own where none is named."""
    return authorities_of(func.current_partner() if partner_id is None else partner_id)
