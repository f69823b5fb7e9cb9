"""GraphQL over WebSocket by graphql-transport-ws: many operations of one caller beside each other on one connection."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping, MutableMapping
from contextlib import aclosing, suppress
from typing import Any

from auth import headers
from auth.challenges import Challenged
from portal.sentences import Sentence, say
from schema.engine.context import Unknown
from schema.engine.questions import Question
from schema.engine.refusals import Caller, Scope, refusal
from schema.engine.requests import Requests, answered
from schema.engine.streams import MOST_EACH, SECONDS_LATER, Stream, Streams
from schema.engine.throttle import Throttled

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH, PROTOCOL = "/graphql", "graphql-transport-ws"
BAD, UNAUTHORIZED, UNACCEPTABLE, LATE, TAKEN, AGAIN = 4400, 4401, 4406, 4408, 4409, 4429
FORBIDDEN, GOING_AWAY, FAULT, LATER = 4403, 1001, 1011, 1013
SECONDS_TO_BEGIN = 5.0
SECONDS_UNREAD = 30.0
"""How long a message waits for whoever reads nothing."""
SECONDS_BETWEEN = 15.0
"""Between two signs of life; each time it is looked whether the session still counts."""
LONGEST_ID = 100


class Closed(Exception):  # noqa: N818 - an end, not a fault
    """The connection ends, with a code and a sentence."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


CARRIED = say("A connection can carry {most} operations at the same time.", most=MOST_EACH)


class Sockets:
    """The ASGI application behind the WebSocket of /graphql."""

    def __init__(
        self, requests: Requests, streams: Streams, *, cross_site: Callable[[Scope], Sentence | None]
    ) -> None:  # fmt: skip
        self._requests, self._streams, self._cross_site = requests, streams, cross_site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        scope["method"] = "GET"  # as which it began, and which a proof of a key names
        try:
            caller = await self._requests.caller(scope) if scope["path"] == PATH else None
            is_foreign = caller is None or not (caller.actor.program or self._cross_site(scope) is None)
        except Exception as fault:  # noqa: BLE001 - whoever is not known learns by the code that they are not
            await _turned_away(send, scope, UNAUTHORIZED if isinstance(fault, Challenged) else FAULT)
            return
        if is_foreign or caller is None:
            await send({"type": "websocket.close", "code": FORBIDDEN})
            return
        if PROTOCOL not in scope.get("subprotocols", ()):
            await _turned_away(send, scope, UNACCEPTABLE)
            return
        try:
            with self._streams.connected(caller.actor) as ending:
                await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
                await Connection(self._requests, scope, caller, receive, send).serve(ending)
        except Throttled:
            await _turned_away(send, scope, LATER)


async def _turned_away(send: Send, scope: Scope, code: int) -> None:
    """Accepted only to be told why not: before that, nobody would see the code."""
    spoken = PROTOCOL if PROTOCOL in scope.get("subprotocols", ()) else None
    await send({"type": "websocket.accept", "subprotocol": spoken})
    await send({"type": "websocket.close", "code": code, "reason": REASONS[code]})


REASONS: Mapping[int, str] = {
    UNAUTHORIZED: "Unauthorized", UNACCEPTABLE: "Subprotocol not acceptable", LATE: "Connection initialisation timeout",
    AGAIN: "Too many initialisation requests", GOING_AWAY: "The server stops", FAULT: "Something went wrong",
    LATER: "Too many connections: try again later",
}  # fmt: skip


