"""What is under way is finished: whoever is told to stop ends between two steps, not in the middle of one."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")
GRACE_SECONDS = 10.0


async def finished(step: Coroutine[Any, Any, Answer], *, grace: float = GRACE_SECONDS) -> Answer:
    """What the step gives. Cancelled, it waits for the step's end, so long at most, and is cancelled then."""
    task = asyncio.create_task(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=grace)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise
