"""GraphQL over HTTP: a POST of JSON in, the response text out; every refusal is a JSON body with a code."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import partial
from typing import Any, Protocol

from graphql import OperationType

from auth import challenges, csrf, faults, headers, scopes
from auth.challenges import Challenged
from auth.events import Visit
from auth.resource import NONCE
from portal import clock
from portal.errors import ConfirmationNeeded
from schema.engine import context, limits
from schema.engine.context import Api, Unknown
from schema.engine.documents import Refused
from schema.engine.errors import Code, RequestError, Withheld
from schema.engine.media import JSON, NEW, chosen
from schema.engine.questions import Question, Questions
from schema.engine.throttle import Bill, Throttle, Throttled
from schema.engine.withheld import Partly

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

KINDS = {media: (b"content-type", media + b"; charset=utf-8") for media in (JSON, NEW)}
SAFE = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
CODES = {400: Code.BAD_REQUEST, 401: Code.UNAUTHENTICATED, 403: Code.FORBIDDEN}
AT_THE_DOOR = frozenset({401, 403})
STATUS: Mapping[Code, int] = {
    Code.UNAUTHENTICATED: 401, Code.FORBIDDEN: 403, Code.LIMIT_EXCEEDED: 400, Code.TIMEOUT: 503, Code.UNAVAILABLE: 503,
    Code.UNDECIDED: 503,
    Code.INTERNAL_SERVER_ERROR: 500,
}  # fmt: skip
UNAVAILABLE = 503
LATER = {b"retry-after": b"%d" % faults.SECONDS}


class Caller(context.Caller, Protocol):
    """Who asks, as the door knows them."""

    @property
    def is_bound(self) -> bool: ...
    @property
    def obtainable(self) -> frozenset[str]: ...


class Stop(Exception):  # noqa: N818 - an answer, not a fault
    """The request ends here with a status of HTTP's own."""

    def __init__(self, status: int, message: str, *, code: Code = Code.BAD_REQUEST, allow: bytes = b"") -> None:
        super().__init__(message)
        self.status, self.code, self.allow = status, code, allow


class Gone(Exception):  # noqa: N818 - nobody waits for an answer any more
    """Whoever sent the request has left in the middle of it."""


Answer = tuple[int, bytes, Mapping[bytes, bytes]]
"""Status, body and the headers besides those that every answer has."""
Run = Callable[["Caller"], Awaitable[str | bytes]]
"""Carries a request out for somebody; the JSON of its data."""


class View:
    """The ASGI application behind /graphql."""

    def __init__(
        self, api: Api, *, known: Callable[[Scope], Caller | None], identify: Callable[[Scope], Awaitable[Caller]],
        forget: Callable[[Any], None], cross_site: Callable[[Scope], str | None], cost_per_second: int,
    ) -> None:  # fmt: skip
        self.api, self._known, self._identify, self._forget = api, known, identify, forget
        self._cross_site = cross_site
        self._questions, self._throttle = Questions(), Throttle(cost_per_second)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller: Caller | None = None
        bill: Bill | None = None
        try:
            caller = self._known(scope) or await self._identified(scope)
            bill = self._throttle.bill(caller)
            if not _is_plain(scope, caller):
                self._check(scope, caller)
            body = await _body(receive)
            language = headers.language(scope)
            known = self._questions.get(body)
            run = self._asked(known, bill, language) if known else await self._read(scope, body, bill, language)
            try:
                data = await run(caller)
            except Unknown:
                data = await run(await self._again(scope, caller))
            answer: Answer = 200, _answered(data, bill), _fresh_nonce(scope) if NONCE in scope else {}
        except Gone:
            return
        except Exception as fault:  # noqa: BLE001 - what nobody expected is written down, and the caller gets its reference
            answer = _refusal(scope, fault, bill, caller)
        await _send(send, scope, answer)

    async def _identified(self, scope: Scope) -> Caller:
        """The caller as the database knows them; RequestError when it cannot be asked."""
        try:
            return await self._identify(scope)
        except Challenged:
            raise
        except Exception as fault:
            raise _fault(fault) from fault

    def _check(self, scope: Scope, caller: Caller) -> None:
        """Stops what is no request for data, or comes from a page of another site."""
        if chosen(headers.first(scope, b"accept")) is None:
            raise Stop(406, "Accept application/json or application/graphql-response+json.")
        if scope["method"] != "POST":
            raise Stop(405, "Send a POST with a JSON body.", allow=b"POST")
        refusal = None if caller.actor.program else self._cross_site(scope)
        if refusal:
            raise Stop(403, refusal, code=Code.FORBIDDEN)
        if not _is_json(headers.first(scope, b"content-type")):
            raise Stop(415, "The body must be application/json.")

    async def _read(self, scope: Scope, body: bytes, bill: Bill, language: str) -> Run:
        """What a request asks for; it is carried out for the caller given."""
        bill.read(len(body))
        request = _request(body)
        source = request["query"]
        document = self.api.documents.known(source)
        if document is None:
            bill.read(0, len(source))
            async with bill.turn:
                document = await self.api.documents.read(source)
        operation = document.operation(request.get("operationName"))
        variables = request.get("variables") or {}
        if operation.operation is OperationType.MUTATION:
            origin = Visit.of(scope, clock.now()).origin
            return partial(
                self.api.do,
                document=document,
                operation=operation,
                given=variables,
                origin=origin,
                language=language,
                pay=bill.ask,
            )
        question = self.api.question(document, operation, variables)
        self._questions.keep(body, question)
        return self._asked(question, bill, language)

    def _asked(self, question: Question, bill: Bill, language: str) -> Run:
        bill.ask(question.price.cost)
        return partial(self.api.answer, question=question, language=language)

    async def _again(self, scope: Scope, caller: Caller) -> Caller:
        """The caller identified anew, after the database did not accept the one known."""
        self._forget(caller)
        return await self._identify(scope)


