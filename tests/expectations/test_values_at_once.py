"""Somebody and the clock at the same value at once: one of them was first, and there is one history.

PORTAL_TRIES=500 is the whole of it.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from portal import errors, ids
from portal.access import AccessClass, Actor, Role, Side
from portal.database.pools import Database
from portal.expectations import operations
from portal.expectations.models import Exclusion, Expectation, FactContest, Measurement, MeasurementRevision
from portal.expectations.operations import Answer, Line
from portal.expectations.rules import promise as promises
from portal.expectations.rules.measurement import ContestAnswer, ContestReason, MeasurementStatus
from portal.journal import Entry
from portal.partners.models import Organisation
from tests.expectations import making
from tests.expectations.scene import metric_id
from tests.make import NOW, Make
from tests.people import sign_in

TRIES = int(os.environ.get("PORTAL_TRIES", "4"))
M = MeasurementStatus
OVER = NOW + timedelta(days=1)
LINES = 20
People = Mapping[Role, tuple[Actor, bytes]]
"""Who acts for each side, with the digest of the session's token."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value, and the line of it that is contested or may be."""

    measurement: Measurement
    contest: FactContest
    people: People


Act = Callable[[Database, Value], Awaitable[str]]
"""Gives the event that it wrote; "" where somebody else was first."""


async def people_of(make: Make) -> tuple[Organisation, People]:
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER})
    partner = await make.partner(manager=manager)
    people = {}
    for role, member in ((Role.RELATIONSHIP_MANAGER, manager), (Role.PARTNER_ADMIN, await make.member(partner))):
        actor = await make.actor(member)
        people[role] = replace(actor, confirmed_at=NOW), sha256(await sign_in(make.session, actor)).digest()
    return partner, people


async def value(make: Make, partner: Organisation, people: People, status: MeasurementStatus, number: int) -> Value:
    """19 of 20 lines on time; of a contested value the late one is contested."""
    company, site = await make.company(), f"site {number}"
    promise = _promise_of(partner, company, number, site)
    await make.add(promise)
    day, late = date(2026, 2, 10), date(2026, 2, 17)
    lines = [
        making.subject(
            partner, f"{number} {place}", completed_on=late if place == 0 else day, received=Decimal(10), site=site
        )
        for place in range(LINES)
    ]
    found = making.measurement(promise, status=status, due_at=OVER, n=LINES)
    if status is M.CONTESTED:
        found.waiting_on = frozenset({Side.HOST})
    await make.add(*lines, found)
    contest = FactContest(
        partner_id=partner.id, id=ids.new(), measurement_id=found.id, subject_id=lines[0].id,
        state_sha256=lines[0].state_sha256, revision=1, side=Side.PARTNER, reason=ContestReason.DATE,
        claim="It came a day sooner.", made_by_name="Kim", made_at=NOW, answer_text="",
    )  # fmt: skip
    if status is M.CONTESTED:
        await make.add(contest)
    await make.session.commit()
    return Value(found, contest, people)


def _promise_of(partner: Organisation, company: Organisation, number: int, site: str) -> Expectation:
    """Of the lines of one place, so that each value has its own."""
    made = making.expectation(partner, company, metric_id=metric_id("on_time"), code=f"on_time_{number}")
    promise = replace(promises.read(made.document), code=made.code, scope={"site": (site,)})
    made.document, made.sha256 = promise.written(), promise.sha256
    return made


async def said(database: Database, role: Role, of: Value, event: str, operation: Any, **given: Any) -> str:
    """A step of somebody who has read version 1."""
    actor, token = of.people[role]
    try:
        async with database.acting(actor.access_class, token, actor.version) as session:
            await operation(session, actor, measurement_id=of.measurement.id, expected_version=1, now=NOW, **given)
    except errors.StaleVersion:
        return ""
    return event


def answering(how: ContestAnswer) -> Act:
    async def act(database: Database, of: Value) -> str:
        answers = [Answer(contest_id=of.contest.id, answer=how, text="So says the gate log.")]
        return await said(
            database, Role.RELATIONSHIP_MANAGER, of, "measurement.recomputed", operations.answer_measurement,
            answers=answers,
        )  # fmt: skip

    return act


