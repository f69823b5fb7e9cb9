"""The list of contracts: its filters and its order, all in the address."""

from frontend_stub.pages.contracts import turns
from frontend_stub.site import steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging

ORDERS = {
    "newest": ("CREATED_AT", "DESC"),
    "due": ("DUE_AT", "ASC"),
    "changed": ("UPDATED_AT", "DESC"),
    "ends": ("ENDS_ON", "ASC"),
    "title": ("TITLE", "ASC"),
}
LONGEST_SEARCH = 200


def _variables(visit: Visit) -> Json:
    chosen: Json = {}
    if status := code(visit, "status", words.WORDS["ContractStatus"]):
        chosen["status"] = {"in": [status]}
    if kind := code(visit, "kind", words.WORDS["ContractKind"]):
        chosen["kind"] = kind
    if side := code(visit, "waitingOn", words.WORDS["Side"]):
        chosen["waitingOn"] = side
    if partner := visit.query.get("partner", "").strip():
        chosen["partnerId"] = partner
    if text := visit.query.get("text", "").strip():
        chosen["text"] = text[:LONGEST_SEARCH]
    field, direction = ORDERS[code(visit, "order", ORDERS, "newest")]
    return paging(visit) | {"filter": chosen, "orderBy": {"field": field, "direction": direction}}


def _choices(_visit: Visit, data: Json) -> Json:
    """The filters' choices, and whose turn each contract is."""
    mine = data["viewer"]["side"]
    theirs = "PARTNER" if mine == "HOST" else "HOST"
    partners = (data.get("partners") or {}).get("nodes", [])
    return {
        "turn": turns.turns((data["contracts"] or {"nodes": []})["nodes"], data),
        "sides": [(mine, _("My side")), (theirs, _("The other side"))],
        "orders": [
            ("due", _("Next deadline")),
            ("changed", _("Last changed")),
            ("ends", _("End of term")),
            ("title", _("Title")),
        ],
        "firms": [(each["id"], each["name"]) for each in partners] if mine == "HOST" else [],
    }


PAGES = (
    Page(
        path="/contracts",
        operation="ContractList",
        template="contracts/list.html",
        variables=_variables,
        extras=_choices,
        reads=(*steps.reads("contracts.nodes"), "contracts.nodes.id", "partners.nodes.id", "partners.nodes.name"),
    ),
)
