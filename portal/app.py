"""The running application: the API at /graphql, sign-in at /auth, the pages at everything else."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount, Route

import auth.endpoints
import auth.identify
import auth.keys
import auth.organisations.endpoints
import auth.resource
import schema.contracts.exports
import schema.disputes.exports
import schema.engine.context
import schema.engine.requests
import schema.engine.sockets
import schema.engine.streams
import schema.engine.view
import schema.files.downloads
import schema.files.finding
import schema.files.pictures
import schema.files.uploads
import schema.root
from auth import csrf, faults
from auth.server.site import Site
from frontend_stub import app as pages
from frontend_stub.site import transports
from portal import reactions, working
from portal.database.pools import Database
from portal.files.receiving import Arrivals
from portal.late import Late
from portal.news import News
from portal.rooms import FILES
from portal.settings import Settings
from portal.waking import Bell
from schema.engine.plain import Plain
from schema.shared import exports

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
SERVER = ("/oauth/", "/.well-known/o", "/auth/sign-outs/", "/auth/applications/", "/auth/authorizations/")
FEDERATION = ("/auth/discovery", "/auth/connections", "/auth/confirm/provider", "/auth/domains/")
SDL = Path(schema.root.__file__).with_name("schema.graphql")


class Portal:
    """The whole portal as one ASGI application; the API is reached before any routing."""

    def __init__(self, settings: Settings, owner_url: str, *, keep_time: bool = True) -> None:
        self.database = Database(owner_url, settings.secret, pool_size=settings.pool_size)
        self.door = auth.identify.Door(self.database, public_url=settings.public_url)
        self.keys = auth.keys.Keys(self.database, settings.secret)
        self.resource = auth.resource.Resource(self.door, self.keys, issuer=settings.public_url)
        self.api = schema.engine.context.Api(
            schema.root.schema(), self.database, settings.secret,
            allow_loopback_http=settings.allow_loopback_http, follow=reactions.follow_at_once,
        )  # fmt: skip
        self.news = News(self.database)
        self.streams = schema.engine.streams.Streams(self.api, self.news, most=settings.streams)
        requests = schema.engine.requests.Requests(
            self.api,
            self.streams,
            known=self.resource.known,
            identify=self.resource.identify,
            forget=self.resource.forget,
            cost_per_second=settings.cost_per_second,
        )
        cross_site = partial(csrf.refusal, public_url=settings.public_url)
        self.graphql = schema.engine.view.View(requests, cross_site=cross_site)
        self.sockets = schema.engine.sockets.Sockets(requests, self.streams, cross_site=cross_site)
        self.arrivals = Arrivals.of(settings)
        self.bell = Bell(self.database)
        self.database.wakes(self.bell.ring, self._hush)
        self.work = working.keeper(self.database, settings, self.bell)
        self._keep_time = keep_time
        site = pages.create_app(
            transports.InProcess(self), sdl=SDL.read_text(encoding="utf-8"), public_url=settings.public_url
        )
        self._rest = Starlette(
            routes=[
                *auth.endpoints.routes(
                    database=self.database,
                    door=self.door,
                    public_url=settings.public_url,
                    passkeys_optional=settings.passkeys_optional,
                ),
                *auth.organisations.endpoints.routes(
                    database=self.database, door=self.door, public_url=settings.public_url
                ),
                *self._late(settings),
                *self._plain(settings),
                Route("/graphql", self.graphql),
                Mount("/", site),
            ],
            lifespan=self._lifespan,
            exception_handlers={**faults.HANDLERS, Exception: faults.answered},
        )

    def _plain(self, settings: Settings) -> list[Route]:
        """What is no JSON: files that come and go, and all that was agreed in one."""
        plain = Plain(
            self.database, self.resource.identify, self.resource.forget,
            lambda scope: csrf.refusal(scope, settings.public_url),
        )  # fmt: skip
        finding = schema.files.finding.Finding(plain, FILES)
        return [
            *exports.routes(plain, self.arrivals.store, schema.contracts.exports.PARTNER, schema.disputes.exports.CASE),
            *schema.files.uploads.routes(schema.files.uploads.Uploads(plain, self.arrivals)),
            *schema.files.downloads.routes(schema.files.downloads.Downloads(finding, self.arrivals.store)),
            *schema.files.pictures.routes(schema.files.pictures.Pictures(finding, self.arrivals)),
        ]

    def _late(self, settings: Settings) -> list[Late]:
        """Programs, identity providers, directories and calendars: a process loads them once somebody asks."""
        server = Site(self.database, self.door, settings, self.keys, self.resource)
        database = self.database
        return [
            Late("auth.server.endpoints:routes", SERVER, site=server),
            Late("auth.federation.endpoints:routes", FEDERATION, database=database, door=self.door, settings=settings),
            Late("auth.organisations.scim:routes", ("/scim/",), database=database, public_url=settings.public_url),
            Late("auth.calendars:routes", ("/calendar/",), database=database, public_url=settings.public_url),
            Late(
                "auth.mediation.endpoints:routes",
                ("/auth/mediation/",),
                database=database,
                door=self.door,
                public_url=settings.public_url,
                kept=self.arrivals.store,
            ),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/graphql":
            await self.graphql(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.sockets(scope, receive, send)
        else:
            await self._rest(scope, receive, send)

    def end_streams(self) -> None:
        """Live events end, as the process stops: nothing else waits for those who follow."""
        self.streams.end()

    async def _hush(self) -> None:
        await self.news.close()
        await self.bell.close()

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        working = asyncio.create_task(self.work()) if self._keep_time else None
        try:
            yield
        finally:
            if working:
                working.cancel()
                with suppress(asyncio.CancelledError):
                    await working
            await self.door.close()
            await self.database.close()


def create_app(settings: Settings, owner_url: str, *, keep_time: bool = True) -> Portal:
    """The application over the database at the owner's URL; each process that serves makes its own."""
    return Portal(settings, owner_url, keep_time=keep_time)
