"""python -m portal work: the clock, what follows from events, jobs and letters, apart from the processes that serve."""

import asyncio
import signal
from contextlib import suppress

from portal import settings as portal_settings
from portal import working
from portal.commands.databases import DEMONSTRATION, NAME, database
from portal.database.pools import Database
from portal.post import Post
from portal.settings import Settings
from portal.waking import Bell
from portal.work import OURS, Tables


def work(*, demo: bool, tables: Tables = OURS) -> None:
    """Works until a signal; what is under way is finished."""
    settings = portal_settings.load()
    with database(settings, DEMONSTRATION if demo else NAME) as owner_url:
        asyncio.run(_work(settings, owner_url, tables))


async def _work(settings: Settings, owner_url: str, tables: Tables) -> None:
    found = Database(owner_url, settings.secret, pool_size=settings.pool_size)
    bell = Bell(found)
    found.wakes(bell.ring, bell.close)
    keeping = asyncio.create_task(working.keeper(found, settings, bell, tables)())
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, keeping.cancel)
    print(f"Entente works.\n{Post.of(settings).notice}".rstrip(), flush=True)  # from here on a signal finds it ready
    with suppress(asyncio.CancelledError):
        await keeping
    await found.close()
