"""GraphQL over WebSocket: many operations on one connection, each way to break its rules, and what ends it."""

from typing import Any

import pytest

from portal.app import Portal
from schema.engine import sockets
from tests.live.conftest import Place
from tests.live.listening import RECORDS
from tests.live.talking import Talker, talking


async def test_events_queries_and_changes_go_beside_each_other(application: Portal, place: Place) -> None:
    async with talking(application, place.partner) as talker:
        await talker.begin()
        await talker.ask("a", RECORDS)
        await talker.ask("b", "{ viewer { organisation } }")
        told = await talker.hear()
        assert (told["id"], told["type"]) == ("b", "next")
        assert told["payload"]["data"]["viewer"]
        assert told["payload"]["extensions"]["cost"]["requested"] >= 0
        assert await talker.hear() == {"id": "b", "type": "complete"}
        ours = await place.happens()
        event = await talker.hear()
        assert (event["id"], event["payload"]["data"]["recordsChanged"]["ids"]) == ("a", [ours])
        await talker.say(type="ping")
        assert await talker.hear() == {"type": "pong"}
        await talker.say(id="a", type="complete")
        await talker.ask("a", RECORDS, after=event["payload"]["data"]["recordsChanged"]["cursor"])
        ours = await place.happens()
        assert (await talker.hear())["payload"]["data"]["recordsChanged"]["ids"] == [ours]


async def test_what_is_wrong_with_an_operation_is_told_under_its_id(application: Portal, place: Place) -> None:
    async with talking(application, place.partner) as talker:
        await talker.begin()
        await talker.ask("a", "{ nothing }")
        told = await talker.hear()
        assert (told["id"], told["type"]) == ("a", "error")
        assert told["payload"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        await talker.ask("a", RECORDS, after="x")
        told = await talker.hear()
        assert told["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def _again(talker: Talker) -> None:
    await talker.begin()
    await talker.say(type="connection_init")


async def _early(talker: Talker) -> None:
    await talker.ask("a", RECORDS)


async def _twice(talker: Talker) -> None:
    await talker.begin()
    await talker.ask("a", RECORDS)
    await talker.ask("a", RECORDS)


async def _strange(talker: Talker) -> None:
    await talker.begin()
    await talker.say(type="start")


async def _no_json(talker: Talker) -> None:
    await talker.write("{")


async def _no_id(talker: Talker) -> None:
    await talker.begin()
    await talker.say(type="subscribe", payload={"query": RECORDS})


@pytest.mark.parametrize(
    ("break_it", "code"),
    [(_again, 4429), (_early, 4401), (_twice, 4409), (_strange, 4400), (_no_json, 4400), (_no_id, 4400)],
)
async def test_who_breaks_a_rule_is_told_which_by_the_code(
    application: Portal, place: Place, break_it: Any, code: int
) -> None:
    async with talking(application, place.partner) as talker:
        await break_it(talker)
        while await talker.hear():
            pass
        assert talker.closed == code


async def test_who_says_nothing_is_let_go(application: Portal, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "SECONDS_TO_BEGIN", 0.05)
    async with talking(application, place.partner) as talker:
        assert await talker.hear() == {}
        assert talker.closed == 4408


@pytest.mark.parametrize(
    ("how", "code", "is_accepted"),
    [
        ({"protocol": "graphql-ws"}, 4406, True), ({"protocol": ""}, 4406, True), ({"cookie": ""}, 4401, True),
        ({"sec_fetch_site": "cross-site"}, 4403, False), ({"path": "/elsewhere"}, 4403, False),
        ({"sec_fetch_site": "", "origin": "https://elsewhere.example"}, 4403, False),
    ],
)  # fmt: skip
async def test_whom_nothing_is_told_is_turned_away_at_the_door(
    application: Portal, place: Place, how: dict[str, str], code: int, is_accepted: bool
) -> None:
    async with talking(application, place.partner, **how) as talker:
        assert await talker.hear() == {}
        assert (talker.closed, talker.is_accepted) == (code, is_accepted)


async def test_a_connection_carries_twenty_operations(application: Portal, place: Place) -> None:
    async with talking(application, place.partner) as talker:
        await talker.begin()
        for number in range(21):
            await talker.ask(str(number), RECORDS)
        refused = await talker.hear()
        assert (refused["id"], refused["payload"][0]["extensions"]["code"]) == ("20", "RATE_LIMITED")
        assert talker.closed is None


@pytest.mark.parametrize("is_following", [True, False])
async def test_who_signs_out_is_let_go(
    application: Portal, place: Place, monkeypatch: pytest.MonkeyPatch, is_following: bool
) -> None:
    monkeypatch.setattr(sockets, "SECONDS_BETWEEN", 0.05)
    async with talking(application, place.partner) as talker:
        await talker.begin()
        if is_following:
            await talker.ask("a", RECORDS)
        assert (await place.partner.client.delete("/auth/session")).status_code == 204
        await place.happens()
        while await talker.hear():
            pass
        assert talker.closed == 4401


async def test_the_server_says_that_it_stops(application: Portal, place: Place) -> None:
    async with talking(application, place.partner) as talker:
        await talker.begin()
        for ending in application.streams._connected:
            ending.set()
        assert await talker.hear() == {}
        assert talker.closed == 1001


async def test_what_the_client_has_completed_is_told_no_more_and_its_id_is_free(
    application: Portal, place: Place
) -> None:
    async with talking(application, place.partner) as talker:
        await talker.begin()
        for name in ("a", "b"):
            await talker.ask(name, RECORDS)
        ours = await place.happens()
        assert {(await talker.hear())["id"] for _ in range(2)} == {"a", "b"}
        await talker.say(id="a", type="complete")
        await talker.say(type="ping")
        assert await talker.hear() == {"type": "pong"}
        for _ in range(2):
            await place.happens()
            told = await talker.hear()
            assert (told["id"], told["payload"]["data"]["recordsChanged"]["ids"]) == ("b", [ours])


async def test_nobody_has_more_than_twenty_connections(
    application: Portal, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.engine.streams.MOST_EACH", 1)
    async with talking(application, place.partner) as first, talking(application, place.company) as other:
        await first.begin()
        await other.begin()
        async with talking(application, place.partner) as second:
            assert await second.hear() == {}
            assert second.closed == 1013
    async with talking(application, place.partner) as again:
        await again.begin()
