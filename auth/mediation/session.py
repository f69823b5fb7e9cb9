"""Sessions of mediators: a cookie and a table of their own, so that no other door knows them."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from auth.mediation.models import LIVE, Mediator, MediatorSession
from auth.session import digest
from portal import ids

COOKIE = b"mediation"
IDLE_SECONDS = 30 * 60
LONGEST = timedelta(hours=12)
KEPT = timedelta(days=30)
TOUCH = text(
    "UPDATE auth.mediator_session s SET seen_at = statement_timestamp() FROM auth.mediator m "
    f"WHERE s.token_sha256 = :token AND m.seat_id = s.seat_id AND {LIVE} RETURNING s.seat_id::text"
)


async def opened(session: AsyncSession, seat_id: UUID, *, now: datetime) -> str | None:
    """A new session's value, as portal_auth; None for a mediator who reads nothing any more."""
    ends_at = await session.scalar(
        select(func.coalesce(Mediator.ends_at, now + LONGEST)).where(Mediator.seat_id == seat_id)
    )
    if ends_at is None or ends_at <= now:
        return None
    value = secrets.token_urlsafe(32)
    await session.execute(
        insert(MediatorSession).values(
            token_sha256=digest(value.encode()), id=ids.new(), seat_id=seat_id, signed_in_at=now, seen_at=now,
            idle_seconds=IDLE_SECONDS, expires_at=min(now + LONGEST, ends_at), ended_at=None,
        )
    )  # fmt: skip
    await session.execute(delete(MediatorSession).where(MediatorSession.expires_at < now - KEPT), **_unseen())
    return value


async def seat_of(session: AsyncSession, token_sha256: bytes) -> UUID | None:
    """Whose live session it is; it has been used now."""
    found = await session.scalar(TOUCH, {"token": token_sha256})
    return UUID(found) if found else None


async def end(session: AsyncSession, token_sha256: bytes, *, now: datetime) -> None:
    mine = (MediatorSession.token_sha256 == token_sha256, MediatorSession.ended_at.is_(None))
    await session.execute(update(MediatorSession).where(*mine).values(ended_at=now), **_unseen())


def _unseen() -> dict[str, Any]:
    return {"execution_options": {"synchronize_session": False}}
