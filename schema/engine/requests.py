"""What a request for data asks, and who sends it, whatever carries it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from graphql import OperationType

from auth import headers
from auth.challenges import Challenged
from auth.events import Visit
from portal import clock
from schema.engine import limits
from schema.engine.context import Api, Unknown
from schema.engine.questions import Question, Questions
from schema.engine.refusals import Caller, Scope, Stop, unexpected
from schema.engine.streams import Asked, Stream, Streams
from schema.engine.throttle import Bill, Throttle

Run = Callable[[Caller], Awaitable[str | bytes]]
"""Carries a request out for somebody; the JSON of its data."""


class Requests:
    """Those to one API, whose streams they open."""

    def __init__(
        self, api: Api, streams: Streams, *, known: Callable[[Scope], Caller | None],
        identify: Callable[[Scope], Awaitable[Caller]], forget: Callable[[Any], None], cost_per_second: int,
    ) -> None:  # fmt: skip
        self.api, self._streams, self._known, self._identify, self._forget = api, streams, known, identify, forget
        self._questions, self._throttle = Questions(), Throttle(cost_per_second)

    def bill(self, caller: Caller) -> Bill:
        """What the request of somebody costs them."""
        return self._throttle.bill(caller)

    async def caller(self, scope: Scope) -> Caller:
        """Who sends it. Raises Challenged."""
        return self._known(scope) or await self._identified(scope)

    async def done(self, scope: Scope, caller: Caller, run: Run) -> str | bytes:
        """The JSON of the data of what was read."""
        try:
            return await run(caller)
        except Unknown:
            return await run(await self.again(scope, caller))

    @asynccontextmanager
    async def stream(
        self, scope: Scope, caller: Caller, question: Question, bill: Bill, last_event_id: str = ""
    ) -> AsyncIterator[Stream]:  # fmt: skip
        """A subscription until the end of the block. Refuses, and raises, before it begins."""
        bill.ask(question.price.cost)
        asked = Asked(caller, question, bill, headers.language(scope), partial(self.again, scope), last_event_id)
        try:
            after = await self._streams.begin(asked)
        except Unknown:
            asked = replace(asked, caller=await self.again(scope, caller))
            after = await self._streams.begin(asked)
        with self._streams.opened(asked, after) as stream:
            yield stream

    async def _identified(self, scope: Scope) -> Caller:
        """The caller as the database knows them; RequestError when it cannot be asked."""
        try:
            return await self._identify(scope)
        except Challenged:
            raise
        except Exception as fault:
            raise unexpected(fault) from fault

    async def read(
        self, scope: Scope, body: bytes, bill: Bill, language: str, *, may_change: bool, takes_events: bool
    ) -> Run | Question:  # fmt: skip
        """What a request asks for; it is carried out for the caller given. Of a subscription what is asked."""
        known = self._questions.get(body)
        if known is not None:
            return self._asked(known, bill, language)
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
            if not may_change:
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
            if not takes_events:
                raise Stop(406, "A subscription is answered as a stream. Accept text/event-stream.")
            return question
        self._questions.keep(body, question)
        return self._asked(question, bill, language)

    def _asked(self, question: Question, bill: Bill, language: str) -> Run:
        bill.ask(question.price.cost)
        return partial(self.api.answer, question=question, language=language)

    async def again(self, scope: Scope, caller: Caller) -> Caller:
        """The caller identified anew, after the database did not accept the one known."""
        self._forget(caller)
        return await self._identify(scope)


def answered(data: str | bytes, bill: Bill) -> bytes:
    """Refuses: LIMIT_EXCEEDED for more bytes than are sent."""
    encoded = data if isinstance(data, bytes) else data.encode()
    if len(encoded) > limits.LARGEST_ANSWER:
        raise limits.too_large()
    return b'{"data":%b,%b}' % (encoded, bill.told())


def _request(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a request, with its types checked."""
    if len(body) > limits.MOST_MARKS and any(body.count(mark) > limits.MOST_MARKS for mark in (b",", b"[", b"{")):
        raise limits.exceeded("The body has too many values.")
    try:
        request = json.loads(body.decode())
    except (ValueError, RecursionError) as fault:
        raise Stop(400, "The body must be valid JSON.") from fault
    if not isinstance(request, dict):
        raise Stop(400, "The body must be one JSON object. Batches are not accepted.")
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
