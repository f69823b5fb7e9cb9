"""The breaches of both sides in one list, the newest first; what is over is shown to whoever asks for it."""

from frontend_stub.pages.breaches import turns
from frontend_stub.site import words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging

PAST = ["CURED", "REMEDIED", "RETRACTED", "WAIVED"]


def _variables(visit: Visit) -> Json:
    chosen: Json = {"status": {"notIn": PAST}}
    if status := code(visit, "status", words.WORDS["BreachStatus"]):
        chosen["status"] = {"in": [status]}
    elif visit.query.get("status") == "all":
        del chosen["status"]
    for name in ("obligor", "waitingOn"):
        if side := code(visit, name, words.WORDS["Side"]):
            chosen[name] = side
    for name, field in (("partner", "partnerId"), ("expectation", "expectationId")):
        if wanted := visit.query.get(name, "").strip():
            chosen[field] = wanted
    return paging(visit) | {"filter": chosen}


def _shown(_visit: Visit, data: Json) -> Json:
    mine = data["viewer"]["side"]
    other = "PARTNER" if mine == "HOST" else "HOST"
    partners = (data["partners"] or {"nodes": []})["nodes"]
    return {
        "rows": [turns.row(each, data) for each in (data["breaches"] or {"nodes": []})["nodes"]],
        "statuses": [("all", _("Include ended ones")), *words.options("BreachStatus")],
        "sides": [(mine, _("My side")), (other, _("The other side"))],
        "owing": [(mine, _("Owed by us")), (other, _("Owed to us"))],
        "firms": [(each["id"], each["name"]) for each in partners] if mine == "HOST" else [],
    }


PAGES = (
    Page(
        path="/breaches",
        operation="BreachList",
        template="breaches/list.html",
        variables=_variables,
        extras=_shown,
        reads=(*turns.reads("breaches.nodes"), "partners.nodes.id", "partners.nodes.name"),
    ),
)
