"""Late facts until they are settled; and writers at random against two who settle: tallies are what facts come to."""

import asyncio
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal import clock, ids
from portal.access import AccessClass
from portal.database.pools import Database
from portal.expectations import operations, queries
from portal.expectations.models import Expectation
from portal.expectations.operations import measuring
from portal.expectations.rules import promise as promises
from portal.expectations.scores.days import Days
from portal.jobs import Task
from tests.benchmarks.facts import intake
from tests.benchmarks.facts.lines import DAY, OVER, QUARTER, Line
from tests.benchmarks.facts.seed import World

WRITERS, SETTLERS = 4, 2
AT_ONCE = 10
Figures = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Moved(Line):
    """The same line, of which its source says now that it came so many days late."""

    late_days: int = 0

    @property
    def received_on(self) -> date:
        return self.agreed_on + DAY * self.late_days


def in_quarter(world: World, partner_id: UUID, chance: Random) -> Line:
    """A line of the partner in the quarter that is about to close."""
    while True:
        line = Line.of(partner_id, chance.randrange(world.many(partner_id)))
        if QUARTER <= line.agreed_on <= OVER:
            return line


def moved(line: Line, chance: Random) -> Moved:
    return Moved(
        line.partner_id, line.number, line.agreed_on, line.is_late, line.is_short, chance.randrange(30)
    )  # fmt: skip


async def settle(database: Database, partner_id: UUID) -> int:
    task = Task(id=ids.new(), partner_id=partner_id, name=operations.SETTLE, key=ids.new().hex, given={})
    async with database.working(AccessClass.SYSTEM) as session:
        return await operations.settle(session, task, clock.now())


async def late(world: World, database: Database, partner_ids: Sequence[UUID], chance: Random) -> list[float]:
    """Seconds from a correction until all is settled, for one line of each partner."""
    found = []
    for partner_id in partner_ids:
        line = moved(in_quarter(world, partner_id, chance), chance)
        started = perf_counter()
        await intake.record(database, partner_id, [line], clock.now())
        while await settle(database, partner_id):
            pass
        found.append(perf_counter() - started)
    return found


async def settle_all(world: World, database: Database) -> float:
    """Marks the months of the quarter for everybody, has them settled by two, and gives the seconds."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        await session.execute(text(
            "INSERT INTO fact_mark (partner_id, kind, unit, piece, number, marked_at) SELECT id, 'ORDER_LINE', "
            "'MONTH', (DATE '2025-10-01' + m * interval '1 month')::date, 1, now() "
            "FROM organisation, generate_series(0, 2) m WHERE side = 'PARTNER' ON CONFLICT DO NOTHING"
        ))  # fmt: skip
    rest = list(world.partner_ids)
    started = perf_counter()

    async def settler() -> None:
        while rest:
            partner_id = rest.pop()
            while await settle(database, partner_id):
                pass

    await asyncio.gather(*(settler() for _ in range(SETTLERS)))
    return perf_counter() - started


async def write_and_settle(world: World, database: Database, *, writes: int, chance: Random) -> float:
    """Corrections of lines at random by several writers, while two settle whatever is marked; gives the seconds."""
    partner_ids, left = world.partner_ids[:20], [writes]
    is_over = asyncio.Event()

    async def writer() -> None:
        own = Random(chance.random())
        while left[0] > 0:
            many = min(AT_ONCE, left[0])
            left[0] -= many
            partner_id = own.choice(partner_ids)
            some = {line.key: moved(line, own) for line in (in_quarter(world, partner_id, own) for _ in range(many))}
            await intake.record(database, partner_id, some.values(), clock.now())

    async def settler(number: int) -> None:
        own = Random(number)
        while not is_over.is_set():
            await settle(database, own.choice(partner_ids))

    started = perf_counter()
    settlers = [asyncio.create_task(settler(number)) for number in range(SETTLERS)]
    await asyncio.gather(*(writer() for _ in range(WRITERS)))
    is_over.set()
    await asyncio.gather(*settlers)
    for partner_id in partner_ids:
        while await settle(database, partner_id):
            pass
    return perf_counter() - started


async def differences(world: World, database: Database, *, partners: int) -> tuple[int, int]:
    """(tallies of the quarter that say something else than the subjects, tallies that were compared)."""
    wrong = compared = 0
    async with database.transaction(AccessClass.SYSTEM) as session:
        for partner_id in world.partner_ids[:partners]:
            for record in await session.scalars(queries.filtered_expectations(partner_id=partner_id)):
                tallies, subjects = await _both(session, record)
                if tallies is not None:
                    compared += 1
                    wrong += tallies != subjects
    return wrong, compared


async def _both(session: AsyncSession, record: Expectation) -> tuple[Figures | None, Figures | None]:
    promise = promises.read(record.document)
    if promise.metric is None or not promise.metric.adds_up:
        return None, None
    found = await session.execute(text(
        "SELECT sum(numerator), sum(denominator), sum(n) FROM tally WHERE partner_id = :p AND expectation_id = :e "
        "AND unit = 'MONTH' AND piece BETWEEN :first AND :last"
    ), {"p": record.partner_id, "e": record.id, "first": QUARTER, "last": OVER})  # fmt: skip
    terms = measuring.terms_of(promise, clock.now())
    right = (await session.execute(queries.piece_total(promise, terms, record, [Days(QUARTER, OVER)]))).one()
    return tuple(found.one()), (right.numerator, right.denominator, right.n)


def told(found: Sequence[float], name: str) -> Iterator[str]:
    ordered = sorted(found)
    p95 = ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]
    yield (
        f"  one late fact in and settled, {name}: p50 {statistics.median(ordered) * 1000:.0f} ms, p95 {p95 * 1000:.0f} "
        f"(wanted 2,000), worst {ordered[-1] * 1000:.0f}, of {len(ordered)}"
    )
