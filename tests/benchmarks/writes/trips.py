"""Round trips of each step: the same servers once more, behind a socket that counts, each asked alone."""

from collections.abc import Mapping, Sequence

import asyncpg

from tests.benchmarks.load import Connection
from tests.benchmarks.seed import World
from tests.benchmarks.writes import asking, papers
from tests.benchmarks.writes.asking import Answer, Peer
from tests.benchmarks.writes.papers import Paper, Step
from tests.wire import Wire

WARM, COUNTED = 3, 5


async def count(world: World, kinds: Sequence[Step], able: Sequence[Peer], wire: Wire) -> Mapping[tuple[str, str], int]:
    """By step and peer; the least of some, as the product notes now and then that a session is in use."""
    connection = await asyncpg.connect(world.admin_url)
    found = {}
    for step in kinds:
        for peer in able:
            needed = []
            for paper in await papers.made(connection, step, world.readers[:1], WARM + COUNTED, asking.a_day_ago()):
                before = wire.trips
                await taken(peer, step, paper)
                needed.append(wire.trips - before)
            found[step.name, peer.name] = min(needed[WARM:])
    await connection.close()
    return found


async def taken(peer: Peer, step: Step, paper: Paper) -> Answer:
    """One step on one contract. Raises RuntimeError if it is refused."""
    connection = await Connection.open(peer.port)
    status, body = await connection.ask(peer.ask(step.name, paper))
    connection.close()
    return asking.answered(peer, status, body)
