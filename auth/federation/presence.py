"""Proving again who one is, at the provider that one came through (R60, R82)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, session
from auth.events import Visit
from auth.federation import claims, identities, queries
from auth.federation.flow import Arrived
from auth.federation.identities import METHOD
from auth.federation.models import Connection
from auth.federation.rules import Failed, Kind
from auth.identify import Caller
from auth.models import Session
from auth.rules import Action, Outcome, Strength
from portal import errors
from portal.database.policies import AUTH
from portal.database.pools import Database


async def connection_of(database: Database, caller: Caller) -> Connection:
    """The provider that vouches for the caller's session. Refuses: NotFound where none does."""
    if not caller.actor.is_present or caller.actor.program:
        raise errors.NotAllowed("Only a person in a browser can do this.")
    async with database.transaction(AUTH) as transaction:
        vouches = select(Session.connection_id).where(Session.id == caller.session_id).scalar_subquery()
        found: Connection | None = await transaction.scalar(queries.live_connection(vouches))
    if found is None:
        raise errors.NotFound("You did not sign in through an identity provider. Confirm with your passkey.")
    return found


async def prove(database: Database, visit: Visit, arrived: Arrived, token_sha256: bytes | None) -> str:
    """The value under which the same session goes on, confirmed. Raises Failed, and changes nothing then.

    The provider has to name the person whose session it is, and a proof given since the confirmation began that
    counts as one that cannot be phished. Where the connection says of none that it counts so, the proof renews the
    sign-in and confirms nothing.
    """
    connection, parked, vouched = arrived.connection, arrived.parked, arrived.vouched
    async with database.transaction(AUTH) as transaction:
        found = await session.of_browser(transaction, token_sha256, now=visit.now) if token_sha256 else None
        if found is None or found.id != parked.session_id or found.connection_id != connection.id:
            raise Failed("another_session", Kind.BEGIN_AGAIN)
        await _check(transaction, arrived, found)
        is_strong = vouched.strength is Strength.PHISHING_RESISTANT
        if connection.strong_values and not is_strong:
            raise Failed("too_weak", Kind.NOT_CONFIRMED)
        found.provider_session = vouched.session or found.provider_session
        value = await session.renew(
            transaction, found, strength=vouched.strength, is_confirmed=is_strong, now=visit.now
        )
        events.write(
            transaction, visit, Action.CONFIRM, Outcome.ACCEPTED, reason="proved", method=METHOD,
            person_id=found.person_id, partner_id=found.partner_id, member_id=found.member_id, session_id=found.id,
            connection_id=connection.id,
        )  # fmt: skip
    return value


async def _check(transaction: AsyncSession, arrived: Arrived, found: Session) -> None:
    """That it is the same person, and that they proved it after they were asked to."""
    vouched = arrived.vouched
    if await identities.known(transaction, arrived.connection, vouched.sub) != found.person_id:
        raise Failed("another_person", Kind.NOT_CONFIRMED)
    if vouched.proven_at is None:
        raise Failed("no_auth_time", Kind.NOT_CONFIRMED)
    if vouched.proven_at < arrived.parked.began_at - claims.LEEWAY:
        raise Failed("proven_too_long_ago", Kind.NOT_CONFIRMED)
