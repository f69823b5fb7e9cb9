"""Who may have something new to read: one look of each process at what was placed, for all that follow it there.

The bell says nothing but that there is something; what it is everybody reads as themselves. The look tells in whose
worlds something happened, so that the others go on sleeping.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from uuid import UUID

from portal.access import AccessClass, Actor, Side
from portal.database.outage import OUTAGE
from portal.database.pools import Database
from portal.finishing import finished
from portal.waking import NEWS, Bell

log = logging.getLogger(__name__)

SECONDS_OF_CALM = 0.2
"""Between two looks at least: what comes meanwhile is told together."""
SECONDS_DEAF, SECONDS_BETWEEN = 2.0, 30.0
"""Between two looks at most, where the bell is not heard and where it is."""
LAST = "SELECT coalesce((SELECT max(placed_at) FROM placed), 'epoch'::TIMESTAMPTZ)"
SINCE = "SELECT ROW(max(placed_at), array_agg(DISTINCT partner_id::TEXT)) FROM placed WHERE placed_at > $1"


class Follower:
    """Somebody who follows what happens, and is woken when something may be there for them."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._fresh = asyncio.Event()

    def concerns(self, partner_id: UUID) -> bool:
        """Whether what happened in the world of this partner may be for them."""
        if self.actor.access_class is AccessClass.MANAGER:
            return partner_id in self.actor.partners or partner_id == self.actor.partner_id
        return self.actor.side is Side.HOST or partner_id == self.actor.partner_id

    def wake(self) -> None:
        self._fresh.set()

    async def woken(self, seconds: float) -> bool:
        """Waits until there may be something, at most so long: whether there may."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._fresh.wait()
        found = self._fresh.is_set()
        self._fresh.clear()
        return found


class News:
    """Of one process: it looks while anybody follows, and not otherwise."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._followers: set[Follower] = set()
        self._looking: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._since: datetime | None = None
        self.bell = Bell(database, NEWS)

    async def now(self) -> datetime:
        """The last place that was given: whatever is placed from now on comes behind it."""
        found: datetime = await self._database.reads[AccessClass.SYSTEM].fetch_value(LAST)
        return found

    @contextmanager
    def followed(self, actor: Actor) -> Iterator[Follower]:
        """Somebody follows until the end of the block."""
        follower = Follower(actor)
        self._followers.add(follower)
        if self._looking is None:
            self._since = None
            self._looking = asyncio.get_running_loop().create_task(self._look_out())
        try:
            yield follower
        finally:
            self._followers.discard(follower)
            if not self._followers:
                self._stop()

    def _stop(self) -> None:
        """Nobody follows: whoever does next has it looked anew."""
        looking, self._looking = self._looking, None
        if looking is not None:
            self._leaving.add(looking)
            looking.add_done_callback(self._leaving.discard)
            looking.cancel()

    async def _look_out(self) -> None:
        listening = asyncio.create_task(self.bell.listen())
        rung = self.bell.worker()
        try:
            while True:
                rung.clear()
                await self._tried()
                await asyncio.sleep(SECONDS_OF_CALM)
                with suppress(TimeoutError):
                    async with asyncio.timeout(SECONDS_BETWEEN if self.bell.hears else SECONDS_DEAF):
                        await rung.wait()
        finally:
            self.bell.dismiss(rung)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _tried(self) -> None:
        try:
            await finished(self._look())
        except Exception as fault:
            if not OUTAGE.noted(fault):
                log.exception("No one can be told what is new; it is tried again.")

    async def _look(self) -> None:
        """Wakes whom something new may concern; the first look wakes all, as nobody knows what came before it."""
        if self._since is None:
            self._since = await self.now()
            partners = None
        else:
            last, found = await self._database.reads[AccessClass.SYSTEM].fetch_value(SINCE, self._since)
            self._since, partners = last or self._since, [UUID(each) for each in found or ()]
        for follower in tuple(self._followers):
            if partners is None or any(map(follower.concerns, partners)):
                follower.wake()

    async def close(self) -> None:
        """Looks no more."""
        self._stop()
        await asyncio.gather(*self._leaving, return_exceptions=True)
        await self.bell.close()
