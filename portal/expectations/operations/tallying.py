"""What an expectation comes to so far: its months or weeks, of each what has fallen due, day after day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal import jobs
from portal.database import many
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.metrics.evaluating import Tally
from portal.expectations.models import Expectation
from portal.expectations.operations import together
from portal.expectations.operations.measuring import counted_days, terms_of
from portal.expectations.operations.together import Part
from portal.expectations.queries import counting, tallied
from portal.expectations.rules import promise as promises
from portal.expectations.rules.promise import Promise
from portal.expectations.scores.days import DAY, OPEN_END, Days, day_at
from portal.expectations.scores.periods import Length
from portal.expectations.scores.pieces import Piece
from portal.jobs import Task

FALL_DUE = "what has fallen due is counted"
"""The name of the job that counts pieces anew because days of them are over, or because an expectation has begun."""
Pauses = Mapping[UUID, Sequence[Days]]


async def count_piece(session: Session, partner_id: UUID, kind: SubjectKind, piece: Piece, now: datetime) -> None:
    """Counts one piece for every expectation that is measured by it."""
    is_weekly = piece.length is Length.WEEK
    found = (await session.scalars(counting.measured_by(partner_id, kind, is_weekly))).all()
    await _count(session, partner_id, [(each, piece) for each in found], now)


async def _count(
    session: Session, partner_id: UUID, wanted: Sequence[tuple[Expectation, Piece]], now: datetime
) -> None:
    """Each piece of each expectation, and all of it once more when the next day is over."""
    pauses, leaving_out = await _left_out(session, partner_id) if wanted else ({}, set())
    plain, rows, turns = list[tuple[Expectation, Piece, Part]](), list[dict[str, Any]](), list[datetime]()
    for record, piece in wanted:
        promise = promises.read(record.document)
        if promise.metric is None or not promise.metric.adds_up:
            continue
        over = day_at(now, promise.zone) - DAY
        days = _due(record, piece.days, over, pauses)
        if record.id in leaving_out:
            rows.append(await _alone(session, record, promise, piece, days, now))
        else:
            plain.append((record, piece, Part(partner_id=partner_id, promise=promise, days=days, as_of=now)))
        if over < piece.days.last:
            next_over = max(over + DAY, piece.first)
            turns.append(Days(next_over, next_over).ends_at(promise.zone))
    tallies = await together.tally(session, [part for _, _, part in plain], digests=False)
    rows += [_row(record, piece, tallies[part][0], 0, now) for record, piece, part in plain]
    if rows:
        await session.execute(counting.PUT_TALLIES, many.given(rows))
    if turns:
        due_at = min(turns)
        await jobs.add(
            session, FALL_DUE, key=due_at.isoformat(), partner_id=partner_id, given={}, now=now, due_at=due_at
        )


def _due(record: Expectation, piece: Days, over: date, pauses: Pauses) -> tuple[Days, ...]:
    """The days of a piece that count: in force, not suspended, and over, so that nothing is late before its day."""
    inside = Days(max(piece.first, record.starts_on), min(piece.last, record.ends_on or OPEN_END, over))
    return counted_days(inside, pauses.get(record.id, ()))


async def _left_out(session: Session, partner_id: UUID) -> tuple[Pauses, set[UUID]]:
    """The days that a partner's expectations leave out, and those of them that leave out single subjects."""
    found: dict[UUID, list[Days]] = {}
    leaving_out = set()
    for expectation_id, first, last in await session.execute(tallied.left_out_with(partner_id)):
        if first is None:
            leaving_out.add(expectation_id)
        else:
            found.setdefault(expectation_id, []).append(Days(first, last))
    return found, leaving_out


async def _alone(
    session: Session, record: Expectation, promise: Promise, piece: Piece, days: Sequence[Days], now: datetime
) -> dict[str, Any]:
    row = (await session.execute(queries.piece_total(promise, terms_of(promise, now), record, days))).one()
    return _row(record, piece, Tally(row.numerator, row.denominator, int(row.n)), int(row.excluded), now)


def _row(record: Expectation, piece: Piece, tally: Tally, excluded: int, now: datetime) -> dict[str, Any]:
    return {
        "partner_id": record.partner_id, "expectation_id": record.id, "unit": piece.length.value, "piece": piece.first,
        "numerator": tally.numerator, "denominator": tally.denominator, "n": tally.n, "excluded": excluded,
        "settled_at": now,
    }  # fmt: skip


async def begin(session: Session, record: Expectation, now: datetime) -> None:
    """Has the facts counted that came before an expectation began: its earlier months wait for no other fact."""
    given = {"expectation": str(record.id)}
    await jobs.add(session, FALL_DUE, key=f"begun {record.id}", partner_id=record.partner_id, given=given, now=now)


async def settle_due(session: Session, task: Task, now: datetime) -> int:
    """Counts what has fallen due though no fact has come, or what there was before an expectation began.

    Gives how many pieces. Running it again comes to the same.
    """
    await session.execute(queries.one_at_a_time(task.partner_id))
    await jobs.forget(session, FALL_DUE, partner_id=task.partner_id)
    if "expectation" in task.given:
        return await _count_begun(session, task, now)
    found = (await session.execute(tallied.unfinished_pieces(task.partner_id, now))).all()
    for kind, unit, piece in found:
        await count_piece(session, task.partner_id, SubjectKind(kind), Piece(Length(unit), piece), now)
    return len(found)


async def _count_begun(session: Session, task: Task, now: datetime) -> int:
    record = await session.scalar(queries.expectation(UUID(task.given["expectation"])))
    if record is None or record.partner_id != task.partner_id:
        return 0
    found = [Piece(Length(unit), piece) for unit, piece in await session.execute(tallied.pieces_with_facts(record))]
    await _count(session, task.partner_id, [(record, piece) for piece in found], now)
    return len(found)
