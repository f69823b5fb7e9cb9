"""A period closes by the clock, gets a value from its subjects alone, and becomes final unless somebody contests it."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portal import canonical
from portal.access import Side
from portal.expectations import operations
from portal.expectations.models import Expectation, Measurement, MeasurementRevision, MissedLine, Subject
from portal.expectations.operations import Given, measuring, recording
from portal.expectations.rules import promise as promises
from portal.expectations.rules.measurement import MeasurementStatus, RevisionReason
from portal.expectations.scores.confidence import Verdict
from tests.expectations.scene import MANAGER, Scene, line, lines, terms

M = MeasurementStatus
CLOSES = datetime.fromisoformat("2026-04-10T22:00:00Z")
DEEMED = datetime.fromisoformat("2026-04-24T21:59:59Z")


async def closed(scene: Scene, rows: Iterable[Given], **more: Any) -> tuple[Expectation, Measurement]:
    """An expectation of the first quarter, measured."""
    made = await scene.agreed(terms(**more))
    rows = list(rows)
    if rows:
        await scene.send(*rows)
    (first,) = await scene.measurements(made)
    assert await scene.keep(first, CLOSES)
    return made, await scene.row(first)


async def test_a_period_gets_its_value_once_it_is_over_and_facts_had_time_to_come(scene: Scene) -> None:
    made, first = await closed(scene, lines(on_time=19, late=1))

    assert (first.status, first.numerator, first.denominator, first.n, first.value) == (
        M.PROVISIONAL, Decimal(19), Decimal(20), 20, Decimal(95),
    )  # fmt: skip
    # 19 of 20 lies between 76.4 and 99.1 in 19 of 20 cases, so nobody can tell whether 95 % is reached.
    assert first.low
    assert first.high
    assert (round(first.low, 1), round(first.high, 1), first.verdict) == (
        Decimal("76.4"), Decimal("99.1"), Verdict.UNSURE,
    )  # fmt: skip
    assert (first.waiting_on, first.due_at) == (frozenset({Side.PARTNER}), DEEMED)
    (revision,) = await scene.all(select(MeasurementRevision))
    assert (revision.number, revision.reason, revision.value, revision.expectation_sha256) == (
        1, RevisionReason.CLOSED, Decimal(95), made.sha256,
    )  # fmt: skip


@pytest.mark.parametrize(("on_time", "late"), [(0, 0), (1, 0), (19, 0), (0, 19)])
async def test_too_few_lines_give_no_value(scene: Scene, on_time: int, late: int) -> None:
    _, first = await closed(scene, lines(on_time, late))

    assert (first.status, first.value, first.verdict, first.n) == (M.INSUFFICIENT_DATA, None, None, on_time + late)


async def test_every_line_that_is_on_time_is_100_and_none_is_0(scene: Scene) -> None:
    _, best = await closed(scene, lines(20, 0))
    assert (best.value, best.verdict) == (Decimal(100), Verdict.UNSURE)


async def test_nothing_was_ordered_so_there_is_nothing_to_count(scene: Scene) -> None:
    _, first = await closed(scene, [line(str(each), ordered="0") for each in range(30)], min_sample=1)

    assert (first.status, first.value, first.n) == (M.INSUFFICIENT_DATA, None, 0)


async def test_of_rejected_parts_in_a_million_the_lines_with_rejected_parts_are_missed_and_no_other(
    scene: Scene,
) -> None:
    whole = [
        line(str(each), received="10", received_on="2026-02-10", rejected=str(int(each < 2))) for each in range(20)
    ]
    _, first = await closed(scene, whole, metric="ppm.order_lines", target="500", tolerance="0", floor="900000")

    missed = select(Subject.subject_key).join(MissedLine, MissedLine.subject_id == Subject.id)
    assert (first.numerator, sorted(await scene.all(missed))) == (Decimal(2), ["0", "1"])


async def test_what_nobody_contests_in_ten_business_days_is_final(scene: Scene) -> None:
    _, first = await closed(scene, lines(19, 1))

    assert not await scene.keep(first, DEEMED.replace(second=58))
    assert await scene.keep(first, DEEMED)
    assert (await scene.row(first)).status is M.FINAL
    assert await scene.events(first) == ["measurement.published", "measurement.deemed_final"]


async def test_a_final_value_is_computed_again_from_the_facts_that_were_known_then(scene: Scene) -> None:
    made, first = await closed(scene, lines(19, 1))
    await scene.keep(first, DEEMED)
    late = line("2026-02-10 19", agreed_on="2026-02-10", received="10", received_on="2026-02-10")
    await scene.send(late, now=DEEMED)

    (revision,) = await scene.all(select(MeasurementRevision))
    promise = promises.read(made.document)
    assert promise.metric
    keys = [each.subject_key for each in await scene.all(select(Subject))]
    async with scene.as_(await scene.actor(MANAGER)) as session:
        states = await recording.states_of(
            session,
            scene.partner.id,
            promise.metric.kind,
            keys,
            until=revision.as_of,
        )
    tally = measuring.recomputed(promise, [each.values for each in states.values()], revision.as_of)
    told = "\n".join(f"{key} {states[key].sha256}" for key in sorted(states))

    assert (tally.numerator, tally.denominator, tally.n) == (revision.numerator, revision.denominator, revision.n)
    assert canonical.sha256(told) == revision.subjects_sha256


async def test_a_period_that_was_suspended_whole_is_void(scene: Scene) -> None:
    made = await scene.agreed(terms(starts_on=date(2026, 3, 2)))
    await scene.step(
        MANAGER, operations.suspend_expectation, made, until=date(2026, 4, 5), reason="Flood at the plant."
    )
    (first,) = await scene.measurements(made)
    assert await scene.keep(first, CLOSES)

    assert (await scene.row(first)).status is M.VOID
