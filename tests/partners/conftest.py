"""The scene that the tests of partners and their people play in."""

import pytest_asyncio

from tests.make import Make
from tests.partners import scene as scenes


@pytest_asyncio.fixture(loop_scope="session")
async def scene(make: Make, as_: scenes.As) -> scenes.Scene:
    return await scenes.scene(make, as_)
