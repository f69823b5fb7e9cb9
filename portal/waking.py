"""The bell that wakes those who work: whatever process commits something for them rings, and all of them hear it.

It says nothing but that there is something: NOTIFY knows no privilege, so nobody is told an id and nobody believes one.
Where nothing is heard, as behind a pooler that gives a connection to another client after each transaction, they look
by themselves, more often.
"""

import asyncio
import logging
from contextlib import suppress

from portal.access import AccessClass
from portal.database.outage import OUTAGE
from portal.database.pools import Database

log = logging.getLogger(__name__)

WORK, NEWS = "entente_work", "entente_news"
"""What is rung for: something to do, and something new to read."""
SECONDS_BETWEEN_RINGS = 0.05
SECONDS_FOR_AN_ECHO = 2.0
SECONDS_BETWEEN_ECHOES = 60.0
SECONDS_AWAY = 5.0


class Bell:
    """Of one process: it rings for all processes, and its own workers hear it."""

    def __init__(self, database: Database, channel: str = WORK) -> None:
        self._database, self._channel = database, channel
        self._workers: list[asyncio.Event] = []
        self._sending: asyncio.Task[None] | None = None
        self._is_due = False
        self._echo = asyncio.Event()
        self.hears = False
        """Whether what is rung anywhere is heard here."""

    def ring(self) -> None:
        """Wakes the workers of every process; rung often, it is heard now and then. Never fails."""
        self._is_due = True
        if self._sending is None or self._sending.done():
            self._sending = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        while self._is_due:
            self._is_due = False
            with suppress(Exception):  # then they find it by themselves
                await self._database.reads[AccessClass.SYSTEM].fetch_value(f"NOTIFY {self._channel}")
            await asyncio.sleep(SECONDS_BETWEEN_RINGS)

    def worker(self) -> asyncio.Event:
        """What is set whenever the bell is heard, for one worker, who clears it."""
        event = asyncio.Event()
        self._workers.append(event)
        return event

    def dismiss(self, event: asyncio.Event) -> None:
        """The worker has gone."""
        self._workers.remove(event)

    def heard(self) -> None:
        """Wakes the workers of this process."""
        self._echo.set()
        for event in self._workers:
            event.set()

    async def listen(self) -> None:
        """Hears until it is cancelled. What breaks is begun anew."""
        while True:
            pause = SECONDS_AWAY
            try:
                await self._listen()
            except TimeoutError:
                pause = SECONDS_BETWEEN_ECHOES
                log.info("The bell is not heard through this connection: workers look by themselves.")
            except Exception as fault:
                if not OUTAGE.noted(fault):
                    log.exception("The bell is not heard: workers look by themselves.")
            finally:
                self.hears = False
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        """Until the connection breaks, or does not carry the bell any more: it is tried now and then."""
        connection = await self._database.connected(AccessClass.SYSTEM)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            await connection.add_listener(self._channel, lambda *_: self.heard())
            while not lost.is_set():
                self._echo.clear()
                self.ring()
                async with asyncio.timeout(SECONDS_FOR_AN_ECHO):
                    await self._echo.wait()
                self.hears = True
                with suppress(TimeoutError):
                    async with asyncio.timeout(SECONDS_BETWEEN_ECHOES):
                        await lost.wait()
        finally:
            connection.terminate()

    async def close(self) -> None:
        """Rings for the last time, if there is anything to ring for."""
        if self._sending is not None:
            await asyncio.gather(self._sending, return_exceptions=True)
