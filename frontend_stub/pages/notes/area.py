"""The area of notes and tasks: its pages, addresses and words."""

from frontend_stub.pages.notes import acts, tasks, threads, words
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(*threads.PAGES, *tasks.PAGES),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Note": acts.PLACE},
    entries=(Entry(place=3, href="/tasks", icon="check", label=term("navigation", "Tasks")),),
)
