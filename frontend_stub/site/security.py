"""What every response of the pages carries, and which requests are refused before a page sees them."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types portal"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
OF_DOCUMENTS = {"permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()"}
"""Browsers read it of nothing else."""
FILES = "/static/"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
SAFE = frozenset({"GET", "HEAD"})
FROM_ANYWHERE = "/unsubscribe/"
"""Posts below it do what their address says, for whoever has it, and look at no cookie (RFC 8058)."""


def same_origin(headers: Headers, public_url: str) -> bool:
    """Whether the browser says that one of our own pages sent this request."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get("origin") in {public_url.rstrip("/"), *_other_names(public_url)}


def _other_names(public_url: str) -> set[str]:
    """How this machine is called besides, where the portal is on this machine alone."""
    parts = urlsplit(public_url)
    if parts.hostname not in LOOPBACK:
        return set()
    port = f":{parts.port}" if parts.port else ""
    return {f"{parts.scheme}://{f'[{name}]' if ':' in name else name}{port}" for name in LOOPBACK}


def local_path(address: str) -> str:
    """The address if it is a path of this site, else "/": nobody is led elsewhere by `next`."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    if not plain or any(ord(letter) <= ord(" ") or letter in "\\\x7f" for letter in address):
        return "/"
    parts = urlsplit(address)
    return "/" if parts.scheme or parts.netloc else address


def headers_for(public_url: str) -> dict[str, str]:
    """The headers of every response of a site at this address."""
    if public_url.startswith("https:"):
        return HEADERS | {"strict-transport-security": "max-age=63072000; includeSubDomains"}
    return dict(HEADERS)


def posting_to(response: Response, origin: str) -> Response:
    """Lets the forms of this one document lead to another site as well: browsers look at every redirect on the way.

    A policy cannot name an IPv6 address, so there the whole scheme is let through.
    """
    if origin:
        source = f"{urlsplit(origin).scheme}:" if "[" in origin else origin
        response.headers["content-security-policy"] = CSP.replace("form-action 'self'", f"form-action 'self' {source}")
    response.headers["cache-control"] = "no-store"
    return response


class Guard:
    """Refuses unsafe requests from other sites and writes the headers of every response."""

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        self._app = app
        self._public_url = public_url
        self._headers = headers_for(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                of_documents = {} if scope["path"].startswith(FILES) else OF_DOCUMENTS
                for name, value in (self._headers | of_documents).items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")  # somebody's own, or a way in
            await send(message)

        is_open = scope["path"].startswith(FROM_ANYWHERE)
        if scope["method"] in SAFE or is_open or same_origin(Headers(scope=scope), self._public_url):
            await self._app(scope, receive, guarded)
        else:
            refusal = PlainTextResponse("This form was not sent from a page of this site.", 403)
            await refusal(scope, receive, guarded)
