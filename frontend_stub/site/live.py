"""/events: says which records changed, and nothing of them but their ids; the page that shows one asks for it again.

It is a person's own subscription, so nobody hears of what they may not see. It keeps no session alive.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from frontend_stub.site import api, serve
from frontend_stub.site.transports import EVENTS, Caller

PATH = "/events"
OPERATIONS = SUBSCRIPTION, LISTENER = "PortalEvents", "Listener"
PING_SECONDS = 15.0
"""Proxies end what is silent for a minute."""
MOST = 8
"""Streams of one person in one process; a browser has one, however many pages are open."""
RETRY_SECONDS = (2.0, 5.0)
"""After which a browser comes back, so that not all of them come at once after a restart."""
LONG_SECONDS = 60
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
ON, GAP = b"event: on\ndata: 1\n\n", b"event: on\ndata: gap\n\n"
"""From now on everything is told; after a gap nobody knows what was missed."""
OVER = b"event: over\ndata: 1\n\n"
PING = b":\n\n"


class Live:
    """The streams of this process."""

    def __init__(self, site: serve.Site) -> None:
        self._site = site
        self._here: Counter[str] = Counter()

    async def answer(self, request: Request) -> Response:
        caller = replace(Caller.of(request.scope), is_attended=False)
        after = request.headers.get("last-event-id") or request.query_params.get("after") or None
        return Stream(self._told(caller, after))

    async def _told(self, caller: Caller, after: str | None) -> AsyncGenerator[bytes]:
        try:
            with self._place(await self._listener(caller)):
                async with aclosing(self._followed(caller, after)) as pieces:
                    async for piece in pieces:
                        yield piece
            await self._listener(caller)
        except api.SignInNeeded:
            yield OVER
        except api.TooMany as wait:
            yield _retry(wait.seconds)
        except api.Away as away:
            yield _retry(away.seconds)
        except api.Trouble:
            yield _retry(LONG_SECONDS)

    async def _followed(self, caller: Caller, after: str | None) -> AsyncGenerator[bytes]:
        """From the place on that the browser has heard of, or from now on where the API knows no such place."""
        try:
            async with aclosing(self._heard(caller, after, ON)) as pieces:
                async for piece in pieces:
                    yield piece
        except api.NotRead:
            if after is None:
                raise
            async with aclosing(self._heard(caller, None, GAP)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _heard(self, caller: Caller, after: str | None, beginning: bytes) -> AsyncGenerator[bytes]:
        async with self._site.api.follow(SUBSCRIPTION, {"after": after}, caller) as happened:
            yield _retry(random.uniform(*RETRY_SECONDS)) + beginning  # noqa: S311 - spreads them, keeps no secret
            async with aclosing(_pinged(happened)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _listener(self, caller: Caller) -> str:
        """Who listens. Raises SignInNeeded once the session is over."""
        answer = await self._site.api.run(LISTENER, {}, caller)
        if answer.data["viewer"] is None:
            raise api.SignInNeeded
        return str(answer.data["viewer"]["id"])

    @contextmanager
    def _place(self, listener: str) -> Iterator[None]:
        """Raises TooMany for somebody who has streams enough."""
        if self._here[listener] >= MOST:
            raise api.TooMany(LONG_SECONDS)
        self._here[listener] += 1
        try:
            yield
        finally:
            self._here[listener] -= 1
            if not self._here[listener]:
                del self._here[listener]


class Stream(Response):
    """What is told as it comes, until there is no more or nobody listens. It is answered once there is something."""

    media_type = EVENTS

    def __init__(self, pieces: AsyncGenerator[bytes]) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._pieces = pieces
        self._has_begun = False

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        telling = asyncio.create_task(self._tell(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if telling.done():
                telling.result()
        finally:
            telling.cancel()
            leaving.cancel()
            await asyncio.gather(telling, leaving, return_exceptions=True)
        if self._has_begun:
            await send(_piece(b"", is_last=True))

    async def _tell(self, send: Send) -> None:
        async with aclosing(self._pieces) as pieces:
            async for piece in pieces:
                if not self._has_begun:
                    await self._begin(send)
                await send(_piece(piece))

    async def _begin(self, send: Send) -> None:
        self._has_begun = True
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})


def _piece(body: bytes, *, is_last: bool = False) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": not is_last}


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _retry(seconds: float) -> bytes:
    return b"retry: %d\n\n" % (seconds * 1000)


async def _pinged(happened: AsyncIterator[api.Happened]) -> AsyncGenerator[bytes]:
    """What happened as the page reads it, and something now and then while nothing does."""
    coming = asyncio.ensure_future(anext(happened, None))
    try:
        while True:
            done, _ = await asyncio.wait({coming}, timeout=PING_SECONDS)
            if not done:
                yield PING
                continue
            each = coming.result()
            if each is None:
                return
            yield _event(each)
            coming = asyncio.ensure_future(anext(happened, None))
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


def _event(happened: api.Happened) -> bytes:
    changed = happened.data["recordsChanged"] or {"cursor": happened.cursor, "ids": []}
    return f"id: {changed['cursor']}\ndata: {' '.join(changed['ids'])}\n\n".encode()
