"""Long work in threads: a few at once whatever is asked, and a queue that has an end."""

import asyncio
import threading

import pytest

from portal.threads import Apart
from tests import patience


async def test_no_more_work_is_begun_than_there_are_threads_even_when_callers_go_away() -> None:
    apart, done, begun = Apart(at_once=2), threading.Event(), threading.Semaphore(0)

    def work() -> None:
        begun.release()
        done.wait(patience.SECONDS)

    waiting = [asyncio.create_task(apart.run(work)) for _ in range(6)]
    await asyncio.to_thread(lambda: [begun.acquire(timeout=patience.SECONDS) for _ in range(2)])
    for gone in waiting[:4]:
        gone.cancel()
    await asyncio.wait(waiting[:4])
    assert not begun.acquire(blocking=False)
    done.set()
    await asyncio.gather(*waiting[4:])
    assert [begun.acquire(blocking=False) for _ in range(3)] == [True, True, False]


async def test_who_comes_when_the_queue_is_full_is_refused_at_once_and_may_come_again() -> None:
    apart, done = Apart(at_once=1, most_present=2), threading.Event()
    waiting = [asyncio.create_task(apart.run(done.wait, patience.SECONDS)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TimeoutError):
        await apart.run(str)
    done.set()
    assert await asyncio.gather(*waiting) == [True, True]
    assert await apart.run(str, 5) == "5"


async def test_what_the_work_raises_reaches_its_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        await Apart().run(divmod, 1, 0)
