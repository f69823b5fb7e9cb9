"""The ways to reach the API: a call inside this process here, HTTP to another host in `remote`."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import HTTPConnection

from frontend_stub.site import i18n

OCTETS = "application/octet-stream"
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
        )

    def headers(self, kind: str = "application/json") -> list[tuple[str, str]]:
        heads = [
            ("accept", "application/graphql-response+json, application/json;q=0.9"),
            ("content-type", kind),
            ("sec-fetch-site", "same-origin"),
        ]
        if self.language != i18n.SOURCE:
            heads.append(("accept-language", self.language))
        if self.cookie:
            heads.append(("cookie", self.cookie))
        if self.agent:
            heads.append(("user-agent", self.agent))
        return heads


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers in order with lower-case names, body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


class Transport(Protocol):
    """Carries one request of a caller to the API."""

    async def send(self, method: str, path: str, body: bytes, caller: Caller) -> Reply: ...

    async def stream(self, method: str, path: str, pieces: AsyncIterator[bytes], caller: Caller) -> Reply:
        """The same with a body that is still coming."""


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

    async def _answered(self, scope: Message, receive: Callable[[], Awaitable[Message]]) -> Reply:
        start: Message = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self._app(scope, receive, collect)
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in start["headers"]]
        return Reply(start["status"], headers, b"".join(parts))

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
