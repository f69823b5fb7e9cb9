"""PORTAL_WORK=0: who serves leaves all work alone, and `python -m portal work` beside it does it."""

import asyncio
import base64
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from portal import clock, mail
from portal.access import AccessClass, Role
from portal.commands.databases import DEMONSTRATION
from portal.contracts.rules import Status
from portal.database import direct, embedded
from portal.database.embedded import Server
from portal.database.pools import Database
from portal.imports import operations
from portal.imports.rules import Kind
from tests import databases, patience, served
from tests.make import Make
from tests.work.test_killed import asked, until
from tests.work.test_reactions import happen

WAITING = {
    "the clock": "SELECT count(*) FROM contract WHERE due_at < now()",
    "reactions": "SELECT (SELECT count(*) FROM journal_unread) + (SELECT count(*) FROM reaction_waiting)",
    "jobs": "SELECT count(*) FROM job WHERE due_at <= now()",
    "letters": "SELECT count(*) FROM mail WHERE due_at IS NOT NULL",
}
SECONDS = 7.0
"""Longer than who works ever waits."""


@contextmanager
def running(command: str, environment: dict[str, str], *more: str) -> Iterator[str]:
    """`python -m portal …` until the end of the block: the first line that it prints."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "portal", command, *more], cwd=served.TOP, env=environment, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout
        yield process.stdout.readline()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(patience.SECONDS)
        if process.stdout:
            process.stdout.close()


async def something_of_each(url: str, database: Database) -> None:
    """A deadline that has passed, an event, a job and a letter."""
    now = clock.now()
    engine = create_async_engine(databases.asynchronous(url), isolation_level="AUTOCOMMIT")
    async with AsyncSession(engine, expire_on_commit=False) as session:
        make = Make(session)
        contract = await make.contract(status=Status.IN_NEGOTIATION, due_at=now - timedelta(hours=1))
        sales = await make.actor(await make.member(roles={Role.SALES}))
    await engine.dispose()
    async with database.working(AccessClass.SYSTEM) as session_:
        job = await operations.create(session_, sales, kind=Kind.PARTNERS, name="list.csv", now=now)
        content = base64.b64encode(b"Name,Country\nAcme,DE\n").decode()
        await operations.send(session_, sales, import_job_id=job.id, number=1, content=content, is_last=True, now=now)
        await mail.send(
            session_, partner_id=contract.partner_id, to="ada@partner.example", subject="Hello", text="Hello.", now=now
        )
    await happen(database, contract.partner_id, contract.id, "test.happened", "")


async def left(database: Database) -> dict[str, int]:
    """How much of each waits to be done."""
    return {name: int(await asked(database, counted)) for name, counted in WAITING.items()}


def written(folder: Path) -> int:
    """How many letters have left."""
    return len(list(folder.rglob("*.eml")))


async def test_who_serves_without_working_leaves_everything_to_who_works_beside_it(
    server: Server, apart: tuple[str, Database], tmp_path: Path
) -> None:
    name, database = apart
    environment = {
        **served.without_settings(), "PORTAL_DATA_DIR": str(tmp_path), "PORTAL_DATABASE_URL": server.url(name),
        "PORTAL_SECRET": databases.SECRET.decode(), "PORTAL_WORK": "0",
    }  # fmt: skip
    await something_of_each(server.url(name), database)
    before = await left(database)
    assert min(before.values()) > 0
    with running("serve", environment, "--port", "0") as printed:
        address = re.search(r"http\S+", printed)
        assert address
        async with httpx.AsyncClient(timeout=patience.SECONDS) as client:
            assert (await client.get(f"{address[0]}/login")).status_code == 200
            await asyncio.sleep(SECONDS)
            assert await left(database) == before
            with running("work", environment) as said:
                assert said == "Entente works.\n"
                async with asyncio.timeout(patience.SECONDS):
                    await until(database, " AND ".join(f"({counted}) = 0" for counted in WAITING.values()))
            assert (await client.get(f"{address[0]}/login")).status_code == 200
    assert written(tmp_path) > 0


def test_the_demonstration_leaves_everything_to_who_works_beside_it_as_well() -> None:
    with tempfile.TemporaryDirectory(
        prefix="ent", ignore_cleanup_errors=True
    ) as folder:  # the database's socket needs a short path
        Path(folder).chmod(0o755)
        environment = {**served.without_settings(), "PORTAL_DATA_DIR": folder, "PORTAL_WORK": "0"}
        with running("demo", environment, "--port", "0") as printed, embedded.running(Path(folder)) as server:
            assert printed.startswith("Entente serves http")
            url = server.url(DEMONSTRATION)
            before = counted(url)
            assert sum(before.values()) > 0
            time.sleep(SECONDS)
            assert counted(url) == before
            with running("work", environment, "--demo"):
                end = time.monotonic() + patience.SECONDS
                while any(counted(url).values()):
                    assert time.monotonic() < end, counted(url)
                    time.sleep(0.1)


def counted(url: str) -> dict[str, int]:
    """How much of each waits in a database beside."""
    columns = ", ".join(f"({waits})" for waits in WAITING.values())

    async def count(connection: asyncpg.Connection) -> Any:
        return await connection.fetchrow(f"SELECT {columns}")

    return dict(zip(WAITING, map(int, direct.ask(url, count)), strict=True))
