"""How much a client may ask for: a bucket of its own, which fills again by itself; it lies in this process alone."""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from portal.access import Actor
from portal.sentences import Sentence, say
from schema.engine.errors import Code, RequestError
from schema.engine.limits import HIGHEST_COST

SECONDS = 10
"""A bucket holds what comes back in so long."""
MOST_CLIENTS = 10_000
UNTHROTTLED = 1_000_000
"""What seems to be there where nothing is limited."""
BYTES, CHARACTERS = 1_000, 20
"""Of a body, and of a document that was not known, that cost one."""


OFTEN = say("You have made too many requests in a short time.")


class Caller(Protocol):
    """Who asks, and the credential that they ask with."""

    @property
    def actor(self) -> Actor: ...
    @property
    def token_sha256(self) -> bytes: ...


class Throttled(RequestError):  # noqa: N818 - an answer, not a fault
    """The client has asked for too much of late."""

    code = Code.RATE_LIMITED

    def __init__(self, seconds: int, said: Sentence = OFTEN) -> None:
        super().__init__(said.then(say("Try again in {seconds} s.", seconds=seconds)))
        self.seconds = seconds


class Bucket:
    """What is left of one client's, and when that was so."""

    __slots__ = ("at", "left", "turn")

    def __init__(self, left: float, at: float) -> None:
        self.left, self.at = left, at
        self.turn = asyncio.Lock()
        """One document at a time is read for a client: others need the threads as well."""


class Throttle:
    """The buckets of those who asked lately: a person, or a program, in one organisation has one for all sessions."""

    def __init__(self, per_second: int, *, now: Callable[[], float] = time.monotonic) -> None:
        self.per_second = per_second
        self.most = max(per_second * SECONDS, HIGHEST_COST) if per_second else UNTHROTTLED
        self._now = now
        self._clients: OrderedDict[tuple[UUID, UUID, str], Bucket] = OrderedDict()
        self._credentials: OrderedDict[bytes, Bucket] = OrderedDict()

    def bill(self, caller: Caller) -> "Bill":
        found = self._credentials.get(caller.token_sha256)
        if found is None:
            found = self._credentials[caller.token_sha256] = self._of(caller.actor)
            if len(self._credentials) > MOST_CLIENTS:
                self._credentials.popitem(last=False)
        return Bill(self, found)

    def _of(self, actor: Actor) -> Bucket:
        client = (actor.person_id, actor.partner_id, actor.program)
        found = self._clients.get(client)
        if found is None:
            found = self._clients[client] = Bucket(self.most, self._now())
            if len(self._clients) > MOST_CLIENTS:
                self._clients.popitem(last=False)
        self._clients.move_to_end(client)
        return found

    def take(self, bucket: Bucket, cost: int) -> None:
        """Refuses with Throttled when there is not so much in it, and it is not full; then nothing is taken."""
        if not self.per_second:
            return
        now = self._now()
        left = min(self.most, bucket.left + (now - bucket.at) * self.per_second)
        bucket.left, bucket.at = left, now
        needed = min(cost, self.most)
        if left < needed:
            raise Throttled(math.ceil((needed - left) / self.per_second))
        bucket.left = left - cost


class Bill:
    """What one request costs its client."""

    __slots__ = ("_bucket", "_throttle", "actual", "requested", "turn")

    def __init__(self, throttle: Throttle, bucket: Bucket) -> None:
        self._throttle, self._bucket, self.turn = throttle, bucket, bucket.turn
        self.requested = self.actual = 0

    def ask(self, cost: int) -> None:
        """For carrying out the operation; once, even if that is tried again. Refuses: Throttled."""
        if not self.requested:
            self.requested = cost
            self._take(cost)

    def again(self) -> None:
        """For one more event of a subscription. Refuses: Throttled."""
        self._take(self.requested)

    def read(self, size: int, characters: int = 0) -> None:
        """For a body of so many bytes, or a document that nobody has sent lately. Refuses: Throttled."""
        self._take(size // BYTES + characters // CHARACTERS)

    def _take(self, cost: int) -> None:
        self._throttle.take(self._bucket, cost)
        self.actual += cost

    def told(self) -> bytes:
        """A member of the answer."""
        return _told(self.requested, self.actual, self._throttle.per_second) % self._bucket.left


@lru_cache(maxsize=2_000)
def _told(requested: int, actual: int, restored: int) -> bytes:
    """The same for all who ask the same, but for what is left."""
    return (
        b'"extensions":{"cost":{"requested":%d,"actual":%d,"available":%%d,"restoreRate":%d}}'
        % (requested, actual, restored)
    )  # fmt: skip


def nothing_asked(_: Any) -> None:
    """For an API that nobody pays for."""
