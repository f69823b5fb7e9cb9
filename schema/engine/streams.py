"""Live events of one process: how many may follow at once, and what each of them is told, whatever carries it.

Nobody has a queue: whoever is ready for the next event has it read, as it is then. So who reads slowly is told of less,
and costs nothing meanwhile.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from portal.access import Actor
from portal.news import Follower, News
from portal.sentences import Sentence, say
from schema.engine.context import Api, Unknown
from schema.engine.following import After, Event
from schema.engine.questions import Question
from schema.engine.refusals import Caller
from schema.engine.throttle import Bill, Throttled

MOST_EACH = 20
"""Streams of one person, or of one program, in one organisation."""
SECONDS_LATER = 5
"""When somebody may try again who follows too much."""
SECONDS_BETWEEN = 15.0
"""Between two signs of life where nothing happens; each time it is looked whether the session still counts."""


Client = tuple[UUID, UUID, str]
"""A person in an organisation, and the program that asks for them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A subscription as somebody asked for it."""

    caller: Caller
    question: Question
    bill: Bill
    language: str
    identify: Callable[[Caller], Awaitable[Caller]]
    """Asks anew who it is, where the database did not accept them."""
    last_event_id: str = ""


class Stream:
    """What one subscription is told."""

    def __init__(self, api: Api, asked: Asked, after: After, follower: Follower) -> None:
        self._api, self._asked, self._after, self._follower = api, asked, after, follower
        self._caller = asked.caller
        self._ended = asyncio.Event()

    def end(self) -> None:
        """It ends as soon as it is asked for more."""
        self._ended.set()
        self._follower.wake()

    async def events(self) -> AsyncGenerator[Event | None]:
        """Each event as it comes; None is a sign of life. Raises what a read raises: Challenged for a lost session."""
        while not self._ended.is_set():
            event = await self._next()
            if event is None:
                if not await self._follower.woken(SECONDS_BETWEEN):
                    yield None
                continue
            self._after = event.after
            if event.answer:
                yield event
                await self._pay()

    async def _next(self) -> Event | None:
        try:
            return await self._read()
        except Unknown:
            self._caller = await self._asked.identify(self._caller)
            self._follower.actor = self._caller.actor
            return await self._read()

    async def _read(self) -> Event | None:
        return await self._api.next_event(self._caller, self._asked.question, self._after, self._asked.language)

    async def _pay(self) -> None:
        """Each event costs what the first one did: who has nothing left waits for the next."""
        while not self._ended.is_set():
            try:
                self._asked.bill.again()
            except Throttled as fault:
                with suppress(TimeoutError):
                    async with asyncio.timeout(fault.seconds):
                        await self._ended.wait()
            else:
                return


class Full(NamedTuple):
    """Why there is no room: for nobody, or for this client alone."""

    all: Sentence
    each: Sentence


STREAMS = Full(
    say("There are too many live streams at the moment."),
    say("You can have {most} live streams at the same time.", most=MOST_EACH),
)
CONNECTIONS = Full(
    say("There are too many connections at the moment."),
    say("You can have {most} connections at the same time.", most=MOST_EACH),
)


class Streams:
    """All of this process."""

    def __init__(self, api: Api, news: News, *, most: int) -> None:
        self._api, self._news, self._most = api, news, most
        self._open: set[Stream] = set()
        self._each: Counter[Client] = Counter()
        self._carrying: Counter[Client] = Counter()
        self._connected: set[asyncio.Event] = set()
        self._is_over = False

    async def begin(self, asked: Asked) -> After:
        """From where on it is told. Refuses what a read refuses, and raises that."""
        named = await self._api.begin(asked.caller, asked.question, asked.last_event_id)
        return named or After(await self._news.now())

    @contextmanager
    def opened(self, asked: Asked, after: After) -> Iterator[Stream]:
        """A stream until the end of the block. Refuses: Throttled for one too many."""
        actor = asked.caller.actor
        with self._room(self._each, actor, STREAMS), self._news.followed(actor) as follower:
            stream = Stream(self._api, asked, after, follower)
            self._open.add(stream)
            try:
                yield stream
            finally:
                self._open.discard(stream)

    @contextmanager
    def connected(self, actor: Actor) -> Iterator[asyncio.Event]:
        """A connection that may carry some, until the end of the block: what is set when the process stops.

        Refuses: Throttled for one too many.
        """
        with self._room(self._carrying, actor, CONNECTIONS):
            ending = asyncio.Event()
            self._connected.add(ending)
            try:
                yield ending
            finally:
                self._connected.discard(ending)

    @contextmanager
    def _room(self, each: Counter[Client], actor: Actor, full: Full) -> Iterator[None]:
        """One of so many of a client, and of the process."""
        client = (actor.person_id, actor.partner_id, actor.program)
        if self._is_over or each.total() >= self._most:
            raise Throttled(SECONDS_LATER, full.all)
        if each[client] >= MOST_EACH:
            raise Throttled(SECONDS_LATER, full.each)
        each[client] += 1
        try:
            yield
        finally:
            each[client] -= 1
            if not each[client]:
                del each[client]

    def end(self) -> None:
        """The process stops: all of them end, and none begins."""
        self._is_over = True
        for ending in self._connected:
            ending.set()
        for stream in tuple(self._open):
            stream.end()
