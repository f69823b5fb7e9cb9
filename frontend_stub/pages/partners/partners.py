"""The partners: the list, a new one, and what the company entered about one; for staff."""

from frontend_stub.pages.partners import turns
from frontend_stub.site import forms, i18n, steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, Who, code, paging

ORDERS = {"name": ("NAME", "ASC"), "newest": ("CREATED_AT", "DESC"), "due": ("DUE_AT", "ASC")}


def _list(visit: Visit) -> Json:
    chosen: Json = {}
    if status := code(visit, "status", words.WORDS["AccountStatus"]):
        chosen["status"] = {"in": [status]}
    if stage := code(visit, "stage", words.WORDS["RelationshipStage"]):
        chosen["stage"] = {"in": [stage]}
    if kind := code(visit, "kind", words.WORDS["PartnerKind"]):
        chosen["kind"] = kind
    if side := code(visit, "waitingOn", words.WORDS["Side"]):
        chosen["waitingOn"] = side
    if text := visit.query.get("text", "").strip():
        chosen["text"] = text[:200]
    field, direction = ORDERS[code(visit, "order", ORDERS, "name")]
    return paging(visit) | {"filter": chosen, "orderBy": {"field": field, "direction": direction}}


def _turns(_visit: Visit, data: Json) -> Json:
    """Whose turn each account is, and whose it can be, as the company's people say it."""
    found = (data["partners"] or {"nodes": []})["nodes"]
    return {
        "turn": {each["id"]: turns.turn(each, data) for each in found},
        "sides": [("HOST", _("My side")), ("PARTNER", _("The other side"))],
    }


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _countries(_visit: Visit, data: Json) -> Json:
    """The partner's own zone among those to choose from, also where it is the older name of one of them."""
    own = (data.get("partner") or {}).get("zone") or ""
    return {"countries": i18n.countries(), "zones": i18n.zones(own)}


def _entry(visit: Visit, data: Json) -> Json:
    return _countries(visit, data) | {"correct": steps.standing(data["partner"], "CORRECT")}


def _to_partner(payload: Json) -> str:
    return f"/partners/{payload['partner']['id']}"


def _to_entry(payload: Json) -> str:
    return f"/partners/{payload['partner']['id']}/entry"


ENTERED = (
    forms.taking("name", required=True),
    forms.taking("kinds", required=True, many=True),
    forms.taking("country", required=True),
    forms.taking("calendar", required=True),
    forms.taking("zone", required=True),
    forms.taking("registerNumber"),
    forms.taking("vatNumber"),
    forms.taking("lei"),
)
PLACE = (
    forms.taking("partnerId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
KEY = (*PLACE, forms.taking("system", required=True), forms.taking("value", required=True))
CREATE = forms.Form(operation="PartnerCreate", fields=ENTERED, then=_to_partner)

PAGES = (
    Page(
        path="/partners",
        operation="PartnerList",
        template="partners/list.html",
        who=Who.STAFF,
        variables=_list,
        extras=_turns,
        reads=steps.reads("partners.nodes"),
    ),
    Page(
        path="/partners/new",
        operation="PartnerNew",
        template="partners/new.html",
        who=Who.STAFF,
        extras=_countries,
        forms=(CREATE,),
    ),
    Page(
        path="/partners/{id}/entry",
        operation="PartnerEntry",
        template="partners/entry.html",
        who=Who.STAFF,
        variables=_one,
        required=("partner",),
        extras=_entry,
        forms=(
            forms.Form(operation="PartnerCorrect", fields=(*PLACE, *ENTERED), then=_to_partner),
            forms.Form(operation="PartnerSetExternalKey", fields=KEY, then=_to_entry),
            forms.Form(operation="PartnerRemoveExternalKey", fields=KEY, then=_to_entry),
        ),
        reads=(
            "partner.availableActions.name", "partner.availableActions.allowed",
            "partner.availableActions.blockedBy.message",
        ),
    ),
)  # fmt: skip