class Connection:
    """One connection until its end."""

    def __init__(self, requests: Requests, scope: Scope, caller: Caller, receive: Receive, send: Send) -> None:
        self._requests, self._scope, self._caller = requests, scope, caller
        self._receive, self._to_client = receive, send
        self._turn = asyncio.Lock()
        self._running: dict[str, asyncio.Task[None]] = {}
        """By the ids for which something is still told."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._streams: dict[asyncio.Task[None], Stream] = {}
        self._is_open = False
        self._is_broken = asyncio.Event()
        """Nothing more can be sent."""

    async def serve(self, ending: asyncio.Event) -> None:
        """Takes messages until the client leaves, does what nobody may, loses its session, or the server stops."""
        parts: tuple[Coroutine[Any, Any, None], ...] = (
            self._listen(), self._keep_alive(), _ends(ending, GOING_AWAY), _ends(self._is_broken, FAULT),
        )  # fmt: skip
        tasks = [asyncio.create_task(part) for part in parts]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            ended = next((task.exception() for task in tasks if task.done()), None)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._wind_up()
        if isinstance(ended, Closed):
            with suppress(Exception):  # whoever has left is told nothing
                await self._to_client({"type": "websocket.close", "code": ended.code, "reason": str(ended)[:120]})
        elif ended is not None:
            raise ended

    async def _wind_up(self) -> None:
        """What is under way ends by itself, untold: who breaks off a statement loses the connection that it runs on."""
        for name in tuple(self._running):
            self._let_go(name)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=SECONDS_UNREAD)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _let_go(self, name: str) -> None:
        """Nothing more is told under this id."""
        task = self._running.pop(name, None)
        if task in self._streams:
            self._streams[task].end()

    async def _listen(self) -> None:
        try:
            async with asyncio.timeout(SECONDS_TO_BEGIN):
                while not self._is_open and await self._took_one():
                    pass
        except TimeoutError:
            raise Closed(LATE, REASONS[LATE]) from None
        while await self._took_one():
            pass

    async def _took_one(self) -> bool:
        """The next message; False once the client has left."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            return False
        await self._take(_read(message.get("text")))
        return True

    async def _take(self, message: Mapping[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                if self._is_open:
                    raise Closed(AGAIN, REASONS[AGAIN])
                self._is_open = True
                await self._send({"type": "connection_ack"})
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                await self._begin(*_operation(message))
            case "complete":
                self._let_go(str(message.get("id")))
            case _:
                raise Closed(BAD, "The type of the message is not known.")

    async def _begin(self, name: str, payload: Mapping[str, Any]) -> None:
        if not self._is_open:
            raise Closed(UNAUTHORIZED, REASONS[UNAUTHORIZED])
        if name in self._running:
            raise Closed(TAKEN, f"Subscriber for {name} already exists")
        if len(self._tasks) >= MOST_EACH:
            fault = Throttled(SECONDS_LATER, CARRIED)
            await self._send({"id": name, "type": "error", "payload": [fault.json(headers.language(self._scope))]})
            return
        running = self._running[name] = asyncio.create_task(self._run(name, json.dumps(payload).encode()))
        self._tasks.add(running)
        running.add_done_callback(lambda task: self._is_over(name, task))

    def _is_over(self, name: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._streams.pop(task, None)
        if self._running.get(name) is task:
            del self._running[name]
        if not task.cancelled() and task.exception() is not None:
            self._is_broken.set()

    async def _run(self, name: str, body: bytes) -> None:
        """One operation; what is refused before it begins is an error, what fails later is an answer."""
        bill, has_begun = self._requests.bill(self._caller), False
        try:
            run = await self._requests.read(
                self._scope, body, bill, headers.language(self._scope), may_change=True, takes_events=True
            )
            if isinstance(run, Question):
                async with self._requests.stream(self._scope, self._caller, run, bill) as stream:
                    has_begun = True
                    self._carry(name, stream)
                    async with aclosing(stream.events()) as events:
                        async for event in events:
                            if event is not None:
                                await self._next(name, f'{{"data":{event.answer}}}')
            else:
                data = await self._requests.done(self._scope, self._caller, run)
                await self._next(name, answered(data, bill).decode())
        except Exception as fault:  # noqa: BLE001 - what nobody expected is written down, and the client gets its reference
            answer = json.loads(refusal(self._scope, fault, None, self._caller)[1])
            if not has_begun and "data" not in answer:
                await self._tell(name, {"type": "error", "payload": answer["errors"]})
                return
            await self._tell(name, {"type": "next", "payload": answer})
        await self._tell(name, {"type": "complete"})

    def _carry(self, name: str, stream: Stream) -> None:
        """So that it can be let go, which it may have been already."""
        task = asyncio.current_task()
        if task is None or self._running.get(name) is not task:
            stream.end()
        else:
            self._streams[task] = stream

    async def _next(self, name: str, payload: str) -> None:
        if self._is_told(name):
            await self._write(f'{{"id":{json.dumps(name)},"type":"next","payload":{payload}}}')

    async def _tell(self, name: str, message: Mapping[str, Any]) -> None:
        if self._is_told(name):
            await self._send({"id": name, **message})

    def _is_told(self, name: str) -> bool:
        """Whether the client has not completed what this task does."""
        return self._running.get(name) is asyncio.current_task()

    async def _send(self, message: Mapping[str, Any]) -> None:
        await self._write(json.dumps(message, ensure_ascii=False, separators=(",", ":")))

    async def _write(self, text: str) -> None:
        """One message after the other: who reads slowly has the next one made later."""
        async with self._turn, asyncio.timeout(SECONDS_UNREAD):
            await self._to_client({"type": "websocket.send", "text": text})

    async def _keep_alive(self) -> None:
        """Signs of life, and looks at the session, which may have ended with no operation under way."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN)
            try:
                try:
                    await self._requests.api.recognise(self._caller)
                except Unknown:
                    self._caller = await self._requests.again(self._scope, self._caller)
            except Challenged:
                raise Closed(UNAUTHORIZED, REASONS[UNAUTHORIZED]) from None
            if self._is_open:
                await self._send({"type": "ping"})


async def _ends(when: asyncio.Event, code: int) -> None:
    await when.wait()
    raise Closed(code, REASONS[code])


def _read(text: str | None) -> Mapping[str, Any]:
    """Raises Closed for what is no message."""
    try:
        message = json.loads(text or "")
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Closed(BAD, "A message is a JSON object with a type.")
    return message


def _operation(message: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    name, payload = message.get("id"), message.get("payload")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_ID or not isinstance(payload, dict):
        raise Closed(BAD, "An operation has an id, a text, and a payload, an object.")
    return name, {each: payload.get(each) for each in ("query", "operationName", "variables")}
