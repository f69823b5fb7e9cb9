"""Load on one server: wrk where it is installed, else a client in asyncio; both send the same bytes."""

import asyncio
import json
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import perf_counter

SCRIPT = Path(__file__).with_name("wrk.lua")
NUMBER = b"00000000"
"""In a request that shall be another one each time: replaced by a number of as many digits."""
REFUSED = (b'"errors"', b'"code"')
"""One of them is in the answer to a step that was not taken."""

_fresh = count(1, 1_000_000)


@dataclass(frozen=True, slots=True)
class Loaded:
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    faults: int
    bytes: int


def run(port: int, requests: Sequence[bytes], *, seconds: float, clients: int, fresh: bool = False) -> Loaded:
    """Sends the requests in turn over `clients` connections for some seconds. Raises RuntimeError if any one failed."""
    start = next(_fresh) if fresh else 0
    program = shutil.which("wrk")
    found = (
        _wrk(program, port, requests, seconds, clients, fresh=fresh, start=start)
        if program
        else asyncio.run(_client(port, requests, seconds, clients, start=start if fresh else None))
    )
    if found.faults or not found.requests:
        raise RuntimeError(f"{found.faults} of {found.requests} requests failed")
    return found


def send(port: int, requests: Sequence[bytes], *, clients: int) -> Loaded:
    """Sends each request once, over `clients` connections. Raises RuntimeError if any one failed."""
    found = asyncio.run(_once_each(port, requests, clients))
    if found.faults:
        raise RuntimeError(f"{found.faults} of {found.requests} requests failed")
    return found


def _wrk(
    program: str, port: int, requests: Sequence[bytes], seconds: float, clients: int, *, fresh: bool, start: int
) -> Loaded:
    with tempfile.NamedTemporaryFile() as file:
        for request in requests:
            file.write(b"%d\n%s" % (len(request), request))
        file.flush()
        whole = max(1, round(seconds))
        command: list[str | Path] = [
            program, "-t1", f"-c{clients}", f"-d{whole}s", "--timeout", "30s", "-s", SCRIPT,
            f"http://127.0.0.1:{port}/", "--", file.name, "fresh" if fresh else "same", str(start),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return Loaded(
        told["requests"], told["seconds"], told["p50"] / 1000, told["p99"] / 1000, told["faults"], told["bytes"]
    )


async def _client(port: int, requests: Sequence[bytes], seconds: float, clients: int, *, start: int | None) -> Loaded:
    turn, took, faults, size = count(start or 0), [], 0, 0
    begun = perf_counter()

    async def one() -> None:
        nonlocal faults, size
        async with asyncio.timeout(seconds + 30):
            connection = await Connection.open(port)
            while perf_counter() - begun < seconds:
                number = next(turn)
                request = requests[number % len(requests)]
                asked = perf_counter()
                status, body = await connection.ask(
                    request.replace(NUMBER, b"%08d" % number, 1) if start is not None else request
                )
                took.append(perf_counter() - asked)
                faults += status != 200
                size += len(body)
            connection.close()

    await asyncio.gather(*(one() for _ in range(clients)))
    spent = perf_counter() - begun
    cuts = statistics.quantiles(took, n=100)
    return Loaded(len(took), spent, cuts[49] * 1000, cuts[98] * 1000, faults, size)


async def _once_each(port: int, requests: Sequence[bytes], clients: int) -> Loaded:
    left, took, faults, size = iter(requests), [], 0, 0
    begun = perf_counter()

    async def one() -> None:
        nonlocal faults, size
        connection = await Connection.open(port)
        for request in left:
            asked = perf_counter()
            status, body = await connection.ask(request)
            took.append(perf_counter() - asked)
            faults += status != 200 or any(word in body for word in REFUSED)
            size += len(body)
        connection.close()

    await asyncio.gather(*(one() for _ in range(clients)))
    spent = perf_counter() - begun
    cuts = statistics.quantiles(took, n=100)
    return Loaded(len(took), spent, cuts[49] * 1000, cuts[98] * 1000, faults, size)


@dataclass(slots=True)
class Connection:
    """One connection that is kept alive; answers must say how long they are."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Sends the bytes of a request; the status and the body of the answer."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        return int(head[9:12]), await self.reader.readexactly(length)

    def close(self) -> None:
        self.writer.close()
