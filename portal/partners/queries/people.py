"""What can be asked about people, their places and their invitations."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from portal import situations
from portal.database import finding
from portal.partners.membership import ADMINISTRATORS, LIVING, Place
from portal.partners.models import Invitation, Membership, Organisation, Person
from portal.partners.queries.organisations import Row
from portal.partners.rules import AccountStatus, MembershipStatus


def members_of(organisation: Row) -> Select[Any]:
    """Those who have a place, suspended ones among them."""
    present: list[Any] = [literal_column("'ACTIVE'"), literal_column("'SUSPENDED'")]
    return select(Membership).where(Membership.partner_id == organisation.id, Membership.status.in_(present))


def members() -> Select[Any]:
    return select(Membership)


def member(partner_id: ColumnElement[Any] | object, person_id: ColumnElement[Any] | object) -> Select[Any]:
    """A person's place in one organisation; those that were removed do not count."""
    return select(Membership).where(
        Membership.partner_id == partner_id, Membership.person_id == person_id, Membership.status.in_(LIVING)
    )


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
            Membership.mail_refused_at.label("mail_refused_at"),
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


def has_access(member: Row, organisation: Row) -> tuple[ColumnElement[bool], ...]:
    """An active place in an organisation that has not left."""
    gone = (AccountStatus.OFFBOARDED, AccountStatus.REJECTED)
    return member.status == MembershipStatus.ACTIVE, organisation.status.not_in(gone)


def member_by_id(value: ColumnElement[Any] | object) -> Select[Any]:
    return select(Membership).where(Membership.id == value)


def administrators_of(partner_id: Row) -> Select[Any]:
    """The active members who may manage the organisation's people, in the order in which they are locked."""
    return (
        select(Membership)
        .where(Membership.partner_id == partner_id, Membership.status == MembershipStatus.ACTIVE, _administers())
        .order_by(Membership.id)
    )


def _administers(member: Row = Membership) -> ColumnElement[bool]:
    held = type_coerce(member.roles, ARRAY(Text()))
    roles = (role.value for role in ADMINISTRATORS.values())
    return or_(*(literal_column(f"'{role}'", Text()) == func.any(held) for role in roles))


def living_place(partner_id: Row, email: str) -> Select[Any]:
    """The place that an address has in an organisation now."""
    return select(Membership).where(
        Membership.partner_id == partner_id, Membership.email == email, Membership.status.in_(LIVING)
    )


def invitations_of(partner_id: Row) -> Select[Any]:
    return select(Membership).where(Membership.partner_id == partner_id, Membership.status == MembershipStatus.INVITED)


def invited_by_link(sha256: bytes) -> Select[Any]:
    """The place that a mailed link leads to."""
    return (
        select(Membership)
        .join(
            Invitation,
            and_(Invitation.partner_id == Membership.partner_id, Invitation.membership_id == Membership.id),
        )
        .where(Invitation.sha256 == sha256)
    )


def person(person_id: object) -> Select[Any]:
    return select(Person).where(Person.id == person_id)


def person_of(email: str) -> Select[Any]:
    return select(Person).where(Person.email == email)


def seen_at(member: Row) -> Select[*tuple[Any, ...]]:
    """When somebody last used their place; for the clock alone."""
    return select(func.member_seen(member.id, member.person_id))


def place_of(member: Row) -> dict[str, Any]:
    """What the rules of a place look at, column by column, and whether it is in the caller's own organisation."""
    other = aliased(Membership)
    others = select(other.id).where(
        other.partner_id == member.partner_id, other.id != member.id, other.status == MembershipStatus.ACTIVE,
        _administers(other),
    )  # fmt: skip
    is_last = and_(member.status == MembershipStatus.ACTIVE, _administers(member), ~others.exists())
    own = member.partner_id == func.current_partner()
    return {**situations.needs(Place, member, is_last_administrator=is_last), "is_own_organisation": own}


def filtered_members(
    found: Select[Any], *, statuses: Row = None, role: str | None = None, words: Row = None
) -> Select[Any]:
    """The members among `found` that meet every condition given; None is any."""
    if statuses is not None:
        found = found.where(cast(Membership.status, Text) == func.any(statuses))
    if role is not None:
        found = found.where(literal(role, Text).op("=")(func.any(type_coerce(Membership.roles, ARRAY(Text())))))
    if words is not None:
        found = found.where(finding.every(words, lambda asked: finding.has(Membership, asked.word)))
    return found


def members_at(partner_id: Row = None) -> Select[Any]:
    """The people of an organisation; of the caller's own where none is named."""
    return select(Membership).where(
        Membership.partner_id == (func.current_partner() if partner_id is None else partner_id)
    )


def is_own(member: Row) -> ColumnElement[bool]:
    return func.coalesce(member.id == func.current_member(), literal_column("false"))


def is_no_strangers(member: Row) -> ColumnElement[bool]:
    """Somebody of a partner or of the caller's own organisation: partners see the company's people as well."""
    return or_(cast(member.side, Text) == literal_column("'PARTNER'"), member.partner_id == func.current_partner())


def invited_until(member: Row) -> ColumnElement[Any]:
    return case((cast(member.status, Text) == literal_column("'INVITED'"), member.due_at))


def invitations_at(partner_id: Row = None) -> Select[Any]:
    """The invitations of an organisation; of the caller's own where none is named."""
    return members_at(partner_id).where(Membership.status == literal_column("'INVITED'"))
