# ruff: noqa: T201 - a command says what it finds
"""All that `python -m tests.benchmarks facts` measures, one after the other."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import asyncpg

from portal.database.pools import Database
from tests.benchmarks.facts import cards, closing, intake, seed, settled
from tests.benchmarks.facts.seed import World
from tests.benchmarks.seed import SECRET

SIZES = """SELECT relname, pg_total_relation_size(oid), pg_indexes_size(oid) FROM pg_class
WHERE relname IN ('fact', 'subject', 'tally', 'measurement', 'measurement_revision', 'missed_line', 'journal')
ORDER BY 2 DESC"""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of each is measured."""

    batches: int = 20
    late: int = 100
    writes: int = 10_000
    reads: int = 500
    partners: int = 200
    """Whose tallies are compared with the facts."""


QUICK = Effort(batches=3, late=5, writes=200, reads=20, partners=20)


def measure(folder: Path, scale: float, effort: Effort) -> None:
    """Prints each figure when it is known, with how busy the machine was. Raises RuntimeError where rows are wrong."""
    with seed.made(folder, scale) as world:
        asyncio.run(_measured(world, effort))


async def _measured(world: World, effort: Effort) -> None:
    database, chance = Database(world.owner_url, SECRET), Random(1)
    try:
        _say(intake.told(await intake.measure(world, database, batches=effort.batches)))
        seconds = await settled.settle_all(world, database)
        print(f"  the quarter's months of all partners settled by two in {seconds:.1f} s")
        small = [world.partner_ids[1 + number % (len(world.partner_ids) - 1)] for number in range(effort.late)]
        _say(settled.told(await settled.late(world, database, small, chance), "of any partner"))
        whales = [world.whale] * max(5, effort.late // 10)
        _say(settled.told(await settled.late(world, database, whales, chance), "of the largest"))
        seconds = await settled.write_and_settle(world, database, writes=effort.writes, chance=chance)
        wrong, compared = await settled.differences(world, database, partners=effort.partners)
        print(
            f"  {effort.writes:,} random writes against two settlers in {seconds:.1f} s: {wrong} of {compared:,} "
            "tallies differ from the facts (wanted 0)"
        )
        _say(cards.told(await cards.measure(world, reads=effort.reads)))
        _say(closing.told(await closing.measure(database)))
        many, seconds = await closing.deem(database)
        print(f"  {many:,} of them final in {seconds:.1f} s")
        _say(cards.told(await cards.measure(world, reads=effort.reads)))
        await _sizes(world)
        if wrong:
            raise RuntimeError("tallies differ from the facts")
    finally:
        await database.close()


def _say(lines: Iterator[str]) -> None:
    for line in lines:
        print(f"{line} [load {os.getloadavg()[0]:.1f}]", flush=True)


async def _sizes(world: World) -> None:
    connection = await asyncpg.connect(world.admin_url)
    whole = await connection.fetchval("SELECT pg_database_size(current_database())")
    rows = await connection.fetch(SIZES)
    await connection.close()
    told = ", ".join(f"{row[0]} {row[1] / 1e6:,.0f} ({row[2] / 1e6:,.0f} indexes)" for row in rows)
    print(f"  on disk {whole / 1e6:,.0f} MB: {told}")
