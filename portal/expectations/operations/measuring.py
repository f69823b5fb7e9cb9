"""From facts to a value: a period closes, is counted again, becomes final; each value is kept with what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal import calendars, canonical, ids
from portal.access import Actor
from portal.database.base import short
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.metrics import evaluating, open_days, tree
from portal.expectations.metrics import value as values
from portal.expectations.metrics.evaluating import Tally
from portal.expectations.metrics.open_days import OpenDays
from portal.expectations.metrics.terms import Terms
from portal.expectations.models import Exclusion, Expectation, Measurement, MeasurementRevision
from portal.expectations.operations.days import keep_open_days
from portal.expectations.operations.opening import Opened, begun, opened
from portal.expectations.rules import promise as promises
from portal.expectations.rules.measurement import MEASUREMENT, MeasurementStatus, RevisionReason
from portal.expectations.rules.promise import Promise
from portal.expectations.scores import confidence
from portal.expectations.scores.confidence import Interval, Verdict
from portal.expectations.scores.days import OPEN_END, Days
from portal.sentences import say

M = MeasurementStatus
ABSENT = say("There is no such measurement.")
MORE_DAYS = 5
"""Business days to contest what has changed of a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the subjects of a period come to."""

    tally: Tally
    excluded: int
    subjects_sha256: str
    value: Decimal | None
    around: Interval | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a value follows from, besides the facts."""

    expectation: Expectation
    promise: Promise
    days: tuple[Days, ...]
    """Those of the period that are counted."""
    exclusions_sha256: str
    is_suspended: bool


