"""The pages on a host of their own: the API is reached over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from frontend_stub.site import api
from frontend_stub.site.transports import EVENTS, OCTETS, Caller, Coming, Reply

SECONDS = 5
"""After which a host that did not answer is tried again."""
QUIET_SECONDS = 60
"""After which a stream that does not even ping is given up."""


class Http:
    """Speaks to an API on another host; one pool of connections for all pages."""

    def __init__(self, base_url: str, *, timeout: float = 15.0) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, timeout=timeout)
        self._streams = httpx.AsyncClient(
            base_url=base_url, timeout=httpx.Timeout(timeout, read=QUIET_SECONDS),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )  # fmt: skip

    async def send(self, method: str, path: str, body: bytes, caller: Caller) -> Reply:
        return await self._answered(method, path, body, caller, caller.headers())

    async def stream(self, method: str, path: str, pieces: AsyncIterator[bytes], caller: Caller) -> Reply:
        return await self._answered(method, path, pieces, caller, caller.headers(OCTETS))

    @asynccontextmanager
    async def listen(self, path: str, body: bytes, caller: Caller) -> AsyncIterator[Coming]:
        headers = _forwarded(caller, caller.headers(accept=EVENTS))
        try:
            async with self._streams.stream("POST", path, content=body, headers=headers) as reply:
                yield Coming(reply.status_code, _plain(reply), reply.aiter_bytes())
        except httpx.TransportError as fault:
            raise api.Away(SECONDS) from fault

    async def _answered(
        self, method: str, path: str, body: bytes | AsyncIterator[bytes], caller: Caller,
        headers: list[tuple[str, str]],
    ) -> Reply:  # fmt: skip
        try:
            reply = await self._client.request(method, path, content=body, headers=_forwarded(caller, headers))
        except httpx.TransportError as fault:
            raise api.Away(SECONDS, is_undecided=not isinstance(fault, httpx.ConnectError)) from fault
        return Reply(reply.status_code, _plain(reply), reply.content)

    async def close(self) -> None:
        await self._client.aclose()
        await self._streams.aclose()


def _forwarded(caller: Caller, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [*headers, ("x-forwarded-for", caller.client[0])] if caller.client else headers


def _plain(reply: httpx.Response) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in reply.headers.multi_items()]
