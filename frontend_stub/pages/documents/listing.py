"""The documents in one list: the company's queue, a partner's own; and asking a partner for one."""

from datetime import timedelta

from frontend_stub.pages.documents import turns
from frontend_stub.site import forms, i18n, steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, Who, code, paging

ORDERS = {"due": ("DUE_AT", "ASC"), "newest": ("CREATED_AT", "DESC"), "end": ("VALID_UNTIL", "ASC")}
PAST = ["REPLACED", "WITHDRAWN"]
ASKED_FOR = timedelta(days=28)


def _list(visit: Visit) -> Json:
    """What is over is shown to whoever asks for it."""
    chosen: Json = {"status": {"notIn": PAST}}
    if status := code(visit, "status", words.WORDS["DocumentStatus"]):
        chosen["status"] = {"in": [status]}
    if kind := code(visit, "kind", words.WORDS["DocumentKind"]):
        chosen["kind"] = kind
    if side := code(visit, "waitingOn", words.WORDS["Side"]):
        chosen["waitingOn"] = side
    if partner := visit.query.get("partner", ""):
        chosen["partnerId"] = partner
    field, direction = ORDERS[code(visit, "order", ORDERS, "due")]
    return paging(visit) | {"filter": chosen, "orderBy": {"field": field, "direction": direction}}


def _turns(_visit: Visit, data: Json) -> Json:
    found = (data["documents"] or {"nodes": []})["nodes"]
    mine = data["viewer"]["side"]
    other = "PARTNER" if mine == "HOST" else "HOST"
    return {
        "turn": {each["id"]: turns.turn(each, data) for each in found},
        "sides": [(mine, _("My side")), (other, _("The other side"))],
        "mine": mine,
    }


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _in_four_weeks(visit: Visit, _data: Json) -> Json:
    """The day that the form begins with."""
    return {"by": (i18n.today(visit.now) + ASKED_FOR).isoformat()}


REQUEST = forms.Form(
    operation="DocumentRequest",
    fields=(
        forms.taking("partnerId", required=True),
        forms.taking("kind", required=True),
        forms.taking("title"),
        forms.taking("wantedOn", read=forms.calendar_day, required=True),
        forms.taking("note"),
    ),
    then=lambda payload: f"/documents/{payload['document']['id']}",
)

PAGES = (
    Page(
        path="/documents",
        operation="DocumentList",
        template="documents/list.html",
        variables=_list,
        extras=_turns,
        reads=(*steps.reads("documents.nodes"), "documents.nodes.id"),
    ),
    Page(
        path="/partners/{id}/documents/new",
        operation="DocumentAsk",
        template="documents/ask.html",
        who=Who.STAFF,
        variables=_one,
        required=("partner",),
        extras=_in_four_weeks,
        forms=(REQUEST,),
    ),
)
