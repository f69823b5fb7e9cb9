"""Expectations over HTTP: two programs measure, contest and answer; people agree, and say what is final."""

from collections.abc import AsyncIterator

import pytest_asyncio

from portal import clock, ids, work
from portal.app import Portal
from portal.database.pools import Database
from tests.entering import Enter
from tests.journeys.measured import FIRST, RECORD, Desk, desk_of, done, lines, measured, place, promised
from tests.make import Make


@pytest_asyncio.fixture(loop_scope="session")
async def desk(make_committed: Make, enter: Enter, database: Database, application: Portal) -> AsyncIterator[Desk]:
    async with desk_of(make_committed, enter, database, application) as made:
        yield made


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
         "message": "Write a number in digits with a decimal point, such as 1250.5."},
    ]  # fmt: skip
