"""The clock: takes the table's system step of records whose deadline has passed, and the letters that wait, away."""

import asyncio
import logging
from datetime import datetime

from portal import clock, mail
from portal.access import AccessClass
from portal.contracts import operations, queries
from portal.database.pools import Database

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 5.0
AT_ONCE = 100


async def run_due(database: Database, now: datetime) -> int:
    """Takes every step that is due; gives how many were taken. Running it again moves nothing more."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        due = (await session.execute(queries.due(now).limit(AT_ONCE))).all()
    taken = 0
    for _, contract_id in due:
        try:
            async with database.transaction(AccessClass.SYSTEM) as session:
                taken += await operations.keep_time(session, contract_id=contract_id, now=now) is not None
        except Exception:  # one record that cannot be moved must not hold up those after it
            log.exception("The clock could not move contract %s; it tries again.", contract_id)
    return taken


async def keep_time(database: Database, post: mail.Post) -> None:
    """Runs the clock until it is cancelled; a fault is logged and tried again at the next round."""
    while True:
        try:
            while await run_due(database, clock.now()) == AT_ONCE:
                pass
            while await mail.deliver(database, post, clock.now()) == mail.AT_ONCE:
                pass
        except Exception:
            log.exception("The clock failed; it tries again.")
        await asyncio.sleep(SECONDS_BETWEEN)
