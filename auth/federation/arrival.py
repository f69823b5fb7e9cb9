"""Who somebody from a provider is here: known by the provider's own name, newcomers under a proven domain alone.

An e-mail address never makes anybody somebody who is here already. Who has an account links it: signed in to it, and
confirmed, they go to the provider and come back; the two are one from then on.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, people, session
from auth.events import Visit
from auth.federation import domains
from auth.federation.flow import Arrived
from auth.federation.models import Connection, Domain, Identity
from auth.federation.rules import Failed, Kind
from auth.identify import Caller
from auth.rules import Action, Outcome, Strength
from portal import ids, journal
from portal.access import SYSTEM, AccessClass, Role, Side
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners import saying
from portal.partners.models import Membership, Organisation, Person

METHOD = "provider"
FRESH = timedelta(minutes=1)
"""A proof so new was given for this sign-in, and counts as confirmed."""
LONGEST_NAME = 200
RECORD_TYPE = "mem"


async def sign_in(database: Database, visit: Visit, arrived: Arrived, *, old: bytes | None) -> session.Opened:
    """Opens a session in the connection's organisation and no other. Raises Failed.

    `old` is the digest of the session the same browser brought, which ends.
    """
    connection, vouched = arrived.connection, arrived.vouched
    async with database.transaction(AUTH) as transaction:
        person_id = await _known(transaction, connection, vouched.sub)
        is_here = person_id is not None and await _is_here(transaction, person_id)
    if not is_here:
        person_id = await _newcomer(database, arrived, person_id, visit.now)
    async with database.transaction(AUTH) as transaction:
        proven_at = vouched.proven_at
        is_confirmed = (
            vouched.strength is Strength.PHISHING_RESISTANT and proven_at is not None and visit.now - proven_at <= FRESH
        )
        opened = person_id and await session.create(
            transaction, person_id=person_id, now=visit.now, strength=vouched.strength, is_confirmed=is_confirmed,
            agent=visit.agent, address=visit.address, old=old, connection_id=connection.id,
            provider_session=vouched.session, partner_id=connection.partner_id, proven_at=proven_at,
        )  # fmt: skip
        if not opened:
            raise Failed("no_active_membership", Kind.NO_PLACE)
        events.write(
            transaction, visit, Action.SIGN_IN, Outcome.ACCEPTED, reason="vouched_for", method=METHOD,
            person_id=opened.person_id, partner_id=opened.partner_id, member_id=opened.member_id,
            session_id=opened.session_id, connection_id=connection.id,
        )  # fmt: skip
    return opened


async def _known(transaction: AsyncSession, connection: Connection, sub: str) -> UUID | None:
    found: UUID | None = await transaction.scalar(
        select(Identity.person_id).where(Identity.connection_id == connection.id, Identity.sub == sub)
    )
    return found


async def _is_here(transaction: AsyncSession, person_id: UUID) -> bool:
    return bool(await transaction.scalar(select(exists().where(Person.id == person_id))))


async def _newcomer(database: Database, arrived: Arrived, reserved: UUID | None, now: datetime) -> UUID:
    """A person and a place for somebody who comes for the first time. Raises Failed where nobody may come uninvited.

    The provider's name is reserved first, for a person who does not exist yet: whatever breaks off in between, the
    next sign-in goes on from there, and two at the same moment make one person.
    """
    connection = arrived.connection
    email = _address(arrived)
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
            if await transaction.scalar(select(exists().where(Person.email == email))):
                raise Failed("account_exists", Kind.ACCOUNT_EXISTS)
            await _reserve(transaction, connection, arrived.vouched.sub, ids.new(), now)
    async with database.transaction(AUTH) as transaction:
        person_id = await _known(transaction, connection, arrived.vouched.sub)
    if person_id is None:
        raise Failed("identity_removed", Kind.BEGIN_AGAIN)
    async with database.transaction(AccessClass.SYSTEM) as transaction:
        await join(
            transaction, organisation=organisation, person_id=person_id, email=email, name=_name(arrived, email),
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


def _address(arrived: Arrived) -> str:
    said = arrived.vouched.claims
    email = said.get("email")
    address = saying.email_of(email) if isinstance(email, str) else None
    if address is None or not domains.of_email(address):
        raise Failed("no_email", Kind.NO_PLACE)
    # Some providers never say it; the domain's proof speaks for them. Whoever says it is not verified is believed.
    if said.get("email_verified", True) not in (True, None):
        raise Failed("email_not_verified", Kind.NO_PLACE)
    return address


def _name(arrived: Arrived, email: str) -> str:
    name = arrived.vouched.claims.get("name")
    is_name = isinstance(name, str) and name.isprintable() and 0 < len(name.strip()) <= LONGEST_NAME
    return str(name).strip() if is_name else email.partition("@")[0][:LONGEST_NAME]


def _proven(connection: Connection, domain: str) -> Select[tuple[bool]]:
    proven = exists().where(
        Domain.partner_id == connection.partner_id, Domain.connection_id == connection.id, Domain.domain == domain,
        Domain.verified_at.is_not(None),
    )  # fmt: skip
    return select(proven)


async def _reserve(transaction: AsyncSession, connection: Connection, sub: str, person_id: UUID, now: datetime) -> bool:
    """Whether the provider's name was still nobody's."""
    row = {"connection_id": connection.id, "sub": sub, "person_id": person_id, "created_at": now}
    put = insert(Identity).values(row).on_conflict_do_nothing().returning(Identity.sub)
    return await transaction.scalar(put) is not None


async def link(database: Database, visit: Visit, arrived: Arrived, caller: Caller) -> None:
    """Makes the provider's account one with that of the person who is signed in and asked for it. Raises Failed.

    The provider has to say the address that the person has here: else somebody who is signed in to the provider as
    another, on the same machine, would link that one's account.
    """
    connection, actor = arrived.connection, caller.actor
    if actor.person_id != arrived.parked.person_id or actor.partner_id != connection.partner_id:
        raise Failed("another_person", Kind.BEGIN_AGAIN)
    said = arrived.vouched.claims.get("email")
    async with database.transaction(AUTH) as transaction:
        member: Membership = (
            await transaction.scalars(
                select(Membership).where(
                    Membership.partner_id == actor.partner_id, Membership.person_id == actor.person_id
                )
            )
        ).one()
        if not isinstance(said, str) or saying.email_of(said) != member.email:
            raise Failed("another_address")
        sub = arrived.vouched.sub
        if (
            not await _reserve(transaction, connection, sub, actor.person_id, visit.now)
            and await _known(transaction, connection, sub) != actor.person_id
        ):
            raise Failed("linked_to_another")
        events.write(
            transaction, visit, Action.LINK_IDENTITY, Outcome.ACCEPTED, reason="asked", method=METHOD,
            person_id=actor.person_id, partner_id=actor.partner_id, member_id=member.id, session_id=caller.session_id,
            connection_id=connection.id,
        )  # fmt: skip
