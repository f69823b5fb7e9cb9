"""One client sends what goes too far, as fast as it can, while another asks what everybody asks."""

import asyncio
import json
import multiprocessing
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle

from tests.benchmarks.load import Connection
from tests.benchmarks.peers import Peer
from tests.benchmarks.seed import Reader
from tests.hostile import EVERYTHING, HEALTHY, HEAVY, JSON, NEW, Hostile

AT_ONCE = 8
"""Connections of the hostile client."""
PAUSE = 0.01
WANTED_P99, WANTED_TURN = 250, 50


def measure(peer: Peer, readers: Sequence[Reader], *, seconds: float) -> Iterator[str]:
    """The figures, in milliseconds. Raises RuntimeError when the healthy one is refused."""
    worst, well = readers[:2]
    yield f"the healthy one alone: {_told(asyncio.run(_ask(peer.port, well, seconds / 4)))}"
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as elsewhere:
        attack = elsewhere.submit(_attack, peer.port, worst, seconds)
        took = asyncio.run(_ask(peer.port, well, seconds))
        answers = attack.result()
    yield f"{answers.total():,} hostile requests over {AT_ONCE} connections: {dict(sorted(answers.items()))}"
    yield f"the healthy one beside them: {_told(took)} (wanted {WANTED_P99} ms)"
    longest = json.loads(asyncio.run(_beat(peer.port)))["longest"]
    yield f"the loop's longest turn: {longest:.1f} ms of its thread's CPU (wanted {WANTED_TURN} ms)"


def _told(took: Sequence[float]) -> str:
    cuts = statistics.quantiles(took, n=100)
    return f"{len(took):,} requests, p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms"


def _attack(port: int, who: Reader, seconds: float) -> Counter[int]:
    """What the hostile client was answered, by status; 0 where the connection was closed."""
    return asyncio.run(_sent(port, who, seconds))


async def _sent(port: int, who: Reader, seconds: float) -> Counter[int]:
    turn = cycle([*EVERYTHING.values(), *map(Hostile, HEAVY.values())])
    end, answers = time.monotonic() + seconds, Counter[int]()
    await asyncio.gather(*(_send(port, who, turn, end, answers) for _ in range(AT_ONCE)))
    return answers


async def _beat(port: int) -> bytes:
    connection = await Connection.open(port)
    _, body = await connection.ask(_bytes("GET", "/beat", b"", {}))
    connection.close()
    return body


async def _send(port: int, who: Reader, turn: Iterator[Hostile], end: float, answers: Counter[int]) -> None:
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
        answers[status] += 1
    connection.close()


async def _ask(port: int, who: Reader, seconds: float) -> list[float]:
    """How many milliseconds each answer took."""
    connection, took = await Connection.open(port), list[float]()
    request = _bytes("POST", "/graphql", HEALTHY, {**JSON, **NEW, **_cookie(who)})
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        status, body = await connection.ask(request)
        took.append((time.perf_counter() - begun) * 1000)
        if status != 200:
            raise RuntimeError(f"the healthy query was refused: {body[:300]!r}")
        await asyncio.sleep(PAUSE)
    connection.close()
    return took


def _cookie(who: Reader) -> Mapping[str, str]:
    return {"cookie": f"session={who.value}"}


def _bytes(method: str, path: str, body: bytes, given: Mapping[str, str]) -> bytes:
    named = {"sec-fetch-site": "same-origin", **given, "host": "127.0.0.1", "content-length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body
