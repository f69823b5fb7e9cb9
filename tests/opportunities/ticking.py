"""python -m tests.opportunities.ticking URL SECRET: the clock of opportunities in a process of its own, to be killed.

Each pass lives so much later than the one before it that everything comes: what came in is compared, silence approves,
protection is warned of and ends.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from portal import clock, work
from portal.database.pools import Database

STEP = timedelta(days=1)
PASSES = 120
"""More than the days that protection lasts."""


async def tick(database: Database, now: datetime) -> None:
    """One pass of the clock at a moment."""
    for _ in range(2):
        await work.run_due(database, now)


async def tick_on(url: str, secret: bytes) -> None:
    database, now = Database(url, secret), clock.now()
    for each in range(PASSES):
        await tick(database, now + each * STEP)
    await database.close()


def main(arguments: Sequence[str]) -> None:
    url, secret = arguments
    asyncio.run(tick_on(url, secret.encode()))


if __name__ == "__main__":
    main(sys.argv[1:])
