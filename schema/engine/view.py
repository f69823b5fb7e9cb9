"""GraphQL over HTTP: a POST of JSON in, the response text out; every refusal is a JSON body with a code.

A subscription comes as server-sent events, which a GET asks for as well.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from auth import csrf, headers
from auth.resource import NONCE
from portal.sentences import Sentence
from schema.engine import limits, sse
from schema.engine.errors import Code
from schema.engine.media import JSON, NEW, chosen, takes_events
from schema.engine.questions import Question
from schema.engine.refusals import Answer, Caller, Scope, Stop, fresh_nonce, refusal
from schema.engine.requests import Requests, answered
from schema.engine.throttle import Bill

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

KINDS = {media: (b"content-type", media + b"; charset=utf-8") for media in (JSON, NEW)}
SAFE = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
GET, DONE = "GET", 200


class Gone(Exception):  # noqa: N818 - nobody waits for an answer any more
    """Whoever sent the request has left in the middle of it."""


class View:
    """The ASGI application behind /graphql."""

    def __init__(self, requests: Requests, *, cross_site: Callable[[Scope], Sentence | None]) -> None:
        self._requests, self._cross_site = requests, cross_site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller: Caller | None = None
        bill: Bill | None = None
        try:
            caller = await self._requests.caller(scope)
            bill = self._requests.bill(caller)
            if not _is_plain(scope, caller):
                self._check(scope, caller)
            body = await _body(receive) if scope["method"] != GET else _query(scope)
            run = await self._requests.read(
                scope, body, bill, headers.language(scope), may_change=scope["method"] != GET,
                takes_events=takes_events(headers.first(scope, b"accept")),
            )  # fmt: skip
            if isinstance(run, Question):
                await self._follow(scope, receive, send, caller, run, bill)
                return
            data = await self._requests.done(scope, caller, run)
            answer: Answer = DONE, answered(data, bill), fresh_nonce(scope) if NONCE in scope else {}
        except Gone:
            return
        except Exception as fault:  # noqa: BLE001 - what nobody expected is written down, and the caller gets its reference
            answer = refusal(scope, fault, bill, caller)
        await _send(send, scope, answer)

    async def _follow(
        self, scope: Scope, receive: Receive, send: Send, caller: Caller, question: Question, bill: Bill
    ) -> None:  # fmt: skip
        last = headers.first(scope, b"last-event-id").decode("latin-1")
        async with self._requests.stream(scope, caller, question, bill, last) as stream:
            await sse.serve(stream, receive, send, fresh_nonce(scope), lambda fault: _ended(scope, fault, caller))

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
