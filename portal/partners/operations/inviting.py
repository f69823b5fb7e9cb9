"""Invitations: a place that waits for somebody, a mailed link that is kept as its digest alone, and the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from portal import errors, ids, unguessable
from portal.access import Actor, Permission, Role, Side
from portal.database import clashes
from portal.database.session import Session
from portal.partners import queries
from portal.partners.membership import INVITATION, MEMBERSHIP
from portal.partners.models import Invitation, Membership, Organisation, Person
from portal.partners.operations import letters
from portal.partners.operations.place import begun, checked_roles, made, opened
from portal.partners.rules import AccountStatus, MembershipStatus
from portal.sentences import say
from portal.wording import email_given, language_given, name_given

MOST_OPEN = 100
"""Invitations of one organisation that wait for an answer: nobody sends the world letters through the portal."""

INVITED = MembershipStatus.INVITED
GONE = frozenset({AccountStatus.OFFBOARDED, AccountStatus.REJECTED})
NO_SUCH_LINK = say("This invitation does not exist, or it was cancelled, has expired or has already been accepted.")


async def invite_member(
    session: Session, actor: Actor, *, email: str, name: str, roles: Iterable[Role], now: datetime,
    title: str = "", partner_id: UUID | None = None,
) -> Membership:  # fmt: skip
    """Invites somebody into the actor's own organisation and mails them a link that works once, for seven days.

    The company's platform administrator may name a partner, to give it an administrator. Refuses: NotFound,
    NotAllowed for a role that the actor may not give, Invalid, Blocked while too many invitations are open.
    """
    actor.require(Permission.MEMBER_MANAGE)
    organisation = await _organisation(session, actor, partner_id)
    wanted = frozenset(roles)
    checked_roles(actor, organisation.side, before=frozenset(), after=wanted)
    return await invited(session, actor, organisation, email=email, name=name, title=title, roles=wanted, now=now)


async def _organisation(session: Session, actor: Actor, partner_id: UUID | None) -> Organisation:
    wanted = partner_id or actor.partner_id
    found: Organisation | None = None
    if actor.side is Side.HOST or wanted == actor.partner_id:
        found = await session.scalar(queries.organisation(wanted))
    if found is None:
        raise errors.NotFound("There is no such organisation.", path=("input", "partnerId"))
    return found


async def invited(
    session: Session, actor: Actor, organisation: Organisation, *, email: str, name: str, roles: frozenset[Role],
    now: datetime, title: str = "",
) -> Membership:  # fmt: skip
    """The place, its link and the letter. Refuses: Invalid, Blocked."""
    faults = errors.Faults()
    with faults:
        address = email_given(email)
    with faults:
        called = name_given(name)
    with faults:
        titled = name_given(title, "title") if title.strip() else ""
    faults.refuse()
    here: Membership | None = await session.scalar(queries.living_place(organisation.id, address))
    if here is not None and here.status is not MembershipStatus.PREPARED:
        raise errors.Invalid.because(clashes.PLACE_TAKEN, path=("input", "email"))
    waiting = select(func.count()).select_from(queries.invitations_of(organisation.id).subquery())
    if (await session.scalar(waiting) or 0) >= MOST_OPEN:
        raise errors.Blocked("{most} invitations are already open. Cancel some first.", most=MOST_OPEN)
    if here is not None:
        return await _called_up(session, actor, organisation, here, roles=roles, now=now)
    member = _place(organisation, called, address, now=now, title=titled, roles=roles)
    member.status, member.due_at, member.waiting_on = INVITED, now + INVITATION, frozenset({organisation.side})
    session.add(member)
    await session.flush()
    await _send(session, actor, organisation, member, now=now)
    made(session, actor, "member.invited", member, now=now)
    return member


def _place(organisation: Organisation, name: str, address: str, *, now: datetime, **more: Any) -> Membership:
    """A place of nobody yet."""
    return Membership(
        partner_id=organisation.id, id=ids.new(), person_id=None, side=organisation.side, name=name, email=address,
        version=1, created_at=now, updated_at=now, **more,
    )  # fmt: skip


def prepared(
    session: Session, actor: Actor, organisation: Organisation, *, email: str, name: str, roles: frozenset[Role],
    language: str | None, now: datetime, title: str = "",
) -> Membership:  # fmt: skip
    """A place without a letter, for an address that has none there; `invited` takes it up. What is given is checked."""
    member = _place(
        organisation,
        name,
        email,
        title=title,
        roles=roles,
        status=MembershipStatus.PREPARED,
        language=language,
        now=now,
    )
    session.add(member)
    made(session, actor, "member.prepared", member, now=now)
    return member


async def invite_prepared(
    session: Session, actor: Actor, *, member_id: UUID, expected_version: int, now: datetime
) -> Membership:
    """Mails the link to somebody whose place is prepared. Refuses: NotFound, NotAllowed, WrongStatus, Blocked."""
    actor.require(Permission.MEMBER_MANAGE)
    case = await opened(session, actor, member_id=member_id, expected_version=expected_version, now=now)
    member, organisation = case.member, await _organisation(session, actor, case.member.partner_id)
    MEMBERSHIP.step(member.status, "invite")
    checked_roles(actor, organisation.side, before=frozenset(), after=member.roles)
    return await invited(
        session, actor, organisation, email=member.email, name=member.name, title=member.title, roles=member.roles,
        now=now,
    )  # fmt: skip


async def _called_up(
    session: Session, actor: Actor, organisation: Organisation, member: Membership, *, roles: frozenset[Role],
    now: datetime,
) -> Membership:  # fmt: skip
    """A prepared place becomes an invitation; it keeps the name that it was prepared with."""
    locked = queries.member_by_id(member.id).with_for_update()
    await session.scalar(locked)
    case = begun(session, actor, member, is_last_administrator=False, now=now)
    with case.step(MEMBERSHIP, "invite", by_clock=Permission.MEMBER_MANAGE not in actor.permissions):
        member.roles = roles
    await _send(session, actor, organisation, member, now=now)
    return member


async def _send(
    session: Session, actor: Actor, organisation: Organisation, member: Membership, *, now: datetime
) -> None:
    link = unguessable.made()
    session.add(
        Invitation(
            partner_id=member.partner_id,
            membership_id=member.id,
            sha256=unguessable.digest(link),
            expires_at=now + INVITATION,
        )
    )
    await letters.invitation(session, actor, organisation, member, link=link, now=now)


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation that can be accepted now."""

    member: Membership
    organisation: Organisation
    person: Person | None
    """Whose address it is, if the portal knows them."""


