"""The forms of notes and tasks, and where each leads: back to what the note is on."""

from starlette.datastructures import FormData

from frontend_stub.site import forms, returning
from frontend_stub.site.page import Json

NOTE = (forms.taking("noteId", required=True), forms.taking("expectedVersion", read=forms.integer, required=True))
DAY = forms.taking("dueOn", read=forms.calendar_day, required=True)
SHARED, INTERNAL = "SHARED", "INTERNAL"


def place(note: Json) -> str:
    """The notes on the record that a note is on."""
    if note["contract"]:
        return f"/contracts/{note['contract']['id']}/notes"
    if note["document"]:
        return f"/documents/{note['document']['id']}/notes"
    if note["obligation"]:
        return f"/obligations/{note['obligation']['id']}/notes"
    if note["dispute"]:
        return f"/disputes/{note['dispute']['id']}/notes"
    return f"/partners/{note['partner']['id']}/notes" if note["partner"] else "/tasks"


def back(payload: Json) -> str:
    return place(payload["note"])


def writing(visibility: str) -> forms.Form:
    """A new note. Who reads it is the page's, and no field: nobody sends one to the other side by a wrong click."""

    def build(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
        variables, errors = forms.read(plain, sent)
        given = variables.setdefault("input", {})
        record, _, clause = str(given.get("recordId", "")).partition("|")
        given |= {"recordId": record, "visibility": visibility} | ({"clauseKey": clause} if clause else {})
        return variables, errors

    plain = forms.Form(
        operation="NoteWrite", then=back,
        fields=(
            forms.taking("on", "recordId", required=True),
            forms.taking("text", required=True),
            forms.taking("mentions", many=True),
            forms.taking("assigneeId"),
            forms.taking("dueOn", read=forms.calendar_day),
            forms.taking("files", "fileIds", many=True),
        ),
    )  # fmt: skip
    return forms.Form(operation="NoteWrite", fields=plain.fields, build=build, then=back)


def finishing(then: str = "") -> forms.Form:
    """A task that is done, beside it in a list; back to its record, or to an address."""
    return forms.Form(operation="TaskFinish", fields=NOTE, then=(lambda _payload: then) if then else back)


STEPS = (
    forms.Form(operation="NoteEdit", fields=(*NOTE, forms.taking("text", required=True)), then=back),
    forms.Form(operation="NoteStrike", fields=NOTE, then=back),
    finishing(),
    forms.Form(operation="TaskDrop", fields=NOTE, then=back),
    forms.Form(operation="TaskReopen", fields=(*NOTE, DAY), then=back),
    forms.Form(operation="TaskHandOver", fields=(*NOTE, forms.taking("assigneeId", required=True), DAY), then=back),
)
