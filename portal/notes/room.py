"""The room of notes and tasks."""

from portal.access import Permission
from portal.notes import actions, exporting, models, queries
from portal.notes.events import EVENTS
from portal.notes.rules import NOTE, TASK
from portal.partners.documents import DOCUMENTS
from portal.room import Holding, Known, Room, Steps, Subject

ROOM = Room(
    name="notes",
    models=(models,),
    events=EVENTS,
    machines=(NOTE, TASK),
    timed=(),
    tasks=tuple(
        Subject(
            record=kind,
            alone=kind.ALONE,
            title=queries.title_of,
            words={each.text: each for each in DOCUMENTS.values()},
            number=queries.number_of,
            among=queries.is_own_task,
            person=lambda task: task.assignee_id,
            steps=Steps(lives=(TASK,), needs=queries.situation_of, possible=actions.possible, onward=("finish",)),
        )
        for kind in models.TABLES
    ),
    known=Known(papers=exporting.papers),
    holds_files={models.Note.PREFIX: Holding(Permission.NOTE_READ)},
)
