"""The scene that the tests of fees play in."""

import pytest_asyncio

from tests.fees import scene as scenes
from tests.make import Make
from tests.partners.scene import As


@pytest_asyncio.fixture(loop_scope="session")
async def scene(make: Make, as_: As) -> scenes.Scene:
    return await scenes.scene(make, as_)
