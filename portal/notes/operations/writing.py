"""Saying something on a record: to both sides or to one's own, with whom it mentions and who is asked to do what."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal import acting, errors, files, ids, journal, situations
from portal.access import Actor, Permission, Side
from portal.boundaries import operations as boundaries
from portal.database.session import Session
from portal.notes import queries, subjects
from portal.notes.models import Note, Written
from portal.notes.operations.changing import sealed, words_given
from portal.notes.operations.people import Circle, day_given
from portal.notes.rules import TASK, Situation, Status, TaskStatus, Visibility
from portal.notes.subjects import Subject
from portal.partners import queries as partners
from portal.partners.models import Membership

TOLD = ("clause_key", "sha256", "mentions", "task_status", "assignee_id", "assignee_name", "due_on", "due_at")


async def write(
    session: Session, actor: Actor, *, record_id: str, visibility: Visibility, text: str, now: datetime,
    clause_key: str | None = None, mentions: Sequence[str] = (), assignee_id: UUID | None = None,
    due_on: date | None = None, file_ids: Sequence[UUID] = (),
) -> Written:  # fmt: skip
    """A note on a record with this global id, with files that the author has brought; with an assignee it is a task.

    Refuses: NotFound for a record that the actor does not see; Blocked for something shared on one that the other side
    does not see yet; Invalid for its words, people and day.
    """
    actor.require(Permission.NOTE_WRITE)
    subject = await subjects.found(session, actor, record_id, clause_key)
    if visibility is Visibility.SHARED and subject.hidden:
        raise errors.Blocked.because(subject.hidden, path=("input", "visibility"))
    author: Membership = (await session.scalars(partners.member(actor.partner_id, actor.person_id))).one()
    is_inner = subject.is_inner and visibility is Visibility.INTERNAL and actor.side is Side.HOST
    circle = Circle(
        session, actor, partner_id=subject.partner_id, company_id=subject.company_id, visibility=visibility,
        is_inner=is_inner,
    )  # fmt: skip
    faults, values = errors.Faults(), dict[str, Any]()
    with faults:
        words = words_given(text)
        values |= sealed(words) | {"mentions": await circle.mentioned(words, mentions)}
    with faults:
        values |= await _task(circle, assignee_id, due_on, now)
    faults.refuse()
    if is_inner:
        values["reader_ids"] = await circle.insiders()
    made = _made(subject, visibility, author, now, values)
    session.add(made)
    _wait(made)
    _tell(session, actor, made, now)
    await _attach(session, actor, made, file_ids)
    return made


async def _attach(session: Session, actor: Actor, made: Written, file_ids: Sequence[UUID]) -> None:
    """The files are read by those who read the note. Refuses: NotFound, Blocked, Invalid."""
    if file_ids:
        await session.flush()
    for index, file_id in enumerate(file_ids):
        file = await files.attach(
            session, actor, file_id=file_id, partner_id=made.partner_id, record=(made.PREFIX, made.id), kind="note",
            is_shared=made.VISIBILITY is Visibility.SHARED, reader_ids=made.readers,
            path=("input", "fileIds", str(index)),
        )  # fmt: skip
        if file.is_shared:
            await boundaries.share(session, actor, file, made.written_at)


async def _task(circle: Circle, assignee_id: UUID | None, due_on: date | None, now: datetime) -> dict[str, Any]:
    """The columns of the task that the note is, if it is one. Refuses: NotFound, Invalid."""
    if assignee_id is None:
        if due_on is not None:
            raise errors.Invalid("A due date needs a person to do the task.", path=("input", "assigneeId"))
        return {}
    member, zone = await circle.assignee(assignee_id)
    return {
        "task_status": TaskStatus.OPEN, "assignee_id": member.id, "assignee_name": member.name,
        "assignee_side": member.side, "due_on": day_given(due_on, zone, now), "zone": zone,
    }  # fmt: skip


def _made(
    subject: Subject, visibility: Visibility, author: Membership, now: datetime, values: dict[str, Any]
) -> Written:
    kind: Any = Note if visibility is Visibility.SHARED else queries.OWN_OF[author.side]
    made: Written = kind(
        partner_id=subject.partner_id, id=ids.new(), subject_type=subject.kind, subject_id=subject.id,
        clause_key=subject.clause_key, about_type=subject.about[0], about_id=subject.about[1], side=author.side,
        author_id=author.id, author_name=author.name, status=Status.WRITTEN, written_at=now, updated_at=now,
        version=1, **values,
    )  # fmt: skip
    return made


def _wait(made: Written) -> None:
    """Who is waited for and until when, as the table says of a task that is open."""
    if made.task_status is TaskStatus.OPEN:
        at, deadline = (
            situations.of(Situation, made, is_author=True, is_assignee=False),
            TASK.deadlines[TaskStatus.OPEN],
        )
        made.waiting_on = deadline.waiting_on(at)
        made.due_at = deadline.until(at) if deadline.until else None


def _tell(session: Session, actor: Actor, made: Written, now: datetime) -> None:
    facts = acting.facts(made)
    told = {name: facts[name] for name in TOLD if facts[name]}
    journal.write(
        session, actor, "task.given" if made.task_status else "note.written", partner_id=made.partner_id,
        record_type=made.PREFIX, record_id=made.id, now=now, changes=journal.difference({}, told),
        about=(made.about_type, made.about_id), published=made.VISIBILITY is Visibility.SHARED,
    )  # fmt: skip
