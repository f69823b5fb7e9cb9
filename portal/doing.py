"""What is done for a job: one line each, and how jobs are taken up, tried again and given up.

A short job is done like a reaction: its effect and its end are one. A long one is held by a lock of its process, which
ends with the process, however that ends; another one then takes it up where it was. Its transactions look whether it is
still theirs. What fails waits longer each time and is given up in the end: administrators see it and play it again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select, update

from portal import ids, reactions, setbacks
from portal.access import SYSTEM, AccessClass
from portal.database.outage import is_outage
from portal.database.pools import Database
from portal.database.session import Session
from portal.database.transaction import Transaction
from portal.expectations import operations as expectations
from portal.expectations.queries.facts import ordered_products
from portal.finishing import finished
from portal.imports import operations as imports
from portal.jobs import PREFIX, Claim, Job, Lost, Task
from portal.opportunities import operations as opportunities
from portal.partners import operations as partners
from portal.setbacks import Kind, Setback

log = logging.getLogger(__name__)

TRIES = 16
"""With the pauses between them some six hours; then a job waits for an administrator."""
SECONDS_BETWEEN_BEATS = 10.0
"""How often a held lock is used: the database ends a transaction that says nothing for half a minute."""
LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Short:
    """A job that is one transaction of portal_system. `name` stays as it is while one of it may wait."""

    name: str
    operation: Callable[[Session, Task, datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Long:
    """A job that may be stopped at any moment and taken up again: it works in `claim.working()`, and waits outside."""

    name: str
    operation: Callable[[Claim, datetime], Awaitable[object]]


Kinds = Iterable[Short | Long]

JOBS: tuple[Short | Long, ...] = (
    Long(imports.WORK, imports.job),
    Long(partners.REQUIREMENT_WORK, partners.follow_requirement),
    Long(opportunities.SUGGEST, partial(opportunities.suggest, ordered_products())),
    Short(expectations.SETTLE, expectations.settle),
    Short(expectations.FALL_DUE, expectations.settle_due),
    Short(expectations.RANK, expectations.rank_cards),
)


class StoppedProcess(Exception):  # noqa: N818 - what befell the job
    """The process that did it ended before it got anything done, again and again."""


async def run(database: Database, now: datetime, jobs: Kinds = JOBS) -> int:
    """Does the short jobs that are due; gives how many were done. Running it again does nothing more."""
    table = {job.name: job for job in jobs if isinstance(job, Short)}
    done = 0
    while table and (one := await finished(_do(database, table, now))) is not None:
        done += one
    return done


async def _do(database: Database, table: Mapping[str, Short], now: datetime) -> int | None:
    """The next short job: 1 if it was done, 0 if it failed, None if none is due."""
    job: Job | None = None
    try:
        async with database.working(AccessClass.SYSTEM) as session:
            job = await session.scalar(_due(table, now).limit(1).with_for_update(skip_locked=True))
            if job is None:
                return None
            await table[job.name].operation(session, Task.of(job), now)
            await reactions.follow_at_once(session, SYSTEM, now)
            await _end(session, job.id, now)
    except Exception as fault:  # one that fails must not hold up the others
        if job is None or is_outage(fault):
            raise
        await _put_off(database, job, fault, now)
        return 0
    return 1


async def take_up(database: Database, now: datetime, jobs: Kinds = JOBS) -> bool:
    """Does the next long job that is due and that nobody is at; False if there is none."""
    table = {job.name: job for job in jobs if isinstance(job, Long)}
    if not table:
        return False
    async with database.working(AccessClass.SYSTEM) as hold:
        job = await _held(hold, table, now)
        if job is None:
            return False
        try:
            claim = await _claimed(database, job)
            await _beside(hold, table[job.name].operation(claim, now))
            async with claim.working() as session:
                await reactions.follow_at_once(session, SYSTEM, now)
                await _end(session, job.id, now)
        except Lost:
            log.warning("Job %s (%s) is another process's now.", job.id, job.name)
        except Exception as fault:
            if is_outage(fault):
                raise
            await _put_off(database, job, fault, now)
    return True


def _due(table: Mapping[str, Any], now: datetime) -> Select[Any]:
    """The jobs that are due, the longest first, but those that have failed and wait."""
    failed = (Setback.partner_id == Job.partner_id, Setback.record_id == Job.id, Setback.kind == Kind.JOB)
    waits = or_(Setback.retry_at > now, Setback.retry_at.is_(None))
    return (
        select(Job)
        .where(Job.due_at <= now, Job.name.in_(table), ~exists().where(*failed, waits))
        .order_by(Job.due_at, Job.id)
    )


async def _held(hold: Transaction, table: Mapping[str, Any], now: datetime) -> Job | None:
    """The next long job, under the lock of this process for as long as the transaction lasts."""
    for job in (await hold.scalars(_due(table, now).limit(LOOKED_AT))).all():
        free = func.pg_try_advisory_xact_lock(func.hashtextextended(f"job {job.id}", 0))
        if await hold.scalar(select(free)) and await hold.scalar(_due(table, now).where(Job.id == job.id)):
            held: Job = job
            return held
    return None


async def _claimed(database: Database, job: Job) -> Claim:
    """Takes the job up: what another process may still do for it finds that it has lost it.

    Raises StoppedProcess where it was taken up too often.
    """
    token = ids.new()
    async with database.working(AccessClass.SYSTEM) as session:
        starts = await session.scalar(
            update(Job)
            .where(Job.partner_id == job.partner_id, Job.id == job.id)
            .values(claim=token, starts=Job.starts + 1)
            .returning(Job.starts)
        )
    if starts % TRIES == 0:  # and as often again after an administrator had it played once more
        raise StoppedProcess
    return Claim(task=Task.of(job), token=token, database=database)


async def _beside(hold: Transaction, work: Awaitable[object]) -> None:
    """The work, for as long as the lock is held; raises what broke either."""
    over = asyncio.Event()
    beating, doing = asyncio.create_task(_beat(hold, over)), asyncio.ensure_future(work)
    try:
        await asyncio.wait({beating, doing}, return_when=asyncio.FIRST_COMPLETED)
        if not beating.done():
            over.set()
        await beating
        await doing
    finally:
        for each in (beating, doing):
            each.cancel()
        await asyncio.gather(beating, doing, return_exceptions=True)


async def _beat(hold: Transaction, over: asyncio.Event) -> None:
    while not over.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_BETWEEN_BEATS):
                await over.wait()
        await hold.value("SELECT 1")


async def _end(session: Session, job_id: UUID, now: datetime) -> None:
    """It is done: its key stays, so that it is done once."""
    ended = update(Job).where(Job.id == job_id).values(due_at=None, done_at=now, given={}, claim=None)
    await session.execute(ended, execution_options={"synchronize_session": False})
    await session.execute(setbacks.over(Kind.JOB, job_id))


async def _put_off(database: Database, job: Job, fault: Exception, now: datetime) -> None:
    log.error("%s: this job did not work.", job.name, exc_info=fault)
    async with database.transaction(AccessClass.SYSTEM) as session:
        still = await session.get(Job, (job.partner_id, job.id), with_for_update=True)
        if still is not None and still.due_at is not None:
            await setbacks.note(
                session, Kind.JOB, fault, partner_id=job.partner_id, record_type=PREFIX, record_id=job.id,
                step=job.name, now=now, most=1 if isinstance(fault, StoppedProcess) else TRIES,
            )  # fmt: skip
