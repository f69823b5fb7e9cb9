"""Whom a registration may be about, through the API: the evidence side by side, and who never reads it."""

import json
from typing import Any

import pytest
import pytest_asyncio

from portal.database.pools import Database
from tests.make import Make
from tests.opportunities.desk import SECRET, Desk, everybody, registered

LEI, OTHER_LEI = "529900T8BM49AURSDO55", "5493001KJTIIGC8Y1R12"
MATCHES = """query ($id: ID!) { customerMatches(opportunityId: $id) { customer { name }
  matches { name country answer by likeness evidence { kind typed known isEqual differs }
    registrations { opportunityId number partnerName status filedAt } } } }"""


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    return await everybody(database, make_committed)


async def matches(desk: Desk, at: str, who: str = "sales") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await desk.ask(who, MATCHES, id=at))["customerMatches"]["matches"]
    return found


async def test_an_equal_key_says_the_same_and_shows_what_was_typed_beside_what_is_known(desk: Desk) -> None:
    first = await registered(desk, "theirs", "Hartmann Werke GmbH", lei=LEI, domain="hartmann.example")
    second = await registered(desk, "ours", "Hartman Works", lei=LEI, domain="hartman-works.example")
    (same, *_) = await matches(desk, second)
    assert (same["name"], same["answer"], same["by"]) == ("Hartmann Werke GmbH", "SAME", "LEI")
    shown = {each["kind"]: each for each in same["evidence"]}
    assert shown["LEI"] == {"kind": "LEI", "typed": [LEI], "known": [LEI], "isEqual": True, "differs": False}
    assert shown["NAME"]["typed"] == ["Hartman Works"]
    assert shown["NAME"]["known"] == ["Hartmann Werke GmbH"]
    assert shown["DOMAIN"]["typed"] == ["hartman-works.example"]
    assert set(shown["DOMAIN"]["known"]) == {"hartmann.example", "hartman-works.example"}
    assert [(each["opportunityId"], each["partnerName"]) for each in same["registrations"]] == [(first, SECRET)]


async def test_beside_each_customer_stand_its_own_registrations_and_nobody_elses(desk: Desk) -> None:
    first = await registered(desk, "theirs", "Bergmann Maschinenbau GmbH", domain="bergmann-maschinenbau.example")
    other = await registered(desk, "theirs", "Bergmann Anlagenbau GmbH", domain="bergmann-anlagenbau.example")
    await registered(desk, "theirs", "Nordwind Optik GmbH", domain="nordwind-optik.example")
    at = await registered(desk, "ours", "Bergmann Maschinenbau GmbH", domain="bergmann-maschinenbau.example")
    shown = {each["name"]: [one["opportunityId"] for one in each["registrations"]] for each in await matches(desk, at)}
    assert shown == {"Bergmann Maschinenbau GmbH": [first], "Bergmann Anlagenbau GmbH": [other]}


async def test_alike_is_for_a_person_to_look_at_and_merges_nothing(desk: Desk) -> None:
    await registered(desk, "theirs", "Bergmann Maschinenbau GmbH")
    second = await registered(desk, "ours", "Bergmann Maschinen GmbH")
    answers = {each["name"]: each["answer"] for each in await matches(desk, second)}
    assert answers == {"Bergmann Maschinen GmbH": "SAME", "Bergmann Maschinenbau GmbH": "LOOK"}
    (_, alike) = await matches(desk, second)
    assert 0.55 <= float(alike["likeness"]) < 1
    assert alike["by"] is None
    assert [each["status"] for each in alike["registrations"]] == ["SUBMITTED"]


async def test_two_leis_stay_two_however_alike(desk: Desk) -> None:
    await registered(desk, "theirs", "Hartmann Werke GmbH", lei=LEI)
    second = await registered(desk, "ours", "Hartmann Werke GmbH", lei=OTHER_LEI)
    (own, other) = await matches(desk, second)
    assert (own["answer"], other["answer"], other["by"]) == ("SAME", "DIFFERENT", "LEI")
    assert {each["kind"] for each in other["evidence"] if each["differs"]} == {"LEI"}


async def test_what_nothing_speaks_for_is_not_shown(desk: Desk) -> None:
    await registered(desk, "theirs", "Bergland Optik AG", country="CH")
    second = await registered(desk, "ours", "Bergmann Maschinen GmbH")
    assert [each["name"] for each in await matches(desk, second)] == ["Bergmann Maschinen GmbH"]


@pytest.mark.parametrize("who", ["ours", "member", "theirs", "manager"])
async def test_neither_partners_nor_managers_read_it(desk: Desk, who: str) -> None:
    await registered(desk, "theirs", "Hartmann Werke GmbH", lei=LEI)
    second = await registered(desk, "ours", "Hartmann Werke GmbH", lei=LEI)
    told = await desk.ask(who, MATCHES, id=second)
    assert told["customerMatches"] is None
    assert (SECRET in json.dumps(told)) is False


@pytest.mark.parametrize("who", ["sales", "legal", "auditor", "runs"])
async def test_those_who_see_all_partners_read_it(desk: Desk, who: str) -> None:
    at = await registered(desk, "ours", "Hartmann Werke GmbH", lei=LEI)
    assert [each["answer"] for each in await matches(desk, at, who)] == ["SAME"]
