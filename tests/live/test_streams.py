"""Server-sent events: how a stream is asked for and refused, how many there may be, and what ends one."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from portal import ids, journal, reactions
from portal.access import SYSTEM, AccessClass, Role
from portal.app import Portal
from portal.database.embedded import Server
from portal.database.pools import Database
from schema.engine import streams
from tests import databases, patience, served
from tests.journeys.doors import OURS
from tests.journeys.signing import _cookie
from tests.live.conftest import Place
from tests.live.listening import RECORDS, STREAM, asking, listening
from tests.make import NOW, Make
from tests.work.test_waking import Pooled

ASKED = {"query": RECORDS}


@pytest.fixture
def _lively(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life come often, and with each the session is looked at."""
    monkeypatch.setattr(streams, "SECONDS_BETWEEN", 0.05)


async def test_a_get_follows_as_a_post_does(application: Portal, place: Place) -> None:
    async with asking(application, place.partner, {**ASKED, "variables": {"after": None}}, method="GET") as listener:
        assert listener.status == 200
        assert listener.headers["cache-control"] == "no-store"
        assert listener.headers["x-accel-buffering"] == "no"
        ours = await place.happens()
        assert await listener.ids() == [ours]


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ({"accept": "application/json"}, 406, "BAD_REQUEST"),
        ({"accept": "application/graphql-response+json"}, 406, "BAD_REQUEST"),
        ({"accept": "text/plain"}, 406, "BAD_REQUEST"),
        ({"sec_fetch_site": "cross-site"}, 403, "FORBIDDEN"),
        ({"cookie": ""}, 401, "UNAUTHENTICATED"),
        ({"method": "GET", "sec_fetch_site": "", "origin": ""}, 403, "FORBIDDEN"),
        ({"method": "GET", "sec_fetch_site": "cross-site"}, 403, "FORBIDDEN"),
        ({"method": "GET", "accept": "application/json"}, 405, "BAD_REQUEST"),
        ({"last_event_id": "RVZFTlRT.0"}, 400, "BAD_USER_INPUT"),
    ],
)
async def test_what_is_no_request_for_a_stream_is_refused_in_json(
    application: Portal, place: Place, how: dict[str, Any], status: int, code: str
) -> None:
    async with asking(application, place.partner, ASKED, **how) as listener:
        assert (listener.status, listener.headers["content-type"].partition(";")[0].rpartition("+")[2][-4:]) == (
            status, "json",
        )  # fmt: skip
        (error,) = (await listener.whole())["errors"]
        assert error["extensions"]["code"] == code


@pytest.mark.parametrize(
    "asked",
    [
        "subscription { recordsChanged { nothing } }", "subscription { a: recordsChanged { ids } viewer { id } }",
        'subscription { contractChanged(id: "dsp_00000000000000000000000000000000") { cursor } }',
        'subscription { recordsChanged(after: "x") { ids } }',
        "subscription { recordsChanged @skip(if: true) { ids } }",
    ],
)  # fmt: skip
async def test_a_subscription_that_is_none_is_a_bad_request(application: Portal, place: Place, asked: str) -> None:
    async with asking(application, place.partner, {"query": asked}) as listener:
        assert listener.status == 400
        assert (await listener.whole())["errors"]


async def test_a_query_by_events_is_answered_once_and_no_get_changes_anything(
    application: Portal, place: Place
) -> None:
    async with asking(application, place.partner, {"query": "{ viewer { name } }"}) as listener:
        assert (await listener.next())["data"]["viewer"]["name"]
        assert await listener.block() == {"event": "complete", "data": ""}
    change = {"query": "mutation { sessionsEnd(input: {}) { userErrors { code } } }"}
    async with asking(application, place.partner, change, method="GET") as listener:
        assert listener.status in {400, 405}


async def test_the_cursor_of_another_list_is_none_of_events(application: Portal, place: Place) -> None:
    page = await place.legal.ask("{ contracts(first: 1) { pageInfo { endCursor } } }")
    cursor = page["contracts"]["pageInfo"]["endCursor"]
    async with asking(application, place.legal, {**ASKED, "variables": {"after": cursor}}) as listener:
        (error,) = (await listener.whole())["errors"]
        assert (listener.status, error["extensions"]["code"]) == (400, "BAD_USER_INPUT")


