"""The words of notes and tasks as GraphQL enumerations."""

from enum import StrEnum

from portal.notes import rules, words
from schema.engine.enums import enum
from schema.shared.enums import OPEN, statuses_of, steps_of

NoteVisibility = enum(
    rules.Visibility, "NoteVisibility", "Visibility of a note.",
    SHARED="Both sides: everyone who can read the record.",
    INTERNAL="The author's side only. It never appears in an answer, email or file for the other side.",
)  # fmt: skip
NoteStatus = statuses_of(rules.NOTE, "NoteStatus", "Status of a note.")
TaskStatus = statuses_of(rules.TASK, "TaskStatus", "Status of a task.")
NotePartKind = enum(
    words.Kind, "NotePartKind", f"What a piece of a note is. {OPEN}",
    TEXT="Plain text.", LINK="An address on the web.", MENTION="Name of a mentioned person.",
)  # fmt: skip
NoteAction = steps_of("NoteAction", "A step someone can take.", rules.NOTE, rules.TASK)


class Whose(StrEnum):
    """Tasks by what the caller has to do with them."""

    MINE = "MINE"
    GIVEN = "GIVEN"


TaskWhose = enum(
    Whose,
    "TaskWhose",
    "The caller's role in a task.",
    MINE="Tasks assigned to the caller.",
    GIVEN="Tasks that the caller assigned to others.",
)


class Sorted(StrEnum):
    DUE_ON = "DUE_ON"
    WRITTEN_AT = "WRITTEN_AT"


TaskOrderField = enum(
    Sorted, "TaskOrderField", "Sort keys of tasks.", DUE_ON="The day of the task.", WRITTEN_AT="When it was given."
)
