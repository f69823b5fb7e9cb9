"""The life of a note and of the task that it may be: who may change it, until when, and who is waited for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal import calendars
from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Machine, Reason, Step
from portal.sentences import say

LONGEST = 10_000
EDITED_WITHIN = timedelta(minutes=15)
MOST_MENTIONS = 50


class Visibility(StrEnum):
    """Visibility of a note."""

    SHARED = "SHARED"
    INTERNAL = "INTERNAL"


class Status(StrEnum):
    WRITTEN = "WRITTEN"
    STRUCK = "STRUCK"


class TaskStatus(StrEnum):
    OPEN = "OPEN"
    DONE = "DONE"
    DROPPED = "DROPPED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What both tables look at: the note, the task that it may be, and what whoever asks has to do with it."""

    status: Status
    task_status: TaskStatus | None
    side: Side
    """The author's."""
    written_at: datetime
    is_author: bool
    is_assignee: bool
    assignee_side: Side | None
    due_on: date | None
    zone: str | None
    """The zone in which the task's day ends: that of the assignee's organisation."""


def _fresh(at: Situation, _actor: Actor, now: Moment) -> Reason:
    if now.has_reached(at.written_at + EDITED_WITHIN):
        return say("You can edit a note for 15 minutes. After that you can delete it and write another one.")
    return None


def _by_author(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_author else say("Only its author can edit a note.")


def _administers(actor: Actor) -> bool:
    return Permission.MEMBER_MANAGE in actor.permissions


def _may_strike(at: Situation, actor: Actor, _now: Moment) -> Reason:
    if at.is_author or (actor.side is at.side and _administers(actor)):
        return None
    return say("Only its author, or an administrator of their side, can delete a note.")


def _unstruck(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return say("The note was deleted.") if at.status is Status.STRUCK else None


def _concerned(at: Situation, actor: Actor, _now: Moment) -> Reason:
    theirs = actor.side in {at.side, at.assignee_side} and _administers(actor)
    if at.is_author or at.is_assignee or theirs:
        return None
    return say(
        "Only the person who assigned the task, the person who has it, or an administrator of their side can do this."
    )


def _assigned(at: Situation) -> frozenset[Side]:
    return frozenset({at.assignee_side}) if at.assignee_side else frozenset()


def _day_over(at: Situation) -> datetime | None:
    """The last second of the task's day, as of every deadline."""
    if at.due_on is None or at.zone is None:
        return None
    return calendars.begins_at(at.due_on + timedelta(days=1), at.zone) - timedelta(seconds=1)


P = Permission.NOTE_WRITE
CONCERNED = (
    "the person who assigned it, the person who has it, or an administrator of their side; the note is not deleted"
)

NOTE: Machine[Status, Situation] = Machine(
    "Note",
    Status,
    Situation,
    initial=Status.WRITTEN,
    steps=(
        Step("edit", frozenset({Status.WRITTEN}), Status.WRITTEN, P, "note.edited", guard=_fresh, entitled=_by_author,
             needs="its author, within 15 minutes"),
        Step("strike", frozenset({Status.WRITTEN}), Status.STRUCK, P, "note.struck", entitled=_may_strike,
             needs="its author, or an administrator of their side; the text is removed, an open task is cancelled"),
    ),
    deadlines={},
    in_words={
        Status.WRITTEN: say("The note is published."),
        Status.STRUCK: say("The note was deleted."),
    },
)  # fmt: skip

T = TaskStatus
CLOSED = frozenset({T.DONE, T.DROPPED})

TASK: Machine[TaskStatus, Situation] = Machine(
    "Task",
    TaskStatus,
    Situation,
    initial=T.OPEN,
    steps=(
        Step("finish", frozenset({T.OPEN}), T.DONE, P, "task.done", guard=_unstruck, entitled=_concerned,
             needs=CONCERNED),
        Step("drop", frozenset({T.OPEN}), T.DROPPED, P, "task.dropped", guard=_unstruck, entitled=_concerned,
             needs=CONCERNED),
        Step("handOver", frozenset({T.OPEN}), T.OPEN, P, "task.handed_over", guard=_unstruck, entitled=_concerned,
             needs=f"{CONCERNED}; the new assignee can read the record, and for an internal note is on its side"),
        Step("reopen", CLOSED, T.OPEN, P, "task.reopened", guard=_unstruck, entitled=_concerned, needs=CONCERNED),
    ),
    deadlines={
        T.OPEN: Deadline(None, _assigned, until=_day_over, until_in_words="the end of the task's day",
                         otherwise=say("Nothing happens automatically. The person who assigned the task sees that"
                                       " it is overdue.")),
    },
    in_words={
        T.OPEN: say("The task is open."),
        T.DONE: say("The task is done."),
        T.DROPPED: say("The task was cancelled."),
    },
)  # fmt: skip
