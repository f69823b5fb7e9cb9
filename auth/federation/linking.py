"""Linking one's own account with that of a provider: with which it can be, whether it is, and doing so."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from auth import events
from auth.events import Visit
from auth.federation import identities
from auth.federation.flow import Arrived
from auth.federation.models import Connection, Identity
from auth.federation.rules import Failed, Kind
from auth.identify import Caller
from auth.rules import Action, Outcome
from portal import errors, ids, wording
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners.models import Membership


async def providers(database: Database, caller: Caller) -> list[dict[str, Any]]:
    """[{"id", "name", "linked"}]: the providers in use of the caller's organisation, by name."""
    linked = exists().where(Identity.connection_id == Connection.id, Identity.person_id == caller.actor.person_id)
    asked = (
        select(Connection.id, Connection.name, linked)
        .where(Connection.partner_id == caller.actor.partner_id, Connection.disabled_at.is_(None))
        .order_by(Connection.name, Connection.id)
    )
    async with database.transaction(AUTH) as transaction:
        rows = (await transaction.execute(asked)).all()
    return [{"id": ids.text("idp", key), "name": name, "linked": is_linked} for key, name, is_linked in rows]


async def connection_to_link(database: Database, caller: Caller, connection_id: UUID, *, now: datetime) -> Connection:
    """The caller's organisation's own, for a caller who proved to be there. Refuses: NotFound, ConfirmationNeeded."""
    if not caller.actor.is_present or caller.actor.program:
        raise errors.NotAllowed("Only a person in a browser can do this.")
    caller.actor.require_confirmed(now=now)
    wanted = select(Connection).where(
        Connection.id == connection_id, Connection.partner_id == caller.actor.partner_id,
        Connection.disabled_at.is_(None),
    )  # fmt: skip
    async with database.transaction(AUTH) as transaction:
        found: Connection | None = await transaction.scalar(wanted)
    if found is None:
        raise errors.NotFound("There is no identity provider with this ID.")
    return found


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
        if not isinstance(said, str) or wording.email_of(said) != member.email:
            raise Failed("another_address")
        sub = arrived.vouched.sub
        if (
            not await identities.reserve(transaction, connection, sub, actor.person_id, visit.now)
            and await identities.known(transaction, connection, sub) != actor.person_id
        ):
            raise Failed("linked_to_another")
        events.write(
            transaction, visit, Action.LINK_IDENTITY, Outcome.ACCEPTED, reason="asked", method=identities.METHOD,
            person_id=actor.person_id, partner_id=actor.partner_id, member_id=member.id, session_id=caller.session_id,
            connection_id=connection.id,
        )  # fmt: skip
