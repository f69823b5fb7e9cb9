"""GraphQL over HTTP: a POST of JSON in, the response text out; every refusal is a JSON body with a code."""

import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import partial
from typing import Any, Protocol

from graphql import OperationType, execute_sync

from auth import challenges, csrf, faults, headers, scopes
from auth.challenges import Challenged
from auth.events import Visit
from auth.resource import NONCE
from portal import clock
from portal.errors import ConfirmationNeeded
from schema.engine import context, limits
from schema.engine.context import Api, Unknown
from schema.engine.documents import Document, Refused
from schema.engine.errors import Code, RequestError, Withheld
from schema.engine.questions import Questions
from schema.engine.withheld import Partly

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

JSON, NEW_MEDIA = b"application/json", b"application/graphql-response+json"
KIND, NEW_KIND = ((b"content-type", media + b"; charset=utf-8") for media in (JSON, NEW_MEDIA))
SAFE = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
CODES = {400: Code.BAD_REQUEST, 401: Code.UNAUTHENTICATED, 403: Code.FORBIDDEN}
STATUS: Mapping[Code, int] = {
    Code.UNAUTHENTICATED: 401, Code.FORBIDDEN: 403, Code.TIMEOUT: 503, Code.INTERNAL_SERVER_ERROR: 500,
}  # fmt: skip


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


class View:
    """The ASGI application behind /graphql."""

    def __init__(
        self, api: Api, *, known: Callable[[Scope], Caller | None], identify: Callable[[Scope], Awaitable[Caller]],
        forget: Callable[[Any], None], cross_site: Callable[[Scope], str | None],
    ) -> None:  # fmt: skip
        self.api, self._known, self._identify, self._forget = api, known, identify, forget
        self._cross_site = cross_site
        self._questions = Questions()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller: Caller | None = None
        try:
            caller = self._known(scope) or await self._identified(scope)
            if not _is_plain(scope, caller):
                self._check(scope, caller)
            body = await _body(receive)
            known = self._questions.get(body)
            run = partial(self.api.answer, question=known) if known else self._read(scope, body)
            try:
                data = await run(caller)
            except Unknown:
                data = await run(await self._again(scope, caller))
            answer: Answer = 200, b'{"data":%b}' % data.encode(), _fresh_nonce(scope) if NONCE in scope else {}
        except Gone:
            return
        except Exception as fault:  # noqa: BLE001 - what nobody expected is written down, and the caller gets its reference
            answer = _refusal(scope, fault, caller)
        await _send(send, scope, answer)

    async def _identified(self, scope: Scope) -> Caller:
        """The caller as the database knows them; Stop when it cannot be asked."""
        try:
            return await self._identify(scope)
        except Challenged:
            raise
        except Exception as fault:
            error = _fault(fault)
            raise Stop(503 if faults.is_passing(fault) else 500, error.message, code=error.code) from fault

    def _check(self, scope: Scope, caller: Caller) -> None:
        """Stops what is no request for data, or comes from a page of another site."""
        if scope["method"] != "POST":
            raise Stop(405, "Send a POST with a JSON body.", allow=b"POST")
        refusal = None if caller.actor.program else self._cross_site(scope)
        if refusal:
            raise Stop(403, refusal, code=Code.FORBIDDEN)
        if not _is_json(_header(scope, b"content-type")):
            raise Stop(415, "The body must be application/json.")

    def _read(self, scope: Scope, body: bytes) -> Callable[[Caller], Awaitable[str]]:
        """What a request asks for; it is carried out for the caller given."""
        request = _request(body)
        document = self.api.documents.get(request["query"])
        operation = document.operation(request.get("operationName"))
        variables = request.get("variables") or {}
        if limits.is_introspection(operation):
            return partial(self._introspect, document=document, request=request)
        if operation.operation is OperationType.MUTATION:
            origin = Visit.of(scope, clock.now()).origin
            return partial(self.api.do, document=document, operation=operation, given=variables, origin=origin)
        question = self.api.question(document, operation, variables)
        self._questions.keep(body, question)
        return partial(self.api.answer, question=question)

    async def _again(self, scope: Scope, caller: Caller) -> Caller:
        """The caller identified anew, after the database did not accept the one known."""
        self._forget(caller)
        return await self._identify(scope)

    async def _introspect(self, caller: Caller, document: Document, request: Mapping[str, Any]) -> str:
        await self.api.recognise(caller)
        result = execute_sync(
            self.api.schema, document.node, operation_name=request.get("operationName"),
            variable_values=request.get("variables"),
        )  # fmt: skip
        return json.dumps(result.formatted["data"], separators=(",", ":"))


def _is_plain(scope: Scope, caller: Caller) -> bool:
    """Whether there is nothing to check: what nearly every request says, told at a glance."""
    told = headers.once(scope)
    return (
        scope["method"] == "POST"
        and told.get(b"content-type") == JSON
        and (told.get(b"sec-fetch-site") == csrf.FROM_HERE or bool(caller.actor.program))
    )


def _refusal(scope: Scope, fault: Exception, caller: Caller | None) -> Answer:
    """The answer to a request that was not carried out, or only in part."""
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
    if isinstance(fault, Refused):
        return _status(scope, Code.BAD_USER_INPUT), _errors(fault.errors), _fresh_nonce(scope)
    if isinstance(fault, TimeoutError):
        fault = RequestError("The request took too long and was stopped.", code=Code.TIMEOUT)
    error = fault if isinstance(fault, RequestError) else _fault(fault)
    return _status(scope, error.code), _errors([error.json()]), _fresh_nonce(scope)


def _in_part(partly: Partly, caller: Caller | None) -> bytes:
    errors = [
        RequestError(
            scopes.hint([missing.permission], _obtainable(caller)).message, code=Code.FORBIDDEN, path=missing.path
        ).json()
        for missing in partly.missing
    ]
    whole = {"data": partly.data, "errors": errors}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


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
    reference = secrets.token_hex(6)
    log.error("A request failed, reference %s", reference, exc_info=fault)
    error = RequestError(f"Something went wrong; the reference is {reference}.", code=Code.INTERNAL_SERVER_ERROR)
    error.reference = reference
    return error


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limits.LONGEST_BODY:
            raise Stop(413, f"The body has more than {limits.LONGEST_BODY:,} bytes.")
        more = message.get("more_body", False)
    return b"".join(parts)


def _request(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a request, with its types checked."""
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
    return request


def _header(scope: Scope, name: bytes) -> bytes:
    found = headers.of(scope, name)
    return found[0] if found else b""


def _is_json(content_type: bytes) -> bool:
    return content_type == JSON or content_type.split(b";")[0].strip().lower() == JSON


def _status(scope: Scope, code: Code) -> int:
    """A request error is 4xx for the newer media type and 200 for application/json, by the GraphQL over HTTP draft."""
    if code in STATUS:
        return STATUS[code]
    return 400 if NEW_MEDIA in _header(scope, b"accept") else 200


def _errors(found: list[dict[str, Any]]) -> bytes:
    return json.dumps({"errors": found}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _fresh_nonce(scope: Scope) -> Mapping[bytes, bytes]:
    return {b"dpop-nonce": scope[NONCE].encode()} if NONCE in scope else {}


async def _send(send: Send, scope: Scope, answer: Answer) -> None:
    status, body, more = answer
    kind = NEW_KIND if NEW_MEDIA in _header(scope, b"accept") else KIND
    heads = [kind, (b"content-length", b"%d" % len(body)), *SAFE, *more.items()]
    await send({"type": "http.response.start", "status": status, "headers": heads})
    await send({"type": "http.response.body", "body": body})
