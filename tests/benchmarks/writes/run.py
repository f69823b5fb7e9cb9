# ruff: noqa: T201 - a command says what it finds
"""Measures the three steps on every peer, interleaved per round, after their effects were found to be the same."""

import asyncio
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import asyncpg

from portal.database import direct, logins
from portal.database.policies import OWNER
from tests import wire
from tests.benchmarks import load, meter, peers, run, seed
from tests.benchmarks.load import Loaded
from tests.benchmarks.meter import Meter
from tests.benchmarks.seed import World
from tests.benchmarks.writes import asking, effects, papers, row_by_row, trips
from tests.benchmarks.writes.asking import Peer, Told
from tests.benchmarks.writes.papers import Paper, Step

FUNCTIONS = Path(__file__).with_name("functions.sql")
COMPARED = 5
PRODUCT, KEYED, HAND = "product", "with a key", "by hand"
POSTGRAPHILE, FUNCTION = "postgraphile", "its function"


@dataclass(frozen=True, slots=True)
class Effort:
    """How many steps of a kind each peer takes in a round, and over how many connections."""

    kinds: Sequence[Step]
    rounds: int
    steps: int
    clients: int


@dataclass
class Measured:
    trips: int
    rates: list[float] = field(default_factory=list)
    server_us: list[float] = field(default_factory=list)
    database_us: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)

    def middle(self, name: str) -> float:
        values: list[float] = getattr(self, name)
        return statistics.median(values)


def measure(world: World, effort: Effort) -> None:
    """Prints a table for each step. Raises RuntimeError if the peers' effects differ."""
    direct.ask(world.admin_url, lambda connection: connection.execute(FUNCTIONS.read_text(encoding="utf-8")))
    postmaster = direct.ask(world.admin_url, run._postmaster)
    told = Told({})
    with ExitStack() as running:
        able = list(_up(world, running, told))
        for step in effort.kinds:
            asyncio.run(compare(world, step, able, told))
        counted = _counted(world, effort.kinds, told)
        for step in effort.kinds:
            measured = {peer.name: Measured(counted[step.name, peer.name]) for peer in able}
            _rounds(world, step, able, effort, postmaster, measured)
            print(f"\n{step.name}: the rows of {COMPARED} contracts are the same afterwards")
            for line in (*_ratios(measured), *_table(measured)):
                print(line, flush=True)


def _counted(world: World, kinds: Sequence[Step], told: Told) -> Mapping[tuple[str, str], int]:
    with wire.counting(world.server) as line, ExitStack() as running:
        owner_url = logins.url_of(line.server.url(world.database), OWNER, seed.SECRET)
        behind = replace(world, owner_url=owner_url, server=line.server)
        return asyncio.run(trips.count(world, kinds, list(_up(behind, running, told)), line))


def _up(world: World, running: ExitStack, told: Told) -> Iterator[Peer]:
    pid, port = running.enter_context(peers.python("product", world))
    yield Peer(PRODUCT, pid, port, asking.product, asking.of_product)
    yield Peer(KEYED, pid, port, asking.keyed, asking.of_product)
    pid, port = running.enter_context(peers.python("by_hand", world))
    yield Peer(HAND, pid, port, asking.by_hand, asking.of_hand)
    node = peers.installed()
    if node is None:
        print("Node is not here: PostGraphile is left out")
        return
    pid, port = running.enter_context(peers.postgraphile(world, node))
    yield Peer(POSTGRAPHILE, pid, port, partial(row_by_row.ask, told), row_by_row.answer)
    yield Peer(FUNCTION, pid, port, told.ask, asking.of_postgraphile)


async def compare(world: World, step: Step, able: Sequence[Peer], told: Told) -> None:
    """Takes the step with each peer on contracts of its own; the product's journal tells what others shall write."""
    connection = await asyncpg.connect(world.admin_url)
    moment = asking.a_day_ago()
    expected: list[effects.Rows] = []
    answers: set[asking.Answer] = set()
    for peer in able:
        made = await papers.made(connection, step, world.readers, COMPARED, moment)
        for paper in made:
            answers.add(await trips.taken(peer, step, paper))
        left = await effects.of(connection, made)
        if not expected:
            expected = left
            said = {row["event"]: row["changes"] for row in left[0]["journal"]}
            told.journal[step.name] = [said[event] for event in step.events]
        different = effects.difference(expected, left)
        if different or len(answers) > 1:
            raise RuntimeError(f"{peer.name}, {step.name}: {answers}, {different}")
    await connection.close()


def _rounds(
    world: World, step: Step, able: Sequence[Peer], effort: Effort, postmaster: int, measured: Mapping[str, Measured]
) -> None:
    for number in range(effort.rounds + 1):
        for peer in able:
            watch = Meter(peer.pid, postmaster)
            asked = [peer.ask(step.name, paper) for paper in _made(world, step, effort.steps)]
            before = watch.read()
            loaded = load.send(peer.port, asked, clients=effort.clients)
            after = watch.read()
            if number:  # the first round warms
                _note(measured[peer.name], loaded, before, after)


def _made(world: World, step: Step, many: int) -> list[Paper]:
    return direct.ask(
        world.admin_url,
        lambda connection: papers.made(connection, step, world.readers, many, asking.a_day_ago()),
    )


def _note(found: Measured, loaded: Loaded, before: meter.Used, after: meter.Used) -> None:
    found.rates.append(loaded.requests / loaded.seconds)
    found.server_us.append((after.server_seconds - before.server_seconds) * 1e6 / loaded.requests)
    found.database_us.append((after.database_seconds - before.database_seconds) * 1e6 / loaded.requests)
    found.p50_ms.append(loaded.p50_ms)


def _ratios(found: Mapping[str, Measured]) -> Iterator[str]:
    product, hand = found[PRODUCT], found[HAND]
    if POSTGRAPHILE in found:
        times, of_function = (
            product.middle("rates") / found[name].middle("rates") for name in (POSTGRAPHILE, FUNCTION)
        )
        yield f"  {times:.2f} times PostGraphile's steps a second (wanted 2.3), {of_function:.2f} times its function's"
    yield (
        f"  process CPU {product.middle('server_us') / 1000:.2f} ms (wanted 6), by hand "
        f"{hand.middle('server_us') / 1000:.2f}; {product.trips} round trips (wanted 8), by hand {hand.trips}"
    )


def _table(found: Mapping[str, Measured]) -> Iterator[str]:
    yield f"  {'':<14}{'steps/s':>9}{'p50 ms':>8}{'CPU us':>8}{'SQL us':>8}{'trips':>7}"
    for name, one in found.items():
        yield (
            f"  {name:<14}{one.middle('rates'):>9,.0f}{one.middle('p50_ms'):>8.1f}{one.middle('server_us'):>8.0f}"
            f"{one.middle('database_us'):>8.0f}{one.trips:>7}"
        )
