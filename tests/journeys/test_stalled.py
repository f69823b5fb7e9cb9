"""Three thousand connections stall, and descriptors are few: the signed-in are served, the database comes back."""

import asyncio
import contextlib
import os
import resource
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from tests import patience, served
from tests.database import portals
from tests.served import Served

MANY, DESCRIPTORS = 3_000, 1_024
HEAD = b"GET / HTTP/1.1\r\nhost: localhost\r\n"
SAID = (b"", b"G", HEAD, b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 50\r\n\r\nemail=")
ROUNDS = 20


@pytest.fixture(scope="module")
def portal() -> Iterator[Served]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < MANY + 500:
        pytest.skip("this machine lets nobody open so many sockets")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with served.served(descriptors=DESCRIPTORS) as running:
        yield running
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@asynccontextmanager
async def stalling(port: int) -> AsyncIterator[Counter[str]]:
    """Three thousand that stall, each of which comes back when it is cut off; how often they came."""
    came: Counter[str] = Counter()
    tasks = [asyncio.create_task(_stall(port, SAID[number % len(SAID)], came)) for number in range(MANY)]
    try:
        yield came
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _stall(port: int, said: bytes, came: Counter[str]) -> None:
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            came["stalled"] += 1
            try:
                writer.write(said)
                while await reader.read(1000):
                    pass
            finally:
                writer.transport.abort()
        await asyncio.sleep(2)


@asynccontextmanager
async def signed_in(portal: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=portal.address, timeout=patience.SECONDS, headers={"sec-fetch-site": "same-origin"}
    ) as client:
        told = {"email": "paula@northgate.example", "password": portal.password}
        answer = await client.post("/auth/session", json=told)
        assert answer.status_code == 204, answer.text
        yield client


async def ask_anew(client: httpx.AsyncClient, portal: Served) -> int:
    """The same person over a connection of its own."""
    async with httpx.AsyncClient(base_url=portal.address, timeout=patience.SECONDS, cookies=client.cookies) as other:
        return (await other.get("/")).status_code


async def test_the_signed_in_are_served_while_thousands_stall_and_a_killed_database_comes_back(
    portal: Served,
) -> None:
    port = urlsplit(portal.address).port or 80
    async with signed_in(portal) as client, stalling(port) as came:
        while came["stalled"] < MANY:
            assert (await client.get("/")).status_code == 200
        for _ in range(ROUNDS):
            assert (await client.get("/")).status_code == 200
            assert await ask_anew(client, portal) == 200
            await asyncio.sleep(0.2)
        os.kill(portals.pid_of(portal.data_dir), signal.SIGKILL)
        end, seen = time.monotonic() + patience.SECONDS, Counter[int]()
        while time.monotonic() < end and seen[200] < ROUNDS:
            seen[(await client.get("/contracts")).status_code] += 1
            seen[await ask_anew(client, portal)] += 1
            await asyncio.sleep(0.1)
        assert seen[200] >= ROUNDS
        assert set(seen) <= {200, 503}
        assert came["stalled"] > MANY
