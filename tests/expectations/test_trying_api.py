"""A promise tried through the API: beside other reads, for one's own facts alone, and nothing of it stays."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from portal import ids
from portal.access import Actor, Permission, Role
from portal.database.pools import Database
from portal.partners.models import Organisation
from schema import root
from schema.engine.context import Api
from schema.engine.errors import RequestError
from schema.engine.withheld import Partly
from tests import databases
from tests.expectations.scene import metric_id
from tests.make import Make
from tests.people import sign_in

LATER = datetime.fromisoformat("2026-10-05T08:00:00Z")
RECORD = """mutation ($input: FactsRecordInput!) { factsRecord(input: $input) {
  batch { accepted } userErrors { message } } }"""
TRY = """query ($input: MetricTrialInput!) { viewer { name } metricTrial(input: $input) {
  trial { enough met missed unsure
    periods { name startsOn endsOn numerator denominator sampleSize isEnough value low verdict } }
  userErrors { code message path } } company { name } }"""


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Desk:
    """Facts of a partner, and those who try a promise on them."""

    api: Api
    callers: dict[str, Caller]
    partner: Organisation
    make: Make

    async def ask(self, who: str, query: str = TRY, **given: Any) -> Any:
        document = self.api.documents.get(query)
        question = self.api.question(document, document.operation(None), {"input": given})
        return json.loads(await self.api.answer(self.callers[who], question))

    async def tried(self, who: str, **given: Any) -> Any:
        return (await self.ask(who, **asked(**given)))["metricTrial"]


def asked(**given: Any) -> dict[str, Any]:
    terms = {
        "title": "", "kind": "SLA", "startsOn": "2026-10-05", "metricId": ids.text("met", metric_id("on_time")),
        "target": "95", "minSample": 4, **given.pop("terms", {}),
    }  # fmt: skip
    return {"obligor": "PARTNER", "periods": 3, "terms": terms, **given}


def row(number: int, due: str, came: str) -> dict[str, Any]:
    values = {"order": "4711", "agreed_on": due, "ordered": "10", "received": "10", "received_on": came}
    return {
        "kind": "ORDER_LINE", "statement": "LINE", "subjectKey": f"{due} {number}", "externalId": f"{due} {number}",
        "values": [{"name": name, "value": value} for name, value in values.items()],
    }  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    make = make_committed
    manager = await make.member(name="Mina Manager", roles={Role.RELATIONSHIP_MANAGER})
    partner, other = await make.partner(name="Northgate", manager=manager), await make.partner(name="Other Ltd")
    people = {
        "manager": manager,
        "admin": await make.member(partner, name="Paula Admin"),
        "outsider": await make.member(other, name="Otto Other"),
        "auditor": await make.member(name="Ada Auditor", roles={Role.AUDITOR}),
    }
    callers = {}
    for name, member in people.items():
        actor = await make.actor(member)
        callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    api = Api(root.schema(), database, b"a secret of 32 bytes for cursors", now=lambda: LATER)
    rows = [row(number, "2026-05-20", "2026-05-20" if number < 3 else "2026-05-29") for number in range(4)]
    rows += [row(number, "2026-08-20", "2026-08-19") for number in range(3)]
    document = api.documents.get(RECORD)
    given = {"input": {"source": "ERP", "rows": rows}}
    done = json.loads(await api.do(callers["admin"], document, document.operation(None), given))
    assert done["factsRecord"] == {"batch": {"accepted": 7}, "userErrors": []}
    return Desk(api, callers, partner, make)


@pytest.mark.parametrize("who", ["admin", "manager"])
async def test_each_side_sees_what_it_would_have_come_to_beside_other_reads(desk: Desk, who: str) -> None:
    named = {"partnerId": ids.text("org", desk.partner.id)} if who == "manager" else {}
    found = await desk.ask(who, **asked(**named))
    assert found["viewer"]["name"] == desk.callers[who].actor.name
    assert found["company"]["name"]
    told = found["metricTrial"]
    assert told["userErrors"] == []
    assert {name: told["trial"][name] for name in ("enough", "met", "missed", "unsure")} == {
        "enough": 1, "met": 0, "missed": 0, "unsure": 1,
    }  # fmt: skip
    periods = told["trial"]["periods"]
    assert [(each["name"], each["sampleSize"], each["value"], each["verdict"]) for each in periods] == [
        ("Q1 2026", 0, None, None), ("Q2 2026", 4, "75", "UNSURE"), ("Q3 2026", 3, "100", None),
    ]  # fmt: skip
    second = periods[1]
    assert (second["numerator"], second["denominator"], second["startsOn"], second["endsOn"], second["isEnough"]) == (
        "3", "4", "2026-04-01", "2026-06-30", True,
    )  # fmt: skip


async def test_nobody_tries_on_the_facts_of_another_partner(desk: Desk) -> None:
    refused = await desk.tried("outsider", partnerId=ids.text("org", desk.partner.id))
    assert (refused["trial"], [each["code"] for each in refused["userErrors"]]) == (None, ["NOT_FOUND"])
    assert refused["userErrors"][0]["path"] == ["input", "partnerId"]
    own = await desk.tried("outsider")
    assert [each["sampleSize"] for each in own["trial"]["periods"]] == [0, 0, 0]


async def test_what_cannot_be_tried_is_said_where_it_stands(desk: Desk) -> None:
    refused = await desk.tried("admin", terms={"metricId": None})
    assert refused["trial"] is None
    assert [(each["message"], each["path"]) for each in refused["userErrors"]] == [
        ("Choose how it is measured.", ["input", "terms", "metricId"])
    ]
    several = await desk.tried("admin", terms={"zone": "Nowhere", "minSample": 0})
    assert {each["path"][-1] for each in several["userErrors"]} == {"zone", "minSample"}
    assert (await desk.tried("admin", periods=37))["userErrors"][0]["path"] == ["input", "periods"]


async def test_who_proposes_nothing_tries_nothing(desk: Desk) -> None:
    assert await desk.tried("auditor", partnerId=ids.text("org", desk.partner.id)) is None


async def test_a_trial_that_is_skipped_asks_nothing(desk: Desk) -> None:
    skipped = "metricTrial(input: $input) @skip(if: true) { trial { met } }"
    query = f"query ($input: MetricTrialInput!) {{ viewer {{ name }} {skipped} }}"
    assert (await desk.ask("admin", query, **asked())).keys() == {"viewer"}


async def test_it_is_dear_and_so_a_request_has_few_of_them(desk: Desk) -> None:
    one = "metricTrial(input: $input) { trial { met } }"
    many = " ".join(f"a{number}: {one}" for number in range(10))
    with pytest.raises(RequestError, match="This would cost"):
        await desk.ask("admin", f"query ($input: MetricTrialInput!) {{ {many} }}", **asked())
    several = await desk.ask("admin", f"query ($input: MetricTrialInput!) {{ one: {one} two: {one} }}", **asked())
    assert several["one"] == several["two"] == {"trial": {"met": 0}}


async def test_a_program_without_the_scope_gets_the_rest(desk: Desk) -> None:
    caller = desk.callers["admin"]
    without = caller.actor.permissions - {Permission.EXPECTATION_PROPOSE}
    desk.callers["program"] = Caller(
        replace(caller.actor, program="Nightly", allowed=without),
        caller.token_sha256,
    )
    with pytest.raises(Partly) as told:
        await desk.ask("program", **asked())
    assert told.value.data["metricTrial"] is None
    assert told.value.data["viewer"] == {"name": caller.actor.name}


async def test_the_database_lets_a_trial_write_nothing(desk: Desk) -> None:
    """Also an operation that would: the transaction itself cannot."""
    before = await databases.contents(desk.make.session)
    await desk.tried("admin")
    assert await databases.contents(desk.make.session) == before
    caller = desk.callers["admin"]
    with pytest.raises(Exception) as told:  # noqa: PT011 - the driver's own error, in whatever it is wrapped
        async with desk.api.database.looking(
            caller.actor.access_class, caller.token_sha256, caller.actor.version
        ) as session:
            await session.value("UPDATE fact_batch SET source = 'x' WHERE false")
    assert isinstance(told.value.__cause__, asyncpg.ReadOnlySQLTransactionError)
