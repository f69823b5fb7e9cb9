"""The next periods of many expectations open at once, each as it would alone."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from sqlalchemy import select

from portal import work
from portal.access import SYSTEM
from portal.database.pools import Database
from portal.database.transaction import Transaction
from portal.expectations import operations
from portal.expectations.models import Expectation, Measurement
from portal.expectations.rules.expectation import ExpectationStatus
from portal.expectations.scores import periods
from tests.expectations.scene import As
from tests.expectations.worlds import promise_of, promised
from tests.make import Make

BEGINS = datetime(2024, 7, 1, 12, tzinfo=UTC)
SNAPSHOT = """SELECT json_build_object(
  'measurements', (SELECT json_agg(to_jsonb(m) - 'id' ORDER BY expectation_id, starts_on) FROM measurement m),
  'expectations', (SELECT json_agg(e ORDER BY id) FROM expectation e),
  'journal', (SELECT json_agg(to_jsonb(j) - 'id' ORDER BY record_id, event) FROM journal j),
  'jobs', (SELECT json_agg(to_jsonb(j) - 'id' ORDER BY key) FROM job j))::text"""


class Undone(Exception):  # noqa: N818 - what befalls the block
    """What the block did is taken back."""


async def due(make: Make, chance: Random) -> list[Expectation]:
    """Measured until the end of March or of May, of every rhythm; one of them ends, one has not begun."""
    company, found = await make.company(), list[Expectation]()
    for _ in range(3):
        partner = await make.partner()
        for number, length in enumerate(("MONTH", "QUARTER", "HALF", "WEEK")):
            rhythm = periods.rhythm(periods.Length(length))
            made = promised(
                partner, company, promise_of(chance, rhythm=rhythm), code=f"code_{number}", period=length,
                measured_until=date(2024, 3, 31), due_at=datetime(2024, 4, 1, tzinfo=UTC),
            )  # fmt: skip
            found.append(made)
    found[0].ends_on = date(2024, 5, 31)
    found[1].status, found[1].agreed_at, found[1].measured_until = ExpectationStatus.AGREED, None, None
    await make.add(*found)
    return found


async def test_many_periods_that_open_at_once_become_what_each_becomes_alone(make: Make, as_: As) -> None:
    found = await due(make, Random(1))

    async def left_by(*, together: bool) -> Any:
        left: Any = None
        with suppress(Undone):
            async with as_(SYSTEM) as session:
                await _opened(session, found, together=together)
                await session.flush()
                left = json.loads(await session.value(SNAPSHOT))
                raise Undone
        return left

    alone, at_once = await left_by(together=False), await left_by(together=True)
    assert alone == at_once
    assert len(alone["measurements"]) > len(found)


async def _opened(session: Transaction, found: list[Expectation], *, together: bool) -> None:
    done = set[Any]()
    if together:
        ids = [each.id for each in found]
        done = set(await operations.keep_expectations_time(session, expectation_ids=ids, now=BEGINS))
        assert done == set(ids[2:])  # one ends and one begins: those are for later
    for each in found:
        if each.id not in done:
            await operations.keep_expectation_time(session, expectation_id=each.id, now=BEGINS)
            await session.flush()


async def test_the_clock_opens_them_once(make_committed: Make, database: Database) -> None:
    found = await due(make_committed, Random(2))

    assert await work.move_due(database, BEGINS) >= len(found)
    rows = (await make_committed.session.execute(select(Measurement.expectation_id, Measurement.starts_on))).all()
    assert len(rows) == len(set(rows)) > len(found)
