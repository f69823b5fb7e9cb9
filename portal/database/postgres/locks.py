"""File locks that belong to an open file and that the kernel drops when their last holder dies, however it dies."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

SHARED, EXCLUSIVE = 1, 2  # LOCK_SH and LOCK_EX


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """The lock file, open and not locked; closing it drops whatever was taken."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield lock
    finally:
        os.close(lock)


def take(lock: int, kind: int) -> None:
    """Wait for the lock. A lock held in the other kind is given up first, so another may come between."""
    fcntl.flock(lock, kind)


def taken(lock: int, kind: int) -> bool:
    """Take the lock if that needs no waiting; if it does, nothing is held afterwards."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def release(lock: int) -> None:
    fcntl.flock(lock, fcntl.LOCK_UN)


def held(path: Path) -> bool:
    """Whether any process holds the lock just now."""
    with opened(path) as lock:
        return not taken(lock, EXCLUSIVE)


def wait(until: Callable[[], bool], *, seconds: float) -> bool:
    """Ask every few milliseconds; False if the answer was still no after so many seconds."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        time.sleep(0.004)
    return True
