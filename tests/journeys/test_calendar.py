"""The address of one's own calendar, over HTTP: made and told once, fetched without signing in, renewed and ended."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import httpx
import icalendar
import pytest

from portal import clock
from portal.access import Role
from portal.app import Portal
from portal.contracts.rules import Status
from tests import databases
from tests.entering import Enter
from tests.journeys.doors import PUBLIC_URL, TRIES, Visitor, codes
from tests.make import Make

STEP = """mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ {more} userErrors {{ code message path }}
  viewer {{ calendarFeed {{ madeAt }} }} }} }}"""
HAS = "{ viewer { calendarFeed { madeAt } } }"


async def step(visitor: Visitor, name: str, **given: Any) -> dict[str, Any]:
    more = "" if name.endswith("Off") else "path"
    query = STEP.format(kind=name[0].upper() + name[1:], name=name, more=more)
    found: dict[str, Any] = (await visitor.ask(query, input=given))[name]
    return found


async def made(visitor: Visitor, name: str = "calendarFeedSwitchOn") -> str:
    found = await step(visitor, name)
    assert found["userErrors"] == []
    return str(found["path"])


def anybody(application: Portal) -> httpx.AsyncClient:
    """A calendar program: no cookie, no header of ours."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=PUBLIC_URL)


async def lena(make: Make, enter: Enter) -> Visitor:
    partner = await make.partner(name="Northgate")
    await make.contract(
        status=Status.IN_REVIEW,
        partner=partner,
        title="Castings",
        number="CTR-1",
        due_at=clock.now() + timedelta(days=2),
    )
    (visitor,) = await enter(await make.member(roles={Role.LEGAL}, name="Lena"))
    return visitor


async def test_an_address_is_told_once_and_fetched_by_whoever_has_it(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    visitor = await lena(make_committed, enter)
    assert (await visitor.ask(HAS))["viewer"]["calendarFeed"] is None
    path = await made(visitor)
    assert (await visitor.ask(HAS))["viewer"]["calendarFeed"]["madeAt"]
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 48
    assert token not in str(await databases.contents(make_committed.session))
    async with anybody(application) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["last-modified"].endswith(" GMT")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["URL"]).startswith(f"{PUBLIC_URL}/contracts/ctr_")
    assert "CTR-1 Castings" in str(event["SUMMARY"])


async def test_what_has_not_changed_is_not_sent_again(make_committed: Make, enter: Enter, application: Portal) -> None:
    visitor = await lena(make_committed, enter)
    path = await made(visitor)
    async with anybody(application) as client:
        first = await client.get(path)
        for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
            again = await client.get(path, headers={"if-none-match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        await make_committed.contract(status=Status.IN_REVIEW, title="Lenses", due_at=clock.now() + timedelta(days=3))
        changed = await client.get(path, headers={"if-none-match": first.headers["etag"]})
        head = await client.head(path)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    assert (head.status_code, head.headers["etag"]) == (200, changed.headers["etag"])


async def test_a_new_address_ends_the_old_one_at_once_and_switching_off_ends_it(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    visitor = await lena(make_committed, enter)
    old = await made(visitor)
    new = await made(visitor, "calendarFeedRenew")
    async with anybody(application) as client:
        assert [(await client.get(each)).status_code for each in (old, new)] == [404, 200]
        off = await step(visitor, "calendarFeedSwitchOff")
        assert (off["userErrors"], off["viewer"]["calendarFeed"]) == ([], None)
        gone, never = await client.get(new), await client.get("/calendar/entc_nobody.ics")
    assert gone.status_code == never.status_code == 404
    assert gone.content == never.content


async def test_what_the_table_does_not_allow_is_refused_in_words(make_committed: Make, enter: Enter) -> None:
    visitor = await lena(make_committed, enter)
    for name in ("calendarFeedRenew", "calendarFeedSwitchOff"):
        assert codes(await step(visitor, name)) == ["WRONG_STATUS"]
    await made(visitor)
    refused = await step(visitor, "calendarFeedSwitchOn")
    assert refused["path"] is None
    assert refused["userErrors"][0]["message"] == "You cannot do this now. Your calendar already has an address."
    (auditor,) = await enter(await make_committed.member(roles={Role.AUDITOR}))
    assert codes(await step(auditor, "calendarFeedSwitchOn")) == ["NOT_PERMITTED"]


async def test_a_key_that_comes_again_is_not_told_the_address_and_ends_nothing(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    visitor = await lena(make_committed, enter)
    first = await step(visitor, "calendarFeedSwitchOn", idempotencyKey="the same key")
    again = await step(visitor, "calendarFeedSwitchOn", idempotencyKey="the same key")
    assert first["path"]
    assert (again["path"], again["userErrors"]) == (None, [])
    async with anybody(application) as client:
        assert (await client.get(first["path"])).status_code == 200


async def test_of_two_new_addresses_at_once_one_is_good(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    visitor = await lena(make_committed, enter)
    await made(visitor)
    async with anybody(application) as client:
        for _ in range(min(TRIES, 5)):
            paths = await asyncio.gather(*(made(visitor, "calendarFeedRenew") for _ in range(2)))
            assert sorted([(await client.get(each)).status_code for each in paths]) == [200, 404]


async def test_of_two_who_switch_it_on_at_once_one_is_told_an_address(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    visitor = await lena(make_committed, enter)
    found = await asyncio.gather(*(step(visitor, "calendarFeedSwitchOn") for _ in range(4)))
    told = [each["path"] for each in found if each["path"]]
    assert len(told) == 1
    assert {code for each in found for code in codes(each)} <= {"WRONG_STATUS", "BLOCKED"}
    async with anybody(application) as client:
        assert (await client.get(told[0])).status_code == 200


async def test_guessing_is_made_slow_and_a_good_address_waits_for_nobody(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    visitor = await lena(make_committed, enter)
    path = await made(visitor)
    async with anybody(application) as client:
        answers = [await client.get(f"/calendar/guess{number}.ics") for number in range(15)]
        assert {each.status_code for each in answers[:10]} == {404}
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert (await client.get(path)).status_code == 200


@pytest.mark.parametrize("odd", ["%00", "%ff%fe", "é", "a" * 5000, "..", "%2e%2e%2f", "' OR 1=1 --"])
async def test_an_odd_address_is_an_unknown_one(application: Portal, database: Any, odd: str) -> None:
    assert database
    async with anybody(application) as client:
        assert (await client.get(f"/calendar/{odd}.ics")).status_code == 404


async def test_the_address_stands_in_no_line_of_the_log(
    make_committed: Make, enter: Enter, application: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await lena(make_committed, enter)
    with caplog.at_level(logging.DEBUG):
        path = await made(visitor)
        async with anybody(application) as client:
            assert (await client.get(path)).status_code == 200
        await make_committed.session.connection()
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    ours = [each for each in caplog.records if not each.name.startswith(("httpx", "httpcore"))]
    assert [each.getMessage() for each in ours if token in each.getMessage() or token in (each.exc_text or "")] == []
