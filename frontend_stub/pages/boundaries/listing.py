"""The boundaries in one list: those in force first, whom they bind, and whose turn it is."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.boundaries import turns
from frontend_stub.site import steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging

OPEN = ["ACTIVE", "AGREED", "PROPOSED"]
"""In the order of the list; what is over is shown to whoever asks for it."""


def _list(visit: Visit) -> Json:
    chosen: Json = {"status": {"in": OPEN}}
    if status := code(visit, "status", words.WORDS["BoundaryStatus"]):
        chosen["status"] = {"in": [status]}
    if kind := code(visit, "kind", words.WORDS["BoundaryKind"]):
        chosen["kind"] = kind
    if side := code(visit, "binds", words.WORDS["Side"]):
        chosen["binds"] = side
    if partner := visit.query.get("partner", ""):
        chosen["partnerId"] = partner
    return paging(visit) | {"filter": chosen}


def _turns(_visit: Visit, data: Json) -> Json:
    found = (data["boundaries"] or {"nodes": []})["nodes"]
    mine = data["viewer"]["side"]
    other = "PARTNER" if mine == "HOST" else "HOST"
    return {
        "items": sorted(found, key=_place),
        "turn": {each["id"]: turns.turn(each, data) for each in found},
        "bound": {each["id"]: bound(each, mine) for each in found},
        "sides": [(mine, _("My side")), (other, _("The other side"))],
        "mine": mine,
        "may": "boundary:propose" in data["viewer"]["permissions"],
    }


def _place(boundary: Mapping[str, Any]) -> int:
    return OPEN.index(boundary["status"]) if boundary["status"] in OPEN else len(OPEN)


def bound(boundary: Mapping[str, Any], mine: str) -> str:
    """Whom it binds, as the reader says it."""
    if len(boundary["binds"]) > 1:
        return _("Binds both sides")
    return _("Binds us") if mine in boundary["binds"] else _("Binds the other side")


PAGES = (
    Page(
        path="/boundaries",
        operation="BoundaryList",
        template="boundaries/list.html",
        variables=_list,
        extras=_turns,
        reads=(
            *steps.reads("boundaries.nodes"),
            *(
                f"boundaries.nodes.{each}"
                for each in ("id", "status", "binds", "kind", "sentence", "dueAt", "validUntil")
            ),
            "boundaries.nodes.partner.name",
            "boundaries.nodes.partner.zone",
            "viewer.permissions",
        ),
    ),
)
