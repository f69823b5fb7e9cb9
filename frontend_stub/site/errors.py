"""One page for each way a request can fail; each says what to do next."""

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.site import api, security, sending, serve

CURSORS = frozenset({"after", "before"})
STATUSES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503})
SECRET = frozenset({"password", "old", "new", "secret", "code", "token", "state", "credential"})
"""Names of fields that no page repeats."""


async def _sent(request: Request) -> tuple[list[tuple[str, str]], bool]:
    """What was typed, to be sent again, and whether that is all: what is secret has to be typed again."""
    gathered: list[tuple[str, str]] | None = request.scope.get(sending.GATHERED)
    sent = (await serve.sent_form(request)).multi_items() if gathered is None else gathered
    kept = [(name, value) for name, value in sent if isinstance(value, str) and name not in SECRET]
    return kept, gathered is None and len(kept) == len(sent)


def _for_a_while(page: Callable[..., Response]) -> Mapping[Any, Callable[[Request, Any], Any]]:
    """The answers to what may go well later."""

    async def too_many(request: Request, error: api.TooMany) -> Response:
        response = page(request, 429, seconds=error.seconds)
        response.headers["retry-after"] = str(error.seconds)
        return response

    async def away(request: Request, error: api.Away) -> Response:
        fields, is_whole = await _sent(request) if request.method == "POST" else ([], False)
        response = page(
            request, 503, seconds=error.seconds, is_undecided=error.is_undecided, fields=fields, is_whole=is_whole
        )
        response.headers["retry-after"] = str(error.seconds)
        return response

    return {api.TooMany: too_many, api.Away: away}


def handlers(site: serve.Site) -> Mapping[Any, Callable[[Request, Any], Any]]:
    """Starlette's exception handlers of this site."""

    page = partial(_page, site)

    async def http(request: Request, error: HTTPException) -> Response:
        response = page(request, error.status_code)
        for name, value in (error.headers or {}).items():
            response.headers[name] = value
        return response

    async def sign_in_needed(request: Request, _error: api.SignInNeeded) -> Response:
        query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
        wanted = request.url.path + query
        return RedirectResponse("/login" if wanted == "/" else f"/login?{urlencode({'next': wanted})}", 303)

    async def too_long(request: Request, _error: api.TooLong) -> Response:
        return page(request, 413)

    async def broke_off(request: Request, _error: ClientDisconnect) -> Response:
        return page(request, 400)

    async def not_read(request: Request, _error: api.NotRead) -> Response:
        return page(request, 400, first=_first_page(request))

    async def api_failed(request: Request, error: api.ApiFailed) -> Response:
        return page(request, 502 if error.code.startswith("HTTP_") else 500, reference=error.reference or error.code)

    async def text_left(request: Request, error: serve.TextLeft) -> Response:
        return page(request, error.status, typed=error.texts)

    return {
        HTTPException: http,
        api.SignInNeeded: sign_in_needed,
        api.TooLong: too_long,
        **_for_a_while(page),
        api.NotRead: not_read,
        ClientDisconnect: broke_off,
        api.ApiFailed: api_failed,
        serve.TextLeft: text_left,
        Exception: partial(_crashed, site),
    }


def _page(site: serve.Site, request: Request, status: int, **context: object) -> Response:
    known = status if status in STATUSES else 500 if status >= 500 else 400  # noqa: PLR2004
    shared = {"status": known, "reference": "", "seconds": 0, "typed": (), "method": request.method, "first": ""}
    return site.document(request, "errors/error.html", shared | context, status=status)


async def _crashed(site: serve.Site, request: Request, _error: Exception) -> Response:
    # This one is answered outside the middleware that writes the headers.
    response = _page(site, request, 500, reference=secrets.token_hex(6))
    response.headers.update(security.headers_for(site.public_url) | {"cache-control": "no-store"})
    return response


def _first_page(request: Request) -> str:
    """Where a list begins: the address without its place in it, or without anything if there is no such place.

    Empty for a form, and where the address is nothing but its path.
    """
    said = request.query_params.multi_items()
    if request.method != "GET" or not said:
        return ""
    kept = [(name, value) for name, value in said if name not in CURSORS]
    return request.url.path + (f"?{urlencode(kept)}" if 0 < len(kept) < len(said) else "")
