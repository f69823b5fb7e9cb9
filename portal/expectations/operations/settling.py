"""What facts have changed is counted anew: pieces of time for what is shown so far, and values that rest on them."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import jobs
from portal.access import SYSTEM
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Measurement
from portal.expectations.operations import measuring, tallying, together
from portal.expectations.operations.closing import as_known
from portal.expectations.operations.measuring import opened_measurement
from portal.expectations.operations.recording import SETTLE
from portal.expectations.queries import closing as asked
from portal.expectations.queries import counting
from portal.expectations.rules.measurement import MeasurementStatus, RevisionReason
from portal.expectations.scores.periods import Length
from portal.expectations.scores.pieces import Piece
from portal.jobs import Task

AT_ONCE = 24
FOR_SECONDS = 1.0
"""Who brings facts of the partner waits while its pieces count: after so long the rest waits for another pass."""

MOST_VALUES = 30
"""Values that are counted anew in one pass, but for those of its last piece."""


async def settle(session: Session, task: Task, now: datetime) -> int:
    """Counts the marked pieces of a partner anew; gives how many. Running it again counts nothing more."""
    await session.execute(queries.one_at_a_time(task.partner_id))
    now = await as_known(session, [task.partner_id], now)
    marks = (await session.scalars(counting.marks_of(task.partner_id, AT_ONCE))).all()
    touched: dict[Any, Measurement] = {}
    timer, counted = asyncio.get_running_loop(), 0
    until = timer.time() + FOR_SECONDS
    for mark in marks:
        piece = Piece(Length(mark.unit), mark.piece)
        days = piece.days
        await tallying.count_piece(session, mark.partner_id, mark.kind, piece, now)
        found = await session.scalars(queries.overlapping(mark.partner_id, mark.kind, days.first, days.last))
        touched |= {each.id: each for each in found}
        await session.delete(mark)
        counted += 1
        if timer.time() > until or len(touched) >= MOST_VALUES:
            break
    await _count_values(session, touched, now)
    if counted == AT_ONCE or counted < len(marks):
        await jobs.add(session, SETTLE, key=f"{task.key}+"[-200:], partner_id=task.partner_id, given={}, now=now)
    return counted


async def _count_values(session: Session, measurement_ids: Collection[UUID], now: datetime) -> None:
    """Values that are not final yet follow the facts; of final ones it is kept how many lines have changed."""
    expectations = dict((await session.execute(asked.expectations_together(measurement_ids))).all())
    open_ones, final = [], []
    for measurement_id in measurement_ids:
        case = await opened_measurement(session, SYSTEM, measurement_id=measurement_id, expected_version=None, now=now)
        if case.record.status is MeasurementStatus.FINAL:
            final.append(case)
        else:
            open_ones.append((case, expectations[measurement_id]))
    await measuring.note_late(session, final)
    found = await together.grounds(session, open_ones)
    counted = await together.count(session, found)
    changed = [
        each
        for each in found
        if measuring.count_again(each.case, each.ground, counted[each.case.record.id], RevisionReason.LATE_FACTS)
    ]
    await together.keep_days(session, changed)
    for each in changed:
        await session.execute(queries.forget_missed(each.case.record))
    await together.note_missed(session, changed)
