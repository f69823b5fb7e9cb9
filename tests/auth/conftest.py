"""What the tests of signing in ask for: the portal's sign-in over a database where things are committed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from portal.database.embedded import Server
from portal.database.pools import Database
from tests.auth.browser import Portal
from tests.auth.programs import Programs
from tests.auth.site import Site, opened
from tests.make import Make


@pytest_asyncio.fixture(loop_scope="session")
async def portal(database: Database, make_committed: Make) -> AsyncIterator[Portal]:
    """Signing in and out at https://portal.example, with a clock that the test may move on."""
    made = Portal(database, make_committed)
    yield made
    await made.door.close()


@pytest.fixture
def programs(database: Database, make_committed: Make) -> Programs:
    """Programs over a database in which things are committed, with a clock that the test may move on."""
    return Programs(database, make_committed)


@pytest_asyncio.fixture(loop_scope="session")
async def site(
    programs: Programs, server: Server, databases_of_worker: tuple[str, str], tmp_path: Path
) -> AsyncIterator[Site]:
    """The portal at https://portal.example, with programs."""
    async with opened(programs, server.url(databases_of_worker[1]), tmp_path) as made:
        yield made
