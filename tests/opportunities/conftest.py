"""The scene that the tests of opportunities play in."""

import pytest_asyncio

from portal.database.pools import Database
from tests.make import Make
from tests.opportunities import overlap_desk
from tests.opportunities import scene as scenes
from tests.partners.scene import As


@pytest_asyncio.fixture(loop_scope="session")
async def scene(make: Make, as_: As) -> scenes.Scene:
    return await scenes.scene(make, as_)


@pytest_asyncio.fixture(loop_scope="session")
async def overlaps(database: Database, make_committed: Make) -> overlap_desk.Desk:
    return await overlap_desk.opened(database, make_committed)
