"""One document: what it is, its file, and what the reader may do about it."""

from frontend_stub.pages.documents import turns
from frontend_stub.site import forms, steps, words
from frontend_stub.site.page import Json, Page, Visit, Who

STEPS = (
    ("DocumentConfirm", "CONFIRM", ""),
    ("DocumentAccept", "ACCEPT", "note"),
    ("DocumentRefuse", "REFUSE", "reason"),
    ("DocumentUpload", "UPLOAD", "file"),
    ("DocumentReplace", "REPLACE", "file"),
    ("DocumentWithdraw", "WITHDRAW", "reason"),
)
"""Each step's operation, its name among the available actions, and what it asks for."""

_PLACE = (
    forms.taking("documentId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
BROUGHT = (
    forms.taking("fileId", required=True),
    forms.taking("validFrom", read=forms.calendar_day, required=True),
    forms.taking("validUntil", read=forms.calendar_day),
    forms.taking("issuer"),
    forms.taking("number"),
)
"""What is said of a file; its own field is sent on to the API, and holds the file's id afterwards."""
_ASKED = {
    "file": (*_PLACE, *BROUGHT),
    "": _PLACE,
    "reason": (*_PLACE, forms.taking("reason", required=True)),
    "note": (*_PLACE, forms.taking("expectedDigest", required=True), forms.taking("note")),
}


def _back(payload: Json) -> str:
    return f"/documents/{payload['document']['id']}"


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _steps(_visit: Visit, data: Json) -> Json:
    """What the reader's side could do, what is open first; and whose turn it is."""
    document = data["document"]
    known = {each["name"] for each in document["availableActions"]}
    found = [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(document, action),
            "says": words.word(_sense(document, action), "DocumentConsequence"), "hidden": _hidden(document, asks),
        }
        for operation, action, asks in STEPS
        if action in known
    ]  # fmt: skip
    order = [action for action in turns.ONWARD if action in known]
    first = next((each for each in order if steps.standing(document, each)["allowed"]), "")
    return {
        "steps": sorted(found, key=lambda step: (step["action"] != first, not step["can"]["allowed"])),
        "turn": turns.turn(document, data),
    }


def _sense(document: Json, action: str) -> str:
    """What a step means here: what has just been uploaded can be uploaded anew."""
    return "UPLOAD_AGAIN" if action == "UPLOAD" and document["status"] == "UPLOADED" else action


def _hidden(document: Json, asks: str) -> Json:
    """Accepting names the file that is shown."""
    place = {"documentId": document["id"], "expectedVersion": document["version"]}
    return place | ({"expectedDigest": document["digest"] or ""} if asks == "note" else {})


ADD = forms.Form(
    operation="DocumentAdd", fields=(forms.taking("kind", required=True), forms.taking("title"), *BROUGHT), then=_back
)

PAGES = (
    Page(path="/documents/new", operation="DocumentNew", template="documents/new.html", who=Who.PARTNERS, forms=(ADD,)),
    Page(
        path="/documents/{id}",
        operation="DocumentDetail",
        template="documents/detail.html",
        variables=_one,
        required=("document",),
        extras=_steps,
        forms=tuple(
            forms.Form(operation=operation, fields=_ASKED[asks], then=_back) for operation, _action, asks in STEPS
        ),
        reads=(
            *steps.reads("document"),
            "document.availableActions.blockedBy.message",
            "document.version",
            "document.status",
            "document.id",
        ),
    ),
)
