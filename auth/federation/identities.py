"""Whom a provider means by its own name for somebody: kept by that name, never by an e-mail address (R62)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events
from auth.events import Visit
from auth.federation.models import Connection, Identity
from auth.federation.rules import Failed
from auth.rules import Action, Outcome
from portal.partners.models import Membership

METHOD = "provider"
"""How somebody proved who they are, in the events."""


async def known(transaction: AsyncSession, connection: Connection, sub: str) -> UUID | None:
    """The person whom the provider calls so, as portal_auth; they may not exist yet."""
    found: UUID | None = await transaction.scalar(
        select(Identity.person_id).where(Identity.connection_id == connection.id, Identity.sub == sub)
    )
    return found


async def reserve(transaction: AsyncSession, connection: Connection, sub: str, person_id: UUID, now: datetime) -> bool:
    """Whether the provider's name was still nobody's, and is this person's now."""
    row = {"connection_id": connection.id, "sub": sub, "person_id": person_id, "created_at": now}
    put = insert(Identity).values(row).on_conflict_do_nothing().returning(Identity.sub)
    return await transaction.scalar(put) is not None


async def bind(
    transaction: AsyncSession, visit: Visit, connection: Connection, sub: str, member: Membership, *, reason: str
) -> None:
    """From now on the provider means this member's person by its name, as portal_auth. Raises Failed."""
    person_id = member.person_id
    if person_id is None:
        raise ValueError("no one has this place yet")
    is_new = await reserve(transaction, connection, sub, person_id, visit.now)
    if not is_new and await known(transaction, connection, sub) != person_id:
        raise Failed("linked_to_another")
    events.write(
        transaction, visit, Action.LINK_IDENTITY, Outcome.ACCEPTED, reason=reason, method=METHOD, person_id=person_id,
        partner_id=connection.partner_id, member_id=member.id, connection_id=connection.id,
    )  # fmt: skip
