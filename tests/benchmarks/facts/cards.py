"""A whole card as a partner reads it: in process, by the API's own document, whoever's it is."""

import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from time import perf_counter
from uuid import UUID

from portal import ids
from portal.access import Actor
from portal.database import logins
from portal.database.policies import OWNER
from portal.database.pools import Database
from schema import root
from schema.engine.context import Api
from tests import wire
from tests.benchmarks.facts.intake import robin
from tests.benchmarks.facts.seed import World
from tests.benchmarks.seed import SECRET
from tests.expectations.test_card_api import WHOLE

WARM = 20


@dataclass(frozen=True, slots=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass(frozen=True, slots=True)
class Read:
    seconds: Sequence[float]
    whale: Sequence[float]
    trips: int
    """Round trips of one reading, once the process knows the document."""
    size: int


def caller(world: World, number: int) -> Caller:
    email = f"robin{number}@partner.example"
    return Caller(robin(world.partner_ids[number]), sha256(email.encode()).digest())


async def measure(world: World, *, reads: int) -> Read:
    """Reads cards of partner after partner. Raises RuntimeError where one has not its ten lines."""
    with wire.counting(world.server) as line:
        database = Database(logins.url_of(line.server.url(world.database), OWNER, SECRET), SECRET)
        api = Api(root.schema(), database, b"a secret of 32 bytes for cursors")
        size = 0
        for number in range(WARM):
            size = await _read(api, world, 1 + number % (len(world.partner_ids) - 1))
        before = line.trips
        await _read(api, world, 1)
        trips = line.trips - before
        others = [1 + number % (len(world.partner_ids) - 1) for number in range(reads)]
        seconds = [await _timed(api, world, number) for number in others]
        whale = [await _timed(api, world, 0) for _ in range(min(reads, 50))]
        await database.close()
    return Read(seconds, whale, trips, size)


async def _timed(api: Api, world: World, number: int) -> float:
    started = perf_counter()
    await _read(api, world, number)
    return perf_counter() - started


async def _read(api: Api, world: World, number: int) -> int:
    """How many bytes the answer has."""
    document = api.documents.get(WHOLE)
    partner: UUID = world.partner_ids[number]
    question = api.question(document, document.operation(None), {"partner": ids.text("org", partner)})
    answer = await api.answer(caller(world, number), question)
    if len(json.loads(answer)["scorecard"]["lines"]) != 10:
        raise RuntimeError(answer[:500])
    return len(answer)


def told(read: Read) -> Iterator[str]:
    for name, found in (("a partner's", read.seconds), ("the whale's", read.whale)):
        ordered = sorted(found)
        p95 = ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]
        yield (
            f"  {name} card, {read.size:,} bytes: p50 {statistics.median(ordered) * 1000:.1f} ms, p95 "
            f"{p95 * 1000:.1f} (wanted 60), of {len(ordered)}; {read.trips} statement (wanted 1)"
        )
