"""One page for each way a request can fail; each says what to do next."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.site import api, security, serve

STATUSES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500})


def handlers(site: serve.Site) -> Mapping[Any, Callable[[Request, Any], Any]]:
    """Starlette's exception handlers of this site."""

    def page(request: Request, status: int, **context: object) -> Response:
        known = status if status in STATUSES else 500 if status >= 500 else 400  # noqa: PLR2004
        shared = {"status": known, "reference": "", "seconds": 0, "typed": (), "method": request.method}
        return site.document(request, "errors/error.html", shared | context, status=status)

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

    async def too_many(request: Request, error: api.TooMany) -> Response:
        response = page(request, 429, seconds=error.seconds)
        response.headers["retry-after"] = str(error.seconds)
        return response

    async def api_failed(request: Request, error: api.ApiFailed) -> Response:
        return page(request, 502 if error.code.startswith("HTTP_") else 500, reference=error.reference or error.code)

    async def text_left(request: Request, error: serve.TextLeft) -> Response:
        return page(request, error.status, typed=error.texts)

    async def crashed(request: Request, _error: Exception) -> Response:
        # This one is answered outside the middleware that writes the headers.
        response = page(request, 500, reference=secrets.token_hex(6))
        response.headers.update(security.headers_for(site.public_url) | {"cache-control": "no-cache, private"})
        return response

    return {
        HTTPException: http,
        api.SignInNeeded: sign_in_needed,
        api.TooLong: too_long,
        api.TooMany: too_many,
        api.ApiFailed: api_failed,
        serve.TextLeft: text_left,
        Exception: crashed,
    }
