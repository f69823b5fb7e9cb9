"""One note with the steps that can be taken with it, and the tasks of the reader."""

from frontend_stub.pages.notes import acting, threads
from frontend_stub.site import words
from frontend_stub.site.page import Json, Page, Visit, code, paging

WHOSE = {"mine": "MINE", "given": "GIVEN", "all": ""}


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _note(_visit: Visit, data: Json) -> Json:
    note = data["note"]
    partner = note["partner"] or {"shared": None, "internal": None}
    found = partner["shared" if note["visibility"] == acting.SHARED else "internal"]
    return {"back": acting.place(note), "can": threads.can(note), "takers": threads.people(found)}


def _filter(visit: Visit) -> Json:
    whose = WHOSE[code(visit, "whose", WHOSE, "mine")]
    status = code(visit, "status", words.WORDS["TaskStatus"], "OPEN")
    only = code(visit, "only", words.WORDS["NoteVisibility"])
    chosen: Json = {"status": {"in": [status]}}
    return chosen | ({"whose": whose} if whose else {}) | ({"visibility": only} if only else {})


def _tasks(visit: Visit, data: Json) -> Json:
    notes = (data["tasks"] or {"nodes": []})["nodes"]
    return {
        "can": {note["id"]: threads.can(note) for note in notes},
        "hrefs": {note["id"]: acting.place(note) for note in notes},
        "whose": code(visit, "whose", WHOSE, "mine"),
        "chosen_status": code(visit, "status", words.WORDS["TaskStatus"], "OPEN"),
    }


NOTE_READS = (
    "id",
    "version",
    "availableActions.name",
    "availableActions.allowed",
    "contract.id",
    "document.id",
    "dispute.id",
    "obligation.id",
    "partner.id",
)
PAGES = (
    Page(
        path="/notes/{id}",
        operation="NoteDetail",
        template="notes/note.html",
        variables=_one,
        required=("note",),
        extras=_note,
        forms=acting.STEPS,
        reads=(
            "note.visibility",
            *(f"note.{field}" for field in NOTE_READS),
            *(
                f"note.partner.{kind}.nodes.{field}"
                for kind in ("shared", "internal")
                for field in ("id", "name", "side")
            ),
        ),
    ),
    Page(
        path="/tasks",
        operation="TaskList",
        template="notes/tasks.html",
        variables=lambda visit: paging(visit) | {"filter": _filter(visit)},
        extras=_tasks,
        forms=(acting.finishing("/tasks"),),
        reads=tuple(f"tasks.nodes.{field}" for field in NOTE_READS),
    ),
)
