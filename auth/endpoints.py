"""POST and DELETE /auth/session: signing in and out over HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from auth import answering, csrf, ending_letters, operations, passwords, reading, session, throttle
from auth.events import Visit
from auth.identify import Door
from auth.login import endpoints as login_endpoints
from auth.login import steps
from auth.login.gate import Gate
from auth.organisations import joining_endpoints
from auth.reading import Unreadable
from portal import clock
from portal.database.pools import Database
from portal.sentences import say

PATH = "/auth/session"
LONGEST_BODY = 4096

REFUSED = say("The email address or password is not correct.")


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a person typed."""

    email: str
    password: str


async def _read(request: Request) -> SignIn:
    """Raises Unreadable."""
    found = await reading.json_of(request, LONGEST_BODY)
    if found.keys() != {"email", "password"} or not all(isinstance(value, str) for value in found.values()):
        raise Unreadable(400, 'Send {"email": "…", "password": "…"}.')
    return SignIn(**found)


@dataclass(frozen=True, slots=True)
class SessionEndpoint:
    """The browser's session as a resource: created by signing in, deleted by signing out."""

    gate: Gate

    async def answer(self, request: Request) -> Response:
        foreign = csrf.refusal(request.scope, self.gate.public_url)
        if foreign is not None:
            return answering.refusal(request, 403, "FORBIDDEN", foreign)
        visit = Visit.of(request.scope, self.gate.now())
        value = self.gate.door.cookie.value(request.scope)
        brought = session.digest(value) if value is not None else None
        if request.method == "DELETE":
            return await self._sign_out(visit, brought)
        try:
            return await self._sign_in(request, visit, brought)
        except Unreadable as error:
            return answering.unreadable(request, error)

    async def _sign_in(self, request: Request, visit: Visit, brought: bytes | None) -> Response:
        typed = await _read(request)
        outcome = await operations.sign_in(
            self.gate.database, self.gate.checking, visit, email=typed.email, password=typed.password, old=brought,
            is_enough=self.gate.passkeys_optional,
        )  # fmt: skip
        match outcome:
            case throttle.Wait(seconds):
                return answering.wait(request, seconds)
            case steps.Refused():
                return answering.refusal(request, 401, "UNAUTHENTICATED", REFUSED)
            case steps.Asked():
                return answering.answer(200, {"next": outcome.next.value}, self.gate.cookie.set(outcome.value))
            case session.Opened():
                self._forget(brought)
                return answering.answer(204, None, self.gate.door.cookie.set(outcome.value))

    async def _sign_out(self, visit: Visit, brought: bytes | None) -> Response:
        if brought is not None:
            await operations.sign_out(self.gate.database, visit, token_sha256=brought)
            self._forget(brought)
        response = answering.answer(204, None, self.gate.door.cookie.cleared)
        response.headers["clear-site-data"] = '"cache"'
        return response

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
    return [own, *login_endpoints.routes(gate), *joining_endpoints.routes(gate), *ending_letters.routes(gate)]
