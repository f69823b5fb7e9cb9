"""What the pages of expectations ask the API for beside the rest: calls, files, one subject, the lines that count."""

from collections.abc import AsyncIterator

import pytest_asyncio

from portal import clock, ids, work
from portal.app import Portal
from portal.database.pools import Database
from tests.entering import Enter
from tests.journeys.measured import FIRST, RECORD, Desk, desk_of, done, lines, measured, place, promised
from tests.make import Make

LINES = """query ($id: ID!) { measurement(id: $id) {
  inside: subjects(first: 1, filter: { counted: true }) { totalCount }
  outside: subjects(first: 5, filter: { counted: false }) { totalCount nodes { id } }
} }"""
SUBJECT = """query ($id: ID!) {
  subject(id: $id) { key partner { name } facts { subject { id } batch { accepted partner { name } } } }
  ours: factBatches(filter: { side: HOST, source: "ERP" }) { totalCount }
  theirs: factBatches(filter: { side: PARTNER }) { totalCount }
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def desk(make_committed: Make, enter: Enter, database: Database, application: Portal) -> AsyncIterator[Desk]:
    async with desk_of(make_committed, enter, database, application) as made:
        yield made


async def test_a_line_leads_to_its_facts_and_what_is_left_out_is_told_apart(desk: Desk) -> None:
    promise = await promised(desk)
    sent = {"partnerId": ids.text("org", desk.partner.id), "source": "ERP", "rows": lines(18, 4, FIRST)}
    await desk.ours.ask(RECORD, input=sent)
    await work.run_due(desk.database, clock.now())
    value = await measured(desk.theirs, promise)
    late = value["missed"]["nodes"][0]["id"]

    told = await desk.paula.ask(SUBJECT, id=late)
    names = [desk.partner.name, *(fact["batch"]["partner"]["name"] for fact in told["subject"]["facts"])]
    assert (told["subject"]["partner"]["name"], set(names)) == (desk.partner.name, {desk.partner.name})
    assert [fact["subject"]["id"] for fact in told["subject"]["facts"]] == [late]
    assert (told["ours"]["totalCount"], told["theirs"]["totalCount"]) == (1, 0)

    wanted = [{"subjectId": late, "reason": "CAUSED_BY_YOU", "claim": "There was no slot to unload."}]
    await done(
        desk.theirs, "measurementContest", "MeasurementContestInput", "measurement", lines=wanted,
        **place(value, "measurementId"),
    )  # fmt: skip
    value = await measured(desk.ours, promise)
    answers = [{"contestId": each["id"], "answer": "EXCLUDE", "text": "So it was."} for each in value["contests"]]
    await done(
        desk.ours, "measurementRuleOnFacts", "MeasurementAnswerInput", "measurement", answers=answers,
        **place(value, "measurementId"),
    )  # fmt: skip
    counted = (await desk.paula.ask(LINES, id=value["id"]))["measurement"]
    assert counted == {
        "inside": {"totalCount": 21}, "outside": {"totalCount": 1, "nodes": [{"id": late}]},
    }  # fmt: skip
