"""Real deliveries that were booked late: each quarter as it was known then, and as both sides count it in the end."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from portal.expectations import operations
from portal.expectations.models import Measurement, MeasurementRevision
from portal.expectations.operations import Given
from portal.expectations.rules.measurement import RevisionReason
from tests.expectations import samples
from tests.expectations.samples import State, needs_samples
from tests.expectations.scene import ADMIN, MANAGER, QUARTER, Scene, line, terms

pytestmark = needs_samples
FIRST, LAST = date(2013, 7, 1), date(2014, 9, 30)
LATER = datetime(2015, 9, 14, 9, tzinfo=UTC)


def told(lines: Sequence[State], known_by: date | None = None) -> list[Given]:
    """Each line with what had been recorded of it by a day."""
    return [
        line(
            each["subject_key"], order=each["order"], agreed_on=each["agreed_on"].isoformat(),
            ordered=str(each["ordered"]), received=str(each["received"]) if is_known else "",
            received_on=each["completed_on"].isoformat() if is_known else "",
        )
        for each in lines
        for is_known in [known_by is None or each["recorded_on"] <= known_by]
    ]  # fmt: skip


async def test_five_quarters_are_restated_and_both_values_stay(scene: Scene) -> None:
    lines = [
        each for each in samples.order_lines()
        if each["vendor"] == "SCMS from RDC" and FIRST <= each["agreed_on"] <= LAST
    ]  # fmt: skip
    made = await scene.agreed(terms(starts_on=FIRST, ends_on=LAST, zone="UTC"), now=datetime(2013, 7, 1, 9, tzinfo=UTC))
    then = []
    period = QUARTER.period_of(FIRST)
    while period.first <= LAST:
        due = [each for each in lines if each["agreed_on"] in period.days]
        closes_at = datetime.combine(period.last + timedelta(days=11), datetime.min.time(), UTC)
        await scene.send(*told(due, period.last + timedelta(days=10)), now=closes_at - timedelta(hours=1))
        await scene.keep_time(made, closes_at)
        value = next(each for each in await scene.measurements(made) if each.starts_on == period.first)
        assert await scene.keep(value, closes_at)
        value = await scene.row(value)
        await scene.step(
            ADMIN, operations.acknowledge_measurement, value, expected_digest=value.subjects_sha256, now=closes_at
        )
        then.append(value.value)
        period = period.next
    assert [str(each) for each in then] == ["56.1", "61.25", "50.59", "66.67", "51.22"]

    await scene.send(*told(lines), now=LATER)
    while await scene.settle(LATER):
        pass
    for value in await scene.measurements(made):
        await scene.step(MANAGER, operations.offer_restatement, value, reason="Booked late.", now=LATER)
        await scene.step(ADMIN, operations.restate_measurement, value, now=LATER)

    found = select(Measurement).order_by(Measurement.starts_on, Measurement.ordinal)
    values = [(each.ordinal, each.status.value, each.value, each.n) for each in await scene.all(found)]
    assert values == [
        (ordinal, status, Decimal(value), n)
        for n, first, last in (
            (82, "56.10", "59.76"), (80, "61.25", "66.25"), (85, "50.59", "57.65"), (102, "66.67", "69.61"),
            (82, "51.22", "52.44"),
        )
        for ordinal, status, value in ((1, "RESTATED", first), (2, "PROVISIONAL", last))
    ]  # fmt: skip
    kept = await scene.all(select(MeasurementRevision))
    assert sorted(each.reason.value for each in kept) == sorted(
        [RevisionReason.CLOSED.value] * 5 + [RevisionReason.RESTATED.value] * 5
    )
