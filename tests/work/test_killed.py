"""Workers that are killed at any moment: every effect once, in order per record, and nothing lost.

PORTAL_TRIES=100 is the whole of it: 1,500 events with three reactions each, and a job for each event.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from portal import clock, ids, jobs, journal
from portal.access import SYSTEM, AccessClass
from portal.database.embedded import Server
from portal.database.pools import Database
from tests import databases, patience, served
from tests.work import worker

EVENTS = 15 * int(os.environ.get("PORTAL_TRIES", "4"))
RECORDS, WORKERS = 12, 3
LONGEST_LIFE = 100
"""How many effects happen, by whomever, before a worker is killed at the latest."""
NOTHING_LEFT = """
  NOT EXISTS (SELECT FROM journal_unread) AND NOT EXISTS (SELECT FROM reaction_waiting)
  AND NOT EXISTS (SELECT FROM job WHERE due_at IS NOT NULL)
"""


@dataclass
class Workers:
    """Processes of `python -m portal work` on one database."""

    environment: dict[str, str]
    log: Path
    alive: list[subprocess.Popen[bytes]] = field(default_factory=list)
    killed: int = 0

    def start(self) -> subprocess.Popen[bytes]:
        """One that works already."""
        with self.log.open("ab") as log:
            made = subprocess.Popen(
                [sys.executable, "-m", "tests.work.worker"], cwd=served.TOP, env=self.environment, stderr=log,
                stdout=subprocess.PIPE,
            )  # fmt: skip
        self.alive.append(made)
        assert made.stdout
        assert made.stdout.readline() == b"Entente works.\n"
        return made

    def end(self, one: subprocess.Popen[bytes], how: signal.Signals) -> int:
        """Its exit status."""
        self.alive.remove(one)
        one.send_signal(how)
        assert one.stdout
        one.stdout.close()
        return one.wait(patience.SECONDS)

    async def live(self, database: Database, chance: random.Random) -> None:
        """One worker after another, each killed when so many more effects have happened."""
        while True:
            one = await asyncio.to_thread(self.start)
            done = await effects(database)
            async with asyncio.timeout(patience.SECONDS):
                await until(database, f"(SELECT count(*) FROM effect) >= {done + chance.randint(1, LONGEST_LIFE)}")
            await asyncio.to_thread(self.end, one, signal.SIGKILL)
            self.killed += 1


@contextmanager
def workers(server: Server, name: str, folder: Path) -> Iterator[Workers]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}
    told = {
        "PORTAL_DATA_DIR": str(folder), "PORTAL_DATABASE_URL": server.url(name),
        "PORTAL_SECRET": databases.SECRET.decode(),
    }  # fmt: skip
    made = Workers({**kept, **told}, folder / "log")
    try:
        yield made
    finally:
        for one in list(made.alive):
            made.end(one, signal.SIGKILL)


async def asked(database: Database, sql: str) -> Any:
    async with database.working(AccessClass.SYSTEM) as session:
        return await session.value(sql)


async def happen(database: Database, record_id: UUID, note: str) -> None:
    async with database.working(AccessClass.SYSTEM) as session:
        journal.write(
            session, SYSTEM, worker.EVENT, partner_id=record_id, record_type="ctr", record_id=record_id,
            now=clock.now(), changes=[], note=note,
        )  # fmt: skip


async def effects(database: Database) -> int:
    return int(await asked(database, "SELECT count(*) FROM effect"))


async def until(database: Database, condition: str) -> None:
    while True:
        if await asked(database, f"SELECT {condition}"):
            return
        await asyncio.sleep(0.02)


async def test_whenever_workers_are_killed_each_effect_happens_once_and_in_order(
    server: Server, apart: tuple[str, Database], tmp_path: Path
) -> None:
    name, database = apart
    chance, told = random.Random(EVENTS), defaultdict[UUID, list[str]](list)
    records = [ids.new() for _ in range(RECORDS)]
    with workers(server, name, tmp_path) as them:
        lives = [asyncio.create_task(them.live(database, chance)) for _ in range(WORKERS)]
        async with database.working(AccessClass.SYSTEM) as session:
            await jobs.add(session, "long", key="1", partner_id=records[0], given={}, now=clock.now())
        for number in range(EVENTS):
            record_id = chance.choice(records)
            told[record_id].append(str(number))
            await happen(database, record_id, str(number))
            await asyncio.sleep(chance.uniform(0, 0.1))
        async with asyncio.timeout(patience.SECONDS + EVENTS):
            await until(database, NOTHING_LEFT)
        for each in lives:
            each.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
    assert them.killed > EVENTS // 15

    rows = await asked(
        database, "SELECT json_agg(json_build_array(name, record_id, note) ORDER BY position) FROM effect"
    )
    found = [(name, record_id and UUID(record_id), note) for name, record_id, note in json.loads(rows)]
    happened = Counter((name, note) for name, _, note in found)
    assert happened == Counter(
        [(name, str(number)) for number in range(EVENTS) for name in (*worker.NAMES, "short")]
        + [("long", str(number + 1)) for number in range(worker.COUNTED_TO)]
    )
    for record_id, notes in told.items():
        in_order = [(name, note) for name, record, note in found if record == record_id and name in worker.NAMES]
        assert in_order == [(name, note) for note in notes for name in worker.NAMES]
    assert await asked(database, "SELECT count(*) FROM setback") == 0
    assert them.log.read_text() == ""


async def test_a_worker_told_to_stop_finishes_what_is_under_way(
    server: Server, apart: tuple[str, Database], tmp_path: Path
) -> None:
    name, database = apart
    with workers(server, name, tmp_path) as them:
        first = await asyncio.to_thread(them.start)
        record_id = ids.new()
        for number in range(50):
            await happen(database, record_id, str(number))
        status = await asyncio.to_thread(them.end, first, signal.SIGTERM)
        assert (status, them.log.read_text()) == (0, "")
        await asyncio.to_thread(them.start)
        async with asyncio.timeout(patience.SECONDS):
            await until(database, NOTHING_LEFT)
    notes = await asked(database, "SELECT json_agg(note ORDER BY position) FROM effect WHERE name = 'first'")
    assert json.loads(notes) == [str(number) for number in range(50)]
