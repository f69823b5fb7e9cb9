"""What happened to a note or a task, in words; never the words of the note."""

from collections.abc import Mapping

from portal.room import NAME, WHO, Told
from portal.sentences import say

EVENTS: Mapping[str, Told] = {
    "note.written": (say("{who} wrote a note.", who=WHO),),
    "note.edited": (say("{who} changed a note.", who=WHO),),
    "note.struck": (say("{who} deleted a note.", who=WHO),),
    "task.given": (
        say("{who} assigned a task to {assignee_name}.",
        who=WHO, assignee_name=NAME), say(
            "{who} assigned a task.", who=WHO),
    ),
    "task.done": (say("{who} finished a task.", who=WHO),),
    "task.dropped": (say("{who} cancelled a task.", who=WHO),),
    "task.handed_over": (
        say("{who} reassigned a task to {assignee_name}.", who=WHO, assignee_name=NAME),
        say("{who} changed the date of a task.", who=WHO),
    ),
    "task.reopened": (say("{who} reopened a task.", who=WHO),),
}  # fmt: skip
