"""What the tests of the authorization server ask for."""

from collections.abc import AsyncIterator

import pytest_asyncio

from auth.keys import Keys
from portal.database.pools import Database
from tests import databases
from tests.auth.server.provider import Provider
from tests.make import Make


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def keys_of_worker(pools: Database) -> Keys:
    """Made once: a key of 2048 bits takes a while."""
    return Keys(pools, databases.SECRET)


@pytest_asyncio.fixture(loop_scope="session")
async def provider(database: Database, make_committed: Make, keys_of_worker: Keys) -> AsyncIterator[Provider]:
    async with Provider(database, make_committed, keys_of_worker) as made:
        yield made
