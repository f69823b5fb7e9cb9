"""Who somebody from a provider is here: known by the provider's own name, newcomers under a proven domain alone.

An e-mail address never makes anybody somebody who is here already. Who has an account links it: signed in to it, and
confirmed, they go to the provider and come back; the two are one from then on. Who was entered by the organisation's
directory is known by the directory's own name for them, and who was invited by the mailed link that they bring.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, people, session
from auth.events import Visit
from auth.federation import directory, domains, identities
from auth.federation.flow import Arrived
from auth.federation.identities import METHOD
from auth.federation.models import Connection, Domain
from auth.federation.rules import Failed, Kind
from auth.login import standing, steps
from auth.login.standing import Standing
from auth.login.steps import Asked, Pending, Voucher
from auth.rules import Action, Outcome, Strength
from portal import ids, journal, wording
from portal.access import SYSTEM, AccessClass, Role, Side
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners.models import Membership, Organisation, Person

FRESH = timedelta(minutes=1)
"""A proof so new was given for this sign-in, and counts as confirmed."""
LONGEST_NAME = 200
RECORD_TYPE = "mem"


async def person_of(database: Database, visit: Visit, arrived: Arrived) -> UUID:
    """Who it is; somebody new gets a place. Raises Failed."""
    connection, vouched = arrived.connection, arrived.vouched
    async with database.transaction(AUTH) as transaction:
        person_id = await identities.known(transaction, connection, vouched.sub)
        if person_id is not None and await is_here(transaction, person_id):
            return person_id
        entered = await directory.entered_as(transaction, arrived) if person_id is None else None
        if entered is not None:
            await identities.bind(transaction, visit, connection, vouched.sub, entered, reason="directory")
            return entered.person_id
    return await _newcomer(database, arrived, person_id, visit.now)


async def admit(
    database: Database, visit: Visit, arrived: Arrived, person_id: UUID, *, old: bytes | None, is_enough: bool
) -> session.Opened | Asked:
    """Opens a session in the connection's organisation and no other, or asks for more proof first. Raises Failed.

    `old` is the digest of the session the same browser brought, which ends; `is_enough` lets everybody in as they are.
    """
    connection, vouched = arrived.connection, arrived.vouched
    async with database.transaction(AUTH) as transaction:
        places = session.active_places().where(
            Membership.person_id == person_id, Membership.partner_id == connection.partner_id
        )
        if await transaction.scalar(places) is None:
            raise Failed("no_active_membership", Kind.NO_PLACE)
        has = await standing.of(transaction, person_id, connection.id)
        if not is_enough and not _suffices(vouched.strength, has):
            return await _ask(transaction, visit, arrived, person_id, has)
        return await _open(transaction, visit, arrived, person_id, old)


def _suffices(strength: Strength, has: Standing) -> bool:
    """Whether the provider's proof needs no second one here: the same rule as for passwords (R71).

    Where a passkey is required, the provider has to have seen one, or what its connection declares as good; for
    everybody else a second factor at the provider will do.
    """
    return strength is Strength.PHISHING_RESISTANT or (strength is Strength.TWO_FACTORS and not has.needs_passkey)


async def _ask(transaction: AsyncSession, visit: Visit, arrived: Arrived, person_id: UUID, has: Standing) -> Asked:
    """The provider's word stands for the password."""
    connection = arrived.connection
    events.write(
        transaction, visit, Action.FIRST_FACTOR, Outcome.ACCEPTED, reason="vouched_for", method=METHOD,
        person_id=person_id, partner_id=connection.partner_id, connection_id=connection.id,
    )  # fmt: skip
    voucher = Voucher(connection.id, connection.partner_id, arrived.vouched.session)
    return await steps.go_on(transaction, visit, Pending(person_id, steps.first_of(has), METHOD, voucher=voucher))


async def _open(
    transaction: AsyncSession, visit: Visit, arrived: Arrived, person_id: UUID, old: bytes | None
) -> session.Opened:
    connection, vouched, proven_at = arrived.connection, arrived.vouched, arrived.vouched.proven_at
    is_fresh = proven_at is not None and visit.now - proven_at <= FRESH
    opened = await session.create(
        transaction, person_id=person_id, now=visit.now, strength=vouched.strength,
        is_confirmed=is_fresh and vouched.strength is Strength.PHISHING_RESISTANT, agent=visit.agent,
        address=visit.address, old=old, connection_id=connection.id, provider_session=vouched.session,
        partner_id=connection.partner_id, proven_at=proven_at,
    )  # fmt: skip
    if opened is None:
        raise Failed("no_active_membership", Kind.NO_PLACE)
    events.write(
        transaction, visit, Action.SIGN_IN, Outcome.ACCEPTED, reason="vouched_for", method=METHOD,
        person_id=opened.person_id, partner_id=opened.partner_id, member_id=opened.member_id,
        session_id=opened.session_id, connection_id=connection.id,
    )  # fmt: skip
    return opened


