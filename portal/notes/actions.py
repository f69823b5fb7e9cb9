"""What somebody could do now with a note and the task that it may be: both tables read for one row."""

from collections.abc import Mapping
from typing import Any

from portal import situations
from portal.access import Actor
from portal.clock import Moment
from portal.machine import Action, Waiting
from portal.notes.rules import NOTE, TASK, Situation


def possible(values: Mapping[str, Any], actor: Actor, now: Moment) -> tuple[Action, ...]:
    """The note's steps, then the task's, from JSON values of `queries.situation_of`."""
    at = situations.read(Situation, values)
    steps = NOTE.available(at, at.status, actor, now)
    if at.task_status is None:
        return steps
    return (*TASK.available(at, at.task_status, actor, now, situations.read(Waiting, values)), *steps)
