"""The JSON endpoints of mediators; the pages are one caller of them."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from auth import answering, csrf, reading
from auth import session as sessions
from auth.events import Visit
from auth.identify import Door
from auth.login import confirming
from auth.login.endpoints import NOT_PROVED, Asking
from auth.login.gate import Gate
from auth.login.steps import Refused
from auth.mediation import operations, session
from portal import errors, ids
from portal.access import Side
from portal.database.pools import Database
from portal.disputes import queries
from portal.disputes.operations import mediator
from portal.files import store
from portal.files.rules import FORMS, READABLE
from portal.files.store import Store

Work = Callable[[Gate, Asking], Awaitable[Any]]
LINK_LONGEST = 200
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


async def look(gate: Gate, asking: Asking) -> Any:
    return await operations.look(gate, _link(asking))


async def invitation(gate: Gate, asking: Asking) -> Any:
    return await operations.invitation(gate, asking.visit, _link(asking))


async def enter(gate: Gate, asking: Asking) -> Any:
    return await operations.enter(gate, asking.visit, _link(asking), asking.credential)


async def question(gate: Gate, asking: Asking) -> Any:
    return await operations.question(gate, asking.visit)


async def sign_in(gate: Gate, asking: Asking) -> Any:
    return await operations.sign_in(gate, asking.visit, asking.credential)


async def case(gate: Gate, asking: Asking) -> Any:
    return await operations.case(gate, asking.session)


async def declare(gate: Gate, asking: Asking) -> Any:
    """{"text", "hasInterests"}"""
    has = asking.given.get("hasInterests")
    if not isinstance(has, bool):
        raise errors.Invalid("Say whether you have an interest in the case.", path=("hasInterests",))
    await _act(gate, asking, mediator.declare, text=asking.text("text", most=20_000), has_interests=has)


async def decline(gate: Gate, asking: Asking) -> Any:
    await _act(gate, asking, mediator.decline, reason=asking.text("reason", most=10_000))


async def say(gate: Gate, asking: Asking) -> Any:
    """{"text", "to": "BOTH", "HOST" or "PARTNER"}; {"isSettled": true} for both alone."""
    to = asking.text("to", most=10)
    if to not in {"BOTH", *Side}:
        raise errors.Invalid("Choose who will read it.", path=("to",))
    await _act(
        gate, asking, mediator.speak, text=asking.text("text", most=40_000), side=None if to == "BOTH" else Side(to),
        is_settled=asking.given.get("isSettled") is True, secret_of=gate.database.secret_of,
    )  # fmt: skip


async def end(gate: Gate, asking: Asking) -> Any:
    await _act(gate, asking, mediator.give_up, reason=asking.text("reason", most=10_000))


async def sign_out(gate: Gate, asking: Asking) -> Any:
    await operations.sign_out(gate, asking.visit, asking.session)


async def _act(gate: Gate, asking: Asking, operation: Any, **inputs: Any) -> None:
    try:
        await operations.act(gate, asking.visit, asking.session, operation, **inputs)
    except errors.Refused as refused:
        raise refused.at_the_top() from None


def _link(asking: Asking) -> str:
    return asking.text("link", most=LINK_LONGEST)


ROUTES: tuple[tuple[str, str, Work], ...] = (
    ("POST", "/auth/mediation/look", look),
    ("POST", "/auth/mediation/passkey/challenge", invitation),
    ("POST", "/auth/mediation/passkey", enter),
    ("POST", "/auth/mediation/challenge", question),
    ("POST", "/auth/mediation/session", sign_in),
    ("POST", "/auth/mediation/session/end", sign_out),
    ("GET", "/auth/mediation/case", case),
    ("POST", "/auth/mediation/declare", declare),
    ("POST", "/auth/mediation/decline", decline),
    ("POST", "/auth/mediation/say", say),
    ("POST", "/auth/mediation/end", end),
)


class Endpoint:
    """One step: who may call it, and its outcome in HTTP's words."""

    def __init__(self, gate: Gate, cookie: sessions.Cookie, work: Work) -> None:
        self._gate, self._cookie, self._work = gate, cookie, work

    async def answer(self, request: Request) -> Response:
        foreign = csrf.refusal(request.scope, self._gate.public_url)
        if foreign is not None:
            return answering.refusal(request, 403, "FORBIDDEN", foreign)
        visit = Visit.of(request.scope, self._gate.now())
        try:
            given = await reading.json_of(request, reading.LONGEST) if request.method == "POST" else {}
            asking = Asking(visit, given, None, self._cookie.token_sha256(request.scope))
            outcome = await self._work(self._gate, asking)
        except reading.Unreadable as fault:
            return answering.unreadable(request, fault)
        except confirming.Over:
            return answering.unauthenticated(request)
        except errors.Refused as refused:
            return answering.refused(request, refused, reference=visit.request_id)
        if isinstance(outcome, Refused):
            return answering.refusal(request, 403, "NOT_PROVED", NOT_PROVED)
        if isinstance(outcome, str):
            return answering.answer(204, None, self._cookie.set(outcome))
        if self._work is sign_out:
            return answering.answer(204, None, self._cookie.cleared)
        return answering.answer(204 if outcome is None else 200, outcome)


class Files:
    """The bytes of a file of the case, never shown, only saved."""

    def __init__(self, gate: Gate, cookie: sessions.Cookie, kept: Store) -> None:
        self._gate, self._cookie, self._kept = gate, cookie, kept

    async def answer(self, request: Request) -> Response:
        token = self._cookie.token_sha256(request.scope)
        try:
            return await self._sent(token, request.path_params["file"])
        except confirming.Over:
            return answering.unauthenticated(request)
        except errors.Refused as refused:
            return answering.refused(request, refused)

    async def _sent(self, token: bytes | None, name: str) -> Response:
        if token is None:
            raise confirming.Over
        prefix, file_id = ids.parse(name)
        async with operations.reading(self._gate, token) as transaction:
            file = await transaction.scalar(queries.file_seen(file_id)) if prefix == "fil" else None
        if file is None or file.state not in READABLE:
            raise errors.NotFound("There is no such file.", path=("file",))
        kept = store.key(file.partner_id, file.sha256)
        if not await self._kept.has(kept):
            raise errors.NotFound("There is no such file.", path=("file",))
        told = {
            **answering.HEADERS, "content-security-policy": SANDBOX, "content-type": FORMS[file.type].media,
            "content-disposition": answering.disposition(file.name), "content-length": str(file.bytes),
            "cross-origin-resource-policy": "same-origin",
        }  # fmt: skip
        return StreamingResponse(self._kept.pieces(kept, 0, file.bytes), 200, told)


def routes(*, database: Database, door: Door, public_url: str, kept: Store) -> list[Route]:
    """The routes of mediators, for the application's table."""
    gate = Gate.of(database, door, public_url)
    cookie = sessions.Cookie.of(public_url, session.COOKIE)
    made = [Route(path, Endpoint(gate, cookie, work).answer, methods=[method]) for method, path, work in ROUTES]
    return [*made, Route("/auth/mediation/files/{file}", Files(gate, cookie, kept).answer, methods=["GET"])]
