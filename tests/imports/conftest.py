"""The company with its people, and an import that is taken through."""

import pytest_asyncio

from portal.database.pools import Database
from tests.imports.scene import Office, office
from tests.make import Make


@pytest_asyncio.fixture(loop_scope="session", name="office")
async def _office(database: Database, make_committed: Make) -> Office:
    return await office(database, make_committed)
