"""The ways to reach the API: a call inside this process here, HTTP to another host in `remote`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import HTTPConnection

from frontend_stub.site import i18n

OCTETS = "application/octet-stream"
EVENTS = "text/event-stream"
UNATTENDED = "x-unattended"
"""In a request that a page sends by itself: it keeps no session alive."""
AHEAD = 64
"""Pieces of a coming answer that wait for whoever reads it."""
LEAVING_SECONDS = 1.0
Message = MutableMapping[str, Any]
AsgiApp = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


@dataclass(frozen=True)
class Caller:
    """Whose request this is: what the API needs to know of the browser that asked."""

    cookie: str = ""
    agent: str = ""
    client: tuple[str, int] | None = None
    host: str = "localhost"
    scheme: str = "http"
    language: str = i18n.SOURCE
    """What the API is to speak: the words of a refusal are its own."""
    is_attended: bool = True
    """Whether somebody asked; False for what a page asks by itself."""

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> "Caller":
        """Reads the caller from the ASGI scope of a page request."""
        heads = {name: value.decode("latin-1") for name, value in scope["headers"]}
        client, asked = scope.get("client"), HTTPConnection(dict(scope))
        return cls(
            cookie=heads.get(b"cookie", ""),
            agent=heads.get(b"user-agent", ""),
            client=tuple(client) if client else None,
            host=heads.get(b"host", "localhost"),
            scheme=scope.get("scheme", "http"),
            language=i18n.negotiate("", asked.cookies.get("language", ""), asked.headers.get("accept-language", "")),
            is_attended=UNATTENDED not in asked.headers,
        )

    def headers(
        self, kind: str = "application/json", accept: str = "application/graphql-response+json, application/json;q=0.9"
    ) -> list[tuple[str, str]]:  # fmt: skip
        heads = [
            ("accept", accept),
            ("content-type", kind),
            ("sec-fetch-site", "same-origin"),
        ]
        if self.language != i18n.SOURCE:
            heads.append(("accept-language", self.language))
        if self.cookie:
            heads.append(("cookie", self.cookie))
        if self.agent:
            heads.append(("user-agent", self.agent))
        if not self.is_attended:
            heads.append((UNATTENDED, "1"))
        return heads


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers in order with lower-case names, body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True)
class Coming:
    """An answer that is still coming: what stands at its head, and its pieces as they arrive."""

    status: int
    headers: list[tuple[str, str]]
    pieces: AsyncIterator[bytes]


class Transport(Protocol):
    """Carries one request of a caller to the API."""

    async def send(self, method: str, path: str, body: bytes, caller: Caller) -> Reply: ...

    async def stream(self, method: str, path: str, pieces: AsyncIterator[bytes], caller: Caller) -> Reply:
        """The same with a body that is still coming."""

    def listen(self, path: str, body: bytes, caller: Caller) -> AbstractAsyncContextManager[Coming]:
        """Asks for what comes event by event; it goes on until the end of the block."""


class InProcess:
    """Calls the very ASGI application that serves the API: same identification, limits and audit, no socket."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app

    async def send(self, method: str, path: str, body: bytes, caller: Caller) -> Reply:
        sent = False

        async def receive() -> Message:
            nonlocal sent
            if sent:
                return {"type": "http.disconnect"}
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        heads = [*caller.headers(), ("content-length", str(len(body)))]
        return await self._answered(self._scope(method, path, heads, caller), receive)

    async def stream(self, method: str, path: str, pieces: AsyncIterator[bytes], caller: Caller) -> Reply:
        async def receive() -> Message:
            piece = await anext(pieces, b"")
            return {"type": "http.request", "body": piece, "more_body": bool(piece)}

        return await self._answered(self._scope(method, path, caller.headers(OCTETS), caller), receive)

    @asynccontextmanager
    async def listen(self, path: str, body: bytes, caller: Caller) -> AsyncIterator[Coming]:
        call = _Call(body)
        heads = [*caller.headers(accept=EVENTS), ("content-length", str(len(body)))]
        answering = asyncio.create_task(call.answered(self._app, self._scope("POST", path, heads, caller)))
        try:
            yield await call.begun()
        finally:
            await call.leave(answering)

    async def _answered(self, scope: Message, receive: Callable[[], Awaitable[Message]]) -> Reply:
        start: Message = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self._app(scope, receive, collect)
        return Reply(start["status"], _plain(start["headers"]), b"".join(parts))

    @staticmethod
    def _scope(method: str, path: str, heads: list[tuple[str, str]], caller: Caller) -> Message:
        heads = [*heads, ("host", caller.host)]
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": caller.scheme,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in heads],
            "client": caller.client,
            "server": None,
            "state": {},
        }


def _plain(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers]


class _Call:
    """One question to an application in this process whose answer is read while it comes."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self._come: asyncio.Queue[Message | None] = asyncio.Queue(AHEAD)
        self._left = asyncio.Event()

    async def answered(self, app: AsgiApp, scope: Message) -> None:
        try:
            await app(scope, self._receive, self._send)
        finally:
            if not self._left.is_set():
                await self._come.put(None)

    async def _receive(self) -> Message:
        body, self._body = self._body, None
        if body is None:
            await self._left.wait()
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": body, "more_body": False}

    async def _send(self, message: Message) -> None:
        if not self._left.is_set():
            await self._come.put(message)

    async def begun(self) -> Coming:
        """Raises ConnectionError if the application ends without a word."""
        start = await self._come.get()
        if start is None:
            raise ConnectionError("no answer")
        return Coming(start["status"], _plain(start["headers"]), self._pieces())

    async def _pieces(self) -> AsyncIterator[bytes]:
        while message := await self._come.get():
            if message.get("body"):
                yield message["body"]
            if not message.get("more_body"):
                return

    async def leave(self, answering: asyncio.Task[None]) -> None:
        """Nobody reads any more: the application is told, and stopped if it does not mind."""
        self._left.set()
        while not self._come.empty():
            self._come.get_nowait()
        await asyncio.wait({answering}, timeout=LEAVING_SECONDS)
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