async def is_here(transaction: AsyncSession, person_id: UUID) -> bool:
    """Whether the person exists whom the provider's name stands for."""
    return bool(await transaction.scalar(select(exists().where(Person.id == person_id))))


async def _newcomer(database: Database, arrived: Arrived, reserved: UUID | None, now: datetime) -> UUID:
    """A person and a place for somebody who comes for the first time. Raises Failed where nobody may come uninvited.

    The provider's name is reserved first, for a person who does not exist yet: whatever breaks off in between, the
    next sign-in goes on from there, and two at the same moment make one person.
    """
    connection = arrived.connection
    email = address_of(arrived)
    async with database.transaction(AUTH) as transaction:
        if not await transaction.scalar(_proven(connection, domains.of_email(email))):
            raise Failed("domain_not_proven", Kind.NO_PLACE)
        organisation = await transaction.get_one(Organisation, connection.partner_id)
        roles = connection.default_roles or (
            frozenset({Role.PARTNER_VIEWER}) if organisation.side is Side.PARTNER else frozenset()
        )
        if not roles:
            raise Failed("nobody_comes_uninvited", Kind.NO_PLACE)
        if reserved is None:
            there = await transaction.scalar(select(Person).where(Person.email == email))
            if there is not None and await identities.known(transaction, connection, arrived.vouched.sub) != there.id:
                raise await directory.stranger(transaction, connection, there)
            await identities.reserve(transaction, connection, arrived.vouched.sub, ids.new(), now)
    async with database.transaction(AUTH) as transaction:
        person_id = await identities.known(transaction, connection, arrived.vouched.sub)
    if person_id is None:
        raise Failed("identity_removed", Kind.BEGIN_AGAIN)
    async with database.transaction(AccessClass.SYSTEM) as transaction:
        await join(
            transaction, organisation=organisation, person_id=person_id, email=email, name=name_of(arrived, email),
            roles=roles, now=now,
        )  # fmt: skip
    return person_id


async def join(
    transaction: AsyncSession, *, organisation: Organisation, person_id: UUID, email: str, name: str,
    roles: frozenset[Role], now: datetime,
) -> None:  # fmt: skip
    """A place for somebody whom the organisation's own provider vouches for, as portal_system; made once.

    Raises Failed when somebody else has this e-mail address.
    """
    await transaction.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email, 0))))
    there: UUID | None = await transaction.scalar(select(Person.id).where(Person.email == email))
    if there == person_id:
        return
    if there is not None:
        raise Failed("account_exists", Kind.ACCOUNT_EXISTS)
    member = await people.create_person(
        transaction, email=email, name=name, organisation=organisation, roles=roles, now=now, person_id=person_id
    )
    journal.write(
        transaction, SYSTEM, "member.joined", partner_id=organisation.id, record_type=RECORD_TYPE, record_id=member.id,
        now=now, changes=journal.difference({}, {"name": name, "roles": roles}),
    )  # fmt: skip


def address_of(arrived: Arrived) -> str:
    """The e-mail address that the provider says, and does not call unverified. Raises Failed."""
    said = arrived.vouched.claims
    email = said.get("email")
    address = wording.email_of(email) if isinstance(email, str) else None
    if address is None or not domains.of_email(address):
        raise Failed("no_email", Kind.NO_PLACE)
    # Some providers never say it; the domain's proof speaks for them. Whoever says it is not verified is believed.
    if said.get("email_verified", True) not in (True, None):
        raise Failed("email_not_verified", Kind.NO_PLACE)
    return address


def name_of(arrived: Arrived, email: str) -> str:
    """The name that the provider says; without one, what stands before the @."""
    name = arrived.vouched.claims.get("name")
    is_name = isinstance(name, str) and name.isprintable() and 0 < len(name.strip()) <= LONGEST_NAME
    return str(name).strip() if is_name else email.partition("@")[0][:LONGEST_NAME]


def _proven(connection: Connection, domain: str) -> Select[tuple[bool]]:
    proven = exists().where(
        Domain.partner_id == connection.partner_id, Domain.connection_id == connection.id, Domain.domain == domain,
        Domain.verified_at.is_not(None),
    )  # fmt: skip
    return select(proven)
