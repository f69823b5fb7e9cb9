"""The JSON endpoints of signing in, step by step, and of what one signs in with; the pages are one caller of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from auth import answering, csrf, reading, session
from auth.events import Visit
from auth.login import account, confirming, enrolment, holding, reset, steps
from auth.login.gate import Gate
from auth.login.steps import Asked, Refused
from auth.throttle import Wait
from portal import errors, ids
from portal.sentences import say

Json = dict[str, Any]
NOT_PROVED = say("We could not confirm it is you. Check what you entered.")


@dataclass(frozen=True, slots=True)
class Asking:
    """One request: what was sent, from where, and what the browser's two cookies name."""

    visit: Visit
    given: Json
    """The body's JSON; of a GET, what its address names."""
    login: str | None
    """The sign-in under way."""
    brought: bytes | None
    """The digest of the session's cookie."""

    def text(self, name: str, *, most: int = 4096) -> str:
        """Refuses: Invalid for what is no text."""
        value = self.given.get(name)
        if not isinstance(value, str) or len(value) > most or "\0" in value:
            raise errors.Invalid("Send a text.", path=(name,))
        return value

    @property
    def credential(self) -> Json:
        """What the browser's passkey answered. Refuses: Invalid."""
        value = self.given.get("credential")
        if not isinstance(value, dict):
            raise errors.Invalid("Send what the browser's passkey returned.", path=("credential",))
        return value

    @property
    def session(self) -> bytes:
        if self.brought is None:
            raise confirming.Over
        return self.brought


Work = Callable[[Gate, Asking], Awaitable[Any]]


async def state(gate: Gate, asking: Asking) -> Any:
    return await steps.state(gate, asking.visit, asking.login)


async def question(gate: Gate, asking: Asking) -> Any:
    return await steps.question(gate, asking.visit, asking.login)


async def by_passkey(gate: Gate, asking: Asking) -> Any:
    return await steps.by_passkey(gate, asking.visit, asking.login, asking.credential, old=asking.brought)


async def by_code(gate: Gate, asking: Asking) -> Any:
    return await steps.by_code(gate, asking.visit, asking.login, asking.text("code"), old=asking.brought)


async def enrolment_invitation(gate: Gate, asking: Asking) -> Any:
    return await enrolment.invitation(gate, asking.visit, asking.login)


async def enrol_passkey(gate: Gate, asking: Asking) -> Any:
    name = asking.text("name")
    return await enrolment.by_new_passkey(
        gate, asking.visit, asking.login, asking.credential, name=name, old=asking.brought
    )


async def enrol_codes(gate: Gate, asking: Asking) -> Any:
    codes, asked = await enrolment.new_codes(gate, asking.visit, asking.login)
    return {"codes": codes}, asked


async def ways(gate: Gate, asking: Asking) -> Any:
    return await confirming.ways(gate, asking.visit, asking.session)


async def confirm_question(gate: Gate, asking: Asking) -> Any:
    return await confirming.question(gate, asking.visit, asking.session)


async def confirm(gate: Gate, asking: Asking) -> Any:
    """{"credential": …}, or {"password": …, "code": …} where that is a way."""
    if "credential" in asking.given:
        return await confirming.by_passkey(gate, asking.visit, asking.session, asking.credential)
    code = asking.text("code") if "code" in asking.given else ""
    return await confirming.by_password(gate, asking.visit, asking.session, password=asking.text("password"), code=code)


async def organisations(gate: Gate, asking: Asking) -> Any:
    places = await confirming.organisations(gate, asking.visit, asking.session)
    return {"organisations": [place | {"id": ids.text("org", place["id"])} for place in places]}


async def switch(gate: Gate, asking: Asking) -> Any:
    prefix, organisation_id = ids.parse(asking.text("organisation"))
    if prefix != "org":
        raise errors.NotFound("You are not a member of this organisation.", path=("organisation",))
    return await confirming.switch(gate, asking.visit, asking.session, organisation_id=organisation_id)


async def passkey_invitation(gate: Gate, asking: Asking) -> Any:
    return await account.invitation(gate, asking.visit, asking.session)


async def add_passkey(gate: Gate, asking: Asking) -> Any:
    return await account.add_passkey(gate, asking.visit, asking.session, asking.credential, name=asking.text("name"))


async def new_codes(gate: Gate, asking: Asking) -> Any:
    return {"codes": await account.new_codes(gate, asking.visit, asking.session)}


