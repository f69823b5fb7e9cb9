"""The clock: the system steps of records whose deadline has passed, what follows from events, and letters that wait."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from portal import clock, idempotency, mail, reactions
from portal.access import SYSTEM, AccessClass
from portal.acting import Lived
from portal.database.outage import OUTAGE, is_outage
from portal.database.pools import Database
from portal.outbox import Setback
from portal.room import Timed
from portal.rooms import ROOMS

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 5.0
SWEPT_EVERY = timedelta(minutes=10)
AT_ONCE = 100


async def run_due(database: Database, now: datetime) -> int:
    """Takes every step that is due, and what follows; gives how many. Running it again moves nothing more."""
    taken = sum([await _run(database, timed, now) for room in ROOMS for timed in room.timed])
    return taken + await reactions.run(database, now)


async def _run(database: Database, timed: Timed, now: datetime) -> int:
    async with database.transaction(AccessClass.SYSTEM) as session:
        due = (await session.execute(_due(timed.record, now).limit(AT_ONCE))).all()
    return sum([await _move(database, timed, record_id, tries, now) for record_id, tries in due])


def _due(record: Any, now: datetime) -> Select[*tuple[Any, ...]]:
    """The records whose date has passed, the longest overdue first, and how often each could not be moved."""
    found = select(record.id, func.coalesce(Setback.tries, 0)).outerjoin(Setback, Setback.record_id == record.id)
    waits = func.coalesce(Setback.retry_at <= now, literal_column("true"))
    return found.where(record.due_at <= now, waits).order_by(record.due_at, record.id)


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
                await session.execute(delete(Setback).where(Setback.record_id == record_id))
    except Exception as fault:
        if is_outage(fault):  # which is no fault of the record's
            raise
        log.exception("The clock could not move %s %s; it tries again.", timed.record.PREFIX, record_id)
        await _set_back(database, timed.record, record_id, tries + 1, fault, now)
        return 0
    return int(moved is not None)


async def _set_back(
    database: Database, record: Any, record_id: UUID, tries: int, fault: Exception, now: datetime
) -> None:
    told = {"tries": tries, "retry_at": now + reactions.pause_after(tries), "fault": reactions.described(fault)}
    async with database.transaction(AccessClass.SYSTEM) as session:
        row: Lived = (await session.scalars(select(record).where(record.id == record_id))).one()
        partner_id, _ = row.place
        new = insert(Setback).values(partner_id=partner_id, record_id=record_id, record_type=record.PREFIX, **told)
        await session.execute(new.on_conflict_do_update(index_elements=["partner_id", "record_id"], set_=told))


Sweep = Callable[[Database, datetime], Awaitable[None]]
"""Deletes what has been over for long enough."""


async def keep_time(database: Database, post: mail.Post, sweeps: Iterable[Sweep] = ()) -> None:
    """Runs the clock until it is cancelled; a fault is logged and tried again at the next round."""
    swept = clock.now() - SWEPT_EVERY
    while True:
        try:
            while await run_due(database, clock.now()) >= AT_ONCE:
                pass
            while await mail.deliver(database, post, clock.now()) == mail.AT_ONCE:
                pass
            if clock.now() - swept >= SWEPT_EVERY:
                swept = clock.now()
                for sweep in (idempotency.sweep, *sweeps):
                    await sweep(database, swept)
        except Exception as fault:
            if not OUTAGE.noted(fault):
                log.exception("The clock failed; it tries again.")
        await asyncio.sleep(SECONDS_BETWEEN)
