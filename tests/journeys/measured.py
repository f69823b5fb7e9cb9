"""A partner and the company with what they expect of each other, over HTTP: somebody and a program of each side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import httpx

from portal import clock, ids
from portal.access import Role
from portal.app import Portal
from portal.database.pools import Database
from portal.partners.models import Organisation
from tests.auth.programs import Programs
from tests.entering import Enter
from tests.journeys.doors import PUBLIC_URL, Visitor
from tests.make import Make

LAST = clock.now().date().replace(day=1) - timedelta(days=1)
"""The last day of the last month."""
FIRST = LAST.replace(day=1)
SCOPES = ["expectations:write", "facts:write"]
STEP = """mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code message path }} {field} {{
  id version status }} }} }}"""


@dataclass
class Desk:
    """A partner and the company, somebody who may agree of each, and a program of each."""

    database: Database
    partner: Organisation
    paula: Visitor
    mina: Visitor
    theirs: Visitor
    ours: Visitor


@asynccontextmanager
async def desk_of(make: Make, enter: Enter, database: Database, application: Portal) -> AsyncIterator[Desk]:
    manager = await make.member(name="Mina Manager", roles={Role.RELATIONSHIP_MANAGER})
    partner = await make.partner(name="Northgate", manager=manager)
    admin = await make.member(partner, name="Paula Admin")
    paula, mina = await enter(admin, manager)
    programs, clients, doors = Programs(database, make), [], []
    for member in (admin, manager):
        client = await programs.client(member, scopes=SCOPES)
        token = await programs.token(client, scopes=SCOPES, issuer=PUBLIC_URL)
        doors.append(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(application), base_url=PUBLIC_URL,
                headers={"authorization": f"Bearer {token}"},
            )
        )  # fmt: skip
        clients.append(Visitor(doors[-1]))
    yield Desk(database, partner, paula, mina, *clients)
    for door in doors:
        await door.aclose()


async def act(who: Visitor, name: str, kind: str, field: str, **given: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await who.ask(STEP.format(name=name, kind=kind, field=field), input=given))[name]
    return payload


async def done(who: Visitor, name: str, kind: str, field: str, **given: Any) -> dict[str, Any]:
    payload = await act(who, name, kind, field, **given)
    assert payload["userErrors"] == [], payload
    found: dict[str, Any] = payload[field]
    return found


def place(record: dict[str, Any], name: str) -> dict[str, Any]:
    return {name: record["id"], "expectedVersion": record["version"]}


METRICS = "{ metrics(first: 50) { nodes { id code unit direction parameters { name default } } } }"


async def promised(desk: Desk) -> dict[str, Any]:
    """95 % of the lines of a month on time, agreed by both."""
    found = (await desk.ours.ask(METRICS))["metrics"]["nodes"]
    metric = next(each["id"] for each in found if each["code"] == "on_time")
    terms = {
        "title": "Deliveries on time", "kind": "SLA", "startsOn": FIRST.isoformat(), "metricId": metric,
        "target": "95", "tolerance": "2", "floor": "80", "rhythm": {"length": "MONTH"}, "minSample": 20, "lagDays": 0,
    }  # fmt: skip
    partner = ids.text("org", desk.partner.id)
    draft = await done(
        desk.ours, "expectationDraft", "ExpectationDraftInput", "expectation", partnerId=partner, code="on_time",
        obligor="PARTNER", terms=terms,
    )  # fmt: skip
    made = await done(
        desk.ours, "expectationPropose", "ExpectationProposeInput", "expectation", **place(draft, "expectationId")
    )
    asked = await desk.theirs.ask("query ($id: ID!) { expectation(id: $id) { digest dueAt } }", id=made["id"])
    agree = {**place(made, "expectationId"), "expectedDigest": asked["expectation"]["digest"]}
    refused = await act(desk.theirs, "expectationAgree", "ExpectationAgreeInput", "expectation", **agree)
    assert [each["message"] for each in refused["userErrors"]] == [
        "Only a person can do this, not an app running on its own."
    ]
    return await done(desk.paula, "expectationAgree", "ExpectationAgreeInput", "expectation", **agree)


def lines(on_time: int, late: int, day: date) -> list[dict[str, Any]]:
    """Lines of orders, as an ERP has them."""
    after = (day + timedelta(days=5)).isoformat()
    return [
        {
            "kind": "ORDER_LINE", "statement": "LINE", "subjectKey": f"4711 {number}", "externalId": str(number),
            "values": [
                {"name": "agreed_on", "value": day.isoformat()}, {"name": "ordered", "value": "10"},
                {"name": "received", "value": "10"},
                {"name": "received_on", "value": day.isoformat() if number < on_time else after},
            ],
        }
        for number in range(on_time + late)
    ]  # fmt: skip


RECORD = """mutation ($input: FactsRecordInput!) { factsRecord(input: $input) { userErrors { code message path }
  batch { accepted unchanged corrected refused faults { row path message } } } }"""
MEASURED = """query ($id: ID!) { expectation(id: $id) { measurements(first: 5) { nodes { id version status value
  numerator denominator sampleSize verdict period contestUntil waitingOn otherwise subjectSetDigest
  missed: subjects(filter: {missed: true}, first: 50) { totalCount nodes { id key state { name value } } }
  revisions { number value reason subjectSetDigest } contests { id reason answer answerText subject { key } }
  availableActions { name allowed blockedBy { message } } } } } }"""


async def measured(who: Visitor, expectation: dict[str, Any]) -> dict[str, Any]:
    """The measurement of the last month."""
    found = (await who.ask(MEASURED, id=expectation["id"]))["expectation"]["measurements"]["nodes"]
    last: dict[str, Any] = found[-1]
    return last
