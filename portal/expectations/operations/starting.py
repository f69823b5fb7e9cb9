"""From agreed to over: an expectation starts, its periods open one after the other, it pauses and ends."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from portal import errors, ids
from portal.access import SYSTEM
from portal.clock import Moment
from portal.contracts.models import Contract
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Exclusion, Expectation, Measurement
from portal.expectations.operations import tallying
from portal.expectations.operations.opening import Opened, begun, opened
from portal.expectations.queries import closing as asked
from portal.expectations.rules import promise as promises
from portal.expectations.rules.expectation import EXPECTATION, MEASURED, STANDS, Attested, ExpectationStatus
from portal.expectations.rules.measurement import ContestReason, MeasurementStatus
from portal.expectations.rules.promise import Promise
from portal.expectations.scores.days import OPEN_END, Days, day_at
from portal.expectations.scores.periods import Period
from portal.sentences import say

E = ExpectationStatus
DAY = timedelta(days=1)


async def agree(case: Opened[Expectation], *, by: str | None, contract: Contract | None = None) -> None:
    """Both sides agree: the one in whose place it comes ends the day before, and it starts once its day has come."""
    record = case.record
    await _clear_the_place(case)
    await _source(case, promises.read(record.document))
    plan(case)
    with case.step(EXPECTATION, "agree", by_clock=contract is not None):
        record.agreed_at, record.agreed_by_name = case.now, by
        if contract is not None:
            record.contract_sha256 = contract.sha256
    await follow(case)


async def _clear_the_place(case: Opened[Expectation]) -> None:
    """What it takes the place of counts until the day before its first."""
    record = case.record
    if record.supersedes_id is None:
        return
    old = await opened(
        case.session, case.actor, Expectation, record.supersedes_id, expected_version=None, now=case.now,
        path=("input", "expectationId"),
    )  # fmt: skip
    if old.record.status not in {E.AGREED, E.ACTIVE, E.SUSPENDED}:
        return
    last = record.starts_on - DAY
    if last < old.record.starts_on:
        raise errors.Blocked("An expectation cannot start before the one it replaces.")
    await cut(old, last, told=True)
    await case.session.flush()  # before the other begins: no two of them count at once


async def _source(case: Opened[Expectation], promise: Promise) -> None:
    """Whose facts count first is the same for all that are measured from facts of a kind."""
    if promise.metric is None or promise.primary_source is None:
        return
    named = await case.session.scalar(queries.primary_source(case.record.partner_id, promise.metric.kind))
    if named is not None and named != promise.primary_source:
        raise errors.Blocked("Another expectation already uses {source} as the source of these facts.", source=named)
    if named is None:
        await case.session.execute(
            queries.name_primary_source(case.record.partner_id, promise.metric.kind, promise.primary_source)
        )


def plan(case: Opened[Expectation]) -> list[Period]:
    """The periods that have begun and have no measurement yet; when the clock looks again is known then."""
    record, promise = case.record, promises.read(case.record.document)
    last, begun, begins = record.ends_on or OPEN_END, list[Period](), OPEN_END
    if record.kind in MEASURED:
        first = promise.rhythm.period_of(record.starts_on)
        period = first if record.measured_until is None else promise.rhythm.period_of(record.measured_until).next
        while _measured_from(period, promise) <= min(day_at(case.now, record.zone), last):
            begun.append(period)
            period = period.next
        begins = _measured_from(period, promise)
    said_until = (record.attested_until if record.attested in STANDS else record.uphold_until) or OPEN_END
    next_day = min(begins, last + DAY, said_until + DAY)
    case.known["next_at"] = Days(next_day, next_day).begins_at(record.zone) if next_day < OPEN_END else None
    return begun


async def follow(case: Opened[Expectation]) -> None:
    """Opens the measurements of all periods that have begun; the clock looks again when the next does."""
    record = case.record
    if record.status is not E.ACTIVE:
        return
    if record.measured_until is None and record.kind in MEASURED:
        await tallying.begin(case.session, record, case.now)
    for period in plan(case):
        case.session.add(measurement_of(case, promises.read(record.document), period))
        record.measured_until = period.last
    case.put_off(case.known["next_at"])


def _measured_from(period: Period, promise: Promise) -> date:
    """From when a period is shown: a trailing one when the one before it is over."""
    first = period.previous.last + DAY if period.rhythm.is_trailing else period.first
    return max(first, promise.starts_on)


def measurement_of(case: Opened[Expectation], promise: Promise, period: Period) -> Measurement:
    """The measurement of a period, which collects facts until the period and the days for late ones are over."""
    record = case.record
    closes_at = period.closes_at(promise.lag_days, record.zone, ended_on=record.ends_on)
    return Measurement(
        partner_id=record.partner_id, id=ids.new(), expectation_id=record.id, starts_on=period.first,
        ends_on=period.last, ordinal=1, obligor=record.obligor, status=MeasurementStatus.COLLECTING,
        closes_at=closes_at, revision=0, late=0, upheld=0, reason="", version=1, waiting_on=frozenset(),
        due_at=closes_at, created_at=case.now, updated_at=case.now,
    )  # fmt: skip


def pause(case: Opened[Expectation], first: date, until: date, note: str) -> None:
    """Inside a step: the days of the suspension are left out."""
    record = case.record
    record.suspended_on, record.suspended_until, record.reason = first, until, note
    case.session.add(
        Exclusion(
            partner_id=record.partner_id, id=ids.new(), expectation_id=record.id, first_day=first, last_day=until,
            reason=ContestReason.FORCE_MAJEURE, text=note, side=case.actor.side, agreed_by_name=case.actor.name,
            agreed_at=case.now,
        )
    )  # fmt: skip


async def resume(case: Opened[Expectation], action: str = "resume") -> None:
    """It is measured again, from today on or from the day after the suspension."""
    record = case.record
    plan(case)
    with case.step(EXPECTATION, action):
        last = min(record.suspended_until or date.max, Moment(case.now).day(record.zone) - DAY)
        await case.session.execute(queries.shorten_suspension(record, last))
        record.suspended_on = record.suspended_until = None
    await follow(case)


async def cut(case: Opened[Expectation], last: date, *, told: bool = False) -> None:
    """It counts until this day and no longer; its open measurement closes then. `told`: outside of a step."""
    record = case.record
    if record.ends_on is None or last < record.ends_on:
        if told:
            with case.event("expectation.shortened"):
                record.ends_on = last
        else:
            record.ends_on = last
        await case.session.execute(queries.close_sooner(record, Days(last, last).ends_at(record.zone)))


async def end(case: Opened[Expectation], last: date) -> None:
    """What it rested on has ended."""
    with case.step(EXPECTATION, "end", by_clock=True, has_ended=True):
        await cut(case, last)


async def keep_expectation_time(session: Session, *, expectation_id: UUID, now: datetime) -> Expectation | None:
    """Takes the system steps whose time has come; None if nothing was due. Running it twice moves nothing more."""
    case = await opened(
        session, SYSTEM, Expectation, expectation_id, expected_version=None, now=now, path=("input", "expectationId"),
        absent=say("There is no such expectation."),
    )  # fmt: skip
    record = case.record
    if record.due_at is None or record.due_at > now:
        return None
    match record.status:
        case E.PROPOSED:
            case.take(EXPECTATION, "remind")
        case E.AGREED:
            plan(case)
            case.take(EXPECTATION, "start")
            await follow(case)
        case E.SUSPENDED:
            await resume(case, "goOn")
        case _:
            await follow(case)
            today = Moment(now).day(record.zone)
            if record.ends_on is not None and today > record.ends_on:
                case.take(EXPECTATION, "end")
            else:
                _end_attestation(case, today)
    return record


def _end_attestation(case: Opened[Expectation], today: date) -> None:
    """The time of what was said of a rule has passed, or the time to say anew what was contested."""
    record = case.record
    if record.attested in STANDS and record.attested_until is not None and today > record.attested_until:
        with case.step(EXPECTATION, "expireAttestation"):
            record.attested = Attested.EXPIRED
            plan(case)
    elif record.uphold_until is not None and today > record.uphold_until:
        with case.step(EXPECTATION, "dropAttestation"):
            record.attested, record.uphold_until = Attested.NOT_UPHELD, None
            plan(case)


async def keep_expectations_time(
    session: Session, *, expectation_ids: Collection[UUID], now: datetime
) -> Collection[UUID]:
    """Opens the next periods of many at once; gives those that were due and are measured on.

    Each becomes what it would become alone. What begins, ends or waits for somebody is for `keep_expectation_time`.
    """
    found = await session.scalars(asked.measured_on(expectation_ids, now))
    records = [each for each in found if each.ends_on is None or Moment(now).day(each.zone) <= each.ends_on]
    ids_of = {each for record in records for each in (record.partner_id, record.company_id)}
    sides = {each.id: each for each in await session.scalars(asked.organisations(ids_of))}
    for record in records:
        case = begun(session, SYSTEM, record, sides[record.partner_id], sides[record.company_id], now=now)
        await follow(case)
    return [record.id for record in records]
