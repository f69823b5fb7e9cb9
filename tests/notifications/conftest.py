"""Everybody who could be told of something: the cast of these tests."""

import pytest_asyncio

from portal.database.pools import Database
from tests.make import Make
from tests.notifications.cast import Cast, gathered


@pytest_asyncio.fixture(loop_scope="session")
async def cast(make_committed: Make, database: Database) -> Cast:
    return await gathered(make_committed, database)
