"""python -m portal audit: whether what was written is still there as it was, and the seal to write down."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import asyncpg

from portal import audit
from portal import settings as portal_settings
from portal.access import AccessClass
from portal.commands.databases import DEMONSTRATION, NAME, database
from portal.database import logins
from portal.database.pools import SETTINGS

Answer = TypeVar("Answer")


def verify(*, every: bool, noted: str, demo: bool) -> int:
    """Says what is not as it was sealed: the first fault, or each; 1 if there is any."""
    secret = logins.derived(portal_settings.load().secret, "seals")

    async def look(connection: asyncpg.Connection) -> tuple[list[audit.Fault], str]:
        return await audit.verify(connection, secret, noted), await audit.newest(connection)

    faults, seal = _asked(look, demo=demo)
    for line in _told(faults, seal, every=every):
        print(line)
    return 1 if faults else 0


def _told(faults: Sequence[audit.Fault], seal: str, *, every: bool) -> list[str]:
    if not faults:
        return [f"Nothing was altered. The latest seal: {seal or 'none yet'}"]
    more = len(faults) - 1
    if every or not more:
        return [str(fault) for fault in faults]
    return [str(faults[0]), f"{more} more differ from what was written. Use --all to list each."]


def show(*, demo: bool) -> None:
    """Prints the newest seal, to be written down where nobody who has the database can change it."""
    print(_asked(audit.newest, demo=demo) or "There is no seal yet.")


def _asked(work: Callable[[asyncpg.Connection], Awaitable[Answer]], *, demo: bool) -> Answer:
    """The answer of work on a connection that sees every row and changes none."""
    settings = portal_settings.load()

    async def connected(url: str) -> Answer:
        connection = await asyncpg.connect(url, server_settings=SETTINGS)
        try:
            return await work(connection)
        finally:
            await connection.close()

    with database(settings, DEMONSTRATION if demo else NAME) as owner_url:
        return asyncio.run(connected(logins.url_of(owner_url, AccessClass.SYSTEM, settings.secret)))
