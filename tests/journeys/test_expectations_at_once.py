"""Two at once: an answer against the clock, and writers of facts against those who count them."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest_asyncio
from sqlalchemy import text

from portal import clock, ids, work
from portal.access import AccessClass
from portal.app import Portal
from portal.database.pools import Database
from portal.expectations import queries
from portal.expectations.models import Expectation
from portal.expectations.operations import measuring
from portal.expectations.rules import promise as promises
from portal.expectations.scores.days import Days
from tests.entering import Enter
from tests.journeys.doors import TRIES
from tests.journeys.measured import FIRST, LAST, RECORD, Desk, act, desk_of, done, lines, measured, place, promised
from tests.make import Make

SILENT = timedelta(days=40)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(make_committed: Make, enter: Enter, database: Database, application: Portal) -> AsyncIterator[Desk]:
    async with desk_of(make_committed, enter, database, application) as made:
        yield made


async def contested(desk: Desk, promise: dict[str, Any]) -> dict[str, Any]:
    """The value of the last month, one line of which is contested."""
    await work.run_due(desk.database, clock.now())
    value = await measured(desk.theirs, promise)
    line = {"subjectId": value["missed"]["nodes"][0]["id"], "reason": "DATE", "claim": "It came a day sooner."}
    await done(
        desk.theirs, "measurementContest", "MeasurementContestInput", "measurement", lines=[line],
        **place(value, "measurementId"),
    )  # fmt: skip
    return await measured(desk.ours, promise)


async def test_an_answer_and_the_end_of_its_time_make_one_history(desk: Desk) -> None:
    promise = await promised(desk)
    partner = ids.text("org", desk.partner.id)
    sent = {"partnerId": partner, "source": "ERP", "rows": lines(18, 4, FIRST)}
    assert (await desk.ours.ask(RECORD, input=sent))["factsRecord"]["userErrors"] == []
    value = await contested(desk, promise)
    answer = {"contestId": value["contests"][0]["id"], "answer": "UPHOLD", "text": "The gate log says else."}
    answered, _ = await asyncio.gather(
        act(desk.ours, "measurementRuleOnFacts", "MeasurementAnswerInput", "measurement", answers=[answer],
            **place(value, "measurementId")),
        work.move_due(desk.database, clock.now() + SILENT),
    )  # fmt: skip

    after = await measured(desk.paula, promise)
    async with desk.database.transaction(AccessClass.SYSTEM) as session:
        rows = await session.execute(
            text("SELECT event FROM journal WHERE record_id = :id ORDER BY id"), {"id": ids.parse(value["id"])[1]}
        )
        events = [row[0] for row in rows]
    said, silent = "measurement.recomputed", "measurement.disputed_by_silence"
    assert [event for event in events if event in {said, silent}] == [silent if answered["userErrors"] else said]
    assert after["status"] in {"PROVISIONAL", "FINAL", "DISPUTED"}


async def test_what_was_added_up_is_what_the_subjects_come_to_whoever_wrote_meanwhile(desk: Desk) -> None:
    promise = await promised(desk)
    chance = random.Random(11)

    async def write(number: int) -> None:
        rows = lines(chance.randint(1, 8), chance.randint(0, 4), FIRST)
        for row in rows:
            row["externalId"] = row["subjectKey"] = f"{chance.randint(1, 40)}"
        unique = list({row["externalId"]: row for row in rows}.values())
        sent = {"source": f"WMS {number % 2}", "rows": unique}
        payload = (await desk.theirs.ask(RECORD, input=sent))["factsRecord"]
        assert payload["userErrors"] == []

    async def settle() -> None:
        for _ in range(4):
            await work.run_due(desk.database, clock.now())

    for _ in range(TRIES):
        await asyncio.gather(*(write(number) for number in range(6)), settle(), settle())
    await work.run_due(desk.database, clock.now())

    async with desk.database.transaction(AccessClass.SYSTEM) as session:
        expectation = (await session.scalars(queries.expectation(ids.parse(promise["id"])[1]))).one()
        tallies = (
            await session.execute(
                text("SELECT sum(numerator), sum(denominator), sum(n) FROM tally WHERE expectation_id = :id"),
                {"id": expectation.id},
            )
        ).one()
        subjects = await _counted(session, expectation)
        assert (await session.execute(text("SELECT count(*) FROM fact_mark"))).scalar_one() == 0
    assert tuple(tallies) == subjects


async def _counted(session: Any, expectation: Expectation) -> tuple[Any, ...]:
    agreed = promises.read(expectation.document)
    terms = measuring.terms_of(agreed, clock.now())
    row = (await session.execute(queries.piece_total(agreed, terms, expectation, [Days(FIRST, LAST)]))).one()
    return row.numerator, row.denominator, row.n
