"""What is over is deleted by the clock: access tokens after a day, browser sessions after a month, and the rest."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from auth import once, sweeping
from auth.models import Attempt, Session
from auth.server.models import Code, Grant
from portal import clock, ids, work
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.idempotency import Key
from portal.post import Folder, Post
from tests import patience
from tests.auth.browser import Portal
from tests.people import session_row

NOW = clock.now()
DAY = timedelta(days=1)


async def _sessions(portal: Portal) -> None:
    actor = await portal.make.actor()
    for name, client, age in (
        ("token", "x", 2 * DAY), ("fresh token", "x", DAY / 2), ("browser", None, 31 * DAY), ("fresh", None, 29 * DAY),
    ):  # fmt: skip
        row = session_row(actor, name.encode(), agent=name, client_id=client, expires_at=NOW - age)
        await portal.make.session.execute(insert(Session).values(row))


def _grant(age: timedelta, **columns: Any) -> Grant:
    return Grant(
        id=ids.new(), client_id="x", person_id=ids.new(), member_id=ids.new(), partner_id=ids.new(), scopes=[],
        resource="", strength="pwd", authenticated_at=NOW, session_id=ids.new(), created_at=NOW,
        **{"expires_at": NOW - age, **columns},
    )  # fmt: skip


async def test_what_is_over_is_swept_and_what_is_not_stays(portal: Portal, database: Database) -> None:
    await _sessions(portal)
    live = _grant(-DAY)
    over, revoked = _grant(31 * DAY), _grant(-DAY, revoked_at=NOW - 31 * DAY)
    await portal.make.add(live, over, revoked, _grant(29 * DAY))
    for grant, age in ((live, 2 * DAY), (live, DAY / 2), (over, 2 * DAY)):
        digest = ids.new().bytes
        await portal.make.add(
            Code(code_sha256=digest, grant_id=grant.id, redirect_uri="", challenge="", scopes=[], expires_at=NOW - age)
        )
    for age in (2 * DAY, DAY / 2):
        await portal.make.add(Attempt(key_sha256=ids.new().bytes, failures=1, first_at=NOW - age, is_reported=False))
    async with database.transaction(AUTH) as transaction:
        for lasts in (-DAY, DAY):
            await once.issue(transaction, "link", {}, lasts=lasts, now=NOW)

    for _ in range(2):
        await sweeping.sweep(database, NOW)

    assert await portal.rows("SELECT agent FROM auth.session ORDER BY 1") == [("fresh",), ("fresh token",)]
    tables = ("client_grant", "code", "attempt", "once")
    counts = [(await portal.rows(f"SELECT count(*) FROM auth.{table}"))[0][0] for table in tables]
    assert dict(zip(tables, counts, strict=True)) == {"client_grant": 2, "code": 1, "attempt": 1, "once": 1}


async def test_a_flood_is_swept_at_once_and_not_a_thousand_at_a_time(portal: Portal, database: Database) -> None:
    await portal.rows(
        "INSERT INTO auth.once SELECT 'dpop', sha256(n::text::bytea), '{}', now() - interval '1 minute' "
        "FROM generate_series(1, 2500) n"
    )
    await portal.rows(
        "INSERT INTO auth.attempt SELECT sha256(n::text::bytea), 1, now() - interval '2 days', NULL, false "
        "FROM generate_series(1, 2500) n"
    )
    await _sessions(portal)
    await portal.rows(
        "INSERT INTO auth.session SELECT (jsonb_populate_record(s, jsonb_build_object('token_sha256', "
        "sha256(n::text::bytea), 'id', gen_random_uuid()))).* FROM auth.session s, generate_series(1, 2500) n "
        "WHERE s.agent = 'token'"
    )

    await sweeping.sweep(database, clock.now())

    tables = ("once", "attempt", "session WHERE agent = 'token'")
    assert [await portal.rows(f"SELECT count(*) FROM auth.{table}") for table in tables] == [[(0,)]] * 3


async def test_the_clock_sweeps_when_it_starts_and_goes_on_after_a_fault(
    portal: Portal, database: Database, tmp_path: Path
) -> None:
    swept = asyncio.Event()
    person = await portal.person()
    await portal.make.add(Key(person_id=person.person_id, key="long ago", input_sha256="0", used_at=NOW - 8 * DAY))

    async def sweep(_database: Database, _now: datetime) -> None:
        swept.set()
        raise RuntimeError("a fault of one sweep")

    running = asyncio.create_task(work.keep_time(database, Post("entente@localhost", Folder(tmp_path)), (sweep,)))
    await asyncio.wait_for(swept.wait(), patience.SECONDS)
    await asyncio.sleep(0)

    assert not running.done()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert await portal.rows("SELECT count(*) FROM idempotency_key") == [(0,)]
