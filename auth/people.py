"""People whom the command line and the demonstration create: a person, a place in an organisation, a password."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, passwords
from auth import session as sessions
from auth.events import Visit
from auth.identify import Caller, caller_of
from auth.models import Password
from auth.rules import Action, Outcome
from portal import errors, ids, wording
from portal.access import Role
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners import queries
from portal.partners.membership import IDLE
from portal.partners.models import Membership, Organisation, Person

COMMAND_LINE = "command line"


async def create_person(
    session: AsyncSession,
    *,
    email: str,
    name: str,
    organisation: Organisation,
    roles: Iterable[Role],
    now: datetime,
    title: str = "",
    language: str = "en",
    zone: str | None = None,
    person_id: UUID | None = None,
) -> Membership:
    """Gives somebody a place in the organisation, as portal_system; one e-mail address is one person.

    `person_id` is the key of somebody new, where it is known beforehand.
    Raises Invalid for roles of the other side, text that is no e-mail address, or a second place in the organisation.
    """
    address = wording.email_of(email)
    if address is None:
        raise errors.Invalid("This is not an email address.", path=("email",))
    held = frozenset(roles)
    if not held or Role.SYSTEM in held or any(role.side is not organisation.side for role in held):
        raise errors.Invalid("Choose roles of this side: {side}.", side=organisation.side, path=("roles",))
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(address, 0))))
    if await session.scalar(queries.living_place(organisation.id, address)) is not None:
        raise errors.Invalid(
            "{address} is already a member of {organisation}.",
            address=address,
            organisation=organisation.name,
            path=("email",),
        )
    person = await session.scalar(select(Person).where(Person.email == address))
    if person is None:
        person = Person(
            id=person_id or ids.new(), name=name, email=address, language=language, zone=zone or organisation.zone
        )
        session.add(person)
    await session.flush()
    member = Membership(
        partner_id=organisation.id, id=ids.new(), person_id=person.id, side=organisation.side, name=name,
        email=address, title=title, roles=held, created_at=now, updated_at=now,
        due_at=now + IDLE,
    )  # fmt: skip
    session.add(member)
    await session.flush()
    return member


async def set_password(database: Database, member: Membership, password: str, *, now: datetime) -> None:
    """Lets the person sign in with this password from now on and ends their sessions. Raises Invalid.

    A transaction of its own, as portal_auth, after the one that created the person.
    """
    async with database.transaction(AUTH) as transaction:
        await passwords.set_password(
            transaction, person_id=member.person_id, email=member.email, password=password, now=now
        )
        events.write(
            transaction, Visit("", COMMAND_LINE, now), Action.SET_PASSWORD, Outcome.ACCEPTED, reason="administrator",
            person_id=member.person_id, partner_id=member.partner_id, member_id=member.id,
        )  # fmt: skip


async def set_passwords(database: Database, members: Iterable[Membership], password: str, *, now: datetime) -> None:
    """Gives several people the same password, hashed once: for a demonstration alone."""
    hashed = passwords.hashed(password)
    async with database.transaction(AUTH) as transaction:
        transaction.add_all(
            Password(email=each.email, person_id=each.person_id, argon2=hashed, changed_at=now) for each in members
        )


async def acting_as(database: Database, person_id: UUID, *, agent: str, now: datetime) -> Caller:
    """Signs a person in for a command of somebody who has the machine, so that it goes through the same door.

    Raises NotFound for a person without an active place. `sign_out` ends it.
    """
    async with database.transaction(AUTH) as transaction:
        opened = await sessions.create(transaction, person_id=person_id, now=now, agent=agent, is_confirmed=True)
    caller = opened and await caller_of(database, sessions.digest(opened.value.encode()))
    if not caller:
        raise errors.NotFound("This person is not an active member of any organisation.")
    return caller


async def sign_out(database: Database, callers: Iterable[Caller], *, now: datetime) -> None:
    """Ends what `acting_as` began."""
    async with database.transaction(AUTH) as transaction:
        for caller in callers:
            await sessions.end(transaction, token_sha256=caller.token_sha256, now=now)
