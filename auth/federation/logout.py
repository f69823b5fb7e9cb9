"""Back-channel logout: a provider says that somebody signed out there, and their sessions here end (R65)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from auth import events, once
from auth.events import Visit
from auth.federation import claims, queries
from auth.federation.flow import Federation
from auth.federation.models import Identity
from auth.federation.rules import Failed
from auth.models import Session
from auth.rules import Action, Outcome
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
        of_connection = (Session.connection_id == connection.id, Session.ended_at.is_(None))
        named = [Session.provider_session == sid] if sid is not None else []
        if sub is not None:
            theirs = select(Identity.person_id).where(Identity.connection_id == connection.id, Identity.sub == sub)
            named.append(Session.person_id.in_(theirs))
        ended = await transaction.execute(
            update(Session)
            .where(*of_connection, *named)
            .values(ended_at=visit.now)
            .returning(Session.id, Session.person_id, Session.partner_id, Session.member_id),
            execution_options={"synchronize_session": False},
        )
        rows = ended.all()
        for session_id, person_id, partner_id, member_id in rows:
            events.write(
                transaction, visit, Action.END_SESSION, Outcome.ACCEPTED, reason="provider_said_so", method=METHOD,
                person_id=person_id, partner_id=partner_id, member_id=member_id, session_id=session_id,
                connection_id=connection.id,
            )  # fmt: skip
    return len(rows)
