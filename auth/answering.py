"""Answers of the addresses under /auth: bodies that nobody keeps, and refusals as the API writes them."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth import challenges, headers
from auth.reading import Unreadable
from portal import errors
from portal.sentences import Sentence, say, told

HEADERS = {
    "cache-control": "no-store",
    "pragma": "no-cache",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
STATUSES: Mapping[str, int] = {
    "NOT_FOUND": 404, "NOT_PERMITTED": 403, "CONFIRMATION_NEEDED": 403, "BLOCKED": 409, "STALE_VERSION": 409,
}  # fmt: skip
"""HTTP's word for what the business refuses; any other is 422."""


def answer(status: int, body: object = None, *cookies: str) -> Response:
    """204 and the like have no body; a cookie is the value of one Set-Cookie."""
    made = Response(status_code=status, headers=HEADERS) if body is None else JSONResponse(body, status, HEADERS)
    for cookie in cookies:
        made.headers.append("set-cookie", cookie)
    return made


def refusal(request: Request, status: int, code: str, said: Sentence | str, *, reference: str = "") -> Response:
    """A refusal as the API writes one, in the language of the request; the reference finds its event.

    What is no sentence tells a program what it sent wrong, and is English.
    """
    message = told(said, headers.language(request.scope))
    return answer(status, {"errors": [_error(code, message, (), reference)]})


def _error(code: str, message: str, path: tuple[str, ...], reference: str) -> dict[str, Any]:
    extensions = {"code": code} | ({"reference": reference} if reference else {})
    error: dict[str, Any] = {"message": message, "extensions": extensions}
    return error | ({"path": list(path)} if path else {})


def unauthenticated(request: Request) -> Response:
    return refusal(request, 401, "UNAUTHENTICATED", challenges.SIGN_IN)


def refused(request: Request, fault: errors.Refused, *, reference: str = "") -> Response:
    """What the business refused, all of it, in the language of the request."""
    language = headers.language(request.scope)
    found = [_error(each.code, each.sentence.in_(language), each.path, reference) for each in (fault, *fault.also)]
    return answer(STATUSES.get(fault.code, 422), {"errors": found})


def unreadable(request: Request, fault: Unreadable) -> Response:
    """What could not even be read."""
    return refusal(request, fault.status, "BAD_REQUEST", fault.said)


def wait(request: Request, seconds: int) -> Response:
    """Too many attempts."""
    said = say("Too many attempts. Try again in {seconds} seconds.", seconds=seconds)
    made = refusal(request, 429, "RATE_LIMITED", said)
    made.headers["retry-after"] = str(seconds)
    return made


def disposition(name: str) -> str:
    """What has a browser save the file under its name, whatever is in it (RFC 6266, RFC 8187).

    The plain form is for what does not read the other one: what is not safe in it becomes an underscore.
    """
    plain = re.sub(r"[^ !#$&+.0-9A-Z^_a-z~()\[\]{},@=-]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
