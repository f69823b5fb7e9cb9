"""The words of notes and tasks as GraphQL enumerations."""

from enum import StrEnum

from portal.notes import rules, words
from schema.engine.enums import enum
from schema.shared.enums import OPEN, statuses_of, steps_of

NoteVisibility = enum(
    rules.Visibility, "NoteVisibility", "Who reads a note.",
    SHARED="Both sides: everybody who may read the record.",
    INTERNAL="The author's side alone. Nothing of it is in any answer, letter or file of the other side's.",
)  # fmt: skip
NoteStatus = statuses_of(rules.NOTE, "NoteStatus", "Life of a note.")
TaskStatus = statuses_of(rules.TASK, "TaskStatus", "Life of a task.")
NotePartKind = enum(
    words.Kind, "NotePartKind", f"What a piece of a note is. {OPEN}",
    TEXT="Plain text.", LINK="An address on the web.", MENTION="The name of somebody who is mentioned.",
)  # fmt: skip
NoteAction = steps_of("NoteAction", "A step somebody can take.", rules.NOTE, rules.TASK)


class Whose(StrEnum):
    """Tasks by what the caller has to do with them."""

    MINE = "MINE"
    GIVEN = "GIVEN"


TaskWhose = enum(
    Whose, "TaskWhose", "Whose tasks.", MINE="Those that the caller has.", GIVEN="Those that the caller gave to others."
)


class Sorted(StrEnum):
    DUE_ON = "DUE_ON"
    WRITTEN_AT = "WRITTEN_AT"


TaskOrderField = enum(
    Sorted, "TaskOrderField", "Sort keys of tasks.", DUE_ON="The day of the task.", WRITTEN_AT="When it was given."
)
