"""What can be asked about organisations and people: one Select a question."""

from typing import Any
from uuid import UUID

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
from portal.access import Side
from portal.machine import Waiting
from portal.partners.membership import ADMINISTRATORS, LIVING, Authority, Place
from portal.partners.models import Invitation, Membership, Organisation, Person, RequestedItem, SigningAuthority
from portal.partners.rules import Account, MembershipStatus

"""Type prefixes of global ids, by which the journal names what a step was about."""

Row = Any
"""A record, a record's class or a row expression: anything with the record's columns as attributes."""


def company() -> Select[Any]:
    return select(Organisation).where(Organisation.side == Side.HOST)


def partners() -> Select[Any]:
    """The partner organisations the caller may see."""
    return select(Organisation).where(Organisation.side == Side.PARTNER)


def partner(partner_id: ColumnElement[Any] | object) -> Select[Any]:
    return partners().where(Organisation.id == partner_id)


def partner_to_act_on(partner_id: UUID) -> Select[*tuple[Any, ...]]:
    """The partner under a row lock, and the company."""
    company = aliased(Organisation)
    found = select(Organisation, company).join(company, company.side == Side.HOST)
    return found.where(Organisation.id == partner_id, Organisation.side == Side.PARTNER).with_for_update(
        of=Organisation
    )


def organisation_of(row: Row) -> Select[Any]:
    """The partner that a partner-owned row belongs to."""
    return select(Organisation).where(Organisation.id == row.partner_id, Organisation.side == Side.PARTNER)


def manager_of(organisation: Row) -> Select[Any]:
    return select(Membership).where(
        Membership.partner_id == organisation.company_id, Membership.id == organisation.manager_id
    )


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
    kind: str | None = None, words: Row = None, waiting_on: str | None = None,
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
    if waiting_on is not None:
        waited = type_coerce(Organisation.waiting_on, ARRAY(Text))
        found = found.where(literal(waiting_on, Text).op("=")(func.any(waited)))
    if words is not None:
        found = found.where(func.strpos(func.lower(Organisation.name), func.lower(words)) > 0)
    return found


def partner_named(name: ColumnElement[Any] | str) -> Select[Any]:
    return partners().where(Organisation.name == name).order_by(Organisation.id)


def member_by_id(value: ColumnElement[Any] | object) -> Select[Any]:
    return select(Membership).where(Membership.id == value)


def organisation(organisation_id: Row) -> Select[Any]:
    """The company or a partner."""
    return select(Organisation).where(Organisation.id == organisation_id)


def alike(partner: Row) -> Select[Any]:
    """Other partners whose name reads the same, whatever its case, spaces and points, in the same country."""
    return partners().where(
        Organisation.id != partner.id,
        Organisation.country == partner.country,
        _bare(Organisation.name) == _bare(literal(partner.name, Text)),
    )


def _bare(name: Row) -> ColumnElement[Any]:
    return func.regexp_replace(func.lower(name), "[^[:alnum:]]", "", "g")


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


def requested_items_of(organisation: Row) -> Select[Any]:
    """What an applicant was asked for, oldest first."""
    return (
        select(RequestedItem)
        .where(RequestedItem.partner_id == organisation.id)
        .order_by(RequestedItem.asked_at, RequestedItem.id)
    )


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


def accounts_due(now: Row) -> Select[*tuple[Any, ...]]:
    """The partners whose deadline has passed, the longest overdue first."""
    return select(Organisation.id).where(Organisation.due_at <= now).order_by(Organisation.due_at)


def members_due(now: Row) -> Select[*tuple[Any, ...]]:
    """The places whose deadline has passed, the longest overdue first."""
    return select(Membership.id).where(Membership.due_at <= now).order_by(Membership.due_at)


def seen_at(member: Row) -> Select[*tuple[Any, ...]]:
    """When somebody last used their place; for the clock alone."""
    return select(func.member_seen(member.id, member.person_id))


def account_of(partner: Row) -> dict[str, Any]:
    """What the rules of an account and of the relationship look at in the row, and who is waited for."""
    own = partner.invited_by.is_not_distinct_from(func.current_person())
    has_manager = partner.manager_id.is_not(None)
    return {
        **situations.needs(Account, partner, has_manager=has_manager, is_own_invitation=own),
        **situations.needs(Waiting, partner),
        "stage": partner.stage,
    }


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


def filtered_members(
    found: Select[Any], *, statuses: Row = None, role: str | None = None, words: Row = None
) -> Select[Any]:
    """The members among `found` that meet every condition given; None is any."""
    if statuses is not None:
        found = found.where(cast(Membership.status, Text) == func.any(statuses))
    if role is not None:
        found = found.where(literal(role, Text).op("=")(func.any(type_coerce(Membership.roles, ARRAY(Text())))))
    if words is not None:
        named = func.strpos(func.lower(Membership.name), func.lower(words)) > 0
        found = found.where(named | (func.strpos(Membership.email, func.lower(words)) > 0))
    return found


def members_at(partner_id: Row = None) -> Select[Any]:
    """The people of an organisation; of the caller's own where none is named."""
    return select(Membership).where(
        Membership.partner_id == (func.current_partner() if partner_id is None else partner_id)
    )


def requested_item(value: Row) -> Select[Any]:
    return select(RequestedItem).where(RequestedItem.id == value)


def is_own(member: Row) -> ColumnElement[bool]:
    return func.coalesce(member.id == func.current_member(), literal_column("false"))


def invited_until(member: Row) -> ColumnElement[Any]:
    return case((cast(member.status, Text) == literal_column("'INVITED'"), member.due_at))


def invitations_at(partner_id: Row = None) -> Select[Any]:
    """The invitations of an organisation; of the caller's own where none is named."""
    return members_at(partner_id).where(Membership.status == literal_column("'INVITED'"))


def authorities_at(partner_id: Row = None) -> Select[Any]:
    """The authorities to sign for an organisation; for the caller's own where none is named."""
    return authorities_of(func.current_partner() if partner_id is None else partner_id)
