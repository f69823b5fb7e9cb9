"""Accepting an invitation at one's organisation's own provider: the mailed link says whose place it is (R62, R74)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from auth import events
from auth.events import Visit
from auth.federation import arrival, identities, queries
from auth.federation.flow import Arrived
from auth.federation.models import Connection
from auth.federation.rules import Failed, Kind
from auth.login.models import Passkey
from auth.models import Password
from auth.rules import Action, Outcome
from portal import errors, ids, unguessable
from portal.access import AccessClass
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners import operations
from portal.partners.models import Person


async def connection_of(
    database: Database, *, link: str, connection_id: UUID, now: datetime
) -> tuple[Connection, bytes]:
    """A provider of the organisation that a link invites into, and the link's digest. Refuses: NotFound."""
    digest = unguessable.digest(link)
    async with database.transaction(AccessClass.SYSTEM) as session:
        found = await operations.invitation(session, link=digest, now=now)
        wanted = queries.live_connections(found.organisation.id).where(Connection.id == connection_id)
        connection: Connection | None = await session.scalar(wanted)
    if connection is None:
        raise errors.NotFound("The organisation has no identity provider with this ID.", path=("provider",))
    return connection, digest


async def accept(database: Database, visit: Visit, arrived: Arrived) -> UUID:
    """The invited person has their place, and is whom the provider means by its name. Raises Failed.

    The link is what says whose place it is; the address that the provider says has to be the invited one, so that
    nobody accepts in another's name by mistake. Whoever has a password or a passkey here proves themselves by it:
    they accept signed in, and link the two then.
    """
    connection, sub = arrived.connection, arrived.vouched.sub
    email = arrival.address_of(arrived)
    try:
        async with database.transaction(AccessClass.SYSTEM) as joining:
            found = await operations.invitation(joining, link=arrived.parked.invitation, now=visit.now)
            if found.organisation.id != connection.partner_id:
                raise Failed("invited_elsewhere", Kind.INVITATION_OVER)
            if found.member.email != email:
                raise Failed("another_address", Kind.ANOTHER_ADDRESS)
            # The place last and the name within: whatever breaks off in between leaves the link as it was.
            async with database.transaction(AUTH) as naming:
                person = found.person
                if person is not None and await naming.scalar(select(_proves_themselves(person))):
                    raise Failed("account_exists", Kind.ACCOUNT_EXISTS)
                reserved = await identities.known(naming, connection, sub)
                is_anothers = person is None and reserved is not None and await arrival.is_here(naming, reserved)
                if is_anothers:
                    raise Failed("linked_to_another")
                member = await operations.accept(
                    joining, link=arrived.parked.invitation, now=visit.now, name=arrival.name_of(arrived, email),
                    person_id=person.id if person else None, key=reserved or ids.new(),
                )  # fmt: skip
                await identities.bind(naming, visit, connection, sub, member, reason="invitation")
                events.write(
                    naming, visit, Action.ACCEPT_INVITATION, Outcome.ACCEPTED, reason="done",
                    method=identities.METHOD, person_id=member.person_id, partner_id=member.partner_id,
                    member_id=member.id, connection_id=connection.id,
                )  # fmt: skip
    except errors.NotFound as over:
        raise Failed("invitation_over", Kind.INVITATION_OVER) from over
    if member.person_id is None:
        raise ValueError("an accepted place has a person")
    return member.person_id


def _proves_themselves(person: Person) -> Any:
    return exists().where(Password.person_id == person.id) | exists().where(Passkey.person_id == person.id)
