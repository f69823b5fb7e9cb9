"""Many periods that close at once become what each becomes alone, and nothing that fails holds up the others.

PORTAL_TRIES=200 compares so many worlds of chance.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, text, update

from portal import ids, work
from portal.access import SYSTEM, AccessClass, Side
from portal.database.base import Record
from portal.database.pools import Database
from portal.database.transaction import Transaction
from portal.expectations import operations, queries
from portal.expectations.models import Expectation, FactBatch, Mark, Measurement, Tally
from portal.expectations.rules.measurement import MeasurementStatus
from portal.partners.models import Organisation
from portal.setbacks import Setback
from tests.expectations import making
from tests.expectations.scene import As
from tests.expectations.worlds import FIRST, OVER, collecting, promise_of, promised, world
from tests.make import Make

TRIES = int(os.environ.get("PORTAL_TRIES", "4"))
M = MeasurementStatus


class Undone(Exception):  # noqa: N818 - what befalls the block
    """What the block did is taken back."""


SNAPSHOT = """SELECT json_build_object(
  'measurements', (SELECT json_agg(m ORDER BY id) FROM measurement m),
  'revisions', (SELECT json_agg(to_jsonb(r) - 'id' ORDER BY measurement_id, number) FROM measurement_revision r),
  'missed', (SELECT json_agg(l ORDER BY measurement_id, subject_id) FROM missed_line l),
  'journal', (SELECT json_agg(to_jsonb(j) - 'id' ORDER BY record_id, event) FROM journal j),
  'unread', (SELECT count(*) FROM journal_unread), 'open days', (SELECT json_agg(o ORDER BY o) FROM open_calendar o),
  'unsealed', (SELECT json_object_agg(table_name, many) FROM (
     SELECT table_name, count(*) AS many FROM unsealed GROUP BY 1 ORDER BY 1) u))::text"""


async def left_by(as_: As, act: Callable[[Transaction], Awaitable[None]]) -> Any:
    """What an act leaves behind, before it is taken back."""
    left: Any = None
    with suppress(Undone):
        async with as_(SYSTEM) as session:
            await act(session)
            left = json.loads(await session.value(SNAPSHOT))
            raise Undone
    return left


@pytest.mark.parametrize("seed", range(TRIES))
async def test_many_periods_that_close_at_once_become_what_each_becomes_alone(make: Make, as_: As, seed: int) -> None:
    found = await world(make, Random(seed))

    async def alone(session: Transaction) -> None:
        for each in found:
            assert await operations.keep_measurement_time(session, measurement_id=each.id, now=OVER)
            await session.flush()

    async def at_once(session: Transaction) -> None:
        measurement_ids = [each.id for each in found]
        done = await operations.keep_measurements_time(session, measurement_ids=measurement_ids, now=OVER)
        assert set(done) == set(measurement_ids)
        await session.flush()

    expected, become = await left_by(as_, alone), await left_by(as_, at_once)
    for name in expected:
        assert become[name] == expected[name], name
    assert len(become["journal"]) == len(found)


async def on_time(make: Make, partner: Organisation, *, lines: int = 30, **columns: Any) -> Measurement:
    """Deliveries on time, all lines of which came on the 10th of February, when they were to come."""
    promise = promise_of(Random(0), metric=making.ON_TIME, parameters={"late_days": Decimal(0)}, obligor=Side.PARTNER,
                         starts_on=FIRST, scope={}, currency=None, min_sample=20)  # fmt: skip
    made = promised(partner, await make.company(), promise)
    await make.add(made)
    day = date(2024, 2, 10)
    await make.add(*(
        making.subject(
            partner, f"{number}", day=day, agreed_on=day, completed_on=day, last_received_on=day, received=Decimal(10)
        )
        for number in range(lines)
    ))  # fmt: skip
    found = collecting(made, **columns)
    await make.add(found)
    return found


async def row(make: Make, kind: type[Record], record_id: Any) -> Any:
    found = select(kind).where(kind.id == record_id)  # type: ignore[attr-defined]
    return (await make.session.scalars(found.execution_options(populate_existing=True))).one()


async def test_the_clock_closes_all_that_are_due_and_one_that_fails_holds_up_nobody(
    make_committed: Make, database: Database
) -> None:
    good = [await on_time(make_committed, await make_committed.partner()) for _ in range(3)]
    bad = await on_time(make_committed, await make_committed.partner())
    broken = update(Expectation).where(Expectation.id == bad.expectation_id).values(document="{}")
    await make_committed.session.execute(broken)

    assert await work.move_due(database, OVER) == 3

    for each in good:
        fresh = await row(make_committed, Measurement, each.id)
        assert (fresh.status, fresh.value, fresh.n) == (M.PROVISIONAL, Decimal(100), 30)
    assert (await row(make_committed, Measurement, bad.id)).status is M.COLLECTING
    held = (await make_committed.session.scalars(select(Setback))).all()
    assert [each.record_id for each in held] == [bad.id]
    more = [await on_time(make_committed, await make_committed.partner()) for _ in range(2)]
    assert await work.move_due(database, OVER) == 2
    assert [(await row(make_committed, Measurement, each.id)).status for each in more] == [M.PROVISIONAL] * 2


async def test_whose_facts_somebody_brings_just_now_is_left_out_and_nobody_waits(
    make_committed: Make, database: Database
) -> None:
    busy, idle = [await on_time(make_committed, await make_committed.partner()) for _ in range(2)]
    async with database.working(AccessClass.SYSTEM) as bringing:
        await bringing.execute(queries.one_at_a_time(busy.partner_id))
        async with database.working(AccessClass.SYSTEM) as session:
            done = await operations.keep_measurements_time(session, measurement_ids=[busy.id, idle.id], now=OVER)
    assert list(done) == [idle.id]
    assert (await row(make_committed, Measurement, busy.id)).status is M.COLLECTING
    assert await work.move_due(database, OVER) == 1
    assert (await row(make_committed, Measurement, busy.id)).status is M.PROVISIONAL


async def test_two_clocks_at_once_close_each_period_once(make_committed: Make, database: Database) -> None:
    found = [await on_time(make_committed, await make_committed.partner()) for _ in range(6)]

    moved = await asyncio.gather(work.move_due(database, OVER), work.move_due(database, OVER))

    assert sum(moved) == len(found)
    counted = "SELECT count(*), count(DISTINCT record_id) FROM journal WHERE event = 'measurement.published'"
    assert tuple((await make_committed.session.execute(text(counted))).one()) == (6, 6)


async def test_tallies_that_say_something_else_are_named_and_counted_anew(
    make: Make, as_: As, caplog: pytest.LogCaptureFixture
) -> None:
    right, wrong = [await on_time(make, await make.partner()) for _ in range(2)]
    for each, n in ((right, 30), (wrong, 29)):
        await make.add(*(
            Tally(partner_id=each.partner_id, expectation_id=each.expectation_id, unit="MONTH",
                  piece=date(2024, month, 1), numerator=Decimal(n if month == 2 else 0),
                  denominator=Decimal(n if month == 2 else 0), n=n if month == 2 else 0, excluded=0, settled_at=OVER)
            for month in (1, 2, 3)
        ))  # fmt: skip
    async with as_(SYSTEM) as session:
        await operations.keep_measurements_time(session, measurement_ids=[right.id, wrong.id], now=OVER)

    assert (await row(make, Measurement, wrong.id)).n == 30
    assert [str(wrong.id) in each.getMessage() for each in caplog.records] == [True]
    marks = (await make.session.scalars(select(Mark))).all()
    assert {(each.partner_id, each.piece) for each in marks if each.unit == "MONTH"} == {
        (wrong.partner_id, date(2024, month, 1)) for month in (1, 2, 3)
    }


@pytest.mark.parametrize("together", [True, False])
async def test_a_value_is_as_of_the_newest_fact_that_it_counts(make: Make, as_: As, *, together: bool) -> None:
    """The clock was read before the facts came, and counts them."""
    first = await on_time(make, await make.partner())
    came = OVER + timedelta(seconds=3)
    await make.add(FactBatch(
        partner_id=first.partner_id, id=ids.new(), source="ERP", side=Side.HOST, person_id=ids.new(),
        made_by_name="Kim", program="", accepted=1, unchanged=0, corrected=0, refused=0, refusals=[],
        facts_sha256=making.DIGEST, received_at=came,
    ))  # fmt: skip
    async with as_(SYSTEM) as session:
        if together:
            await operations.keep_measurements_time(session, measurement_ids=[first.id], now=OVER)
        else:
            await operations.keep_measurement_time(session, measurement_id=first.id, now=OVER)

    fresh = await row(make, Measurement, first.id)
    assert (fresh.as_of, fresh.published_at, fresh.status) == (came, came, M.PROVISIONAL)
