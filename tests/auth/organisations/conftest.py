"""What the tests of an organisation's administration ask for: the whole application, and people signed in to it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from portal.app import Portal
from portal.database.pools import Database
from tests.auth.organisations.directory import Scene, directory_of, prove
from tests.entering import Enter
from tests.make import Make


@pytest_asyncio.fixture(loop_scope="session")
async def scene(application: Portal, make_committed: Make, enter: Enter, database: Database) -> AsyncIterator[Scene]:
    partner = await make_committed.partner()
    admin = await make_committed.member(partner, name="Ada Admin")
    await prove(make_committed, partner.id, "partner.example", "b.example", "y.example")
    directory, visitor = await directory_of(application, enter, database, admin)
    yield Scene(make_committed, database, partner, admin, visitor, directory)
    await directory.client.aclose()
