"""What the codes of notes and tasks are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "NoteVisibility": {
        "SHARED": term("note visibility", "Shared"),
        "INTERNAL": term("note visibility", "Internal"),
    },
    "TaskStatus": {
        "OPEN": term("task status", "To do"),
        "DONE": term("task status", "Done"),
        "DROPPED": term("task status", "Dropped"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {"ok": ("DONE",), "info": ("OPEN",)}

DONE: Mapping[str, Term] = {
    "NoteWrite": term("done", "Your note is saved."),
    "NoteEdit": term("done", "Your note is changed."),
    "NoteStrike": term("done", "The text of the note is deleted."),
    "TaskFinish": term("done", "The task is done."),
    "TaskDrop": term("done", "The task is dropped."),
    "TaskReopen": term("done", "The task is open again."),
    "TaskHandOver": term("done", "The task has been handed over."),
}
