"""The scene that the tests of notes play in."""

import pytest_asyncio

from tests.contracts.scene import As
from tests.make import Make
from tests.notes.scene import Scene


@pytest_asyncio.fixture(loop_scope="session")
async def scene(make: Make, as_: As) -> Scene:
    return Scene(make, as_, await make.partner(name="Leoni Fasteners"), await make.company())
