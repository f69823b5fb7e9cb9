"""Queries for notes: one by its id, and tasks with filters and order."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.notes import queries
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read
from schema.notes.enums import NoteVisibility, TaskOrderField, TaskStatus, TaskWhose
from schema.notes.types import WRITTEN, Note, found, own
from schema.shared.enums import OrderDirection
from schema.shared.filters import DateFilter, ordered
from schema.shared.inputs import condition

P = Permission.NOTE_READ
DUE = sorting.day("DUE_ON", "due_on")
SORTINGS = {"DUE_ON": DUE, "WRITTEN_AT": WRITTEN}


@strawberry.input(description="Condition on the status of a task.")
class TaskStatusFilter:
    in_: list[TaskStatus] | None = condition("Any of these.", name="in")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class TaskFilter:
    whose: TaskWhose | None = condition("The caller's role in the task.")
    status: TaskStatusFilter | None = condition("Current status.")
    visibility: NoteVisibility | None = condition("Visibility.")
    due_on: DateFilter | None = condition("The day of the task.")


@strawberry.input(description="Order of a list of tasks; ties are broken by ID.")
class TaskOrder:
    field: TaskOrderField = strawberry.field(default=TaskOrderField.DUE_ON, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Direction.")


def conditions(wanted: Any) -> dict[str, Any]:
    """The bind parameters of a filter, as the query takes them."""
    if wanted is None:
        return {}
    return {
        "whose": wanted.whose and str(wanted.whose),
        "statuses": wanted.status and wanted.status.in_,
        "visibility": wanted.visibility,
        "due_from": wanted.due_on and wanted.due_on.gte,
        "due_before": wanted.due_on and wanted.due_on.lt,
    }


@strawberry.type
class NoteQuery:
    @read(Note | None, "One note.", requires=P)
    def note(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return found(wanted.value)

    @connection(Connection[Note] | None, "Notes with a task, by due date.", requires=P)
    def tasks(self: Row, filter: TaskFilter | None = None, order_by: TaskOrder | None = None) -> Any:  # noqa: A002
        order, wanted = ordered(order_by, SORTINGS, (DUE, False)), conditions(filter)
        return own(lambda kind: Page(queries.tasks(kind, **wanted), *order))