def _is_plain(scope: Scope, caller: Caller) -> bool:
    """Whether there is nothing to check: what nearly every request says, told at a glance."""
    told = headers.once(scope)
    return (
        scope["method"] == "POST"
        and told.get(b"content-type") == JSON
        and chosen(told.get(b"accept", b"")) is not None
        and (told.get(b"sec-fetch-site") == csrf.FROM_HERE or bool(caller.actor.program))
    )


def _answered(data: str | bytes, bill: Bill) -> bytes:
    """Refuses: LIMIT_EXCEEDED for more bytes than are sent."""
    encoded = data if isinstance(data, bytes) else data.encode()
    if len(encoded) > limits.LARGEST_ANSWER:
        raise limits.too_large()
    return b'{"data":%b,%b}' % (encoded, bill.told())


def _refusal(scope: Scope, fault: Exception, bill: Bill | None, caller: Caller | None) -> Answer:
    """The answer to a request that was not carried out, or only in part; with what it cost where the door let it in."""
    status, errors, headers = _refused(scope, fault, caller)
    told = b"," + bill.told() if bill and status not in AT_THE_DOOR else b""
    return status, b"{%b%b}" % (errors, told), headers


def _refused(scope: Scope, fault: Exception, caller: Caller | None) -> Answer:
    if isinstance(fault, Partly):
        return 200, _in_part(fault, caller), _fresh_nonce(scope)
    challenge = _challenge(fault, caller)
    if challenge is not None:
        error = RequestError(challenge.message, code=CODES[challenge.status])
        told = {name.encode(): value.encode() for name, value in challenge.headers.items()}
        return challenge.status, _errors([error.json()]), told
    if isinstance(fault, Stop):
        error = RequestError(str(fault), code=fault.code)
        return fault.status, _errors([error.json()]), {b"allow": fault.allow} if fault.allow else {}
    if isinstance(fault, Throttled):
        return 429, _errors([fault.json()]), {b"retry-after": b"%d" % fault.seconds}
    if isinstance(fault, Refused):
        return _status(scope, Code.BAD_USER_INPUT), _errors(fault.errors), _fresh_nonce(scope)
    if isinstance(fault, TimeoutError):
        fault = RequestError("The request took too long and was stopped.", code=Code.TIMEOUT)
    error = fault if isinstance(fault, RequestError) else _fault(fault)
    status = _status(scope, error.code)
    return status, _errors([error.json()]), LATER if status == UNAVAILABLE else _fresh_nonce(scope)