@pytest.mark.usefixtures("_lively")
async def test_who_signs_out_is_told_nothing_more(application: Portal, place: Place) -> None:
    async with listening(application, place.partner) as listener:
        ours = await place.happens()
        assert await listener.ids() == [ours]
        assert (await place.partner.client.delete("/auth/session")).status_code == 204
        await place.happens()
        last = await listener.next()
        while "errors" not in last:  # what happened before the session's end
            last = await listener.next()
        assert last["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert await listener.block() == {"event": "complete", "data": ""}


async def test_nobody_has_more_than_twenty_streams_and_a_process_no_more_than_it_is_set_to(
    application: Portal, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_EACH", 2)
    async with listening(application, place.partner), listening(application, place.partner):
        async with asking(application, place.partner, ASKED) as third:
            (error,) = (await third.whole())["errors"]
            assert (third.status, error["extensions"]["code"]) == (429, "RATE_LIMITED")
            assert int(third.headers["retry-after"]) > 0
        monkeypatch.setattr(application.streams, "_most", 2)
        async with asking(application, place.company, ASKED) as other:
            assert other.status == 429
    async with listening(application, place.partner) as again:
        ours = await place.happens()
        assert await again.ids() == [ours]


async def test_who_reads_slowly_is_told_less_and_misses_nothing(application: Portal, place: Place) -> None:
    """Nothing is kept for them: what happened meanwhile is read when they are ready, as it is then."""
    async with (
        listening(application, place.legal) as quick,
        asking(application, place.legal, ASKED, room=1) as slow,
    ):
        for _ in range(5):
            ours = await place.happens()
            assert await quick.ids() == [ours]
        others = await place.happens(place.others)
        assert await quick.ids() == [others]
        assert slow.messages.qsize() == 1
        told = await slow.ids()
        while others not in told:
            told += await slow.ids()
        assert 1 <= told.count(ours) <= 2


async def test_where_the_bell_is_not_heard_it_is_looked_for(
    application: Portal, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.waking.SECONDS_FOR_AN_ECHO", 0.1)
    monkeypatch.setattr("portal.news.SECONDS_DEAF", 0.1)
    plain = application.database.connected

    async def pooled(login: str) -> Any:
        return Pooled(await plain(login))

    monkeypatch.setattr(application.database, "connected", pooled)
    async with listening(application, place.partner) as listener:
        for _ in range(2):
            ours = await place.happens()
            assert await listener.ids() == [ours]
        assert not application.news.bell.hears


async def stopped(address: str, cookie: str, happens: Any, process: Any) -> tuple[list[str], int]:
    """What a client reads of a stream until the server has been told to stop, and how that ended."""
    headers, lines = {**OURS, "cookie": cookie, "accept": STREAM}, list[str]()
    async with (
        httpx.AsyncClient(base_url=address, timeout=patience.SECONDS) as client,
        client.stream("POST", "/graphql", json=ASKED, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        await happens()
        async for line in answer.aiter_lines():
            lines.append(line)
            if line.startswith("data: {"):
                process.terminate()
    return lines, await asyncio.to_thread(process.wait, patience.SECONDS)


async def test_a_server_that_stops_ends_its_streams_and_exits(server: Server, worker_id: str, tmp_path: Path) -> None:
    name = f"streams_{worker_id}"
    with databases.clone(server, name) as owner_url:
        engine = create_async_engine(databases.asynchronous(server.url(name)))
        async with AsyncSession(engine, expire_on_commit=False) as session:
            make = Make(session)
            partner = await make.partner()
            cookie = await _cookie(make, await make.actor(of=partner, roles={Role.PARTNER_ADMIN}))
            await session.commit()
        await engine.dispose()
        database = Database(owner_url, databases.SECRET)

        async def happens() -> None:
            async with database.transaction(AccessClass.SYSTEM) as session:
                journal.write(
                    session, SYSTEM, "test.happened", partner_id=partner.id, record_type="org", record_id=partner.id,
                    now=NOW, changes=[],
                )  # fmt: skip
            await reactions.relay(database, NOW, ())

        with served.serving_on(server.url(name), tmp_path) as (process, address):
            lines, status = await stopped(address, cookie, happens, process)
        await database.close()
    told = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    assert told[0]["data"]["recordsChanged"]["ids"] == [ids.text("org", partner.id)]
    assert lines[-3:] == ["event: complete", "data:", ""]
    assert status in {0, -15}
    assert "timeout graceful shutdown exceeded" not in (tmp_path / "log").read_text()
