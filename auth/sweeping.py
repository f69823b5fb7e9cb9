"""What is over is not kept for ever: sessions, tokens, counters, one-time values, codes and grants, a few at a time."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import once, session, throttle
from auth.server.models import Code, Grant
from portal.database.policies import AUTH
from portal.database.pools import Database

UNSEEN: Any = {"execution_options": {"synchronize_session": False}}
CODES_KEPT = timedelta(days=1)
GRANTS_KEPT = timedelta(days=30)
"""After their end: so long people see what they had allowed, and a token used a second time is noticed."""
AT_ONCE = 1000
MOST_ROUNDS = 500
"""Of one sweep; what is left then waits for the next."""


async def _grants(transaction: AsyncSession, *, now: datetime) -> int:
    over = select(Grant.id).where(or_(Grant.expires_at < now - GRANTS_KEPT, Grant.revoked_at < now - GRANTS_KEPT))
    some = over.limit(AT_ONCE).with_for_update(skip_locked=True)
    return len((await transaction.scalars(delete(Grant).where(Grant.id.in_(some)).returning(Grant.id), **UNSEEN)).all())


async def _codes(transaction: AsyncSession, *, now: datetime) -> int:
    some = select(Code.code_sha256).where(Code.expires_at < now - CODES_KEPT).limit(AT_ONCE)
    over = delete(Code).where(Code.code_sha256.in_(some.with_for_update(skip_locked=True)))
    return len((await transaction.scalars(over.returning(Code.code_sha256), **UNSEEN)).all())


async def sweep(database: Database, now: datetime) -> None:
    """Deletes what has been over for long enough; several processes may do so at the same time.

    Each round is a transaction, and a full one is followed by another: a flood leaves nothing behind for long.
    """
    for one in (session.sweep, once.sweep, throttle.sweep, _codes, _grants):
        for _ in range(MOST_ROUNDS):
            async with database.transaction(AUTH) as transaction:
                swept = await one(transaction, now=now)
            if swept != AT_ONCE:
                break
