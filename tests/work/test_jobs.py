"""Jobs: done once by their key, tried again, given up in the end, taken up again where a process was stopped."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from portal import doing, jobs, journal, setbacks
from portal.access import SYSTEM, AccessClass, Role
from portal.database.pools import Database
from portal.database.session import Session
from portal.doing import Long, Short
from portal.jobs import Claim, Job, Task
from portal.setbacks import Kind, Setback
from tests import patience
from tests.contracts.scene import As
from tests.make import NOW, Make

LATER = timedelta(hours=2)


async def added(database: Database, partner_id: UUID, name: str = "noted", key: str = "1", **given: Any) -> None:
    async with database.working(AccessClass.SYSTEM) as session:
        await jobs.add(session, name, key=key, partner_id=partner_id, given=given, now=NOW)


async def note(session: Session, task: Task, now: datetime) -> None:
    """An effect: a row of the journal."""
    journal.write(
        session, SYSTEM, f"effect.{task.name}", partner_id=task.partner_id, record_type="org",
        record_id=task.partner_id, now=now, changes=[], note=f"{task.key} {dict(task.given)}",
    )  # fmt: skip


async def effects(make: Make) -> list[str]:
    found = await make.session.scalars(
        select(journal.Entry.note).where(journal.Entry.event.startswith("effect.")).order_by(journal.Entry.id)
    )
    told = list(found.all())
    await make.session.commit()
    return told


async def rows(make: Make, record: Any) -> list[Any]:
    found = (await make.session.scalars(select(record).execution_options(populate_existing=True))).all()
    await make.session.commit()
    return list(found)


@pytest.fixture
def noted() -> tuple[Short, ...]:
    return (Short("noted", note),)


async def test_a_job_is_done_once_by_its_key_and_what_it_was_given_is_forgotten(
    make_committed: Make, database: Database, noted: tuple[Short, ...]
) -> None:
    partner = await make_committed.partner()
    for number in (1, 2):
        await added(database, partner.id, key="a", number=number)
    await added(database, partner.id, key="b")
    await added(database, partner.id, "nobody does this")
    assert [await doing.run(database, NOW, noted) for _ in range(2)] == [2, 0]
    await added(database, partner.id, key="a")
    assert await doing.run(database, NOW, noted) == 0
    assert await effects(make_committed) == ["a {'number': 1}", "b {}"]
    found = {(job.name, job.key): (job.given, job.due_at, job.done_at) for job in await rows(make_committed, Job)}
    assert found == {
        ("noted", "a"): ({}, None, NOW), ("noted", "b"): ({}, None, NOW), ("nobody does this", "1"): ({}, NOW, None),
    }  # fmt: skip


async def test_a_job_waits_for_its_time(make_committed: Make, database: Database, noted: tuple[Short, ...]) -> None:
    partner = await make_committed.partner()
    async with database.working(AccessClass.SYSTEM) as session:
        await jobs.add(session, "noted", key="1", partner_id=partner.id, given={}, now=NOW, due_at=NOW + LATER)
    assert await doing.run(database, NOW, noted) == 0
    assert await doing.run(database, NOW + LATER, noted) == 1


async def test_two_who_want_the_same_at_once_want_it_once(
    make_committed: Make, database: Database, noted: tuple[Short, ...]
) -> None:
    partner = await make_committed.partner()
    await asyncio.gather(*(added(database, partner.id) for _ in range(8)))
    assert sum(await asyncio.gather(*(doing.run(database, NOW, noted) for _ in range(4)))) == 1
    assert await effects(make_committed) == ["1 {}"]


@pytest.mark.parametrize("role", [Role.PARTNER_ADMIN, Role.RELATIONSHIP_MANAGER, Role.PLATFORM_ADMIN])
async def test_every_side_adds_jobs_and_reads_none(make: Make, as_: As, role: Role) -> None:
    member = await make.member(await make.partner() if role.side == "PARTNER" else None, roles={role})
    partner = await make.partner(manager=member if role is Role.RELATIONSHIP_MANAGER else None)
    about = member.partner_id if role is Role.PARTNER_ADMIN else partner.id
    async with as_(await make.actor(member)) as session:
        for _ in range(2):
            await jobs.add(session, "noted", key="1", partner_id=about, given={"id": str(about)}, now=NOW)
    async with as_(SYSTEM) as session:
        assert await session.scalar(text("SELECT count(*) FROM job")) == 1


async def test_a_job_that_fails_leaves_nothing_waits_longer_each_time_and_is_given_up(
    make_committed: Make, database: Database
) -> None:
    partner, admin = await make_committed.partner(), await make_committed.member(roles={Role.PLATFORM_ADMIN})
    await added(database, partner.id, secret="4711")

    async def break_down(session: Session, task: Task, now: datetime) -> None:
        await note(session, task, now)
        await session.flush()
        raise RuntimeError("it broke down over 4711")

    table, now = (Short("noted", break_down),), NOW
    pauses = []
    for _ in range(doing.TRIES):
        assert [await doing.run(database, now, table) for _ in range(2)] == [0, 0]
        (held,) = await rows(make_committed, Setback)
        pauses.append(held.retry_at and (held.retry_at - now).total_seconds())
        now += LATER
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, *[3600] * 5, None]
    (job,) = await rows(make_committed, Job)
    assert (held.kind, held.record_type, held.record_id, held.step) == (Kind.JOB, "job", job.id, "noted")
    assert (held.tries, held.since, "4711" in held.fault) == (doing.TRIES, NOW, False)
    assert await doing.run(database, now + timedelta(days=30), (Short("noted", note),)) == 0

    async with database.working(AccessClass.SYSTEM) as session:
        await setbacks.try_again(session, await make_committed.actor(admin), setback_id=held.id, now=now)
    assert await doing.run(database, now, (Short("noted", note),)) == 1
    assert await effects(make_committed) == ["1 {'secret': '4711'}"]
    assert await rows(make_committed, Setback) == []


@pytest.fixture
def counting() -> Callable[..., Long]:
    """A long job that counts to five, a transaction for each, from where it was; `between` runs after each."""

    def made(between: Callable[[int], Any]) -> Long:
        async def count(claim: Claim, now: datetime) -> None:
            while True:
                async with claim.working() as session:
                    done = select(journal.Entry.id).where(journal.Entry.event == "effect.counted")
                    number = len((await session.scalars(done)).all()) + 1
                    if number > 5:
                        return
                    await note(session, Task(**{**_of(claim.task), "key": str(number)}), now)
                await between(number)

        return Long("counted", count)

    return made


def _of(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in ("id", "partner_id", "name", "key", "given")}


async def nothing(_number: int) -> None:
    pass


async def test_a_long_job_that_is_stopped_goes_on_where_it_was(
    make_committed: Make, database: Database, counting: Callable[..., Long]
) -> None:
    partner = await make_committed.partner()
    await added(database, partner.id, "counted")
    there = asyncio.Event()

    async def stop(number: int) -> None:
        if number == 3:
            there.set()
            await asyncio.Event().wait()

    stopped = asyncio.create_task(doing.take_up(database, NOW, (counting(stop),)))
    async with asyncio.timeout(patience.SECONDS):
        await there.wait()
    assert not await doing.take_up(database, NOW, (counting(nothing),))  # somebody is at it
    stopped.cancel()
    await asyncio.gather(stopped, return_exceptions=True)
    async with asyncio.timeout(patience.SECONDS):  # until the database has seen that the connection is closed
        while True:
            if await doing.take_up(database, NOW, (counting(nothing),)):
                break
            await asyncio.sleep(0.01)
    assert not await doing.take_up(database, NOW, (counting(nothing),))
    assert await effects(make_committed) == [f"{number} {{}}" for number in range(1, 6)]


async def test_a_process_that_lost_its_job_does_nothing_more_for_it(
    make_committed: Make, database: Database, counting: Callable[..., Long]
) -> None:
    partner = await make_committed.partner()
    await added(database, partner.id, "counted")

    async def taken(number: int) -> None:
        if number == 2:
            async with database.working(AccessClass.SYSTEM) as session:
                await session.execute(text("UPDATE job SET claim = gen_random_uuid()"))

    assert await doing.take_up(database, NOW, (counting(taken),))
    assert len(await effects(make_committed)) == 2
    assert await rows(make_committed, Setback) == []
    assert await doing.take_up(database, NOW, (counting(nothing),))
    assert len(await effects(make_committed)) == 5


async def test_a_job_that_stops_its_process_again_and_again_is_given_up(
    make_committed: Make, database: Database
) -> None:
    partner = await make_committed.partner()
    await added(database, partner.id, "deadly")
    async with database.working(AccessClass.SYSTEM) as session:
        await session.execute(text(f"UPDATE job SET starts = {doing.TRIES - 1}"))

    async def die(_claim: Claim, _now: datetime) -> None:
        raise AssertionError("it was started once more")

    assert await doing.take_up(database, NOW, (Long("deadly", die),))
    (held,) = await rows(make_committed, Setback)
    assert (held.step, held.tries, held.retry_at) == ("deadly", 1, None)
    assert not await doing.take_up(database, NOW + LATER, (Long("deadly", die),))


async def test_a_long_job_that_fails_is_tried_again_and_the_others_go_on(
    make_committed: Make, database: Database
) -> None:
    partner = await make_committed.partner()
    for key in ("bad", "good"):
        await added(database, partner.id, "tried", key)

    async def try_it(claim: Claim, now: datetime) -> None:
        if claim.task.key == "bad" and now < NOW + LATER:
            raise ValueError("mira@partner.example")
        async with claim.working() as session:
            await note(session, claim.task, now)

    table = (Long("tried", try_it),)
    assert [await doing.take_up(database, NOW, table) for _ in range(3)] == [True, True, False]
    (held,) = await rows(make_committed, Setback)
    assert (held.tries, str(setbacks.said(held.fault))) == (
        1,
        "Something went wrong (ValueError). The log has the details.",
    )
    assert await doing.take_up(database, NOW + LATER, table)
    assert await effects(make_committed) == ["good {}", "bad {}"]
    assert await rows(make_committed, Setback) == []


async def test_keys_are_forgotten_after_more_than_a_year(
    make_committed: Make, database: Database, noted: tuple[Short, ...]
) -> None:
    partner = await make_committed.partner()
    await added(database, partner.id)
    await doing.run(database, NOW, noted)
    await added(database, partner.id, "nobody does this")
    await jobs.sweep(database, NOW + jobs.KEPT)
    assert len(await rows(make_committed, Job)) == 2
    await jobs.sweep(database, NOW + jobs.KEPT + timedelta(seconds=1))
    assert [job.name for job in await rows(make_committed, Job)] == ["nobody does this"]
