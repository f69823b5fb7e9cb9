"""A program's secret: made once, shown once, kept as its SHA-256; while it is exchanged the one before is valid too."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from auth import events
from auth.events import Visit
from auth.identify import Caller
from auth.organisations import clients
from auth.rules import Action, Outcome
from auth.server.models import Client, ClientSecret
from portal import errors, unguessable
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.database.session import Session

LONGEST_OVERLAP = timedelta(days=30)
PREFIX = "ents_"
"""So that scanners of code and logs know one when they find it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new secret; it is known here and to whoever asked, nowhere else."""

    client_id: str
    old_until: datetime | None
    secret: str = field(repr=False)


async def make(
    database: Database, caller: Caller, visit: Visit, *, api_client_id: UUID, expected_version: int, overlap: timedelta
) -> Made | None:
    """A new secret; the one before ends after `overlap`, any older one at once. None: the session is over.

    Refuses: NotAllowed, ConfirmationNeeded, NotFound, StaleVersion, WrongStatus, Invalid.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise errors.Invalid("Choose 0 to {days} days.", days=LONGEST_OVERLAP.days, path=("oldLastsDays",))
    actor = caller.actor
    async with database.transaction(actor.access_class) as session:
        if not await database.entered(session, caller.token_sha256, actor.version, visit.origin):
            return None
        client = await clients.secret_made(
            session, actor, api_client_id=api_client_id, expected_version=expected_version, now=visit.now,
            old_until=visit.now + overlap,
        )  # fmt: skip
        await session.flush()
        # The row is locked until this transaction ends, so two rotations at once follow each other.
        async with database.transaction(AUTH) as keeping:
            secret = await _exchange(keeping, client.client_id, now=visit.now, old_until=visit.now + overlap)
            _tell(keeping, visit, caller, client)
    return Made(client.client_id, client.old_secret_until, secret)


async def _exchange(session: Session, client_id: str, *, now: datetime, old_until: datetime) -> str:
    kept = select(ClientSecret).where(ClientSecret.client_id == client_id)
    live = [
        each
        for each in await session.scalars(kept.order_by(ClientSecret.created_at.desc(), ClientSecret.id.desc()))
        if each.expires_at is None or each.expires_at > now
    ]
    for place, old in enumerate(live):
        until = now if place else old_until
        old.expires_at = until if old.expires_at is None else min(old.expires_at, until)
    secret = unguessable.made(PREFIX)
    session.add(
        ClientSecret(client_id=client_id, secret_sha256=unguessable.digest(secret), created_at=now, expires_at=None)
    )
    return secret


def _tell(session: Session, visit: Visit, caller: Caller, client: Client) -> None:
    events.write(
        session, visit, Action.ROTATE_SECRET, Outcome.ACCEPTED, reason="asked", method="session",
        person_id=caller.actor.person_id, partner_id=client.partner_id, session_id=caller.session_id,
        client_id=client.client_id,
    )  # fmt: skip
