"""Deals of the company itself through the API: what they stand in the way of, who keeps its word, who reads of them."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from portal import clock, ids
from portal.access import AccessClass
from portal.database.pools import Database
from portal.opportunities import operations
from portal.opportunities.rules.engagement import DIRECT_DAYS
from tests.make import Make
from tests.opportunities.desk import Desk, deal, everybody, registered
from tests.opportunities.test_api import ALL, REGISTER, WHOLE

OPEN = """mutation ($input: DirectDealOpenInput!) { directDealOpen(input: $input) {
  directDeal { id number version status openedAt owner { name } } userErrors { code message path } } }"""
STEP = """mutation ($input: DirectDeal%sInput!) { directDeal%s(input: $input) {
  directDeal { version status lastActivityOn lapsesAt note endedAt } userErrors { code message path } } }"""
REJECT = """mutation ($input: OpportunityRejectInput!) { opportunityReject(input: $input) {
  opportunity { status } userErrors { code message path } } }"""
CONFLICT = """query ($id: ID!) { opportunity(id: $id) { version status conflict { advice spokenBy
  rejection { code olderRightOn } verdicts { rule answer directOpenedOn directActiveOn }
  rivals { directDeal { number customer { name } }
  opportunity { number } } } } }"""

LIST = """query { directDeals { totalCount nodes { id number status customer { name } estimate { amount }
  timeline { nodes { event } } availableActions { name allowed } } } }"""
DECIDING = {"AWARD_HERE", "SPLIT", "REJECT"}
FOUND = "query ($text: String) { directDeals(text: $text) { totalCount nodes { customer { name } } } }"


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    return await everybody(database, make_committed)


def direct(name: str, **more: Any) -> dict[str, Any]:
    """A deal of the company with a customer."""
    whole = deal(name, **more)
    return {each: whole[each] for each in ("customer", "products", "regions", "estimate")}


async def opened(desk: Desk, name: str, **more: Any) -> Any:
    told = await desk.does("sales", OPEN, **direct(name, **more))
    assert told["userErrors"] == []
    return told["directDeal"]


async def step(desk: Desk, name: str, of: Any, who: str = "sales", **given: Any) -> Any:
    more = {"directDealId": of["id"], "expectedVersion": of["version"], **given}
    return await desk.does(who, STEP % (name, name), **more)


async def rejected(desk: Desk, at: str, who: str, version: int) -> Any:
    return await desk.does(who, REJECT, opportunityId=at, expectedVersion=version, code="ACTIVE_DIRECT_DEAL")


async def test_a_registration_that_meets_an_older_direct_deal_is_a_conflict_that_rests_on_the_record(
    desk: Desk,
) -> None:
    made = await opened(desk, "Nordwind Optik GmbH", domain="nordwind.example")
    at = await registered(desk, "ours", "Nordwind GmbH", domain="nordwind.example")
    found = (await desk.ask("sales", CONFLICT, id=at))["opportunity"]
    day = clock.now().date().isoformat()
    assert (found["status"], found["conflict"]["advice"]) == ("CONFLICT", "REJECT")
    (first, *_) = found["conflict"]["verdicts"]
    assert first == {"rule": "EARLIEST_FILING", "answer": "NO", "directOpenedOn": day, "directActiveOn": day}
    assert found["conflict"]["rejection"] == {"code": "ACTIVE_DIRECT_DEAL", "olderRightOn": day}
    told = {"number": made["number"], "customer": {"name": "Nordwind Optik GmbH"}}
    assert found["conflict"]["rivals"] == [{"directDeal": told, "opportunity": None}]
    shown = (await desk.ask("sales", WHOLE, id=at))["opportunity"]["availableActions"]
    mine = {each["name"]: each["blockedBy"] for each in shown if each["name"] in DECIDING}
    assert set(mine) == DECIDING
    for each in mine.values():
        assert "You are responsible for a direct deal" in each["message"]
    free = (await desk.ask("manager", WHOLE, id=at))["opportunity"]["availableActions"]
    assert {each["name"] for each in free if each["allowed"]} >= DECIDING
    refused = await rejected(desk, at, "sales", found["version"])
    assert [each["code"] for each in refused["userErrors"]] == ["NOT_PERMITTED"]
    assert "direct deal" in refused["userErrors"][0]["message"]
    assert (await rejected(desk, at, "manager", found["version"]))["userErrors"] == []
    whole = await desk.ask("ours", WHOLE, id=at)
    assert whole["opportunity"]["refusal"]["olderRightOn"] == day
    for secret in (made["id"], made["number"], made["owner"]["name"], made["openedAt"], "Nordwind Optik"):
        assert secret not in json.dumps(whole)


async def test_a_direct_deal_that_nobody_has_written_down_refuses_nothing(desk: Desk) -> None:
    at = await registered(desk, "ours", "Bergland Optik AG")
    refused = await rejected(desk, at, "sales", (await desk.ask("sales", WHOLE, id=at))["opportunity"]["version"])
    assert [(each["code"], each["path"]) for each in refused["userErrors"]] == [("INVALID", ["input", "code"])]


async def test_the_company_keeps_its_word_too(desk: Desk) -> None:
    at = await registered(desk, "ours", "Hartmann Werke GmbH", domain="hartmann.example")
    number = (await desk.ask("sales", WHOLE, id=at))["opportunity"]["number"]
    told = await desk.does("sales", OPEN, **direct("Hartmann AG", domain="hartmann.example"))
    assert [each["code"] for each in told["userErrors"]] == ["BLOCKED"]
    assert number in told["userErrors"][0]["message"]
    assert (await desk.ask("sales", LIST))["directDeals"]["totalCount"] == 0
    assert await desk.does("sales", OPEN, **direct("Hartmann AG", domain="hartmann.example", regions=["FR"]))


async def test_what_is_not_compared_yet_came_before_too(desk: Desk) -> None:
    from_partner = await desk.does("ours", REGISTER, **deal("Seltmann Glas GmbH"))
    told = await desk.does("sales", OPEN, **direct("Seltmann Glas GmbH"))
    assert from_partner["opportunity"]["number"] in told["userErrors"][0]["message"]


@pytest.mark.parametrize("who", ["ours", "member", "theirs", "manager", "legal", "auditor", "runs"])
async def test_only_sales_writes_and_only_those_who_see_all_partners_read(desk: Desk, who: str) -> None:
    made = await opened(desk, "Nordwind Optik GmbH")
    told = await desk.does(who, OPEN, **direct("Bergland Optik AG"))
    assert [each["code"] for each in told["userErrors"]] == ["NOT_PERMITTED"]
    for name, given in (("Touch", {"note": "Visited."}), ("Win", {}), ("Lose", {"reason": "Price."})):
        assert [each["code"] for each in (await step(desk, name, made, who, **given))["userErrors"]] == [
            "NOT_PERMITTED"
        ]
    listed = await desk.ask(who, LIST)
    if who in {"legal", "auditor", "runs"}:
        assert [each["number"] for each in listed["directDeals"]["nodes"]] == [made["number"]]
    else:
        assert listed["directDeals"] is None
        assert made["number"] not in json.dumps(
            await desk.ask(who, "query ($id: ID!) { node(id: $id) { id } }", id=made["id"])
        )


@pytest.mark.parametrize(
    ("words", "found"),
    [("nordwind", 1), ("NORDWIND optik", 1), ("gtx", 2), ("gtx bergland", 1), ("DD-", 2), ("muller", 0), ("", 2)],
)
async def test_they_are_found_by_number_customer_and_product_by_those_who_read_them(
    desk: Desk, words: str, found: int
) -> None:
    for name in ("Nordwind Optik GmbH", "Bergland Optik AG"):
        await opened(desk, name)
    for who in ("sales", "legal"):
        assert (await desk.ask(who, FOUND, text=words))["directDeals"]["totalCount"] == found
    for who in ("ours", "manager"):
        assert (await desk.ask(who, FOUND, text=words))["directDeals"] is None


async def test_each_step_is_as_the_table_says_and_what_has_ended_is_free(desk: Desk) -> None:
    made = await opened(desk, "Nordwind Optik GmbH")
    touched = (await step(desk, "Touch", made, note="Visited them."))["directDeal"]
    assert (touched["status"], touched["note"]) == ("OPEN", "Visited them.")
    late = await step(
        desk, "Touch", made | touched, note="Later.", on=(clock.now() + timedelta(days=2)).date().isoformat()
    )
    assert [each["path"] for each in late["userErrors"]] == [["input", "on"]]
    lost = (await step(desk, "Lose", made | touched, reason="No budget."))["directDeal"]
    assert (lost["status"], lost["endedAt"] is None) == ("LOST", False)
    for name, given in (("Touch", {"note": "Visited."}), ("Win", {}), ("Lose", {"reason": "Price."})):
        told = await step(desk, name, made | lost, **given)
        assert [each["code"] for each in told["userErrors"]] == ["WRONG_STATUS"]
    at = await registered(desk, "ours", "Nordwind Optik GmbH")
    assert (await desk.ask("sales", CONFLICT, id=at))["opportunity"]["status"] == "SUBMITTED"
    events = [each["event"] for each in (await desk.ask("sales", LIST))["directDeals"]["nodes"][0]["timeline"]["nodes"]]
    assert events == ["direct.lost", "direct.touched", "direct.opened"]


async def test_without_activity_it_is_warned_of_and_lapses_by_the_clock(desk: Desk) -> None:
    made = await opened(desk, "Nordwind Optik GmbH")
    for days, status in ((DIRECT_DAYS - 15, "OPEN"), (DIRECT_DAYS - 10, "OPEN"), (DIRECT_DAYS + 2, "LAPSED")):
        async with desk.database.working(AccessClass.SYSTEM) as session:
            await operations.keep_direct_time(
                session, direct_deal_id=ids.parse(made["id"])[1], now=clock.now() + timedelta(days=days)
            )
        (one,) = (await desk.ask("sales", LIST))["directDeals"]["nodes"]
        assert one["status"] == status
    assert [each["event"] for each in one["timeline"]["nodes"]] == ["direct.lapsed", "direct.lapsing", "direct.opened"]


async def test_at_once_in_any_order_one_of_the_two_has_it(desk: Desk) -> None:
    for number in range(20):
        name = f"Kollmann {number} GmbH"
        mine, theirs = await asyncio.gather(
            desk.does("sales", OPEN, **direct(name, products=["GTX-PRO"])), desk.does("ours", REGISTER, **deal(name))
        )
        async with desk.database.working(AccessClass.SYSTEM) as session:
            await operations.compare(session, ALL, clock.now())
        assert theirs["userErrors"] == []
        (found,) = [(await desk.ask("sales", CONFLICT, id=theirs["opportunity"]["id"]))["opportunity"]["status"]]
        codes = [each["code"] for each in mine["userErrors"]]
        assert (codes, found) in (([], "CONFLICT"), (["BLOCKED"], "SUBMITTED"))


async def _run(desk: Desk, statement: Any) -> None:
    async with desk.database.working(AccessClass.SYSTEM) as session:
        await session.execute(statement)


async def test_plain_sql_decides_no_conflict_for_whoever_answers_for_the_deal(desk: Desk) -> None:
    await opened(desk, "Nordwind Optik GmbH")
    await registered(desk, "ours", "Nordwind Optik GmbH")
    decided = "outcome = 'REJECTED', decided_by = :who, decided_by_name = '', decided_at = now()"
    statement = text(f"UPDATE conflict_case SET {decided}").bindparams(who=desk.callers["sales"].actor.person_id)
    with pytest.raises(ProgrammingError, match="answers for no direct deal"):
        await _run(desk, statement)
