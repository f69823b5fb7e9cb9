"""What is over is not kept for ever: sessions, tokens, counters, one-time values, codes and grants, a few at a time."""

from datetime import datetime, timedelta

from sqlalchemy import Delete, delete, or_, select

from auth import once, session, throttle
from auth.server.models import Code, Grant
from portal.database.policies import AUTH
from portal.database.pools import Database

CODES_KEPT = timedelta(days=1)
GRANTS_KEPT = timedelta(days=30)
"""After their end: so long people see what they had allowed, and a token used a second time is noticed."""
AT_ONCE = 1000


def _grants(now: datetime) -> Delete:
    over = select(Grant.id).where(or_(Grant.expires_at < now - GRANTS_KEPT, Grant.revoked_at < now - GRANTS_KEPT))
    return delete(Grant).where(Grant.id.in_(over.limit(AT_ONCE).with_for_update(skip_locked=True)))


def _codes(now: datetime) -> Delete:
    over = select(Code.code_sha256).where(Code.expires_at < now - CODES_KEPT)
    return delete(Code).where(Code.code_sha256.in_(over.limit(AT_ONCE).with_for_update(skip_locked=True)))


async def sweep(database: Database, now: datetime) -> None:
    """Deletes what has been over for long enough; several processes may do so at the same time."""
    for one in (session.sweep, once.sweep, throttle.sweep):
        async with database.transaction(AUTH) as transaction:
            await one(transaction, now=now)
    async with database.transaction(AUTH) as transaction:
        for statement in (_codes(now), _grants(now)):
            await transaction.execute(statement, execution_options={"synchronize_session": False})
