"""Long work apart from the event loop: in two threads of its own, in the order in which it came."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

AT_ONCE = 2
"""More would not be faster, as only one thread runs Python at a time, and the event loop would wait for each."""
MOST_PRESENT = 256

P = ParamSpec("P")
T = TypeVar("T")


class Apart:
    """Threads and a queue before them. A thread whose caller has gone away still counts until it is done."""

    def __init__(self, *, at_once: int = AT_ONCE, most_present: int = MOST_PRESENT) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="apart")
        self._most = most_present
        self._present = 0

    async def run(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """What `work` gives or raises; it may touch nothing that belongs to the event loop, such as a session.

        Raises TimeoutError at once when the queue is full.
        """
        if self._present >= self._most:
            raise TimeoutError("too much is waiting for a thread")
        self._present += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **named))
        finally:
            self._present -= 1


_apart = Apart()
apart = _apart.run

SHORT = 20_000
"""Characters that are gone through in a millisecond or two, about as long as a thread's turn may let others wait."""


async def by_length(length: int, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """The same for work on texts of so many characters in all; on short ones it is done at once, for less."""
    return await apart(work, *args, **named) if length > SHORT else work(*args, **named)
