"""One client sends what goes too far, as fast as it can, while another asks what everybody asks."""

import asyncio
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle

from tests.benchmarks.load import Connection
from tests.benchmarks.peers import Peer
from tests.benchmarks.seed import Reader
from tests.hostile import EVERYTHING, HEALTHY, HEAVY, JSON, NEW, Hostile

AT_ONCE = 8
"""Connections of the hostile client."""
PAUSE = 0.01
WANTED_P99, WANTED_TURN = 250, 50


@dataclass
class Seen:
    """What both were answered."""

    took: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)


def measure(peer: Peer, readers: Sequence[Reader], *, seconds: float) -> Iterator[str]:
    """The figures, in milliseconds. Raises RuntimeError when the healthy one is refused."""
    longest, seen = asyncio.run(_beside(peer.port, readers, seconds))
    cuts = statistics.quantiles(seen.took, n=100)
    yield f"{seen.answers.total():,} hostile requests over {AT_ONCE} connections: {dict(sorted(seen.answers.items()))}"
    yield f"{len(seen.took):,} healthy ones: p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms (wanted {WANTED_P99})"
    yield f"the loop's longest turn: {longest:.1f} ms of its thread's CPU (wanted {WANTED_TURN})"


async def _beside(port: int, readers: Sequence[Reader], seconds: float) -> tuple[float, Seen]:
    end, seen = time.monotonic() + seconds, Seen()
    worst, well = readers[:2]
    turn = cycle([*EVERYTHING.values(), *map(Hostile, HEAVY.values())])
    await asyncio.gather(
        *(_send(port, worst, turn, end, seen) for _ in range(AT_ONCE)), _ask(port, well, end, seen)
    )  # fmt: skip
    connection = await Connection.open(port)
    _, body = await connection.ask(_bytes("GET", "/beat", b"", {}))
    return float(json.loads(body)["longest"]), seen


async def _send(port: int, who: Reader, turn: Iterator[Hostile], end: float, seen: Seen) -> None:
    connection = await Connection.open(port)
    while time.monotonic() < end:
        request = next(turn)
        body = request.body.replace(b'query": "', b'query": "#%d\\n' % time.monotonic_ns())
        try:
            status, _ = await connection.ask(
                _bytes(request.method, "/graphql", body, {**request.heads, **_cookie(who)})
            )
        except (asyncio.IncompleteReadError, ConnectionError):
            connection, status = await Connection.open(port), 0
        seen.answers[status] += 1
    connection.close()


async def _ask(port: int, who: Reader, end: float, seen: Seen) -> None:
    connection, request = (
        await Connection.open(port),
        _bytes("POST", "/graphql", HEALTHY, {**JSON, **NEW, **_cookie(who)}),
    )
    while time.monotonic() < end:
        begun = time.perf_counter()
        status, body = await connection.ask(request)
        seen.took.append((time.perf_counter() - begun) * 1000)
        if status != 200:
            raise RuntimeError(f"the healthy query was refused: {body[:300]!r}")
        await asyncio.sleep(PAUSE)
    connection.close()


def _cookie(who: Reader) -> Mapping[str, str]:
    return {"cookie": f"session={who.value}"}


def _bytes(method: str, path: str, body: bytes, given: Mapping[str, str]) -> bytes:
    named = {"sec-fetch-site": "same-origin", **given, "host": "127.0.0.1", "content-length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body
