"""What a period comes to before it is over, and late facts that nobody wants to count."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portal.access import SYSTEM
from portal.expectations import operations
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.models import Expectation, Measurement, Subject, Tally
from portal.expectations.operations import recording
from portal.expectations.queries import tallied
from portal.expectations.rules import so_far
from portal.expectations.rules.measurement import MeasurementStatus
from portal.jobs import Job, Task
from tests.expectations.scene import ADMIN, MANAGER, Scene, line, lines, terms
from tests.make import NOW

M = MeasurementStatus
CLOSES = datetime.fromisoformat("2026-04-10T22:00:00Z")
MONDAY = datetime.fromisoformat("2026-04-13T09:00:00Z")
TUESDAY = datetime.fromisoformat("2026-04-14T09:00:00Z")


async def fall_due(scene: Scene, now: datetime) -> int:
    """What the clock does for days that are over; how many pieces it counted."""
    found = select(Job).where(Job.name == operations.FALL_DUE, Job.due_at <= now).order_by(Job.due_at)
    jobs = await scene.all(found)
    counted = 0
    for job in jobs:
        async with scene.as_(SYSTEM) as session:
            counted += await operations.settle_due(session, Task.of(job), now)
        await (await scene.make.session.connection()).exec_driver_sql(
            f"UPDATE job SET due_at = NULL, done_at = '{now.isoformat()}' WHERE id = '{job.id}'"
        )
    return counted


async def told(scene: Scene, made: Expectation) -> dict[str, Any] | None:
    """What its first period comes to so far."""
    (first, *_) = await scene.measurements(made)
    found = select(tallied.so_far(Measurement)).where(Measurement.id == first.id)
    (counted,) = await scene.all(found)
    return so_far.read({"document": made.document, "so_far": counted})


def result(numerator: str, denominator: str, value: str | None, due_before: date) -> dict[str, Any]:
    return {
        "value": value and Decimal(value), "numerator": Decimal(numerator), "denominator": Decimal(denominator),
        "sample_size": int(denominator), "due_before": due_before,
    }  # fmt: skip


async def test_pieces_of_time_add_up_to_what_the_subjects_come_to(scene: Scene) -> None:
    made = await scene.agreed(terms())
    await scene.send(*lines(3, 1), *lines(2, 2, "2026-03-10"))
    assert await scene.settle(MONDAY) == 4  # two months, and two weeks
    assert await scene.settle(MONDAY) == 0

    tallies = await scene.all(select(Tally).order_by(Tally.piece))
    assert [(each.piece.isoformat(), each.numerator, each.denominator) for each in tallies] == [
        ("2026-02-01", Decimal(3), Decimal(4)), ("2026-03-01", Decimal(2), Decimal(4)),
    ]  # fmt: skip
    assert {each.expectation_id for each in tallies} == {made.id}


async def test_a_line_is_late_once_its_day_is_over_and_not_before(scene: Scene) -> None:
    made = await scene.agreed(terms())
    await scene.send(*lines(3, 0), line("open", agreed_on="2026-03-03"), line("later", agreed_on="2026-03-20"))
    await scene.settle()
    assert await told(scene, made) == result("3", "3", "100", date(2026, 3, 2))

    # The last second of the third of March in Berlin, and the next.
    await fall_due(scene, datetime.fromisoformat("2026-03-03T22:59:59Z"))
    assert await told(scene, made) == result("3", "3", "100", date(2026, 3, 3))
    await fall_due(scene, datetime.fromisoformat("2026-03-03T23:00:00Z"))
    assert await told(scene, made) == result("3", "4", "75", date(2026, 3, 4))


async def test_a_clock_that_stood_still_counts_every_month_that_went_by(scene: Scene) -> None:
    made = await scene.agreed(terms())
    await scene.send(line("open", agreed_on="2026-03-20"), line("next", agreed_on="2026-04-07"))
    await scene.settle()

    await fall_due(scene, datetime.fromisoformat("2026-04-09T09:00:00Z"))

    tallies = await scene.all(select(Tally).order_by(Tally.piece))
    assert [(each.piece.isoformat(), each.n) for each in tallies] == [("2026-03-01", 1), ("2026-04-01", 1)]
    (first, *_) = await scene.measurements(made)
    assert await fall_due(scene, datetime.fromisoformat("2026-04-09T09:00:00Z")) == 0
    await scene.keep(first, CLOSES)
    assert await told(scene, made) is None  # it has a result of its own


async def test_what_came_before_it_was_agreed_is_counted_without_any_other_fact(scene: Scene) -> None:
    await scene.send(*lines(3, 1), *lines(1, 0, "2026-01-20"), *lines(1, 0, "2025-12-20"))
    await scene.settle()
    made = await scene.agreed(terms(starts_on=date(2026, 1, 21)))
    assert await told(scene, made) is None

    assert await fall_due(scene, NOW) == 1  # February; what was due on the 20th of January lies before its first day
    assert await told(scene, made) == result("3", "4", "75", date(2026, 3, 2))


async def test_days_of_a_suspension_count_so_far_as_little_as_in_the_end(scene: Scene) -> None:
    made = await scene.agreed(terms())
    await scene.send(*lines(3, 1), line("flood", agreed_on="2026-03-03"), line("after", agreed_on="2026-03-06"))
    await scene.step(MANAGER, operations.suspend_expectation, made, until=date(2026, 3, 4), reason="Flood.")
    await scene.settle(datetime.fromisoformat("2026-03-09T09:00:00Z"))
    assert await told(scene, made) == result("3", "5", "60", date(2026, 3, 9))


async def with_a_late_fact(scene: Scene) -> Measurement:
    """18 of 22 lines on time, final; one more was, as a fact says that came after it."""
    made = await scene.agreed(terms())
    await scene.send(*lines(18, 4))
    (first,) = await scene.measurements(made)
    assert await scene.keep(first, CLOSES)
    first = await scene.row(first)
    await scene.step(
        ADMIN, operations.acknowledge_measurement, first, expected_digest=first.subjects_sha256, now=MONDAY
    )
    await booked(scene, 0)
    row: Measurement = await scene.row(first)
    return row


async def booked(scene: Scene, number: int, now: datetime = MONDAY) -> None:
    """One of the lines that were late was not."""
    found = select(Subject).where(Subject.last_received_on > Subject.agreed_on).order_by(Subject.subject_key)
    wrong: Sequence[Subject] = await scene.all(found)
    key = wrong[number].subject_key
    await scene.send(line(key, agreed_on="2026-02-10", received="10", received_on="2026-02-10"), now=now)
    await scene.settle(now)


@pytest.mark.parametrize("many", [1, 2])
async def test_what_was_declined_is_not_offered_again_before_other_facts_come(scene: Scene, many: int) -> None:
    first = await with_a_late_fact(scene)
    assert first.late == 1
    for _ in range(many - 1):
        await booked(scene, 0)
    await scene.step(MANAGER, operations.offer_restatement, first, reason="The receipt was booked late.", now=MONDAY)
    declined = await scene.step(
        ADMIN, operations.decline_restatement, first, reason="It was booked too late.", now=MONDAY
    )
    assert (declined.status, declined.late) == (M.FINAL, 0)

    async with scene.as_(SYSTEM) as session:  # its months are counted again, and nothing of it has changed
        days = [date(2026, 2, 10)]
        await recording.mark(session, scene.partner.id, SubjectKind.ORDER_LINE, days, now=TUESDAY)
    assert await scene.settle(TUESDAY) == 2
    assert (await scene.row(first)).late == 0
    refusal = await scene.refused(
        MANAGER, operations.offer_restatement, measurement_id=first.id, reason="Once more.", now=TUESDAY,
        expected_version=(await scene.row(first)).version,
    )  # fmt: skip
    assert str(refusal) == "No fact has arrived or changed since the value became final."

    await booked(scene, 0, TUESDAY)
    assert (await scene.row(first)).late == many + 1  # whoever agrees now agrees to count all of them
    await scene.step(MANAGER, operations.offer_restatement, first, reason="Another one was.", now=TUESDAY)
    await scene.step(ADMIN, operations.restate_measurement, first, now=TUESDAY)
    (again,) = await scene.all(select(Measurement).where(Measurement.restates_id == first.id))
    assert (again.ordinal, again.numerator) == (2, Decimal(18 + many + 1))
