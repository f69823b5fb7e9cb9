"""What the tests of boundaries ask for besides."""

import pytest_asyncio

from tests.boundaries.scene import Scene
from tests.contracts.scene import As
from tests.make import Make


@pytest_asyncio.fixture(loop_scope="session")
async def scene(make: Make, as_: As) -> Scene:
    return Scene(make, as_, await make.partner(), await make.company())
