"""Values outside of what was agreed, and boundaries that were crossed, become breaches; restated values move them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from portal import ids
from portal.access import SYSTEM, Actor
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Breach, Expectation, Measurement
from portal.expectations.operations.breaches import charging
from portal.expectations.operations.breaches.opening import OpenBreach, of, opened_breach
from portal.expectations.operations.opening import with_partner
from portal.expectations.rules import promise as promises
from portal.expectations.rules import reckoning
from portal.expectations.rules.attested import Finding
from portal.expectations.rules.breach import BREACH, BreachStatus
from portal.expectations.rules.measurement import MeasurementStatus
from portal.expectations.rules.promise import Promise
from portal.journal import Entry

M = MeasurementStatus
B = BreachStatus


@dataclass(frozen=True, slots=True)
class Judged:
    """What counts for one period: the newest value, and whether it lies outside."""

    newest: Measurement
    is_missed: bool
    is_moving: bool
    """It was final, and is being restated."""


def judged(promise: Promise, found: Sequence[Measurement]) -> list[Judged]:
    """Of each period, the oldest first; `found` by period, the newest of each last."""
    newest = [list(group)[-1] for _, group in groupby(found, key=lambda each: each.starts_on)]
    return [
        Judged(
            each,
            each.status is M.FINAL and _is_outside(promise, each),
            each.restates_id is not None and each.status in {M.PROVISIONAL, M.CONTESTED, M.DISPUTED},
        )
        for each in newest
    ]  # fmt: skip


def _is_outside(promise: Promise, row: Measurement) -> bool:
    if row.numerator is None or row.denominator is None or row.n is None:
        return False
    return reckoning.is_outside(promise, row.numerator, row.denominator, row.n)


async def on_value(session: Session, _actor: Actor, entry: Entry, now: datetime) -> object:
    """A period's value is final, or a restated one has too little to count: its breach and what it costs follow."""
    measurement: Measurement | None = await session.scalar(queries.measurement(entry.record_id))
    if measurement is None or measurement.status not in {M.FINAL, M.INSUFFICIENT_DATA}:
        return None  # it was restated meanwhile, and what counts now has an entry of its own
    expectation: Expectation = (await session.scalars(queries.expectation_of(measurement))).one()
    await session.execute(queries.one_judge(expectation))
    open_id = await session.scalar(queries.open_breach_of(expectation).with_only_columns(Breach.id))
    found = (await session.scalars(queries.values_of(expectation))).all()
    promise = promises.read(expectation.document)
    periods = judged(promise, found)
    this = next(each for each in periods if each.newest.starts_on == measurement.starts_on)
    if open_id is not None:
        case = await opened_breach(session, SYSTEM, breach_id=open_id, expected_version=None, now=now)
        _follow(case, periods, this)
    elif this.is_missed and await session.scalar(queries.standing_breach_of(measurement)) is None:
        await detect(session, expectation, now, measurement=measurement)
    await session.flush()
    await charging.balance(session, expectation, found, now)
    return measurement


def _follow(case: OpenBreach, periods: Sequence[Judged], this: Judged) -> None:
    """Brings an open breach in line with the values."""
    record = case.record
    if record.first_on is None:
        return  # it rests on a boundary
    first_on = min(record.first_on, this.newest.starts_on) if this.is_missed else record.first_on
    held = [each for each in periods if each.newest.starts_on >= first_on and (each.is_missed or each.is_moving)]
    if not held:
        with case.step(BREACH, "retract", is_missed=False):
            record.closed_at = case.now
        return
    missed = [each.newest for each in held if each.is_missed] or [held[-1].newest]
    newest = missed[-1]
    if (newest.id, len(held)) != (record.measurement_id, record.occurrence):
        with case.event("breach.repeated" if len(held) > record.occurrence else "breach.restated"):
            record.first_on, record.latest_on = first_on, held[-1].newest.starts_on
            record.measurement_id, record.value, record.occurrence = newest.id, newest.value, len(held)
    is_better = (
        this.newest.status is M.FINAL and not this.is_missed and this.newest.starts_on > held[-1].newest.starts_on
    )
    if is_better and record.status in {B.CURE_PERIOD, B.CORRECTIVE_ACTION}:
        with case.step(BREACH, "verifyCure"):
            record.closed_at = case.now


async def detect(session: Session, expectation: Expectation, now: datetime, **found: Any) -> OpenBreach:
    """Opens a breach that rests on a `measurement`, on a `finding` about a rule, or on a `crossing`."""
    partner, company = await with_partner(session, SYSTEM, expectation.partner_id)
    measurement, crossing, finding = found.get("measurement"), found.get("crossing"), found.get("finding")
    day = measurement.starts_on if measurement else first_day(promises.read(expectation.document), finding)
    record = Breach(
        partner_id=expectation.partner_id, id=ids.new(), expectation_id=expectation.id,
        measurement_id=measurement.id if measurement else None, crossing_id=crossing.id if crossing else None,
        attestation_id=finding.said.id if finding else None,
        first_on=day, latest_on=day, obligor=expectation.obligor, status=B.DETECTED, occurrence=1,
        value=measurement.value if measurement else None, target=expectation.target, plan_text="", reason="", version=0,
        waiting_on=frozenset(), created_at=now, updated_at=now,
    )  # fmt: skip
    case = of(session, SYSTEM, record, expectation, partner, company, now=now)
    with case.event("breach.not_kept" if finding else "breach.detected"):
        case.wait(BREACH)
    session.add(record)
    return case


def first_day(promise: Promise, finding: Finding | None) -> date | None:
    """Of the period in which something was found about a rule."""
    return promise.rhythm.period_of(finding.day).first if finding else None


async def on_crossing(session: Session, _actor: Actor, entry: Entry, now: datetime) -> object:
    """A boundary was crossed: a breach of the agreed expectation that it guards, and none where there is no such one.

    A boundary that is no clause of an expectation has no cure and no notice: its crossing stands in its own timeline.
    """
    row = (await session.execute(queries.crossing_at(entry.record_id, entry.at))).one_or_none()
    if row is None or row[1].contract_id is None:
        return None
    crossing, boundary = row
    expectation = await session.scalar(queries.promises_kept_by(boundary).limit(1))
    if expectation is None:
        return None
    await session.execute(queries.one_judge(expectation))
    open_id = await session.scalar(queries.open_breach_of(expectation).with_only_columns(Breach.id))
    if open_id is None:
        await detect(session, expectation, now, crossing=crossing)
        return crossing
    case = await opened_breach(session, SYSTEM, breach_id=open_id, expected_version=None, now=now)
    if case.record.crossing_id != crossing.id:
        with case.event("breach.repeated"):
            case.record.crossing_id, case.record.occurrence = crossing.id, case.record.occurrence + 1
    return crossing
