"""What the mutations of notes and tasks take."""

import strawberry

from schema.engine.scalars import Date
from schema.notes.enums import NoteVisibility
from schema.shared.inputs import EXPECTED, given, key, optional

NOTE = "The note."
TEXT = "Text, 1-10,000 characters; an `@` before a name mentions someone who can read the note."
MENTIONS = "Other people to mention, or the right ones where several share a name; at most 50."
DAY = "Due date, which ends in the time zone of the assignee's organisation."


@strawberry.input(description="A note on a record; with an assignee and a date, a task.")
class NoteWriteInput:
    record_id: strawberry.ID = given("A partner, one of its compliance documents, a contract or one of its rounds.")
    clause_key: str | None = optional("A clause of the contract.")
    visibility: NoteVisibility = given("Visibility. The other side can read a shared note immediately.")
    text: str = given(TEXT)
    mentions: list[strawberry.ID] | None = optional(MENTIONS)
    assignee_id: strawberry.ID | None = optional(
        "The person to do it, who must be able to read the note. For an internal note, someone on the caller's side."
    )
    due_on: Date | None = optional(DAY)
    file_ids: list[strawberry.ID] | None = optional(
        "Uploaded files of the caller. Anyone who can read the note can read them."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A new text for a note.")
class NoteEditInput:
    note_id: strawberry.ID = given(NOTE)
    expected_version: int = given(EXPECTED)
    text: str = given(TEXT)
    mentions: list[strawberry.ID] | None = optional(MENTIONS)
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the note.")
class NoteStepInput:
    note_id: strawberry.ID = given(NOTE)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A task to reopen.")
class TaskReopenInput:
    note_id: strawberry.ID = given(NOTE)
    expected_version: int = given(EXPECTED)
    due_on: Date = given(DAY)
    idempotency_key: str | None = key()


@strawberry.input(description="A new assignee for a task, or a new due date.")
class TaskHandOverInput:
    note_id: strawberry.ID = given(NOTE)
    expected_version: int = given(EXPECTED)
    assignee_id: strawberry.ID = given("The person to do it.")
    due_on: Date = given(DAY)
    idempotency_key: str | None = key()
