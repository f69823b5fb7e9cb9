"""GraphQL over HTTP: a POST of JSON in, the response text out; every refusal is a JSON body with a code.

A subscription comes as server-sent events, which a GET asks for as well.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from graphql import OperationType

from auth import csrf, headers
from auth.challenges import Challenged
from auth.events import Visit
from auth.resource import NONCE
from portal import clock
from schema.engine import limits, sse
from schema.engine.context import Api, Unknown
from schema.engine.errors import Code
from schema.engine.media import JSON, NEW, chosen, takes_events
from schema.engine.questions import Question, Questions
from schema.engine.refusals import Answer, Caller, Scope, Stop, fresh_nonce, refusal, unexpected
from schema.engine.streams import Asked, Streams
from schema.engine.throttle import Bill, Throttle

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

KINDS = {media: (b"content-type", media + b"; charset=utf-8") for media in (JSON, NEW)}
SAFE = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
GET, DONE = "GET", 200


class Gone(Exception):  # noqa: N818 - nobody waits for an answer any more
    """Whoever sent the request has left in the middle of it."""


Run = Callable[[Caller], Awaitable[str | bytes]]
"""Carries a request out for somebody; the JSON of its data."""


class View:
    """The ASGI application behind /graphql."""

    def __init__(
        self, api: Api, streams: Streams, *, known: Callable[[Scope], Caller | None],
        identify: Callable[[Scope], Awaitable[Caller]], forget: Callable[[Any], None],
        cross_site: Callable[[Scope], str | None], cost_per_second: int,
    ) -> None:  # fmt: skip
        self.api, self.streams, self._known, self._identify, self._forget = api, streams, known, identify, forget
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
            body = await _body(receive) if scope["method"] != GET else _query(scope)
            language = headers.language(scope)
            known = self._questions.get(body)
            run = self._asked(known, bill, language) if known else await self._read(scope, body, bill, language)
            if isinstance(run, Question):
                await self._stream(scope, receive, send, self._followed(scope, caller, run, bill))
                return
            try:
                data = await run(caller)
            except Unknown:
                data = await run(await self._again(scope, caller))
            answer: Answer = DONE, _answered(data, bill), fresh_nonce(scope) if NONCE in scope else {}
        except Gone:
            return
        except Exception as fault:  # noqa: BLE001 - what nobody expected is written down, and the caller gets its reference
            answer = refusal(scope, fault, bill, caller)
        await _send(send, scope, answer)

    def _followed(self, scope: Scope, caller: Caller, question: Question, bill: Bill) -> Asked:
        bill.ask(question.price.cost)
        last = headers.first(scope, b"last-event-id").decode("latin-1")
        return Asked(caller, question, bill, headers.language(scope), partial(self._again, scope), last)

    async def _stream(self, scope: Scope, receive: Receive, send: Send, asked: Asked) -> None:
        """A subscription until its end. Raises, and refuses, before it begins."""
        try:
            after = await self.streams.begin(asked)
        except Unknown:
            asked = replace(asked, caller=await self._again(scope, asked.caller))
            after = await self.streams.begin(asked)
        with self.streams.opened(asked, after) as stream:
            await sse.serve(stream, receive, send, fresh_nonce(scope), lambda fault: _ended(scope, fault, asked.caller))

    async def _identified(self, scope: Scope) -> Caller:
        """The caller as the database knows them; RequestError when it cannot be asked."""
        try:
            return await self._identify(scope)
        except Challenged:
            raise
        except Exception as fault:
            raise unexpected(fault) from fault

    def _check(self, scope: Scope, caller: Caller) -> None:
        """Stops what is no request for data, or comes from a page of another site."""
        accept = headers.first(scope, b"accept")
        is_get = scope["method"] == GET and takes_events(accept)
        if chosen(accept) is None and not takes_events(accept):
            raise Stop(406, "Accept application/json or application/graphql-response+json.")
        if scope["method"] != "POST" and not is_get:
            raise Stop(405, "Send a POST with a JSON body.", allow=b"POST")
        # A stream is as much as a change to whoever must not have it: a GET for one says where it comes from as well.
        foreign = None if caller.actor.program else self._cross_site({**scope, "method": "POST"})
        if foreign:
            raise Stop(403, foreign, code=Code.FORBIDDEN)
        if not is_get and not _is_json(headers.first(scope, b"content-type")):
            raise Stop(415, "The body must be application/json.")

    async def _read(self, scope: Scope, body: bytes, bill: Bill, language: str) -> Run | Question:
        """What a request asks for; it is carried out for the caller given. Of a subscription what is asked."""
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
            if scope["method"] == GET:
                raise Stop(405, "A mutation needs a POST.", allow=b"POST")
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
        if operation.operation is OperationType.SUBSCRIPTION:
            if not takes_events(headers.first(scope, b"accept")):
                raise Stop(406, "A subscription is answered as a stream: accept text/event-stream.")
            return question
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


def _ended(scope: Scope, fault: Exception, caller: Caller) -> bytes:
    """Why a stream ends before its time."""
    return refusal(scope, fault, None, caller)[1]


def _answered(data: str | bytes, bill: Bill) -> bytes:
    """Refuses: LIMIT_EXCEEDED for more bytes than are sent."""
    encoded = data if isinstance(data, bytes) else data.encode()
    if len(encoded) > limits.LARGEST_ANSWER:
        raise limits.too_large()
    return b'{"data":%b,%b}' % (encoded, bill.told())


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


def _query(scope: Scope) -> bytes:
    """The body that stands for what a GET asks, by the GraphQL over HTTP draft."""
    try:
        given = dict(parse_qsl(scope["query_string"].decode("latin-1"), max_num_fields=limits.MOST_NAMES))
        variables = json.loads(given.get("variables") or "null")
    except (ValueError, RecursionError) as fault:
        raise Stop(400, "The variables are not JSON.") from fault
    request = {"query": given.get("query"), "variables": variables, "operationName": given.get("operationName")}
    return json.dumps(request).encode()


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


async def _send(send: Send, scope: Scope, answer: Answer) -> None:
    status, body, more = answer
    kind = chosen(headers.first(scope, b"accept"))
    if kind is None and status == DONE:
        await sse.once(send, body, more)
        return
    kind = kind or JSON
    heads = [KINDS[kind], (b"content-length", b"%d" % len(body)), *SAFE, *more.items()]
    await send({"type": "http.response.start", "status": status, "headers": heads})
    await send({"type": "http.response.body", "body": body})
