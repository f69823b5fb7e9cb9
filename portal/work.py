"""The clock: the steps of records whose deadline has passed, what follows from events, jobs, and letters that wait."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, Select, and_, delete, exists, func, literal_column, select

from portal import clock, delivery, doing, idempotency, jobs, reactions, sealing, setbacks
from portal.access import SYSTEM, AccessClass
from portal.acting import Lived
from portal.database.outage import OUTAGE, is_outage
from portal.database.pools import Database
from portal.doing import Long, Short
from portal.finishing import finished
from portal.imports import operations as imports
from portal.notifications import rounds
from portal.post import Post
from portal.reactions import Reaction
from portal.room import Timed
from portal.rooms import MACHINES, ROOMS
from portal.setbacks import Kind, Setback
from portal.waking import Bell

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 5.0
SECONDS_UNPLACED = 0.5
"""How long those who follow wait for a row that has been committed where the bell is not heard."""
SECONDS_OF_CALM = 0.1
"""Between two passes at least: what comes meanwhile is taken together."""
SWEPT_EVERY = timedelta(minutes=10)
AT_ONCE = 100
LEAST_TOGETHER, TOGETHER = 2, 1_000
"""How many are moved in one transaction, of records that come by the thousand."""
LONG_AT_ONCE = 2
"""How many long jobs a process does at once."""
TABLES = {machine.name: machine for machine in MACHINES}


async def run_due(database: Database, now: datetime) -> int:
    """Takes every step that is due, and what follows; gives how many. Running it again moves nothing more."""
    taken = await move_due(database, now)
    return taken + await reactions.run(database, now) + await doing.run(database, now)


async def move_due(database: Database, now: datetime) -> int:
    """Takes every step that is due, and what follows at once; gives how many."""
    return sum([await _run(database, timed, now) for room in ROOMS for timed in room.timed])


async def _run(database: Database, timed: Timed, now: datetime) -> int:
    async with database.transaction(AccessClass.SYSTEM) as session:
        await session.execute(_settled(timed.record, now), execution_options={"synchronize_session": False})
        due = (await session.execute(_due(timed.record, now).limit(TOGETHER if timed.keep_together else AT_ONCE))).all()
    moved = await finished(_move_together(database, timed, [record_id for record_id, tries in due if not tries], now))
    alone = [(record_id, tries) for record_id, tries in due if record_id not in moved]
    return len(moved) + sum([await finished(_move(database, timed, *each, now)) for each in alone])


def _settled(record: Any, now: datetime) -> Delete:
    """Setbacks of records that are not due any more: somebody has taken a step."""
    is_due = exists().where(record.id == Setback.record_id, record.due_at <= now)
    return delete(Setback).where(Setback.kind == Kind.CLOCK, Setback.record_type == record.PREFIX, ~is_due)


def _due(record: Any, now: datetime) -> Select[*tuple[Any, ...]]:
    """The records whose date has passed, the longest overdue first, and how often each could not be moved.

    Of those that were due at the same time a partner's stand together.
    """
    ours = and_(Setback.record_id == record.id, Setback.kind == Kind.CLOCK)
    found = select(record.id, func.coalesce(Setback.tries, 0)).outerjoin(Setback, ours)
    waits = func.coalesce(Setback.retry_at <= now, literal_column("true"))
    partner_id = getattr(record, "partner_id", record.id)  # an organisation is its own
    return found.where(record.due_at <= now, waits).order_by(record.due_at, partner_id, record.id)


async def _move_together(
    database: Database, timed: Timed, record_ids: Sequence[UUID], now: datetime
) -> Collection[UUID]:
    """Those that took their step in one transaction: none where the kind knows no such way, or where it failed."""
    if timed.keep_together is None or len(record_ids) < LEAST_TOGETHER:
        return ()
    try:
        async with database.working(AccessClass.SYSTEM) as session:
            moved = await timed.keep_together(session, record_ids, now)
            await reactions.follow_at_once(session, SYSTEM, now)
    except Exception as fault:
        if is_outage(fault):
            raise
        log.exception("The clock could not move %s together; it moves each alone.", timed.record.PREFIX)
        return ()
    return frozenset(moved)


async def _move(database: Database, timed: Timed, record_id: UUID, tries: int, now: datetime) -> int:
    """Whether the record took its step. One that cannot be moved waits, longer each time; the others go on."""
    claimed = func.pg_try_advisory_xact_lock(func.hashtextextended(f"clock {record_id}", 0))
    try:
        async with database.working(AccessClass.SYSTEM) as session:
            if not await session.scalar(select(claimed)):
                return 0  # another process is at it
            moved = await timed.keep_time(session, record_id, now)
            await reactions.follow_at_once(session, SYSTEM, now)
            if tries:
                await session.execute(setbacks.over(Kind.CLOCK, record_id))
    except Exception as fault:
        if is_outage(fault):  # which is no fault of the record's
            raise
        log.exception("The clock could not move %s %s; it tries again.", timed.record.PREFIX, record_id)
        await _set_back(database, timed.record, record_id, fault, now)
        return 0
    return int(moved is not None)


async def _set_back(database: Database, record: Any, record_id: UUID, fault: Exception, now: datetime) -> None:
    async with database.transaction(AccessClass.SYSTEM) as session:
        row: Lived | None = await session.scalar(select(record).where(record.id == record_id))
        if row is None:  # it has gone meanwhile
            return
        partner_id, _ = row.place
        await setbacks.note(
            session, Kind.CLOCK, fault, partner_id=partner_id, record_type=record.PREFIX, record_id=record_id,
            step=_step_of(row), now=now,
        )  # fmt: skip


def _step_of(row: Lived) -> str:
    """The step that was due, as its table calls it."""
    found = (TABLES[name].deadlines.get(getattr(row, column)) for name, column in row.LIVES.items())
    return next((deadline.step for deadline in found if deadline and deadline.step), "")


Sweep = Callable[[Database, datetime], Awaitable[None]]
"""Deletes what has been over for long enough."""
Part = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Tables:
    """What follows from events, and what is done for jobs."""

    reactions: Iterable[Reaction] = reactions.REACTIONS
    jobs: Iterable[Short | Long] = doing.JOBS


OURS = Tables()


async def keep_time(
    database: Database, post: Post, sweeps: Iterable[Sweep] = (), lookouts: Iterable[Sweep] = (), *,
    bell: Bell | None = None, tables: Tables = OURS,
) -> None:  # fmt: skip
    """Does all of it until it is cancelled; steps under way are finished then. Several processes may, at once.

    What fails is tried again, and keeps nothing else. What somebody waits for begins when the bell is heard; without
    one, or where it is not heard, it is looked for now and then, as `lookouts` do, each by itself.
    """
    async with asyncio.TaskGroup() as tasks:
        if bell:
            tasks.create_task(bell.listen())
        bell = bell or Bell(database)
        tasks.create_task(_whenever(bell, partial(_relay, database, tables, bell), deaf=SECONDS_UNPLACED))
        tasks.create_task(_whenever(bell, partial(_follow_all, database, tables, bell)))
        for _ in range(delivery.LANES):
            tasks.create_task(_whenever(bell, partial(_deliver_all, database, post)))
        for _ in range(LONG_AT_ONCE):
            tasks.create_task(_whenever(bell, partial(_take_up_all, database, tables)))
        for lookout in lookouts:
            tasks.create_task(_whenever(bell, partial(_look_out, database, lookout)))
        await _keep_rounds(database, (idempotency.sweep, jobs.sweep, rounds.sweep, imports.sweep, *sweeps))


async def _whenever(bell: Bell, part: Part, *, deaf: float = SECONDS_BETWEEN) -> None:
    """A part of the work: whenever the bell is heard, and now and then."""
    rung = bell.worker()
    while True:
        rung.clear()
        await _tried(part)
        await asyncio.sleep(SECONDS_OF_CALM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_BETWEEN if bell.hears else deaf):
                await rung.wait()


async def _relay(database: Database, tables: Tables, bell: Bell) -> None:
    """Those who follow wait for no letter and no deadline; what waits for the places is told of them."""
    if await reactions.relay(database, clock.now(), tables.reactions):
        bell.heard()


async def _follow_all(database: Database, tables: Tables, bell: Bell) -> None:
    await reactions.run(database, clock.now(), tables.reactions)
    await doing.run(database, clock.now(), tables.jobs)
    if await rounds.run(database, clock.now()):
        bell.heard()


async def _take_up_all(database: Database, tables: Tables) -> None:
    """Long jobs, one after another."""
    while await doing.take_up(database, clock.now(), tables.jobs):
        pass


async def _look_out(database: Database, lookout: Sweep) -> None:
    await lookout(database, clock.now())


async def _deliver_all(database: Database, post: Post) -> None:
    while await delivery.deliver(database, post, clock.now()):
        pass


async def _keep_rounds(database: Database, sweeps: Iterable[Sweep]) -> None:
    swept = clock.now() - SWEPT_EVERY
    while True:
        await _tried(partial(_move_all, database))
        await _tried(partial(sealing.run, database))
        if clock.now() - swept >= SWEPT_EVERY:
            swept = clock.now()
            for sweep in sweeps:
                await _tried(partial(sweep, database, swept))
        await asyncio.sleep(SECONDS_BETWEEN)


async def _move_all(database: Database) -> None:
    while await move_due(database, clock.now()) >= AT_ONCE:
        pass


async def _tried(part: Part) -> None:
    try:
        await part()
    except Exception as fault:
        if not OUTAGE.noted(fault):
            log.exception("The clock failed; it tries again.")
