"""What a directory does with its organisation's people: the same steps as an administrator's, journalled as its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from auth.federation.models import Domain
from portal import errors, ids, journal, wording
from portal.access import GRANTS, PERSONAL, Actor, Permission, Role, Side
from portal.database.session import Session
from portal.partners import operations
from portal.partners.membership import IDLE, LIVING, WAITING
from portal.partners.models import Membership, Organisation, Person
from portal.partners.operations import place
from portal.partners.rules import MembershipStatus
from portal.sentences import say

RECORD_TYPE = "mem"
BY_DIRECTORY = "Changed by the organisation's directory."
_KEPT = (PERSONAL - {Permission.MEASUREMENT_ACKNOWLEDGE}) | {
    Permission.MEMBER_MANAGE, Permission.CLIENT_MANAGE, Permission.CONNECTION_MANAGE,
}  # fmt: skip
"""Acknowledging a value is not kept: silence says the same ten days later."""
LONGEST_NAME = 200


def given_by_directories(side: Side) -> frozenset[Role]:
    """The roles a directory gives and takes: none that administers, accepts, signs, approves or audits.

    Those are given by a person who is there; a token that leaks makes nobody an administrator.
    """
    kept = {Role.COMPANY_SIGNATORY, Role.EXECUTIVE_SPONSOR, Role.AUDITOR, Role.SYSTEM}
    return frozenset(role for role in Role if role.side is side and not GRANTS[role] & _KEPT) - kept


LEAST = {side: min(given_by_directories(side), key=lambda role: (len(GRANTS[role]), role.name)) for side in Side}
"""Who comes without a role holds the one that grants least among those that a directory gives."""


def wanted_roles(side: Side, held: frozenset[Role], names: Iterable[str] | None) -> frozenset[Role]:
    """What somebody holds afterwards; None: as before, or the least. Refuses: Invalid, NotAllowed."""
    given = given_by_directories(side)
    if names is None:
        return held or frozenset({LEAST[side]})
    roles = set()
    for name in names:
        role = Role.__members__.get(name.upper())
        if role is None or role.side is not side or role is Role.SYSTEM:
            raise errors.Invalid("There is no role {name} here.", name=name[:80], path=("roles",))
        if role not in given and role not in held:
            raise errors.NotAllowed(
                "Only an administrator of the organisation can assign {name}.", name=name, path=("roles",)
            )
        roles.add(role)
    return frozenset((held - given) | roles) or frozenset({LEAST[side]})


async def create(
    session: Session, actor: Actor, *, email: str, name: str, title: str, roles: Iterable[str] | None,
    active: bool, now: datetime,
) -> Membership:  # fmt: skip
    """Gives somebody a place, without a password, as portal_system. Refuses: NotAllowed, Invalid, Taken."""
    actor.require(Permission.MEMBER_MANAGE)
    address = await _address(session, actor, email)
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(address, 0))))
    living = select(Membership.id).where(
        Membership.partner_id == actor.partner_id, Membership.email == address, Membership.status.in_(LIVING)
    )
    if await session.scalar(living) is not None:
        raise Taken("Someone with this address is already a member of the organisation.", path=("userName",))
    person = await _person(session, actor, address, name)
    member = Membership(
        partner_id=actor.partner_id, id=ids.new(), person_id=person.id, side=actor.side, name=_name(name),
        email=address, title=_title(title), roles=wanted_roles(actor.side, frozenset(), roles), created_at=now,
        updated_at=now,
        status=MembershipStatus.ACTIVE if active else MembershipStatus.SUSPENDED, version=1,
        due_at=now + IDLE if active else None,
    )  # fmt: skip
    session.add(member)
    await session.flush()
    _tell(session, actor, "member.provisioned", member, {}, now)
    return member


async def _person(session: Session, actor: Actor, address: str, name: str) -> Person:
    """Whose address it is, entered if nobody is known by it; its domain is proven, and the address locked."""
    person: Person | None = await session.scalar(select(Person).where(Person.email == address))
    if person is None:
        organisation = (await session.scalars(select(Organisation).where(Organisation.id == actor.partner_id))).one()
        person = Person(id=ids.new(), name=_name(name), email=address, language="en", zone=organisation.zone)
        session.add(person)
        await session.flush()
    return person


async def _arrive(session: Session, actor: Actor, member: Membership, now: datetime) -> None:
    """An invited person whom the directory makes active has arrived: it vouches for them, as for those it brings.

    The mailed link opens nothing afterwards. Refuses: Invalid under a domain that is not proven, Blocked when the
    invitation is over.
    """
    address = await _address(session, actor, member.email)
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(address, 0))))
    person = await _person(session, actor, address, member.name)
    case = await place.opened(session, actor, member_id=member.id, expected_version=member.version, now=now)
    if member.status is MembershipStatus.PREPARED:
        case.change("invite", note=BY_DIRECTORY)
    case.change("accept", note=BY_DIRECTORY, known={"is_vouched_for": True}, person_id=person.id)


class Taken(errors.Refused):
    """Someone with this address is already a member of the organisation."""

    code = "TAKEN"


async def _address(session: Session, actor: Actor, email: str) -> str:
    """The address, under a proven domain of the organisation. Refuses: Invalid.

    Without a proven domain a directory brings nobody: it could name people of anybody's organisation as its own.
    """
    address = wording.email_of(email)
    if address is None or not address.isascii():
        raise errors.Invalid("userName must be the person's email address.", path=("userName",))
    proven = select(Domain.domain).where(Domain.partner_id == actor.partner_id, Domain.verified_at.is_not(None))
    domains = (await session.scalars(proven)).all()
    if address.partition("@")[2] not in domains:
        raise errors.Invalid(
            "The address is not at a verified domain of the organisation. Verify its domain under Email domains first.",
            path=("userName",),
        )
    return address


def _name(name: str) -> str:
    wanted = say("A name must have 1 to {longest} characters.", longest=LONGEST_NAME)
    return wording.line(name, path=("displayName",), wanted=wanted, longest=LONGEST_NAME)


def _title(title: str) -> str:
    wanted = say("A title can have at most {longest} characters.", longest=LONGEST_NAME)
    return wording.line(title, path=("title",), wanted=wanted, longest=LONGEST_NAME) if title.strip() else ""


async def change(
    session: Session, actor: Actor, member: Membership, *, name: str, title: str,
    roles: Iterable[str] | None, active: bool | None, now: datetime,
) -> None:  # fmt: skip
    """Makes a locked place what the directory says; who is no longer active is out at once.

    Refuses: NotAllowed, Invalid, Blocked for the last administrator or an invitation that is over.
    """
    actor.require(Permission.MEMBER_MANAGE)
    before = _facts(member)
    wanted = wanted_roles(member.side, member.roles, roles)
    if (name, title) != (member.name, member.title) or wanted != member.roles:
        member.name, member.title, member.roles = _name(name), _title(title), wanted
        member.version += 1
        _tell(session, actor, "member.changed", member, before, now)
        await session.flush()
    if active is None or active == (member.status is MembershipStatus.ACTIVE):
        return
    which: dict[str, Any] = {"member_id": member.id, "expected_version": member.version, "now": now}
    if active and member.status in WAITING:
        await _arrive(session, actor, member, now)
    elif active:
        await operations.restore(session, actor, **which)
    elif member.status is MembershipStatus.ACTIVE:
        await operations.suspend(session, actor, reason=BY_DIRECTORY, **which)
    await session.flush()


async def remove(session: Session, actor: Actor, member: Membership, *, now: datetime) -> None:
    """Ends a locked place for good. Refuses: NotAllowed, Blocked for the last administrator."""
    end = operations.revoke if member.status in WAITING else operations.remove
    await end(session, actor, member_id=member.id, expected_version=member.version, now=now)
    await session.flush()


def _facts(member: Membership) -> dict[str, object]:
    return {field: getattr(member, field) for field in ("name", "title", "roles", "status")}


def _tell(
    session: Session, actor: Actor, event: str, member: Membership, before: dict[str, object], now: datetime
) -> None:
    journal.write(
        session, actor, event, partner_id=member.partner_id, record_type=RECORD_TYPE, record_id=member.id, now=now,
        note=BY_DIRECTORY, changes=journal.difference(before, _facts(member)),
        published=member.side is Side.PARTNER,
    )  # fmt: skip
