"""Invitations: a place that waits for somebody, a mailed link that is kept as its digest alone, and the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from portal import errors, ids, unguessable
from portal.access import Actor, Permission, Role, Side
from portal.database import clashes
from portal.database.session import Session
from portal.partners import queries
from portal.partners.membership import INVITATION
from portal.partners.models import Invitation, Membership, Organisation, Person
from portal.partners.operations import letters
from portal.partners.operations.place import begun, checked_roles, made
from portal.partners.rules import AccountStatus, MembershipStatus
from portal.sentences import say
from portal.wording import email_given, language_given, name_given

MOST_OPEN = 100
"""Invitations of one organisation that wait for an answer: nobody sends the world letters through the portal."""

GONE = frozenset({AccountStatus.OFFBOARDED, AccountStatus.REJECTED})
NO_SUCH_LINK = say("This invitation does not exist, was taken back, is over or has been accepted already.")


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
    address = email_given(email)
    if await session.scalar(queries.living_place(organisation.id, address)) is not None:
        raise errors.Invalid.because(clashes.PLACE_TAKEN, path=("input", "email"))
    waiting = select(func.count()).select_from(queries.invitations_of(organisation.id).subquery())
    if (await session.scalar(waiting) or 0) >= MOST_OPEN:
        raise errors.Blocked(
            "{most} invitations wait for an answer already; take some of them back first.", most=MOST_OPEN
        )
    member = Membership(
        partner_id=organisation.id, id=ids.new(), person_id=None, side=organisation.side, name=name_given(name),
        email=address, title=name_given(title, "title") if title.strip() else "", roles=roles, version=1,
        status=MembershipStatus.INVITED, created_at=now, updated_at=now, due_at=now + INVITATION,
        waiting_on=frozenset({organisation.side}),
    )  # fmt: skip
    session.add(member)
    await session.flush()
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
    made(session, actor, "member.invited", member, now=now)
    return member


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
        or member.status is not MembershipStatus.INVITED
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
            language=language_given(language, "language"), zone=found.organisation.zone,
        )  # fmt: skip
        session.add(person)
        await session.flush()
    elif person is None or person.id != person_id:
        raise errors.NotAllowed(
            "This invitation was sent to another address; sign in with the account of that address to accept it."
        )
    actor = Actor(person.id, person.name, member.side, member.partner_id, member.roles)
    case = begun(session, actor, member, is_last_administrator=False, now=now)
    case.change("accept", known={"is_invited_person": True}, person_id=person.id, name=person.name)
    await session.flush()
    return member
