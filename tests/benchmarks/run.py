# ruff: noqa: T201 - a command says what it finds
"""Measures every operation on every peer, interleaved per round, and prints ratios before figures."""

import asyncio
import json
import re
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from portal.database import direct
from schema.engine.text import MARK
from tests.benchmarks import load, meter
from tests.benchmarks.load import Connection, Loaded
from tests.benchmarks.meter import Meter
from tests.benchmarks.peers import BARE, POSTGRAPHILE, PRODUCT, Peer
from tests.benchmarks.seed import Reader, World

COMPARED = 25
WARM_REQUESTS, WARM_SECONDS = 4_000, 20.0
"""Before the first round, until either is reached: V8 compiles, connections are made, their statements prepared."""
TARGETS = {"q1": 6.0, "q4": 4.5, "nested": 4.5, "fresh": 2.5}
"""Times PostGraphile's requests a second."""
MOST = {"fresh": "6,000 us", "actions": "1.6 times", "home": "4 times", "days": "2.5 times"}
"""CPU of the server process, where it is more than the same SQL's and a little."""
HOLE = re.compile(rb"%b[^%b]*%b" % ((MARK.encode(),) * 3))
"""What the same SQL leaves for Python to fill in, which the SQL alone does not run."""


@dataclass(frozen=True, slots=True)
class Round:
    """One peer, one operation, some seconds."""

    loaded: Loaded
    server_us: float
    """CPU of the server process for one request."""
    database_us: float


@dataclass
class Measured:
    rounds: list[Round] = field(default_factory=list)
    memory: int = 0

    @property
    def rate(self) -> float:
        return _median(each.loaded.requests / each.loaded.seconds for each in self.rounds)

    @property
    def whole(self) -> float:
        """Microseconds of CPU for one request, server and database together."""
        return self.middle("server_us") + self.middle("database_us")

    def middle(self, name: str) -> float:
        return _median(getattr(each, name) for each in self.rounds)

    def latency(self, name: str) -> float:
        return _median(getattr(each.loaded, name) for each in self.rounds)


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and with how much is measured."""

    operations: Sequence[str]
    rounds: int
    seconds: float
    clients: int


def measure(world: World, peers: Sequence[Peer], effort: Effort) -> None:
    """Prints a table for each operation. Raises RuntimeError if the peers' answers differ."""
    postmaster = direct.ask(world.admin_url, _postmaster)
    for operation in effort.operations:
        able = [peer for peer in peers if operation in peer.answers]
        print(f"\n{operation}: {asyncio.run(compare(operation, able, world.readers))} answers are the same")
        found = _rounds(operation, able, world.readers, effort, postmaster)
        for line in (*ratios(operation, found), *table(found)):
            print(line, flush=True)


async def _postmaster(connection: asyncpg.Connection) -> int:
    return meter.parent_of(await connection.fetchval("SELECT pg_backend_pid()"))


async def compare(operation: str, peers: Sequence[Peer], readers: Sequence[Reader]) -> int:
    """How many readers' answers were compared; each differs from every other reader's."""
    seen: list[Any] = []
    for number, reader in enumerate(readers[:COMPARED]):
        values = []
        for peer in peers:
            connection = await Connection.open(peer.port)
            status, body = await connection.ask(peer.ask(operation, number, reader))
            connection.close()
            answer = json.loads(HOLE.sub(b"null", body))
            if status != 200 or answer.get("errors"):
                raise RuntimeError(f"{peer.name} refused {operation}: {body[:500]!r}")
            values.append(peer.answers[operation](answer["data"]))
        if any(value != values[0] for value in values) or values[0] in seen:
            raise RuntimeError(f"{operation}: the answers of {[peer.name for peer in peers]} differ")
        seen.append(values[0])
    return len(seen)


def _rounds(
    operation: str, peers: Sequence[Peer], readers: Sequence[Reader], effort: Effort, postmaster: int
) -> dict[str, Measured]:
    found = {peer.name: Measured() for peer in peers}
    asked = {peer.name: peer.requests(operation, readers) for peer in peers}
    fresh = operation == "fresh"
    for peer in peers:
        _warm(peer, asked[peer.name], clients=effort.clients, fresh=fresh)
    for _ in range(effort.rounds):
        for peer in peers:
            watch = Meter(peer.pid, postmaster)
            before = watch.read()
            loaded = load.run(peer.port, asked[peer.name], seconds=effort.seconds, clients=effort.clients, fresh=fresh)
            after = watch.read()
            each = 1e6 / loaded.requests
            server, database = (
                (after.server_seconds - before.server_seconds) * each,
                (after.database_seconds - before.database_seconds) * each,
            )
            found[peer.name].rounds.append(Round(loaded, server, database))
            found[peer.name].memory = watch.memory()
    return found


def _warm(peer: Peer, requests: Sequence[bytes], *, clients: int, fresh: bool) -> None:
    done, spent = 0, 0.0
    while not fresh and done < WARM_REQUESTS and spent < WARM_SECONDS:
        loaded = load.run(peer.port, requests, seconds=1, clients=clients)
        done, spent = done + loaded.requests, spent + loaded.seconds


def ratios(operation: str, found: Mapping[str, Measured]) -> Iterator[str]:
    product, bare = found[PRODUCT], found[BARE]
    if POSTGRAPHILE in found:
        times = product.rate / found[POSTGRAPHILE].rate
        wanted = TARGETS.get(operation)
        yield f"  {times:.2f} times PostGraphile's requests a second" + (f" (wanted {wanted})" if wanted else "")
        yield (
            f"  a request costs PostGraphile {found[POSTGRAPHILE].whole / product.whole:.2f} times the CPU "
            "of server and database together"
        )
    mine, theirs = product.middle("server_us"), bare.middle("server_us")
    yield (
        f"  process CPU {mine:.0f} us, the same SQL without GraphQL {theirs:.0f} us: {mine - theirs:+.0f} us, "
        f"{(mine / theirs - 1) * 100:+.0f} % (wanted at most {MOST.get(operation, '+10 us and +10 %')})"
    )
    yield f"  {product.rate / bare.rate:.2f} times its requests a second"


def table(found: Mapping[str, Measured]) -> Iterator[str]:
    yield f"  {'':<14}{'requests/s':>11}{'p50 ms':>8}{'p99 ms':>8}{'CPU us':>8}{'SQL us':>8}{'MB':>6}{'bytes':>8}"
    for name, one in found.items():
        size = one.rounds[-1].loaded
        yield (
            f"  {name:<14}{one.rate:>11,.0f}{one.latency('p50_ms'):>8.1f}{one.latency('p99_ms'):>8.1f}"
            f"{one.middle('server_us'):>8.0f}{one.middle('database_us'):>8.0f}{one.memory / 2**20:>6.0f}"
            f"{size.bytes / size.requests:>8.0f}"
        )
