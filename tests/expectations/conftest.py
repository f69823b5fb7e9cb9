"""The scene that the tests of expectations play in."""

import pytest_asyncio

from tests.expectations.scene import As, Scene
from tests.make import Make


@pytest_asyncio.fixture(loop_scope="session")
async def scene(make: Make, as_: As) -> Scene:
    return Scene(make, as_, await make.partner(), await make.company())
