"""The whole application in this process over a database where things are committed, and people who sign in to it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
import pytest_asyncio

from auth import people
from portal import clock
from portal.app import Portal, create_app
from portal.database import logins
from portal.database.embedded import Server
from portal.database.policies import OWNER
from portal.database.pools import Database
from portal.partners.models import Membership
from portal.settings import Settings
from tests import databases
from tests.journeys.doors import OURS, PASSWORD, PUBLIC_URL, Visitor, sign_in

Enter = Callable[..., Awaitable[list[Visitor]]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def application(
    server: Server, databases_of_worker: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Portal]:
    owner_url = logins.url_of(server.url(databases_of_worker[1]), OWNER, databases.SECRET)
    made = create_app(
        Settings(tmp_path_factory.mktemp("data"), None, PUBLIC_URL, databases.SECRET, passkeys_optional=True),
        owner_url,
        keep_time=False,
    )
    yield made
    await made.door.close()
    await made.database.close()


@pytest_asyncio.fixture(loop_scope="session")
async def enter(application: Portal, database: Database) -> AsyncIterator[Enter]:
    """`await enter(member, …)`: each of them signed in over HTTP."""
    visitors: list[Visitor] = []
    application.keys._ring = None  # the rows are emptied with all else

    async def entered(*members: Membership) -> list[Visitor]:
        once_each = {member.id: member for member in members}.values()
        await people.set_passwords(database, once_each, PASSWORD, now=clock.now())
        new = []
        for member in members:
            transport = httpx.ASGITransport(application)
            client = httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=OURS)
            new.append(await sign_in(client, member.email))
        visitors.extend(new)
        return new

    yield entered
    for visitor in visitors:
        await visitor.close()
