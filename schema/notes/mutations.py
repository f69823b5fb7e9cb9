"""One mutation for each thing that people do with notes and tasks."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.notes import operations
from schema.engine.mutations import mutation, payload
from schema.notes import inputs
from schema.notes.types import Note, found

NotePayload = payload(
    Note, "note", found, description="Result of a step of a note or a task.",
    shown="The note now; as it is, if the step was refused.",
)  # fmt: skip


def step(given: type, description: str, operation: Any) -> Any:
    return mutation(NotePayload, given, description, operation, Permission.NOTE_WRITE)


@strawberry.type
class NoteMutation:
    note_write = step(
        inputs.NoteWriteInput, "Say something on a record, or ask somebody to do something.", operations.write
    )
    note_edit = step(inputs.NoteEditInput, "Say it in other words, within 15 minutes.", operations.edit)
    note_strike = step(
        inputs.NoteStepInput, "Take the words away for good; that they were struck stays, by whom and when.",
        operations.strike,
    )  # fmt: skip
    task_finish = step(inputs.NoteStepInput, "Say that a task is done.", operations.finish)
    task_drop = step(inputs.NoteStepInput, "Say that a task is not to be done.", operations.drop)
    task_reopen = step(inputs.TaskReopenInput, "Open a task again, by another day.", operations.reopen)
    task_hand_over = step(
        inputs.TaskHandOverInput, "Give a task to somebody else, or another day.", operations.hand_over
    )
