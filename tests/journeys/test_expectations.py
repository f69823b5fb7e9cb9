"""Expectations over HTTP: two programs measure, contest and answer; people agree, and say what is final."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import httpx
import pytest_asyncio

from portal import clock, ids, work
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


@pytest_asyncio.fixture(loop_scope="session")
async def desk(make_committed: Make, enter: Enter, database: Database, application: Portal) -> Any:
    make = make_committed
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
        "Only a person may do this, not a program by itself."
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


async def test_two_programs_measure_contest_and_answer(desk: Desk) -> None:
    promise = await promised(desk)
    sent = {"partnerId": ids.text("org", desk.partner.id), "source": "ERP", "rows": lines(18, 4, FIRST)}
    first = (await desk.ours.ask(RECORD, input=sent))["factsRecord"]
    assert first["userErrors"] == []
    assert first["batch"] == {"accepted": 22, "unchanged": 0, "corrected": 0, "refused": 0, "faults": []}
    again = (await desk.ours.ask(RECORD, input=sent))["factsRecord"]["batch"]
    assert (again["accepted"], again["unchanged"]) == (0, 22)
    await work.run_due(desk.database, clock.now())

    value = await measured(desk.theirs, promise)
    assert (value["status"], value["value"], value["sampleSize"], value["missed"]["totalCount"]) == (
        "PROVISIONAL", "81.82", 22, 4,
    )  # fmt: skip
    assert (value["waitingOn"], value["otherwise"]) == (["PARTNER"], "Otherwise the value becomes final.")
    assert value["period"] == f"{FIRST:%B %Y}"

    wanted = [
        {"subjectId": each["id"], "reason": "CAUSED_BY_YOU", "claim": "There was no slot to unload."}
        for each in value["missed"]["nodes"][:3]
    ]
    contested = await done(
        desk.theirs, "measurementContest", "MeasurementContestInput", "measurement", lines=wanted,
        **place(value, "measurementId"),
    )  # fmt: skip
    assert contested["status"] == "CONTESTED"

    value = await measured(desk.ours, promise)
    answers = [
        {"contestId": each["id"], "answer": "EXCLUDE" if number < 2 else "UPHOLD", "text": "The gate log says so."}
        for number, each in enumerate(value["contests"])
    ]
    await done(
        desk.ours, "measurementRuleOnFacts", "MeasurementAnswerInput", "measurement", answers=answers,
        **place(value, "measurementId"),
    )  # fmt: skip

    value = await measured(desk.paula, promise)
    assert (value["status"], value["value"], value["sampleSize"]) == ("PROVISIONAL", "90", 20)
    assert [(each["number"], each["value"], each["reason"]) for each in value["revisions"]] == [
        (2, "90", "ANSWERED"), (1, "81.82", "CLOSED"),
    ]  # fmt: skip
    final = await done(
        desk.paula, "measurementAcknowledge", "MeasurementAcknowledgeInput", "measurement",
        expectedDigest=value["subjectSetDigest"], **place(value, "measurementId"),
    )  # fmt: skip
    assert final["status"] == "FINAL"


async def test_a_bad_row_is_named_with_its_field(desk: Desk) -> None:
    rows = lines(2, 0, FIRST)
    rows[1]["values"][1]["value"] = "ten"
    sent = {"source": "WMS", "rows": rows}

    batch = (await desk.theirs.ask(RECORD, input=sent))["factsRecord"]["batch"]

    assert (batch["accepted"], batch["refused"]) == (1, 1)
    assert batch["faults"] == [
        {"row": 1, "path": ["values", "ordered"],
         "message": "A number is written in digits with a point, such as 1250.5."},
    ]  # fmt: skip
