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
    shown="The current note; unchanged if the step was refused.",
)  # fmt: skip


def step(given: type, description: str, operation: Any) -> Any:
    return mutation(NotePayload, given, description, operation, Permission.NOTE_WRITE)


@strawberry.type
class NoteMutation:
    note_write = step(inputs.NoteWriteInput, "Write a note on a record, or assign a task.", operations.write)
    note_edit = step(inputs.NoteEditInput, "Edit a note, within 15 minutes.", operations.edit)
    note_strike = step(
        inputs.NoteStepInput, "Delete the text of a note permanently. The record of who deleted it and when stays.",
        operations.strike,
    )  # fmt: skip
    task_finish = step(inputs.NoteStepInput, "Mark a task as done.", operations.finish)
    task_drop = step(inputs.NoteStepInput, "Cancel a task.", operations.drop)
    task_reopen = step(inputs.TaskReopenInput, "Reopen a task with a new due date.", operations.reopen)
    task_hand_over = step(inputs.TaskHandOverInput, "Reassign a task, or change its due date.", operations.hand_over)
