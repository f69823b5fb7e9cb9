"""What becomes of a task: it is finished, dropped, handed over, or opened again."""

from datetime import date, datetime
from uuid import UUID

from portal import errors
from portal.access import Actor
from portal.database.session import Session
from portal.notes.models import Written
from portal.notes.operations.opening import OpenNote, opened
from portal.notes.operations.people import day_given
from portal.notes.rules import TASK


async def _task(session: Session, actor: Actor, note_id: UUID, expected_version: int, now: datetime) -> OpenNote:
    case = await opened(session, actor, note_id=note_id, expected_version=expected_version, now=now)
    if case.record.task_status is None:
        raise errors.WrongStatus("This note is not a task.")
    return case


async def finish(session: Session, actor: Actor, *, note_id: UUID, expected_version: int, now: datetime) -> Written:
    """What was asked for is done."""
    case = await _task(session, actor, note_id, expected_version, now)
    case.take(TASK, "finish")
    return case.record


async def drop(session: Session, actor: Actor, *, note_id: UUID, expected_version: int, now: datetime) -> Written:
    """It is not to be done any more."""
    case = await _task(session, actor, note_id, expected_version, now)
    case.take(TASK, "drop")
    return case.record


async def reopen(
    session: Session, actor: Actor, *, note_id: UUID, expected_version: int, due_on: date, now: datetime
) -> Written:
    """It is to be done after all, by another day. Refuses also: Invalid."""
    case = await _task(session, actor, note_id, expected_version, now)
    with case.step(TASK, "reopen"):
        case.record.due_on = day_given(due_on, case.record.zone or "UTC", now)
    return case.record


async def hand_over(
    session: Session, actor: Actor, *, note_id: UUID, expected_version: int, assignee_id: UUID, due_on: date,
    now: datetime,
) -> Written:  # fmt: skip
    """Somebody else is to do it, or the same person by another day. Refuses also: NotFound, Invalid."""
    case = await _task(session, actor, note_id, expected_version, now)
    with case.step(TASK, "handOver"):
        member, zone = await (await case.circle()).assignee(assignee_id)
        task = case.record
        task.assignee_id, task.assignee_name, task.assignee_side = member.id, member.name, member.side
        task.zone, task.due_on = zone, day_given(due_on, zone, now)
    return case.record
