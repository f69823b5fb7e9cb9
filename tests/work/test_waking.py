"""Who works is woken by whatever process commits something, and looks by themselves where the bell is not heard."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text

from portal import ids, jobs, mail, reactions, work
from portal.access import AccessClass
from portal.database.embedded import Server
from portal.database.pools import Database
from portal.doing import Long
from portal.post import Post
from portal.settings import Settings
from portal.waking import Bell
from portal.work import Tables
from tests import databases, patience
from tests.make import NOW, Make
from tests.work.test_reactions import happen

NEVER = 3_600.0


@pytest_asyncio.fixture(loop_scope="session")
async def other(server: Server, databases_of_worker: tuple[str, str]) -> AsyncIterator[Database]:
    """Another process's logins to the same database: they ring, and nobody works there."""
    found = Database(server.url(databases_of_worker[1]), databases.SECRET)
    bell = Bell(found)
    found.wakes(bell.ring, bell.close)
    yield found
    await bell.close()
    await found.close()


@pytest.fixture(autouse=True)
def _nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks by themselves in the time of a test, but where the bell is not heard."""
    monkeypatch.setattr(work, "SECONDS_BETWEEN", NEVER)


@pytest.fixture
def followed() -> tuple[Tables, asyncio.Event]:
    """A reaction to events of the tests, and what is set when it has happened."""
    happened = asyncio.Event()

    async def follow(*_: Any) -> None:
        happened.set()

    return Tables((reactions.Reaction("test.happened", "followed", follow),)), happened


@asynccontextmanager
async def working(database: Database, folder: Path, tables: Tables) -> AsyncIterator[Bell]:
    bell = Bell(database)
    post = Post.of(Settings(folder, None, "http://localhost:8000", b"secret"))
    running = asyncio.create_task(work.keep_time(database, post, bell=bell, tables=tables))
    try:
        yield bell
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await bell.close()


class Pooled:
    """A connection of a pooler, which gives the server's own to others after LISTEN, and resets it."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    async def add_listener(self, channel: str, heard: Any) -> None:
        await self.connection.add_listener(channel, heard)
        await self.connection.execute("UNLISTEN *")


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(patience.SECONDS):
        while True:
            if await true():
                return
            await asyncio.sleep(0.02)


async def hears(bell: Bell) -> bool:
    return bell.hears


async def test_what_another_process_commits_is_followed_though_nobody_looks_for_it(
    make_committed: Make, database: Database, other: Database, tmp_path: Path,
    followed: tuple[Tables, asyncio.Event],
) -> None:  # fmt: skip
    tables, happened = followed
    async with working(database, tmp_path, tables) as bell:
        await until(lambda: hears(bell))
        for _ in range(3):
            await asyncio.sleep(0.2)  # everybody sleeps again
            happened.clear()
            await happen(other, ids.new(), ids.new(), "test.happened", "")
            await asyncio.wait_for(happened.wait(), patience.SECONDS)
    assert make_committed


async def test_a_letter_and_a_long_job_begin_at_once_as_well(
    make_committed: Make, database: Database, other: Database, tmp_path: Path
) -> None:
    partner = await make_committed.partner()
    await make_committed.session.commit()
    done = asyncio.Event()

    async def do(*_: Any) -> None:
        done.set()

    async with working(database, tmp_path, Tables((), (Long("done", do),))) as bell:
        await until(lambda: hears(bell))
        async with other.working(AccessClass.SYSTEM) as session:
            await jobs.add(session, "done", key="1", partner_id=partner.id, given={}, now=NOW)
        await asyncio.wait_for(done.wait(), patience.SECONDS)
        async with other.transaction(AccessClass.SYSTEM) as whole:
            await mail.send(whole, partner_id=partner.id, to="a@b.c", subject="s", text="t", now=NOW)

        async def has_left() -> bool:
            return any((tmp_path / "mail").glob("*.eml"))

        await until(has_left)


async def test_a_listener_that_is_cut_off_listens_again(
    make_committed: Make, database: Database, other: Database, tmp_path: Path,
    followed: tuple[Tables, asyncio.Event], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("portal.waking.SECONDS_AWAY", 0.01)
    tables, happened = followed
    async with working(database, tmp_path, tables) as bell:
        await until(lambda: hears(bell))
        listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"
        await make_committed.session.execute(text(listening))
        await make_committed.session.commit()

        async def is_deaf() -> bool:
            return not bell.hears

        await until(is_deaf)
        await until(lambda: hears(bell))
        happened.clear()
        await happen(other, ids.new(), ids.new(), "test.happened", "")
        await asyncio.wait_for(happened.wait(), patience.SECONDS)


async def test_where_a_pooler_swallows_the_bell_they_look_by_themselves(
    make_committed: Make, database: Database, other: Database, tmp_path: Path,
    followed: tuple[Tables, asyncio.Event], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("portal.waking.SECONDS_FOR_AN_ECHO", 0.2)
    tables, happened = followed
    plain = database.connected

    async def pooled(login: str) -> Any:
        return Pooled(await plain(login))

    monkeypatch.setattr(database, "connected", pooled)
    async with working(database, tmp_path, tables) as bell:
        await asyncio.sleep(0.5)
        await happen(other, ids.new(), ids.new(), "test.happened", "")
        await asyncio.wait_for(happened.wait(), patience.SECONDS)
        assert not bell.hears
    assert make_committed


async def test_who_is_told_to_stop_in_the_moment_of_the_bell_stops(database: Database) -> None:
    bell, looked = Bell(database), asyncio.Event()

    async def look() -> None:
        looked.set()

    working_ = asyncio.create_task(work._whenever(bell, look))
    await looked.wait()
    await asyncio.sleep(2 * work.SECONDS_OF_CALM)
    bell.heard()
    working_.cancel()

    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(patience.SECONDS):
            await working_
