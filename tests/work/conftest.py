"""A database for one test alone, on which processes of their own work."""

from collections.abc import AsyncIterator

import pytest_asyncio

from portal.database.embedded import Server
from portal.database.pools import Database
from tests import databases
from tests.work import worker


@pytest_asyncio.fixture(loop_scope="session")
async def apart(server: Server, worker_id: str) -> AsyncIterator[tuple[str, Database]]:
    """A database for this test alone, with the table of effects: its name, and the portal's logins to it."""
    name = f"killed_{worker_id}"
    with databases.clone(server, name) as owner_url:
        databases.execute(owner_url, *worker.TABLE)
        found = Database(owner_url, databases.SECRET)
        yield name, found
        await found.close()
