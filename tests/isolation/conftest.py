"""Two worlds to look into: one in a transaction that is rolled back, one committed for logins that connect for real."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from portal.database import logins
from portal.database.embedded import Server
from tests import databases
from tests.isolation import worlds
from tests.isolation.worlds import Worlds
from tests.make import Make

Connect = Callable[[str], AbstractAsyncContextManager[asyncpg.Connection]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def within(superuser: AsyncConnection) -> AsyncIterator[tuple[asyncpg.Connection, Worlds]]:
    """A superuser's transaction that holds both worlds; whoever changes something in it undoes it."""
    async with superuser.begin() as transaction, AsyncSession(superuser, expire_on_commit=False) as session:
        filled = await worlds.fill(Make(session))
        raw: Any = (await superuser.get_raw_connection()).driver_connection
        yield raw, filled
        await transaction.rollback()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def filled(emptying: AsyncEngine) -> AsyncIterator[Worlds]:
    """Both worlds, for every connection to see; who changes them changes them back."""
    async with AsyncSession(emptying, expire_on_commit=False) as session:
        yield await worlds.fill(Make(session))
    await databases.empty(emptying)


@pytest.fixture
def connect(server: Server, databases_of_worker: tuple[str, str]) -> Connect:
    """A connection of its own as a login, or as the superuser, to where `filled` is."""
    url = server.url(databases_of_worker[1])

    @asynccontextmanager
    async def connected(login: str) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(url if login == "postgres" else logins.url_of(url, login, databases.SECRET))
        try:
            yield connection
        finally:
            await connection.close()

    return connected
