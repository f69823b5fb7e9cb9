"""Whatever one client sends, it gets a short refusal, and nobody else waits for it."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest

from portal.access import Role
from portal.app import Portal
from portal.contracts.rules import Status
from schema.engine.introspection import Answers
from schema.engine.templates import Kept
from schema.engine.throttle import Throttle
from tests import hostile
from tests.entering import Enter
from tests.hostile import DOCUMENTS, EVERYTHING, HEALTHY, JSON, NEW, Hostile
from tests.journeys.doors import Visitor
from tests.make import Make

LONGEST_STOP = 50
"""Milliseconds of the event loop's thread."""
TRIES = 4
"""The least of the stops counts, so that a collection of garbage at that moment does not."""


@pytest.fixture
async def visitor(enter: Enter, make_committed: Make) -> Visitor:
    partner = await make_committed.partner()
    await make_committed.contract(partner=partner, status=Status.ACTIVE)
    (entered,) = await enter(await make_committed.member(partner, roles={Role.PARTNER_ADMIN}))
    return entered


async def send(who: Visitor, request: Hostile) -> httpx.Response:
    return await who.client.request(request.method, "/graphql", content=request.body, headers=request.heads)


async def is_well(who: Visitor) -> None:
    answer = await who.client.post("/graphql", content=HEALTHY, headers=JSON)
    assert len(answer.json()["data"]["contracts"]["nodes"]) == 1


async def test_what_goes_too_far_is_refused_in_a_few_words_and_the_next_query_is_answered(visitor: Visitor) -> None:
    found = {}
    for name, request in DOCUMENTS.items():
        answer = await send(visitor, request)
        errors = answer.json()["errors"]
        found[name] = (answer.status_code, *{error["extensions"]["code"] for error in errors})
        assert 1 <= len(errors) <= request.most_errors, name
        assert len(answer.content) < 20_000, name
        assert answer.headers["x-content-type-options"] == "nosniff", name
        assert ("Traceback" in answer.text, "Did you mean" in answer.text) == (False, False), name
        assert answer.headers.get("allow") == ("POST" if request.status == 405 else None), name
        await is_well(visitor)
    assert found == {name: (request.status, request.code) for name, request in DOCUMENTS.items()}


async def test_what_is_no_request_is_the_senders_fault(visitor: Visitor) -> None:
    found = {}
    for name, body in hostile.MALFORMED.items():
        answer = await visitor.client.post("/graphql", content=body, headers={**JSON, **NEW})
        found[name] = answer.status_code, len(answer.json()["errors"])
        await is_well(visitor)
    assert found == dict.fromkeys(hostile.MALFORMED, (400, 1))


async def test_a_body_in_pieces_is_cut_off_as_a_whole_one_is(visitor: Visitor) -> None:
    sent = 0

    async def pieces() -> Any:
        nonlocal sent
        for _ in range(1_000):
            sent += 10_000
            yield b" " * 10_000

    answer = await visitor.client.post("/graphql", content=pieces(), headers={**JSON, **NEW})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (413, "BAD_REQUEST")
    await is_well(visitor)


async def test_nobody_waits_for_what_one_client_sends(visitor: Visitor) -> None:
    stops = {name: min([await _stop(visitor, request) for _ in range(TRIES)]) for name, request in EVERYTHING.items()}
    assert {name: stop for name, stop in stops.items() if stop > LONGEST_STOP} == {}


async def test_nobody_waits_for_what_is_large_and_new(application: Portal, visitor: Visitor) -> None:
    stops: dict[str, float] = {}
    for name, body in [*hostile.HEAVY.items()] * TRIES:
        application.api._kept, application.api._schema_told = Kept(), Answers()
        new = body.replace(b"viewer {", b"viewer { n%d: email" % (time.monotonic_ns() % 10**9))
        new = new.replace(b'query": "', b'query": "# %d\\n' % time.monotonic_ns())
        stops[name] = min(stops.get(name, 1_000), await _stop(visitor, Hostile(new)))
        answer = await visitor.client.post("/graphql", content=new, headers={**JSON, **NEW})
        assert (answer.status_code, list(answer.json())) == (200, ["data", "extensions"]), answer.text[:300]
    assert {name: stop for name, stop in stops.items() if stop > LONGEST_STOP} == {}


async def _stop(who: Visitor, request: Hostile) -> float:
    """The most CPU that the loop's own thread used between two of its turns, in milliseconds."""
    longest, is_done = 0.0, False

    async def beat() -> None:
        nonlocal longest
        last = time.thread_time()
        while not is_done:
            await asyncio.sleep(0)
            now = time.thread_time()
            longest, last = max(longest, now - last), now

    beating = asyncio.create_task(beat())
    await asyncio.sleep(0)
    fresh = request.body.replace(b"viewer { name", b"viewer { n%d: name" % (time.monotonic_ns() % 10**9))
    await who.client.request(request.method, "/graphql", content=fresh, headers=request.heads)
    is_done = True
    await beating
    return longest * 1000


async def test_who_asks_for_too_much_is_told_when_to_come_back(
    application: Portal, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    throttle = Throttle(1)
    monkeypatch.setattr(application.graphql._requests, "_throttle", throttle)
    query = {"query": "{ contracts(first: 9) { nodes { id } } }"}
    assert (await visitor.client.post("/graphql", json=query)).status_code == 200
    (bucket,) = throttle._clients.values()
    bucket.left = 8
    for accept in (NEW["accept"], "application/json"):
        answer = await visitor.client.post("/graphql", json=query, headers={"accept": accept})
        body = answer.json()
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
        assert answer.headers["content-type"].startswith(accept)
        assert [error["extensions"]["code"] for error in body["errors"]] == ["RATE_LIMITED"]
        assert body["extensions"]["cost"] == {"requested": 11, "actual": 0, "available": 8, "restoreRate": 1}
    page = await visitor.client.get("/contracts", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["retry-after"].isdigit()) == (429, True)


async def test_those_who_are_not_signed_in_learn_that_before_anything_is_read(visitor: Visitor) -> None:
    visitor.client.cookies.clear()
    for name in ("1 ten thousand aliases", "16 a body of brackets", "13 opening braces", "34 a field misspelt"):
        answer = await send(visitor, DOCUMENTS[name])
        assert (answer.status_code, len(answer.json()["errors"])) == (401, 1)


async def test_documents_that_differ_each_time_are_forgotten(visitor: Visitor) -> None:
    application: Any = visitor.client._transport
    documents = application.app.api.documents
    for number in range(300):
        await visitor.ask(f"{{ viewer {{ n{number}: email }} }}")
    assert len(documents._new) <= 50


def test_every_limit_that_needs_no_socket_and_no_data_is_tried() -> None:
    elsewhere = {19, 22, 35, 39, 42, 43, 44, 45, 46, 48, 49, 50, 52}
    tried = {int(name.split()[0]) for name in EVERYTHING if name.split()[0].isdigit()}
    assert tried == set(range(1, 55)) - elsewhere
    assert json.loads(HEALTHY)
