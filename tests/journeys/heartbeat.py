"""How long the event loop stood still: the work of this process between two of its turns."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class Beat:
    """The longest stop so far, in milliseconds of this process's CPU."""

    longest: float = 0

    async def go_on(self) -> None:
        last = time.process_time()
        while True:
            await asyncio.sleep(0)
            now = time.process_time()
            self.longest = max(self.longest, (now - last) * 1000)
            last = now


@asynccontextmanager
async def heartbeat() -> AsyncIterator[Beat]:
    """Counts the CPU time of the process, not the time that passed: nothing else on the machine makes it longer.

    While the loop runs that is its own work; while it waits for its turn, the work of the thread that keeps it waiting.
    """
    beat = Beat()
    beating = asyncio.create_task(beat.go_on())
    await asyncio.sleep(0)
    try:
        yield beat
        await asyncio.sleep(0)
    finally:
        beating.cancel()
