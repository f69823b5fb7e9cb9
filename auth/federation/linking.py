"""Which providers somebody's own account can be linked with, and whether it is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from auth.federation.models import Connection, Identity
from auth.identify import Caller
from portal import errors, ids
from portal.database.policies import AUTH
from portal.database.pools import Database


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
        raise errors.NotAllowed("Only a person in a browser may do this.")
    caller.actor.require_confirmed(now=now)
    wanted = select(Connection).where(
        Connection.id == connection_id, Connection.partner_id == caller.actor.partner_id,
        Connection.disabled_at.is_(None),
    )  # fmt: skip
    async with database.transaction(AUTH) as transaction:
        found: Connection | None = await transaction.scalar(wanted)
    if found is None:
        raise errors.NotFound("There is no identity provider with this id.")
    return found
