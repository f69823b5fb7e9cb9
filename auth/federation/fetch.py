"""Requests to addresses that partners name: https to public hosts alone, checked and then held to, small and short."""

import asyncio
import ipaddress
import json
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

import httpx

from auth.federation.rules import Failed
from portal.settings import is_loopback

SECONDS = 8.0
MOST_BYTES = 256 * 1024
LONGEST_URL = 2000
PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
# Addresses inside these carry an IPv4 address of the sender's choice.
TUNNELS = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))

Json = dict[str, Any]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]


async def addresses_of(host: str, port: int) -> list[str]:
    """What this machine's resolver says. Raises OSError, UnicodeError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(item[4][0]) for item in found]


def is_public(address: Address) -> bool:
    """Whether the address is somewhere in the open internet, and leads nowhere else."""
    if isinstance(address, ipaddress.IPv6Address):
        return address in PUBLIC_V6 and address.is_global and not any(address in tunnel for tunnel in TUNNELS)
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON object; {} where the body is none."""

    status: int
    body: Json


@dataclass(frozen=True, slots=True)
class Outside:
    """Speaks to identity providers. Each request resolves the host once, checks every address and connects to one of
    those checked, so that a name which changes meanwhile leads nowhere else; redirects are not followed."""

    allow_loopback_http: bool = False
    resolve: Resolve = addresses_of
    tls: ssl.SSLContext = field(default_factory=httpx.create_ssl_context)
    seconds: float = SECONDS

    def checked(self, url: object) -> str:
        """The address if it is one that may be asked, or that a browser may be sent to. Raises Failed."""
        self._parts(url)
        return str(url)

    def _parts(self, url: object) -> SplitResult:
        wrong = Failed("address_not_allowed")
        if not isinstance(url, str) or len(url) > LONGEST_URL or not url.isascii() or not url.isprintable():
            raise wrong
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise wrong from None
        plain = not set(url) & set(" \\\"'<>`{}|^") and "@" not in parts.netloc and not parts.fragment
        is_safe = parts.scheme == "https" or (
            parts.scheme == "http" and self.allow_loopback_http and is_loopback(host or "")
        )
        if not host or not plain or not is_safe:
            raise wrong
        return parts

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Asks for JSON. Raises Failed."""
        return await self._send("GET", url, headers or {}, None)

    async def post(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """Sends a form and takes JSON. Raises Failed."""
        return await self._send("POST", url, headers or {}, fields)

    async def _send(
        self, method: str, url: str, headers: Mapping[str, str], fields: Mapping[str, str] | None
    ) -> Answer:
        parts = self._parts(url)
        try:
            async with asyncio.timeout(self.seconds):
                address = await self._address(parts)
                return await self._exchange(method, parts, address, headers, fields)
        except (TimeoutError, OSError, httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as fault:
            raise Failed("provider_unreachable") from fault

    async def _address(self, parts: SplitResult) -> Address:
        """One of the host's addresses, all of which were checked."""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            texts = await self.resolve(parts.hostname or "", port)
        except UnicodeError as fault:
            raise Failed("address_not_allowed") from fault
        found = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
        if not found or not all(self._may_ask(address) for address in found):
            raise Failed("address_not_public")
        return found[0]

    def _may_ask(self, address: Address) -> bool:
        return is_public(address) or (self.allow_loopback_http and address.is_loopback)

    async def _exchange(
        self, method: str, parts: SplitResult, address: Address, headers: Mapping[str, str],
        fields: Mapping[str, str] | None,
    ) -> Answer:  # fmt: skip
        host = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004
        port = f":{parts.port}" if parts.port else ""
        pinned = parts._replace(netloc=f"{host}{port}").geturl()
        sent = {
            "host": parts.netloc, "accept": "application/json", "accept-encoding": "identity",
            "user-agent": "Entente", **headers,
        }  # fmt: skip
        # The certificate is checked for the name, though the connection goes to the address.
        known_as = {"sni_hostname": parts.hostname} if parts.scheme == "https" else {}
        transport = httpx.AsyncHTTPTransport(verify=self.tls, trust_env=False, retries=0)
        async with (
            httpx.AsyncClient(transport=transport, trust_env=False, timeout=self.seconds) as client,
            client.stream(method, pinned, headers=sent, data=fields, extensions=known_as) as response,
        ):
            return Answer(response.status_code, _object(await _body(response)))


async def _body(response: httpx.Response) -> bytes:
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise Failed("answer_compressed")
    body = b""
    whole = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
    async with aclosing(whole) as parts:  # else the rest of a long one is left to the collector
        async for part in parts:
            body += part
            if len(body) > MOST_BYTES:
                raise Failed("answer_too_long")
    return body


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
