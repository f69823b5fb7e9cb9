"""No row without bytes, no bytes that nobody has: whoever is killed, and whatever meets at the same bytes.

PORTAL_TRIES=100 is the whole of it.
"""

import asyncio
import hashlib
import multiprocessing
import os
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text

from portal import clock
from portal.access import AccessClass, Actor
from portal.database import logins
from portal.database.embedded import Server
from portal.database.policies import OWNER
from portal.database.pools import Database
from portal.files import receiving, store
from portal.files.models import File
from portal.files.receiving import Arrivals
from portal.files.rules import State
from portal.files.store import Folder
from portal.files.sweeping import ON_THE_WAY, UNATTACHED, Sweeping
from tests import databases, patience
from tests.files import bringer, making
from tests.make import Make
from tests.people import sign_in

TRIES = int(os.environ.get("PORTAL_TRIES", "6"))
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.files.bringer"])
SOON = 2 * ON_THE_WAY


@pytest.fixture
def arrivals(tmp_path: Path) -> Arrivals:
    return Arrivals(Folder(tmp_path / "kept"), tmp_path / "incoming")


async def kept(arrivals: Arrivals) -> set[str]:
    return {key async for key, _ in arrivals.store.listed()}


async def named(database: Database) -> set[str]:
    async with database.working(AccessClass.SYSTEM) as session:
        rows = (await session.execute(select(File.partner_id, File.sha256))).all()
    return {store.key(partner_id, sha256) for partner_id, sha256 in rows}


def put(arrivals: Arrivals, partner_id: UUID, content: bytes) -> str:
    """Bytes that are simply there."""
    key = store.key(partner_id, hashlib.sha256(content).hexdigest())
    path = arrivals.folder.parent / "kept" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return key


async def signed_in(make: Make) -> tuple[Actor, bytes]:
    actor = await make.actor(await make.member(await make.partner()))
    token = await sign_in(make.session, actor)
    await make.session.commit()
    return actor, hashlib.sha256(token).digest()


async def test_nothing_is_left_of_whoever_is_killed_while_bringing_files(
    make_committed: Make, database: Database, server: Server, databases_of_worker: tuple[str, str], arrivals: Arrivals
) -> None:
    url = logins.url_of(server.url(databases_of_worker[1]), OWNER, databases.SECRET)
    chance = random.Random(TRIES)
    for seed in range(TRIES):
        actor, token = await signed_in(make_committed)  # nobody leaves more than a hundred files lying about
        bring = partial(bringer.bring_for_ever, url, databases.SECRET, token, actor, str(arrivals.folder.parent), seed)
        await asyncio.to_thread(killed, bring, chance)
        assert await named(database) <= await kept(arrivals)

    assert await named(database)
    await Sweeping(arrivals).tidy(database, clock.now() + SOON)
    assert await named(database) == await kept(arrivals)
    assert [*arrivals.folder.iterdir()] == []
    async with database.working(AccessClass.SYSTEM) as session:
        assert {each.state for each in await session.scalars(select(File))} == {State.NOT_SCANNED}


def killed(bring: partial[None], chance: random.Random) -> None:
    """A process that is killed with -9: at any moment, or right after it began to put bytes into the store."""
    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=bring, args=(there,))
    process.start()
    there.close()
    for _ in range(chance.randint(1, 3)):
        assert here.poll(patience.SECONDS)
        here.recv_bytes()
    at_the_store = chance.random() < 0.8
    process.join(chance.random() * (0.015 if at_the_store else 0.3))
    process.kill()
    process.join(patience.SECONDS)
    here.close()


async def test_bytes_without_a_row_go_once_nobody_can_be_bringing_them(
    make_committed: Make, database: Database, arrivals: Arrivals
) -> None:
    partner = await make_committed.partner()
    file = making.file(await make_committed.member(partner), record=("org", partner.id))
    await make_committed.add(file)
    has_row, has_none = put(arrivals, partner.id, making.CONTENT), put(arrivals, partner.id, b"nobody's")
    foreign = put(arrivals, (await make_committed.partner()).id, making.CONTENT)
    sweeping = Sweeping(arrivals)

    await sweeping.tidy(database, clock.now())
    assert await kept(arrivals) == {has_row, has_none, foreign}
    await sweeping.tidy(database, clock.now() + SOON)

    assert (await kept(arrivals), has_row) == ({has_row}, store.key(partner.id, file.sha256))


async def test_a_row_whose_bytes_are_lost_says_so_until_they_are_there_again(
    make_committed: Make, database: Database, arrivals: Arrivals
) -> None:
    partner = await make_committed.partner()
    await make_committed.add(making.file(await make_committed.member(partner), record=("org", partner.id)))

    async def state() -> str:
        return str((await make_committed.session.execute(text("SELECT state FROM file"))).scalar_one())

    await Sweeping(arrivals).tidy(database, clock.now())
    assert await state() == "MISSING"
    put(arrivals, partner.id, making.CONTENT)
    await Sweeping(arrivals).tidy(database, clock.now())
    assert await state() == "NOT_SCANNED"


async def test_what_is_attached_to_nothing_and_leave_that_nobody_used_go(
    make_committed: Make, database: Database, arrivals: Arrivals
) -> None:
    partner = await make_committed.partner()
    member = await make_committed.member(partner)
    now = clock.now()
    old = now - UNATTACHED - timedelta(minutes=1)
    attached = making.file(member, record=("org", partner.id), created_at=old)
    fresh = making.file(member, created_at=now)
    used = making.ticket(member, expires_at=now - timedelta(minutes=30))
    await make_committed.add(
        making.file(member, created_at=old), attached, fresh, used,
        making.ticket(member, expires_at=now - timedelta(hours=2)),
    )  # fmt: skip

    await Sweeping(arrivals).tidy(database, now)

    left = "SELECT id FROM file UNION SELECT id FROM file_ticket"
    assert set((await make_committed.session.execute(text(left))).scalars()) == {attached.id, fresh.id, used.id}


@pytest.mark.parametrize("_", range(TRIES))
async def test_who_brings_bytes_that_are_being_swept_has_them_in_the_end(
    make_committed: Make, database: Database, arrivals: Arrivals, tmp_path: Path, _: int
) -> None:
    actor, token = await signed_in(make_committed)
    member = await make_committed.member(await make_committed.partner())
    ticket = making.ticket(
        member, partner_id=actor.partner_id, person_id=actor.person_id, expires_at=clock.now() + SOON
    )
    await make_committed.add(ticket)
    content = b"the same;again\n"
    key = put(arrivals, actor.partner_id, content)

    async def bring() -> None:
        async with store.spooled(arrivals.folder) as spool:
            await receiving.take(ticket, spool, _pieces(content))
            await receiving.keep(arrivals, ticket, spool)
            async with database.acting(actor.access_class, token, actor.version) as session:
                await receiving.enter(session, actor, arrivals, ticket=ticket, spool=spool, now=clock.now())

    async def sweep() -> None:
        elsewhere = replace(arrivals, folder=tmp_path / "elsewhere")  # what is on its way is not two hours old
        while key not in await named(database):
            await Sweeping(elsewhere).tidy(database, clock.now() + SOON)

    await asyncio.gather(bring(), sweep())

    assert await kept(arrivals) == {key}


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content
