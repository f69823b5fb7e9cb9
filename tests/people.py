"""Acting as somebody: their login, their session, and the context that `enter` gives them."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from auth.models import Session
from portal import ids
from portal.access import SYSTEM, Actor
from portal.database.transaction import Kept, Lately, Transaction
from portal.partners.models import Membership


def session_row(actor: Actor, token: bytes, **columns: Any) -> dict[str, Any]:
    """The row of a live session of the actor, who holds `token`; `columns` change what it says."""
    now = datetime.now(UTC)
    return {
        "token_sha256": sha256(token).digest(),
        "id": ids.new(),
        "access_class": actor.access_class.value,
        "person_id": actor.person_id,
        "member_id": ids.NIL,
        "partner_id": actor.partner_id,
        "partners": sorted(actor.partners),
        "actor_version": actor.version,
        "signed_in_at": now,
        "seen_at": now,
        "idle_seconds": 3600,
        "expires_at": now + timedelta(hours=12),
        "ended_at": None,
        "agent": "",
        "authenticated_at": now,
        "confirmed_at": now,
        **columns,
    }


async def sign_in(connection: AsyncConnection | AsyncSession, actor: Actor, **columns: Any) -> bytes:
    """The token of a new session; what `enter` wants is its SHA-256."""
    token = secrets.token_bytes(32)
    of_actor = (Membership.partner_id == actor.partner_id, Membership.person_id == actor.person_id)
    member = (await connection.execute(select(Membership.id).where(*of_actor))).scalar_one()
    await connection.execute(insert(Session).values(session_row(actor, token, **{"member_id": member, **columns})))
    return token


async def kept(connection: AsyncConnection) -> Kept:
    """The driver's connection behind it, with what was prepared on that."""
    raw = (await connection.get_raw_connection()).driver_connection
    return _kept.setdefault(raw, Kept(raw, Lately()))


_kept: WeakKeyDictionary[Any, Kept] = WeakKeyDictionary()


@asynccontextmanager
async def acting(connection: AsyncConnection, actor: Actor) -> AsyncIterator[Transaction]:
    """One operation of the actor in a savepoint of a superuser's transaction; deferred constraints count at its end."""
    token = None if actor is SYSTEM else await sign_in(connection, actor)
    async with connection.begin_nested():
        await connection.execute(text(f"SET LOCAL SESSION AUTHORIZATION {actor.access_class.value}"))
        if token:
            entered = await connection.scalar(select(func.enter(sha256(token).digest(), actor.version)))
            assert entered is True
        session = Transaction(await kept(connection))
        yield session
        await session.flush()
        await connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        await connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        await connection.execute(text("SET LOCAL SESSION AUTHORIZATION DEFAULT"))