async def opened_measurement(
    session: Session, actor: Actor, *, measurement_id: UUID, expected_version: int | None, now: datetime
) -> Opened[Measurement]:
    """The measurement under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    return await opened(
        session, actor, Measurement, measurement_id, expected_version=expected_version, now=now,
        path=("input", "measurementId"), absent=ABSENT,
    )  # fmt: skip


async def ground_of(session: Session, record: Measurement) -> Ground:
    """What was agreed, which days of the period count, and what both sides leave out."""
    expectation: Expectation = (await session.scalars(queries.expectation_of(record))).one()
    return ground(record, expectation, (await session.scalars(queries.exclusions_of(expectation))).all())


def ground(record: Measurement, expectation: Expectation, exclusions: Iterable[Exclusion]) -> Ground:
    """The same of what is known already; exclusions in the order in which they were agreed."""
    exclusions = list(exclusions)
    promise = promises.read(expectation.document)
    period = Days(record.starts_on, record.ends_on)
    inside = Days(max(period.first, expectation.starts_on), min(period.last, expectation.ends_on or OPEN_END))
    pauses = [Days(each.first_day, each.last_day) for each in exclusions if each.first_day and each.last_day]
    days = counted_days(inside, pauses)
    return Ground(
        expectation=expectation, promise=promise, days=days, exclusions_sha256=_digest_of(exclusions),
        is_suspended=not days,
    )  # fmt: skip


def counted_days(inside: Days, pauses: Iterable[Days]) -> tuple[Days, ...]:
    """The days that are left when the pauses are taken out."""
    left, day = [inside] if inside.first <= inside.last else [], timedelta(days=1)
    for pause in pauses:
        if pause.first <= pause.last:  # one that was ended before it began leaves nothing out
            left = [
                part
                for each in left
                for part in (
                    Days(each.first, min(each.last, pause.first - day)),
                    Days(max(each.first, pause.last + day), each.last),
                )
                if part.first <= part.last
            ]
    return tuple(sorted(set(left)))


def _digest_of(exclusions: Iterable[Exclusion]) -> str:
    return digest_of(
        (
            str(each.subject_id) if each.subject_id else None,
            Days(each.first_day, each.last_day) if each.first_day and each.last_day else None,
            each.reason.value, each.text,
        )
        for each in exclusions
    )  # fmt: skip


def digest_of(left_out: Iterable[tuple[str | None, Days | None, str, str]]) -> str:
    """The digest of what both sides leave out: subjects or days, each with the reason, in the order they agreed."""
    return canonical.digest([
        {
            "subject": subject, "days": days and [days.first.isoformat(), days.last.isoformat()], "reason": reason,
            "text": text,
        }
        for subject, days, reason, text in left_out
    ])  # fmt: skip


def terms_of(promise: Promise, as_of: datetime, *, days: OpenDays | None = None) -> Terms:
    """What a value follows from besides the subjects; `days` as they were known, where not as they are now."""
    if days is None and promise.metric and promise.metric.counts_open_days:
        days = open_days.of("+".join(promise.calendars))
    return Terms(parameters=promise.parameters, obligor=promise.obligor, as_of=as_of, zone=promise.zone, open_days=days)


async def count(session: Session, record: Measurement, ground: Ground, as_of: datetime) -> Counted:
    """Counts the subjects as they are now."""
    promise = ground.promise
    found = queries.counted(promise, terms_of(promise, as_of), record, ground.days)
    row = (await session.execute(found)).one()
    tally = Tally(row.numerator, row.denominator, int(row.n))
    return judged(promise, tally, int(row.excluded), str(row.subjects_sha256))


def judged(promise: Promise, tally: Tally, excluded: int, subjects_sha256: str) -> Counted:
    """The value of a tally, how sure it is, and what that says of the target. Nothing of too small a sample."""
    definition = promise.metric
    if definition is None or promise.target is None:
        raise ValueError(promise.code)
    exact = values.exact(definition, tally) if tally.n >= promise.min_sample else None
    if exact is None:
        return Counted(
            tally=tally, excluded=excluded, subjects_sha256=subjects_sha256, value=None, around=None, verdict=None
        )
    around = _interval(definition, tally)
    return Counted(
        tally=tally, excluded=excluded, subjects_sha256=subjects_sha256, value=values.shown(definition, tally),
        around=around, verdict=confidence.verdict(exact, promise.target, definition.direction, around),
    )  # fmt: skip


def _interval(definition: tree.Definition, tally: Tally) -> Interval | None:
    """Of shares alone."""
    if not definition.is_share:
        return None
    return confidence.interval(int(tally.numerator), int(tally.denominator), scale=definition.scale)


async def put(case: Opened[Measurement], ground: Ground, counted: Counted, reason: RevisionReason) -> None:
    """Inside a step: the value that counts now, its revision, and the lines that it counts as missed."""
    counted_by = write(case, ground, counted, reason)
    if counted_by is not None:
        await keep_open_days(case.session, case.record.partner_id, counted_by)
    if case.record.version:  # a new one is not in the database yet; what it counts as missed follows
        await note_missed(case, ground)


def write(case: Opened[Measurement], ground: Ground, counted: Counted, reason: RevisionReason) -> OpenDays | None:
    """Inside a step: the value that counts now and its revision; gives the open days it was counted by."""
    record, definition = case.record, ground.promise.metric
    if definition is None:
        raise ValueError(ground.promise.code)
    record.revision += 1
    around = counted.around
    told = {
        "numerator": short(values.numerator(definition, counted.tally)),
        "denominator": short(values.denominator(definition, counted.tally)),
        "n": counted.tally.n, "excluded": counted.excluded,
        "value": None if counted.value is None else short(counted.value),
        "low": _kept(around.low) if around else None, "high": _kept(around.high) if around else None,
        "verdict": counted.verdict, "subjects_sha256": counted.subjects_sha256, "as_of": case.now,
    }  # fmt: skip
    for name, each in told.items():
        setattr(record, name, each)
    case.known |= {"n": counted.tally.n, "min_sample": ground.promise.min_sample}
    counted_by = terms_of(ground.promise, case.now).open_days
    case.session.add(
        MeasurementRevision(
            partner_id=record.partner_id, id=ids.new(), measurement_id=record.id, number=record.revision,
            reason=reason, calendars_version=counted_by and counted_by.version,
            expectation_sha256=ground.expectation.sha256, metric_sha256=ground.promise.metric_sha256,
            exclusions_sha256=ground.exclusions_sha256, made_at=case.now, **told,
        )
    )  # fmt: skip
    return counted_by


async def note_missed(case: Opened[Measurement], ground: Ground) -> None:
    """Keeps which lines the value counts as missed."""
    record = case.record
    await case.session.execute(queries.forget_missed(record))
    found = queries.note_missed(ground.promise, terms_of(ground.promise, case.now), record, ground.days)
    if found is not None:
        await case.session.execute(found)


def _kept(number: Decimal) -> Decimal:
    return short(number.quantize(Decimal("0.000001")))


def count_again(case: Opened[Measurement], ground: Ground, counted: Counted, reason: RevisionReason) -> bool:
    """What became of a value since it was counted: whether it is another, or rests on other subjects.

    The lines that it counts as missed follow.
    """
    record = case.record
    if (counted.subjects_sha256, counted.excluded) == (record.subjects_sha256, record.excluded):
        return False
    enough = counted.value is not None
    case.known |= {"n": counted.tally.n if enough else 0, "min_sample": ground.promise.min_sample}
    if record.status is M.INSUFFICIENT_DATA:
        if enough:
            with case.step(MEASUREMENT, "reopen"):
                write(case, ground, counted, reason)
        return enough
    with case.step(MEASUREMENT, "refresh" if enough else "tooFew"):
        write(case, ground, counted, reason)
        if enough:
            case.wait(MEASUREMENT, due_at=_longer(case))
    return True


def _longer(case: Opened[Measurement]) -> datetime:
    """What has changed can be contested for five business days at least."""
    zone = case.clocks[case.record.obligor].zone
    more = calendars.due_at(case.now, MORE_DAYS, case.calendars, zone)
    return max(more, case.record.due_at or more)


async def note_late(session: Session, cases: Iterable[Opened[Measurement]]) -> None:
    """Of final values: how many of their subjects have changed since; either side may offer to count them.

    What was declined is not offered again before another of them changes.
    """
    alike: dict[tuple[Any, ...], list[tuple[Opened[Measurement], Promise]]] = {}
    for case in cases:
        ground = await ground_of(session, case.record)
        if ground.promise.metric is None:
            continue
        kind = ground.promise.metric.kind
        zone = ground.promise.zone if queries.is_by_instant(kind) else ""
        key = (case.record.partner_id, kind, ground.days, zone)
        alike.setdefault(key, []).append((case, ground.promise))
    for key, some in alike.items():
        asked = [(promise, case.record.as_of or case.now) for case, promise in some]
        row = (await session.execute(queries.changed_since(*key, asked))).one()
        for place, (case, _) in enumerate(some):
            _note_late(case.record, int(row[2 * place]), row[2 * place + 1])


def _note_late(record: Measurement, many: int, newest: datetime | None) -> None:
    is_declined = record.declined_as_of is not None and (newest is None or newest <= record.declined_as_of)
    record.late, record.late_as_of = 0 if is_declined else many, newest


def begun_for(case: Opened[Measurement], record: Measurement) -> Opened[Measurement]:
    """Another measurement with the same partner, which the transaction has made."""
    return begun(case.session, case.actor, record, case.partner, case.company, now=case.now)


def recomputed(promise: Promise, states: Iterable[Any], as_of: datetime, *, days: OpenDays | None = None) -> Tally:
    """The tally of subjects by their states alone, as anybody computes it who has the facts and what was agreed."""
    if promise.metric is None:
        raise ValueError(promise.code)
    return evaluating.Measuring(promise.metric, terms_of(promise, as_of, days=days)).tally(states)
