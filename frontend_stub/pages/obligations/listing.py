"""The obligations in one list: what one's own side owes and what is owed to it, the next due day first."""

from frontend_stub.pages.obligations import turns
from frontend_stub.site import steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging

PAST = ["FULFILLED", "DEFAULTED", "WAIVED", "CANCELLED", "DECLINED", "WITHDRAWN", "LAPSED"]
LONGEST_KEY = 200


def _list(visit: Visit) -> Json:
    """What is over is shown to whoever asks for it."""
    chosen: Json = {"status": {"notIn": PAST}}
    if status := code(visit, "status", words.WORDS["ObligationStatus"]):
        chosen["status"] = {"in": [status]}
    for name in ("obligor", "waitingOn"):
        if side := code(visit, name, words.WORDS["Side"]):
            chosen[name] = side
    for name, field in (("partner", "partnerId"), ("contract", "contractId"), ("clause", "clauseKey")):
        if wanted := visit.query.get(name, "")[:LONGEST_KEY]:
            chosen[field] = wanted
    return paging(visit) | {"filter": chosen}


def _shown(_visit: Visit, data: Json) -> Json:
    found = (data["obligations"] or {"nodes": []})["nodes"]
    mine = data["viewer"]["side"]
    other = "PARTNER" if mine == "HOST" else "HOST"
    return {
        "turn": {each["id"]: turns.turn(each, data) for each in found},
        "whose": {each["id"]: turns.whose(each, mine) for each in found},
        "mine": mine,
        "switch": [("", _("All")), *turns.sides(mine)],
        "sides": [(mine, _("My side")), (other, _("The other side"))],
        "may_propose": "obligation:propose" in data["viewer"]["permissions"],
    }


PAGES = (
    Page(
        path="/obligations",
        operation="ObligationList",
        template="obligations/list.html",
        variables=_list,
        extras=_shown,
        reads=(
            *steps.reads("obligations.nodes"),
            "obligations.nodes.id",
            "obligations.nodes.obligor",
            "viewer.permissions",
        ),
    ),
)