async def change_password(gate: Gate, asking: Asking) -> Any:
    old, new = asking.text("old"), asking.text("password")
    return await account.change_password(gate, asking.visit, asking.session, old=old, new=new)


async def ask_reset(gate: Gate, asking: Asking) -> Any:
    return await reset.ask(gate, asking.visit, email=asking.text("email"))


async def set_password(gate: Gate, asking: Asking) -> Any:
    token, password = asking.text("token"), asking.text("password")
    return await reset.set_password(gate, asking.visit, token=token, password=password)


async def hold(gate: Gate, asking: Asking) -> Any:
    return await holding.hold(gate, asking.visit, asking.brought, asking.given.get("fields"))


async def held(gate: Gate, asking: Asking) -> Any:
    return await holding.held(gate, asking.visit, asking.session, asking.text("held"))


ROUTES: tuple[tuple[str, str, Work], ...] = (
    ("GET", "/auth/login", state),
    ("POST", "/auth/login/challenge", question),
    ("POST", "/auth/login/passkey", by_passkey),
    ("POST", "/auth/login/code", by_code),
    ("POST", "/auth/login/enrolment", enrolment_invitation),
    ("POST", "/auth/login/enrolment/passkey", enrol_passkey),
    ("POST", "/auth/login/enrolment/codes", enrol_codes),
    ("GET", "/auth/confirm", ways),
    ("POST", "/auth/confirm/challenge", confirm_question),
    ("POST", "/auth/confirm", confirm),
    ("GET", "/auth/session/organisations", organisations),
    ("POST", "/auth/session/organisation", switch),
    ("POST", "/auth/passkeys/challenge", passkey_invitation),
    ("POST", "/auth/passkeys", add_passkey),
    ("POST", "/auth/recovery-codes", new_codes),
    ("POST", "/auth/password", change_password),
    ("POST", "/auth/reset", ask_reset),
    ("POST", "/auth/reset/password", set_password),
    ("POST", "/auth/held", hold),
    ("GET", "/auth/held/{held}", held),
)
LONG: dict[Work, int] = {hold: holding.LONGEST}
"""Bytes of a body, where it may be longer than others."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One step as an endpoint: who may call it, and its outcome in HTTP's words."""

    gate: Gate
    work: Work

    async def answer(self, request: Request) -> Response:
        foreign = csrf.refusal(request.scope, self.gate.public_url)
        visit = Visit.of(request.scope, self.gate.now())
        if foreign is not None:
            return answering.refusal(request, 403, "FORBIDDEN", foreign)
        try:
            asking = await self._asking(request, visit)
            outcome = await self.work(self.gate, asking)
        except reading.Unreadable as fault:
            return answering.unreadable(request, fault)
        except confirming.Over:
            return answering.unauthenticated(request)
        except errors.Refused as refused:
            return answering.refused(request, refused, reference=visit.request_id)
        return self._answered(request, asking, outcome)

    async def _asking(self, request: Request, visit: Visit) -> Asking:
        longest = LONG.get(self.work, reading.LONGEST)
        given = await reading.json_of(request, longest) if request.method == "POST" else dict(request.path_params)
        login = self.gate.cookie.value(request.scope)
        value = self.gate.door.cookie.value(request.scope)
        brought = session.digest(value) if value is not None else None
        return Asking(visit, given, login.decode() if login else None, brought)

    def _answered(self, request: Request, asking: Asking, outcome: Any) -> Response:
        body, rest = outcome if isinstance(outcome, tuple) else (None, outcome)
        match rest:
            case Wait(seconds):
                return answering.wait(request, seconds)
            case Refused():
                return answering.refusal(request, 403, "NOT_PROVED", NOT_PROVED)
            case Asked():
                return answering.answer(200, body or {"next": rest.next.value}, self.gate.cookie.set(rest.value))
            case session.Opened():
                return self._entered(asking, rest.value)
            case str():
                return self._entered(asking, rest)
            case _:
                return answering.answer(204 if body is None and rest is None else 200, body if rest is None else rest)

    def _entered(self, asking: Asking, value: str) -> Response:
        """A session under a new value; what the browser had before is good no more."""
        if asking.brought is not None:
            self.gate.door.forget_token(asking.brought)
        return answering.answer(204, None, self.gate.door.cookie.set(value), self.gate.cookie.cleared)


def routes(gate: Gate) -> list[Route]:
    """The routes of signing in step by step, for the application's table."""
    return [Route(path, Endpoint(gate, work).answer, methods=[method]) for method, path, work in ROUTES]
