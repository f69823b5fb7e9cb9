"""What the mutations of notes and tasks take."""

import strawberry

from schema.engine.scalars import Date
from schema.notes.enums import NoteVisibility
from schema.shared.inputs import EXPECTED, given, key, optional

NOTE = "The note."
TEXT = "The words, 1-10,000 characters; an `@` before a name mentions somebody who may read it."
MENTIONS = "Those whom it mentions beside, or who are meant where several have a name; at most 50."
DAY = "The day by which it is to be done; it ends in the zone of the assignee's organisation."


@strawberry.input(description="Something to say on a record; with an assignee and a day, something to do.")
class NoteWriteInput:
    record_id: strawberry.ID = given("A partner, one of its compliance documents, a contract or one of its rounds.")
    clause_key: str | None = optional("A clause of the contract.")
    visibility: NoteVisibility = given("Who reads it. Shared, the other side reads it at once.")
    text: str = given(TEXT)
    mentions: list[strawberry.ID] | None = optional(MENTIONS)
    assignee_id: strawberry.ID | None = optional(
        "Who is to do it: somebody who may read the note, of an internal one of the caller's side."
    )
    due_on: Date | None = optional(DAY)
    file_ids: list[strawberry.ID] | None = optional("Files that the caller has brought; who reads the note reads them.")
    idempotency_key: str | None = key()


@strawberry.input(description="Other words for a note.")
class NoteEditInput:
    note_id: strawberry.ID = given(NOTE)
    expected_version: int = given(EXPECTED)
    text: str = given(TEXT)
    mentions: list[strawberry.ID] | None = optional(MENTIONS)
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs nothing but the note.")
class NoteStepInput:
    note_id: strawberry.ID = given(NOTE)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A task that is to be done after all.")
class TaskReopenInput:
    note_id: strawberry.ID = given(NOTE)
    expected_version: int = given(EXPECTED)
    due_on: Date = given(DAY)
    idempotency_key: str | None = key()


@strawberry.input(description="A task for somebody else, or for the same person by another day.")
class TaskHandOverInput:
    note_id: strawberry.ID = given(NOTE)
    expected_version: int = given(EXPECTED)
    assignee_id: strawberry.ID = given("Who is to do it.")
    due_on: Date = given(DAY)
    idempotency_key: str | None = key()
