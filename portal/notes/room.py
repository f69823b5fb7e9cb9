"""The room of notes and tasks."""

from portal.access import Permission
from portal.notes import exporting, models
from portal.notes.events import EVENTS
from portal.notes.rules import NOTE, TASK
from portal.room import Holding, Known, Room

ROOM = Room(
    name="notes",
    models=(models,),
    events=EVENTS,
    machines=(NOTE, TASK),
    timed=(),
    known=Known(papers=exporting.papers),
    holds_files={models.Note.PREFIX: Holding(Permission.NOTE_READ)},
)
