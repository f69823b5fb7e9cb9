"""One page for each way a request can fail; each says what to do next."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.site import api, returning, security, sending, serve

CURSORS = frozenset({"after", "before"})
SIGNED_OUT = 401
STATUSES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503})
SECRET = frozenset({"password", "old", "new", "secret", "code", "token", "state", "credential"})
"""Names of fields that no page repeats."""


async def _sent(request: Request) -> Mapping[str, object]:
    """What was typed, to be sent again. With a file that was lost the form is shown first.

    What is secret has to be typed again.
    """
    if request.method != "POST":
        return {}
    gathered: list[tuple[str, UploadFile | str]] | None = request.scope.get(sending.GATHERED)
    sent = (await serve.sent_form(request)).multi_items() if gathered is None else gathered
    fields = returning.typed_of(sent)
    offer = "SHOW" if any(name == returning.AGAIN for name, _value in fields) else "SEND"
    return _again(fields, "" if any(name in SECRET for name, _value in fields) else offer)


def _again(fields: Iterable[tuple[str, str]], offer: str) -> Mapping[str, object]:
    """The fields as the page carries them; what somebody typed is there to read."""
    kept = [(name, value, serve.is_prose(name, value)) for name, value in fields if name not in SECRET]
    return {"fields": kept, "offer": offer}


def _for_a_while(page: Callable[..., Response]) -> Mapping[Any, Callable[[Request, Any], Any]]:
    """The answers to what may go well later."""

    async def too_many(request: Request, error: api.TooMany) -> Response:
        response = page(request, 429, seconds=error.seconds, **await _sent(request))
        response.headers["retry-after"] = str(error.seconds)
        return response

    async def away(request: Request, error: api.Away) -> Response:
        told = await _sent(request)
        response = page(request, 503, seconds=error.seconds, is_undecided=error.is_undecided, **told)
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
        status = 502 if error.code.startswith("HTTP_") else 500
        return page(request, status, reference=error.reference or error.code, **await _sent(request))

    async def text_left(request: Request, error: serve.TextLeft) -> Response:
        return page(request, error.status, **_again(error.sent, "SHOW" if error.status == SIGNED_OUT else ""))

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
    shared = {"status": known, "reference": "", "seconds": 0, "fields": (), "offer": "", "first": ""}
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
