"""Somebody who follows live events in this process, as a server of ASGI would carry them."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from portal.app import Portal
from tests import patience
from tests.journeys.doors import PUBLIC_URL, Visitor

STREAM = "text/event-stream"
RECORDS = "subscription PortalEvents($after: String) { recordsChanged(after: $after) { cursor ids occurredAt } }"


@dataclass
class Listener:
    """One request for events: what comes of it, message by message."""

    running: asyncio.Task[None]
    messages: asyncio.Queue[dict[str, Any]]
    gone: asyncio.Event
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cursor: str = ""
    _text: str = ""

    async def _part(self) -> str:
        async with asyncio.timeout(patience.SECONDS):
            message = await self.messages.get()
        return str(message.get("body", b"").decode())

    async def begun(self) -> None:
        async with asyncio.timeout(patience.SECONDS):
            start = await self.messages.get()
        self.status = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}

    async def block(self) -> dict[str, str]:
        """The next event as the standard writes it; signs of life are left out."""
        while True:
            while "\n\n" not in self._text:
                self._text += await self._part()
            block, _, self._text = self._text.partition("\n\n")
            lines = [line.partition(":") for line in block.split("\n")]
            told = {name: value.removeprefix(" ") for name, _, value in lines if name}
            if told:
                self.cursor = told.get("id", self.cursor)
                return told

    async def next(self) -> dict[str, Any]:
        """The answer of the next event."""
        told = await self.block()
        assert told["event"] == "next", told
        found: dict[str, Any] = json.loads(told["data"])
        return found

    async def ids(self) -> list[str]:
        """What the next event of `recordsChanged` names."""
        return list((await self.next())["data"]["recordsChanged"]["ids"])

    async def whole(self) -> Any:
        """The body of an answer that is no stream."""
        return json.loads(await self._part())

    @property
    def is_silent(self) -> bool:
        """Nothing has come that was not looked at, but signs of life."""
        while not self.messages.empty():
            self._text += self.messages.get_nowait().get("body", b"").decode()
        return not self._text.strip(":\n")


@asynccontextmanager
async def asking(
    application: Portal,
    who: Visitor | str,
    body: Mapping[str, Any],
    *,
    method: str = "POST",
    room: int = 0,
    **headers: str,
) -> AsyncIterator[Listener]:
    """A request of a browser, or of a program by its token, until the end of the block.

    With `room` no more messages than that are on the way to somebody who does not read them.
    """
    own = {name.replace("_", "-"): value for name, value in headers.items()}
    told = {"accept": STREAM, "host": "portal.example", **credentials(who), **own}
    sent = json.dumps(body).encode() if method == "POST" else b""
    if method == "POST":
        told.setdefault("content-type", "application/json")
    query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https",
        "path": "/graphql", "raw_path": b"/graphql", "root_path": "",
        "query_string": urlencode(query).encode() if method == "GET" else b"",
        "headers": [(name.encode(), value.encode()) for name, value in told.items() if value],
        "client": ("127.0.0.1", 1), "server": ("portal.example", 443), "state": {},
    }  # fmt: skip
    coming, messages, gone = [sent], asyncio.Queue[dict[str, Any]](room), asyncio.Event()

    async def receive() -> dict[str, Any]:
        if coming:
            return {"type": "http.request", "body": coming.pop(), "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if not gone.is_set():  # as a server does
            await messages.put(message)

    running = asyncio.create_task(application(scope, receive, send))
    listener = Listener(running, messages, gone)
    try:
        await listener.begun()
        yield listener
    finally:
        gone.set()
        while not messages.empty():
            messages.get_nowait()
        async with asyncio.timeout(patience.SECONDS):
            await running


@asynccontextmanager
async def listening(
    application: Portal, who: Visitor | str, source: str = RECORDS, *, last: str = "", **variables: Any
) -> AsyncIterator[Listener]:
    """A subscription that has begun."""
    body = {"query": source, "variables": variables}
    async with asking(application, who, body, last_event_id=last) as listener:
        assert (listener.status, listener.headers["content-type"]) == (200, f"{STREAM}; charset=utf-8")
        yield listener


def credentials(who: Visitor | str) -> dict[str, str]:
    if isinstance(who, str):
        return {"authorization": f"Bearer {who}"}
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in who.client.cookies.jar)
    return {"cookie": cookies, "sec-fetch-site": "same-origin", "origin": PUBLIC_URL}
