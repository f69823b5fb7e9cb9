"""POST and DELETE /auth/session: signing in and out over HTTP."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from auth import csrf, operations, passwords, session
from auth.events import Visit
from auth.identify import Door
from auth.login import endpoints as login_endpoints
from auth.login import steps
from auth.login.gate import Gate
from auth.organisations import joining_endpoints
from portal import clock
from portal.database.pools import Database

PATH = "/auth/session"
LONGEST_BODY = 4096

REFUSED = "The e-mail address or the password is not right."


class Unreadable(Exception):  # noqa: N818 - an answer, not a fault
    """The request's body is not what signing in takes."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a person typed."""

    email: str
    password: str


def _answer(status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(status_code=status, headers={"cache-control": "no-store", **(headers or {})})


def _error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return JSONResponse(body, status, headers={"cache-control": "no-store", **(headers or {})})


async def _read(request: Request) -> SignIn:
    """Raises Unreadable."""
    kinds = [kind.partition(";")[0].strip().lower() for kind in request.headers.getlist("content-type")]
    if kinds != ["application/json"]:
        raise Unreadable(415, "BAD_REQUEST", "Send application/json.")
    return _parsed(await _body(request))


async def _body(request: Request) -> bytes:
    too_long = Unreadable(413, "BAD_REQUEST", f"Send at most {LONGEST_BODY} bytes.")
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and len(announced) < len("1000000000") and int(announced) > LONGEST_BODY:
        raise too_long
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_BODY:
                raise too_long
    except ClientDisconnect:
        raise Unreadable(400, "BAD_REQUEST", "The request broke off.") from None
    return body


def _parsed(body: bytes) -> SignIn:
    wanted = Unreadable(400, "BAD_REQUEST", 'Send {"email": "…", "password": "…"}.')
    try:
        pairs = json.loads(body.decode(), object_pairs_hook=list)
    except (ValueError, RecursionError):
        raise wanted from None
    is_object = isinstance(pairs, list) and all(isinstance(pair, tuple) for pair in pairs)
    if not is_object or sorted(name for name, _ in pairs) != ["email", "password"]:
        raise wanted
    fields = dict(pairs)
    if not all(isinstance(value, str) for value in fields.values()):
        raise wanted
    return SignIn(**fields)


@dataclass(frozen=True, slots=True)
class SessionEndpoint:
    """The browser's session as a resource: created by signing in, deleted by signing out."""

    gate: Gate

    async def answer(self, request: Request) -> Response:
        foreign = csrf.refusal(request.scope, self.gate.public_url)
        if foreign is not None:
            return _error(403, "FORBIDDEN", foreign)
        visit = Visit.of(request.scope, self.gate.now())
        value = self.gate.door.cookie.value(request.scope)
        brought = session.digest(value) if value is not None else None
        if request.method == "DELETE":
            return await self._sign_out(visit, brought)
        try:
            return await self._sign_in(await _read(request), visit, brought)
        except Unreadable as error:
            return _error(error.status, error.code, str(error))

    async def _sign_in(self, typed: SignIn, visit: Visit, brought: bytes | None) -> Response:
        outcome = await operations.sign_in(
            self.gate.database, self.gate.checking, visit, email=typed.email, password=typed.password, old=brought,
            is_enough=self.gate.passkeys_optional,
        )  # fmt: skip
        match outcome:
            case operations.Wait(seconds):
                message = f"Too many attempts. Try again in {seconds} s."
                return _error(429, "RATE_LIMITED", message, {"retry-after": str(seconds)})
            case steps.Refused():
                return _error(401, "UNAUTHENTICATED", REFUSED)
            case steps.Asked():
                headers = {"cache-control": "no-store", "set-cookie": self.gate.cookie.set(outcome.value)}
                return JSONResponse({"next": outcome.next.value}, 200, headers=headers)
            case session.Opened():
                self._forget(brought)
                return _answer(204, {"set-cookie": self.gate.door.cookie.set(outcome.value)})

    async def _sign_out(self, visit: Visit, brought: bytes | None) -> Response:
        if brought is not None:
            await operations.sign_out(self.gate.database, visit, token_sha256=brought)
            self._forget(brought)
        return _answer(204, {"set-cookie": self.gate.door.cookie.cleared, "clear-site-data": '"cache"'})

    def _forget(self, brought: bytes | None) -> None:
        if brought is not None:
            self.gate.door.forget_token(brought)


def routes(
    *,
    database: Database,
    door: Door,
    public_url: str,
    passkeys_optional: bool = False,
    checking: passwords.Checking | None = None,
    now: Callable[[], datetime] = clock.now,
) -> list[Route]:
    """The routes of signing in and out, for the application's table."""
    gate = Gate.of(database, door, public_url, passkeys_optional=passkeys_optional, checking=checking, now=now)
    own = Route(PATH, SessionEndpoint(gate).answer, methods=["POST", "DELETE"])
    return [own, *login_endpoints.routes(gate), *joining_endpoints.routes(gate)]
