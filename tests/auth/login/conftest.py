"""The sign-in of a deployment where passkeys are not optional."""

from collections.abc import AsyncIterator

import pytest_asyncio

from portal.database.pools import Database
from tests.auth.browser import Portal
from tests.make import Make


@pytest_asyncio.fixture(loop_scope="session")
async def portal(database: Database, make_committed: Make) -> AsyncIterator[Portal]:
    made = Portal(database, make_committed, passkeys_optional=False)
    yield made
    await made.door.close()
