"""The pages on a host of their own: the API is reached over HTTP."""

from collections.abc import AsyncIterator

import httpx

from frontend_stub.site import api
from frontend_stub.site.transports import OCTETS, Caller, Reply

SECONDS = 5
"""After which a host that did not answer is tried again."""


class Http:
    """Speaks to an API on another host; one pool of connections for all pages."""

    def __init__(self, base_url: str, *, timeout: float = 15.0) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, timeout=timeout)

    async def send(self, method: str, path: str, body: bytes, caller: Caller) -> Reply:
        return await self._answered(method, path, body, caller, caller.headers())

    async def stream(self, method: str, path: str, pieces: AsyncIterator[bytes], caller: Caller) -> Reply:
        return await self._answered(method, path, pieces, caller, caller.headers(OCTETS))

    async def _answered(
        self, method: str, path: str, body: bytes | AsyncIterator[bytes], caller: Caller,
        headers: list[tuple[str, str]],
    ) -> Reply:  # fmt: skip
        if caller.client:
            headers.append(("x-forwarded-for", caller.client[0]))
        try:
            reply = await self._client.request(method, path, content=body, headers=headers)
        except httpx.TransportError as fault:
            raise api.Away(SECONDS, is_undecided=not isinstance(fault, httpx.ConnectError)) from fault
        return Reply(reply.status_code, [(k.lower(), v) for k, v in reply.headers.multi_items()], reply.content)

    async def close(self) -> None:
        await self._client.aclose()
