"""python -m tests.work.worker: `python -m portal work` with reactions and jobs that leave a row of a test's table."""

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import text

from portal import jobs
from portal.access import Actor
from portal.commands import working
from portal.database.session import Session
from portal.doing import Long, Short
from portal.jobs import Claim, Task
from portal.journal import Entry
from portal.reactions import Reaction
from portal.work import Tables

TABLE = (
    "CREATE TABLE effect (position bigserial PRIMARY KEY, name text NOT NULL, record_id uuid, note text NOT NULL)",
    "GRANT SELECT, INSERT ON effect TO portal_system",
    "GRANT USAGE ON SEQUENCE effect_position_seq TO portal_system",
)
EVENT = "test.happened"
NAMES = ("first", "second", "third")
COUNTED_TO = 200


async def leave(session: Session, name: str, record_id: Any, note: str) -> None:
    put = "INSERT INTO effect (name, record_id, note) VALUES (:name, :record_id, :note)"
    await session.execute(text(put).bindparams(name=name, record_id=record_id, note=note))


def reaction(name: str) -> Reaction:
    async def react(session: Session, _actor: Actor, entry: Entry, now: datetime) -> None:
        await leave(session, name, entry.record_id, entry.note)
        if name == NAMES[-1]:
            given = {"note": entry.note}
            await jobs.add(session, "short", key=str(entry.id), partner_id=entry.partner_id, given=given, now=now)

    return Reaction(EVENT, name, react)


async def short(session: Session, task: Task, _now: datetime) -> None:
    await leave(session, "short", task.partner_id, str(task.given["note"]))


async def long(claim: Claim, _now: datetime) -> None:
    """Counts, a transaction for each number, from where it was."""
    while True:
        async with claim.working() as session:
            counted = await session.scalar(text("SELECT count(*) FROM effect WHERE name = 'long'"))
            if counted == COUNTED_TO:
                return
            await leave(session, "long", None, str(counted + 1))
        await asyncio.sleep(0.01)


TABLES = Tables(tuple(map(reaction, NAMES)), (Short("short", short), Long("long", long)))

if __name__ == "__main__":
    working.work(demo=False, tables=TABLES)
