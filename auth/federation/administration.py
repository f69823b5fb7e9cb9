"""What administrators do outside the API: secrets and keys, which never pass through it, and what asks the network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from joserfc.jwk import ECKey
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, sealing
from auth.events import Visit
from auth.federation import claiming, domains, flow, operations
from auth.federation.flow import Federation
from auth.federation.models import Connection, ConnectionSecret, Domain
from auth.identify import Caller
from auth.rules import Action, Outcome
from portal import errors
from portal.database.policies import AUTH
from portal.database.pools import Database

LONGEST_SECRET = 1000
METHOD = "session"


@asynccontextmanager
async def _acting(database: Database, caller: Caller, visit: Visit) -> AsyncIterator[AsyncSession]:
    """One operation's transaction as the caller. Refuses: NotAllowed when their session has ended meanwhile."""
    async with database.transaction(caller.actor.access_class) as transaction:
        if not await database.entered(transaction, caller.token_sha256, caller.actor.version, visit.origin):
            raise errors.NotAllowed("Your session has ended. Sign in again.")
        yield transaction


async def set_secret(federation: Federation, caller: Caller, visit: Visit, connection_id: UUID, secret: str) -> None:
    """Keeps the client secret that the provider gave. Refuses: NotFound, NotAllowed, ConfirmationNeeded, Invalid."""
    if not 0 < len(secret) <= LONGEST_SECRET or not secret.isprintable():
        raise errors.Invalid(
            "The secret must have 1 to {longest} characters.", longest=LONGEST_SECRET, path=("secret",)
        )
    await _keep(federation, caller, visit, connection_id, {"secret": secret})


async def make_key(federation: Federation, caller: Caller, visit: Visit, connection_id: UUID) -> None:
    """Makes a new key pair; its public half is at the connection's jwks address. Refuses as set_secret does."""
    key = ECKey.generate_key("P-256", auto_kid=True)
    await _keep(federation, caller, visit, connection_id, {"jwk": key.as_dict(private=True)})


async def _keep(
    federation: Federation, caller: Caller, visit: Visit, connection_id: UUID, content: dict[str, Any]
) -> None:
    async with _acting(federation.database, caller, visit) as noting:
        found = await operations.note_secret(noting, caller.actor, provider_id=connection_id, now=visit.now)
        async with federation.database.transaction(AUTH) as transaction:
            await keep_secret(transaction, federation.secret, found, content, visit)
            events.write(
                transaction, visit, Action.CHANGE_CONNECTION, Outcome.ACCEPTED, reason="secret_set", method=METHOD,
                person_id=caller.actor.person_id, partner_id=caller.actor.partner_id, session_id=caller.session_id,
                connection_id=found.id,
            )  # fmt: skip


async def keep_secret(
    transaction: AsyncSession, secret: bytes, connection: Connection, content: dict[str, Any], visit: Visit
) -> None:
    """Seals the secret or key in the place of what was there, as portal_auth."""
    sealed = sealing.sealed(secret, flow.at_rest(connection.id), content)
    row = {"connection_id": connection.id, "sealed": sealed, "changed_at": visit.now}
    put = insert(ConnectionSecret).values(row)
    fresh = {"sealed": put.excluded.sealed, "changed_at": put.excluded.changed_at}
    await transaction.execute(put.on_conflict_do_update(index_elements=[ConnectionSecret.connection_id], set_=fresh))


async def public_keys(federation: Federation, connection_id: UUID) -> list[dict[str, Any]]:
    """The public half of the connection's key, as JWKs; none for a connection without one."""
    kept = await federation.kept(connection_id)
    if "jwk" not in kept:
        return []
    public = ECKey.import_key(kept["jwk"]).as_dict(private=False)
    return [{**public, "use": "sig", "alg": "ES256"}]


async def verify_domain(
    database: Database, resolver: domains.Resolver, caller: Caller, visit: Visit, domain_id: UUID
) -> None:
    """Asks DNS, with no transaction open meanwhile, and takes the domain as proven if the record is there.

    Refuses: NotFound, NotAllowed, ConfirmationNeeded, Invalid (with what is missing), Blocked when DNS is silent.
    """
    async with _acting(database, caller, visit) as reading:
        found: Domain = await claiming.domain_of(reading, caller.actor, domain_id=domain_id, now=visit.now)
    try:
        records = await resolver.texts(found.domain)
    except domains.NoAnswer:
        raise errors.Blocked("DNS did not answer. Try again in a few minutes.") from None
    async with _acting(database, caller, visit) as proving:
        proven = await claiming.verify_domain(
            proving, caller.actor, domain_id=domain_id, records=records, now=visit.now
        )
    async with database.transaction(AUTH) as transaction:
        events.write(
            transaction, visit, Action.VERIFY_DOMAIN, Outcome.ACCEPTED, reason="record_found", method=METHOD,
            person_id=caller.actor.person_id, partner_id=caller.actor.partner_id, session_id=caller.session_id,
            connection_id=proven.connection_id,
        )  # fmt: skip