async def invitation(session: Session, *, link: bytes, now: datetime, for_update: bool = False) -> Open:
    """What a mailed link, given as its digest, leads to, as portal_system.

    Refuses: NotFound unless it can be accepted now.
    """
    found = queries.invited_by_link(link)
    member: Membership | None = await session.scalar(found.with_for_update(of=Membership) if for_update else found)
    organisation: Organisation | None = (
        await session.scalar(queries.organisation(member.partner_id)) if member is not None else None
    )
    if (
        member is None
        or organisation is None
        or member.status is not INVITED
        or member.due_at is None
        or member.due_at <= now
        or organisation.status in GONE
    ):
        raise errors.NotFound.because(NO_SUCH_LINK, path=("link",))
    return Open(member, organisation, await session.scalar(queries.person_of(member.email)))


async def accept(
    session: Session, *, link: bytes, now: datetime, person_id: UUID | None = None, name: str = "",
    language: str = "en", key: UUID | None = None,
) -> Membership:  # fmt: skip
    """Gives the invited person the place, as portal_system; the link, given as its digest, opens nothing afterwards.

    `person_id` is whoever proved to be that person; None for somebody new, who is entered with `name` under `key`,
    where that is known beforehand. Refuses: NotFound, Invalid, NotAllowed for an account other than that of the
    address the link was mailed to.
    """
    found = await invitation(session, link=link, now=now, for_update=True)
    member, person = found.member, found.person
    if person_id is None and person is None:
        person = Person(
            id=key or ids.new(), name=name_given(name, "name"), email=member.email,
            language=member.language or language_given(language, "language"), zone=found.organisation.zone,
        )  # fmt: skip
        session.add(person)
        await session.flush()
    elif person is None or person.id != person_id:
        raise errors.NotAllowed(
            "This invitation was sent to a different email address. Sign in with the account of that"
            " address to accept it."
        )
    actor = Actor(person.id, person.name, member.side, member.partner_id, member.roles)
    case = begun(session, actor, member, is_last_administrator=False, now=now)
    case.change("accept", known={"is_invited_person": True}, person_id=person.id, name=person.name)
    await session.flush()
    return member
