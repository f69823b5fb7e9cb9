"""The room of notes and tasks."""

from portal.notes import models
from portal.notes.events import EVENTS
from portal.notes.rules import NOTE, TASK
from portal.room import Room

ROOM = Room(name="notes", models=(models,), events=EVENTS, machines=(NOTE, TASK), timed=())
