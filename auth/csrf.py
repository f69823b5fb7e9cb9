"""Requests that a page of another site made the browser send: refused before they are looked at."""

from collections.abc import MutableMapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from auth import headers
from portal import settings
from portal.sentences import Sentence, say

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FROM_HERE = b"same-origin"
"""What Sec-Fetch-Site says of a page of ours; it is enough."""
DEFAULT_PORTS = {"http": 80, "https": 443}
ELSEWHERE = say("This request was not sent from a page of this site.")
SILENT = say("This request does not state that it was sent from a page of this site.")


@cache
def origin(public_url: str) -> bytes:
    """The address's origin as browsers write it: lower case, without the default port."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}".encode()


@cache
def origins_of(public_url: str) -> frozenset[bytes]:
    """The origins that are ours: where the portal is on this machine alone, by each of the machine's own names."""
    if not settings.is_on_loopback(public_url):
        return frozenset({origin(public_url)})
    parts = urlsplit(public_url)
    port = f":{parts.port}" if parts.port else ""
    names = (parts.netloc, *(f"{host}{port}" for host in ("localhost", "127.0.0.1", "[::1]")))
    return frozenset(origin(f"{parts.scheme}://{name}") for name in names)


def refusal(scope: MutableMapping[str, Any], public_url: str) -> Sentence | None:
    """Why this request by cookie is refused, in a sentence; None when it may go on.

    A request that changes something, and every WebSocket, must say `Sec-Fetch-Site: same-origin`; a browser that does
    not send that header at all must send our own `Origin`. A header sent twice counts as wrong.
    """
    if scope["type"] == "http" and scope["method"] in SAFE:
        return None
    sites = headers.of(scope, b"sec-fetch-site")
    if sites:
        return None if sites == (FROM_HERE,) else ELSEWHERE
    origins = headers.of(scope, b"origin")
    if len(origins) == 1 and origins[0] in origins_of(public_url):
        return None
    return SILENT
