"""The opportunities in one list, the newest first: what is mine, until when, and what there is to do next."""

from frontend_stub.pages.opportunities import turns
from frontend_stub.site import steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging

OPEN = ["DRAFT", "OFFERED", "SUBMITTED", "INFO_REQUESTED", "CONFLICT", "PROTECTED"]
MOST = 90
"""Days of a bar of the time left."""


def _list(visit: Visit) -> Json:
    """What is over is shown to whoever asks for it."""
    chosen: Json = {"statuses": OPEN}
    if status := code(visit, "status", words.WORDS["OpportunityStatus"]):
        chosen["statuses"] = [status]
    if side := code(visit, "waitingOn", words.WORDS["Side"]):
        chosen["waitingOn"] = side
    if partner := visit.query.get("partner", "")[:200]:
        chosen["partnerId"] = partner
    return paging(visit) | {"filter": chosen}


def _shown(_visit: Visit, data: Json) -> Json:
    found = (data["opportunities"] or {"nodes": []})["nodes"]
    mine = data["viewer"]["side"]
    other = "PARTNER" if mine == "HOST" else "HOST"
    return {
        "turn": {each["id"]: turns.turn(each, data) for each in found},
        "mine": mine,
        "sides": [(mine, _("My side")), (other, _("The other side"))],
        "may_register": "opportunity:register" in data["viewer"]["permissions"],
        "most": MOST,
    }


PAGES = (
    Page(
        path="/opportunities",
        operation="OpportunityList",
        template="opportunities/list.html",
        variables=_list,
        extras=_shown,
        reads=(
            *steps.reads("opportunities.nodes"),
            *(f"opportunities.nodes.{each}" for each in ("id", "estimate.amount", "estimate.currency")),
            "viewer.permissions",
        ),
    ),
)
