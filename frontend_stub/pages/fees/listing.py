"""The fees in one list, the newest first: what was earned, how far each is, and what is still owed."""

from frontend_stub.pages.fees import turns, words
from frontend_stub.site import steps
from frontend_stub.site.page import Json, Page, Visit, code, paging


def _list(visit: Visit) -> Json:
    chosen: Json = {}
    if status := code(visit, "status", words.WORDS["FeeStatus"]):
        chosen["statuses"] = [status]
    if partner := visit.query.get("partner", "")[:200]:
        chosen["partnerId"] = partner
    if contract := visit.query.get("contract", "")[:200]:
        chosen["contractId"] = contract
    return paging(visit) | {"filter": chosen}


def _shown(_visit: Visit, data: Json) -> Json:
    found = (data["fees"] or {"nodes": []})["nodes"]
    return {"turn": {each["id"]: turns.turn(each, data) for each in found}, "mine": data["viewer"]["side"]}


PAGES = (
    Page(
        path="/fees",
        operation="FeeList",
        template="fees/list.html",
        variables=_list,
        extras=_shown,
        reads=(
            *steps.reads("fees.nodes"),
            *(f"fees.nodes.{each}.{part}" for each in ("amount", "balance") for part in ("amount", "currency")),
            "fees.nodes.id",
        ),
    ),
)