async def contesting(database: Database, of: Value) -> str:
    lines = [Line(subject_id=of.contest.subject_id, reason=ContestReason.DATE, claim="It came a day sooner.")]
    return await said(
        database, Role.PARTNER_ADMIN, of, "measurement.contested", operations.contest_measurement, lines=lines
    )


async def acknowledging(database: Database, of: Value) -> str:
    return await said(
        database, Role.PARTNER_ADMIN, of, "measurement.finalised", operations.acknowledge_measurement,
        expected_digest=making.DIGEST,
    )  # fmt: skip


def clock(event: str) -> Act:
    async def act(database: Database, of: Value) -> str:
        async with database.working(AccessClass.SYSTEM) as session:
            moved = await operations.keep_measurement_time(session, measurement_id=of.measurement.id, now=OVER)
        return event if moved is not None else ""

    return act


async def clock_of_many(database: Database, of: Value) -> str:
    async with database.working(AccessClass.SYSTEM) as session:
        moved = await operations.keep_measurements_time(session, measurement_ids=[of.measurement.id], now=OVER)
    return "measurement.deemed_final" if moved else ""


PAIRS: list[tuple[MeasurementStatus, Act, Act]] = [
    *((M.CONTESTED, answering(how), clock("measurement.disputed_by_silence"))
      for how in (ContestAnswer.UPHOLD, ContestAnswer.EXCLUDE)),
    *((M.PROVISIONAL, act, moved)
      for act in (contesting, acknowledging) for moved in (clock("measurement.deemed_final"), clock_of_many)),
]  # fmt: skip


@pytest.mark.parametrize(("status", "act", "moved"), PAIRS)
async def test_what_somebody_says_and_the_end_of_its_time_make_one_history(
    database: Database, make_committed: Make, status: MeasurementStatus, act: Act, moved: Act
) -> None:
    partner, people = await people_of(make_committed)
    for number in range(TRIES):
        of = await value(make_committed, partner, people, status, number)
        pair = (act, moved) if number % 2 else (moved, act)

        events = [event for event in await asyncio.gather(*(each(database, of) for each in pair)) if event]

        assert len(events) == 1, events
        await one_history(database, of, events[0])


async def one_history(database: Database, of: Value, event: str) -> None:
    """One row, one version more, and contests, revisions and exclusions of the step that was taken alone."""
    found, contest = of.measurement, of.contest
    async with database.transaction(AccessClass.SYSTEM) as session:
        after = (await session.scalars(select(Measurement).where(Measurement.id == found.id))).one()
        rows = (await session.scalars(select(Entry.event).where(Entry.record_id == found.id))).all()
        contests = (await session.scalars(select(FactContest).where(FactContest.measurement_id == found.id))).all()
        revisions = select(MeasurementRevision.number).where(MeasurementRevision.measurement_id == found.id)
        numbers = (await session.scalars(revisions)).all()
        left_out = select(Exclusion.contest_id).where(Exclusion.expectation_id == found.expectation_id)
        excluded = (await session.scalars(left_out)).all()
    answered = [each.answer for each in contests]
    is_answer, is_contest = event == "measurement.recomputed", event == "measurement.contested"
    status = {
        "measurement.recomputed": M.PROVISIONAL, "measurement.disputed_by_silence": M.DISPUTED,
        "measurement.contested": M.CONTESTED, "measurement.finalised": M.FINAL, "measurement.deemed_final": M.FINAL,
    }[event]  # fmt: skip
    if is_answer and answered == [ContestAnswer.EXCLUDE]:  # 19 are too few for a value
        status, rows = M.INSUFFICIENT_DATA, [each for each in rows if each != "measurement.insufficient"]
    assert (after.status, list(rows)) == (status, [event])
    assert len(answered) == (found.status is M.CONTESTED or is_contest)
    assert [each is not None for each in answered] == [is_answer] * len(answered)
    assert list(numbers) == ([2] if is_answer else [])
    assert list(excluded) == ([contest.id] if answered == [ContestAnswer.EXCLUDE] else [])


async def test_an_answer_that_leaves_too_few_lines_leaves_no_value(database: Database, make_committed: Make) -> None:
    partner, people = await people_of(make_committed)
    of = await value(make_committed, partner, people, M.CONTESTED, 0)

    event = await answering(ContestAnswer.EXCLUDE)(database, of)

    assert event == "measurement.recomputed"
    await one_history(database, of, event)
