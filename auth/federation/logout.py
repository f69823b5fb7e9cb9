"""Back-channel logout: a provider says that somebody signed out there, and their sessions here end (R65)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from auth import events, once, session
from auth.events import Visit
from auth.federation import claims, queries
from auth.federation.flow import Federation
from auth.federation.models import Connection, Identity
from auth.federation.rules import Failed
from auth.models import Session
from auth.rules import Action, Outcome
from auth.server import grants
from auth.server.models import Grant
from portal.database.policies import AUTH

METHOD = "back-channel"
TYPES = frozenset({"logout+jwt"})
SEEN = "logout"
REMEMBERED = timedelta(minutes=15)
"""Longer than a token counts: it is refused as too old before its id is forgotten."""


async def end(federation: Federation, connection_id: UUID, token: str, visit: Visit) -> int:
    """Ends the sessions that the token names, and says how many there were. Raises Failed."""
    async with federation.database.transaction(AUTH) as transaction:
        connection = await transaction.scalar(queries.live_connection(connection_id))
    if connection is None:
        raise Failed("unknown_connection")
    said = await claims.opened(federation.providers, connection, token, kinds=TYPES, now=visit.now)
    sub, sid, jti = claims.check_logout_token(said, connection, now=visit.now)
    async with federation.database.transaction(AUTH) as transaction:
        if not await once.spend(transaction, SEEN, f"{connection.id.hex} {jti}", until=visit.now + REMEMBERED):
            raise Failed("came_before")
        ended = await session.end_where(transaction, *_named(Session, connection, sub, sid), now=visit.now)
        # Also of sign-ins that are over: their sessions are not kept as long as what was allowed in them.
        allowed = await grants.of_sign_in(transaction, *_named(Grant, connection, sub, sid), now=visit.now)
        await grants.revoke(transaction, allowed, because="signed_out", now=visit.now)
        for each in ended:
            events.write(
                transaction, visit, Action.END_SESSION, Outcome.ACCEPTED, reason="provider_said_so", method=METHOD,
                person_id=each.person_id, partner_id=each.partner_id, member_id=each.member_id,
                session_id=each.session_id, connection_id=connection.id,
            )  # fmt: skip
    return len(ended)


def _named(
    kind: type[Session | Grant], connection: Connection, sub: str | None, sid: str | None
) -> list[ColumnElement[bool]]:
    """What began with this provider's word for the person, or for the session, or for both."""
    named = [kind.connection_id == connection.id]
    if sid is not None:
        named.append(kind.provider_session == sid)
    if sub is not None:
        theirs = select(Identity.person_id).where(Identity.connection_id == connection.id, Identity.sub == sub)
        named.append(kind.person_id.in_(theirs))
    return named