def _in_part(partly: Partly, caller: Caller | None) -> bytes:
    errors = [
        RequestError(
            scopes.hint([missing.permission], _obtainable(caller)).message, code=Code.FORBIDDEN, path=missing.path
        ).json()
        for missing in partly.missing
    ]
    whole = json.dumps({"data": partly.data, "errors": errors}, ensure_ascii=False, separators=(",", ":"))
    return whole[1:-1].encode("utf-8", "replace")


def _obtainable(caller: Caller | None) -> frozenset[str]:
    """The scopes that the caller's program can have."""
    return caller.obtainable if caller is not None else frozenset()


def _challenge(fault: Exception, caller: Caller | None) -> Challenged | None:
    """What would help, where somebody else or with more rights could do it."""
    is_dpop = caller is not None and caller.is_bound
    match fault:
        case Challenged():
            return fault
        case Unknown():
            return challenges.unknown()
        case Withheld():
            return challenges.insufficient_scope(scopes.hint(fault.permissions, _obtainable(caller)), is_dpop=is_dpop)
        case ConfirmationNeeded():
            return challenges.confirmation_needed(fault.message, is_dpop=is_dpop)
    return None


def _fault(fault: Exception) -> RequestError:
    reference, (code, message) = faults.written_down(fault), faults.said(fault)
    if code == Code.INTERNAL_SERVER_ERROR:
        message = f"Something went wrong; the reference is {reference}."
    error = RequestError(message, code=Code(code))
    error.reference = reference
    return error


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > limits.LONGEST_BODY:
            raise Stop(413, f"The body has more than {limits.LONGEST_BODY:,} bytes.")
        if not message.get("more_body", False):
            return b"".join((*parts, part)) if parts else part
        parts.append(part)


def _request(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a request, with its types checked."""
    if len(body) > limits.MOST_MARKS and any(body.count(mark) > limits.MOST_MARKS for mark in (b",", b"[", b"{")):
        raise limits.exceeded("The body has too many values.")
    try:
        request = json.loads(body.decode())
    except (ValueError, RecursionError) as fault:
        raise Stop(400, "The body is not JSON.") from fault
    if not isinstance(request, dict):
        raise Stop(400, "The body must be one JSON object; batches are not taken.")
    if not isinstance(request.get("query"), str):
        raise Stop(400, "The body needs a query, a text.")
    if not isinstance(request.get("variables"), dict | None) or not isinstance(
        request.get("operationName"), str | None
    ):
        raise Stop(400, "variables must be an object and operationName a text.")
    if _left(request.get("variables"), limits.MOST_VALUES, limits.DEEPEST_VALUE) < 0:
        raise limits.exceeded(
            f"The variables have more than {limits.MOST_VALUES:,} values, or more than {limits.DEEPEST_VALUE} levels."
        )
    return request


def _left(value: Any, most: int, levels: int) -> int:
    """How many values more there may be besides this one; below 0 if there are too many in it or too many levels."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    left = most - 1 if levels else -1
    for item in items:
        if left < 0:
            break
        left = _left(item, left, levels - 1)
    return left


def _is_json(content_type: bytes) -> bool:
    return content_type == JSON or content_type.split(b";")[0].strip().lower() == JSON


def _status(scope: Scope, code: Code) -> int:
    """A request error is 4xx for the newer media type and 200 for application/json, by the GraphQL over HTTP draft."""
    if code in STATUS:
        return STATUS[code]
    return 400 if chosen(headers.first(scope, b"accept")) == NEW else 200


def _errors(found: list[dict[str, Any]]) -> bytes:
    listed = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return b'"errors":%b' % listed.encode("utf-8", "replace")


def _fresh_nonce(scope: Scope) -> Mapping[bytes, bytes]:
    return {b"dpop-nonce": scope[NONCE].encode()} if NONCE in scope else {}


async def _send(send: Send, scope: Scope, answer: Answer) -> None:
    status, body, more = answer
    kind = chosen(headers.first(scope, b"accept")) or JSON
    heads = [KINDS[kind], (b"content-length", b"%d" % len(body)), *SAFE, *more.items()]
    await send({"type": "http.response.start", "status": status, "headers": heads})
    await send({"type": "http.response.body", "body": body})
