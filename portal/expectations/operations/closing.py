"""Time moves values on: a period closes and is counted, one that nobody contests is final; alone, or many at once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from portal.access import SYSTEM
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Expectation, Measurement
from portal.expectations.operations import measuring, together
from portal.expectations.operations.measuring import Counted, Ground
from portal.expectations.operations.opening import Opened, begun
from portal.expectations.queries import closing as asked
from portal.expectations.rules.measurement import MEASUREMENT, MeasurementStatus, RevisionReason

M = MeasurementStatus


async def keep_measurement_time(session: Session, *, measurement_id: UUID, now: datetime) -> Measurement | None:
    """Takes the system step whose time has come; None if nothing was due. Running it twice moves nothing more."""
    await session.execute(queries.one_at_a_time_with(measurement_id))
    case = await measuring.opened_measurement(
        session, SYSTEM, measurement_id=measurement_id, expected_version=None, now=now
    )
    record = case.record
    if record.due_at is None or record.due_at > now:
        return None
    match record.status:
        case M.COLLECTING:
            case.now = await as_known(session, [record.partner_id], now)
            await close(case)
        case M.PROVISIONAL:
            deem(case)
        case M.CONTESTED:
            case.take(MEASUREMENT, "lapse")
        case _:
            return None
    return record


async def as_known(session: Session, partner_ids: Collection[UUID], now: datetime) -> datetime:
    """The moment that is counted at: not before the newest facts, which are counted although the clock was read
    before they came."""
    newest = await session.scalar(asked.newest_received(partner_ids))
    return now if newest is None else max(now, newest)


async def close(case: Opened[Measurement]) -> None:
    """The period is over, and so are the days for facts that come late: it is counted, if there is enough to count."""
    ground = await measuring.ground_of(case.session, case.record)
    if ground.is_suspended:
        void(case)
        return
    counted = await measuring.count(case.session, case.record, ground, case.now)
    with case.step(MEASUREMENT, _closing(case, ground, counted)):
        await measuring.put(case, ground, counted, RevisionReason.CLOSED)
        case.record.published_at = case.now


def void(case: Opened[Measurement]) -> None:
    case.known |= {"is_suspended": True}
    case.take(MEASUREMENT, "void")


def deem(case: Opened[Measurement]) -> None:
    with case.step(MEASUREMENT, "deem"):
        case.record.final_at = case.now


def _closing(case: Opened[Measurement], ground: Ground, counted: Counted) -> str:
    """The step that it takes, whose guard is told what it looks at."""
    enough = counted.value is not None
    case.known |= {
        "is_suspended": False, "n": counted.tally.n if enough else 0, "min_sample": ground.promise.min_sample,
    }  # fmt: skip
    return "compute" if enough else "tooFew"


async def keep_measurements_time(
    session: Session, *, measurement_ids: Collection[UUID], now: datetime
) -> Collection[UUID]:
    """The same for many at once, of partners whose facts nobody is bringing; gives those that have moved on.

    Each becomes what it would become alone. Those that it leaves out are for `keep_measurement_time`.
    """
    partner_ids = (await session.scalars(asked.free_partners(measurement_ids))).all()
    rows = (await session.execute(asked.due_together(measurement_ids, partner_ids, now))).all()
    if not rows:
        return ()
    now = await as_known(session, partner_ids, now)
    sides = {each.id: each for each in await session.scalars(asked.organisations([
        *partner_ids, *{expectation.company_id for _, expectation in rows},
    ]))}  # fmt: skip
    collecting = []
    for record, expectation in rows:
        case = begun(
            session, SYSTEM, record, sides[record.partner_id], sides[expectation.company_id], now=now
        )  # fmt: skip
        if record.status is M.PROVISIONAL:
            deem(case)
        else:
            collecting.append((case, expectation))
    await _close_all(session, collecting)
    return [record.id for record, _ in rows]


async def _close_all(session: Session, cases: Sequence[tuple[Opened[Measurement], Expectation]]) -> None:
    found = []
    for each in await together.grounds(session, cases):
        if each.ground.is_suspended:
            void(each.case)
        else:
            found.append(each)
    counted = await together.count(session, found)
    for each in found:
        case, ground = each.case, each.ground
        with case.step(MEASUREMENT, _closing(case, ground, counted[case.record.id])):
            measuring.write(case, ground, counted[case.record.id], RevisionReason.CLOSED)
            case.record.published_at = case.now
    await together.keep_days(session, found)
    await together.note_missed(session, found)
    await together.compare(session, found, counted)
