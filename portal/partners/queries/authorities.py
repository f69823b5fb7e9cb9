"""What can be asked about authorities to sign."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal_column,
    select,
)

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
    """Who is to sign."""
    return select(Membership).where(
        Membership.partner_id == authority.partner_id, Membership.id == authority.membership_id
    )


def authority_facts(authority: Row) -> dict[str, Any]:
    """What the rules of an authority look at, column by column."""
    own = member_of(authority).where(Membership.person_id == func.current_person())
    granted = authority.granted_by == func.current_person()
    return situations.needs(Authority, authority, is_own=own.exists(), is_granter=granted)


def authorities_waiting() -> Select[Any]:
    """Those that wait for a second person, whom the caller could be: neither given by them nor their own."""
    own = member_of(SigningAuthority).where(Membership.person_id == func.current_person())
    return select(SigningAuthority).where(
        SigningAuthority.status == literal_column("'PROPOSED'"),
        SigningAuthority.granted_by != func.current_person(),
        ~own.exists(),
    )


def limit_of(authority: Row) -> ColumnElement[str]:
    """The limit in major units, as text."""
    return func.major_units(authority.limit_minor, authority.currency)


def authorities_at(partner_id: Row = None) -> Select[Any]:
    """The authorities to sign for an organisation; for the caller's own where none is named."""
    return authorities_of(func.current_partner() if partner_id is None else partner_id)
