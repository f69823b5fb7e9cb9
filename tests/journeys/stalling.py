"""python -m tests.journeys.stalling PORT: many that stall; each comes back when it is cut off, until a signal."""

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from itertools import count

MANY = 3_000
HEAD = b"GET / HTTP/1.1\r\nhost: localhost\r\n"
SAID = (b"", b"G", HEAD, b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 50\r\n\r\nemail=")
PAUSE = 3
"""Seconds."""


async def stall(port: int, said: bytes, came: Iterator[int]) -> None:
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            if next(came) == MANY:
                sys.stdout.write("all have come\n")
                sys.stdout.flush()
            try:
                writer.write(said)
                while await reader.read(1000):
                    pass
            finally:
                writer.transport.abort()
        await asyncio.sleep(PAUSE)


async def all_of_them(port: int) -> None:
    came = count(1)
    await asyncio.gather(*(stall(port, SAID[number % len(SAID)], came) for number in range(MANY)))


if __name__ == "__main__":
    asyncio.run(all_of_them(int(sys.argv[1])))
