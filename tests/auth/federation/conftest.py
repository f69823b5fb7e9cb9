"""A portal, a provider on loopback, and a browser between them."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from starlette.applications import Starlette
from starlette.routing import Mount

import auth.endpoints
from auth.federation import endpoints
from auth.identify import Door
from frontend_stub import app as pages
from frontend_stub.site import transports
from portal.app import SDL
from portal.database.pools import Database
from tests.auth.federation.office import OURS, PUBLIC_URL, SETTINGS, Office
from tests.auth.federation.provider import Lie, Provider, serving
from tests.make import Make


class Site:
    """The pages, made once, over the sign-in of the test that runs."""

    def __init__(self) -> None:
        self.behind: Starlette = Starlette()
        self.pages = pages.create_app(transports.InProcess(self), sdl=SDL.read_text(), public_url=PUBLIC_URL)

    async def __call__(self, scope: transports.Message, receive: object, send: object) -> None:
        await self.behind(scope, receive, send)  # type: ignore[arg-type]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site() -> Site:
    return Site()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running() -> AsyncIterator[Provider]:
    made = Provider()
    async with serving(made.app()) as address:
        made.issuer = address
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def provider(running: Provider) -> Provider:
    """The provider, honest again."""
    running.lie, running.sub, running.more = Lie(), "248289761001", {"email": "mira@partner.example", "name": "Mira"}
    running.seen, running.told, running.codes = [], [], {}
    return running


@pytest_asyncio.fixture(loop_scope="session")
async def office(database: Database, make_committed: Make, site: Site, provider: Provider) -> AsyncIterator[Office]:
    """A partner whose people sign in through the provider, and a browser at https://portal.example."""
    door = Door(database, public_url=PUBLIC_URL)
    made = Office(database, make_committed, provider, door)
    at = endpoints.routes(database=database, door=door, settings=SETTINGS, now=made.now)
    own = auth.endpoints.routes(database=database, door=door, public_url=PUBLIC_URL, now=made.now)
    site.behind = Starlette(routes=[*at, *own, Mount("/", site.pages)])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(site),
        base_url=PUBLIC_URL,
        headers=OURS,
    ) as browser:
        made.browser = browser
        await made.open()
        yield made
    await door.close()
