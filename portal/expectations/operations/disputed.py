"""What comes of a dispute about a value: lines that both sides settled to leave out, and the value that stays."""

from datetime import datetime
from uuid import UUID

from portal import ids
from portal.access import SYSTEM, Side
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Exclusion, Expectation, Measurement, MeasurementRevision, Subject
from portal.expectations.operations import measuring
from portal.expectations.operations.closing import as_known
from portal.expectations.operations.measuring import Ground, opened_measurement
from portal.expectations.operations.recording import subject_id
from portal.expectations.rules import promise as promises
from portal.expectations.rules.measurement import MEASUREMENT, ContestReason, MeasurementStatus, RevisionReason

M = MeasurementStatus


async def leave_out(
    session: Session, *, measurement_id: UUID, subject_key: str, text: str, side: Side, agreed_by_name: str,
    now: datetime,
) -> bool:  # fmt: skip
    """A line does not count from now on, as both sides have settled; whether there is such a line.

    The value follows with `apply_outcome`. Running it again leaves nothing more out.
    """
    record: Measurement | None = await session.scalar(queries.measurement(measurement_id))
    if record is None:
        return False
    expectation: Expectation = (await session.scalars(queries.expectation_of(record))).one()
    metric = promises.read(expectation.document).metric
    if metric is None:
        return False
    line_id = subject_id(record.partner_id, metric.kind, subject_key)
    subject: Subject | None = await session.scalar(queries.subject(line_id))
    if subject is None:
        return False
    left_out = {each.subject_id for each in await session.scalars(queries.exclusions_of(expectation))}
    if line_id not in left_out:
        session.add(
            Exclusion(
                partner_id=record.partner_id, id=ids.new(), expectation_id=expectation.id, subject_id=line_id,
                first_day=None, last_day=None, reason=ContestReason.AGREED_CHANGE, text=text, side=side,
                agreed_by_name=agreed_by_name, contest_id=None, agreed_at=now,
            )
        )  # fmt: skip
    return True


async def apply_outcome(
    session: Session, *, measurement_id: UUID, now: datetime, is_corrected: bool = False
) -> Measurement | None:
    """The dispute about a value is over: it is counted as was settled, and final. None where it moves nothing.

    A value that was final already gets a revision more if something is left out of it that was not before, or its facts
    were corrected as was settled; other facts that came late are offered to be counted, as ever.
    """
    await session.execute(queries.one_at_a_time_with(measurement_id))
    case = await opened_measurement(session, SYSTEM, measurement_id=measurement_id, expected_version=None, now=now)
    record = case.record
    if record.status not in {M.DISPUTED, M.FINAL}:
        return None
    case.now = await as_known(session, [record.partner_id], now)
    ground = await measuring.ground_of(session, record)
    counted = await measuring.count(session, record, ground, case.now)
    is_same = (counted.subjects_sha256, counted.excluded) == (record.subjects_sha256, record.excluded)
    if record.status is M.FINAL and (is_same or not (is_corrected or await _leaves_out_more(session, record, ground))):
        return None
    enough = counted.value is not None
    case.known |= {"n": counted.tally.n if enough else 0, "min_sample": ground.promise.min_sample}
    with case.step(MEASUREMENT, "applyOutcome" if enough else "tooFew"):
        if not is_same:
            await measuring.put(case, ground, counted, RevisionReason.SETTLED)
        record.final_at, record.upheld, record.late = case.now if enough else None, 0, 0
    await session.flush()
    return record


async def _leaves_out_more(session: Session, record: Measurement, ground: Ground) -> bool:
    """Whether both sides have agreed on what is left out since it was counted last."""
    newest: MeasurementRevision | None = await session.scalar(queries.revisions_of(record).limit(1))
    return newest is None or newest.exclusions_sha256 != ground.exclusions_sha256
