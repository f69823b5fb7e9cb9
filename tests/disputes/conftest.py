"""The scene that the tests of disputes play in."""

import pytest_asyncio

from tests.disputes import scene as scenes
from tests.expectations import scene as expected
from tests.make import Make
from tests.partners.scene import As


@pytest_asyncio.fixture(loop_scope="session")
async def scene(make: Make, as_: As) -> scenes.Scene:
    return await scenes.scene(make, as_)


@pytest_asyncio.fixture(loop_scope="session")
async def measured(make: Make, as_: As) -> expected.Scene:
    """The scene of expectations, in which values are contested and breaches cost something."""
    return expected.Scene(make, as_, await make.partner(), await make.company())
