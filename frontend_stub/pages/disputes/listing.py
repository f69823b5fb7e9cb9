"""The disputes of both sides in one list, due first; what is over is shown to whoever asks for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from frontend_stub.pages.disputes import turns
from frontend_stub.site import words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging


def _variables(visit: Visit) -> Json:
    chosen: Json = {"status": {"notIn": [*turns.OVER]}}
    if status := code(visit, "status", words.WORDS["DisputeStatus"]):
        chosen["status"] = {"in": [status]}
    elif visit.query.get("status") == "all":
        del chosen["status"]
    for name in ("claimant", "waitingOn"):
        if side := code(visit, name, words.WORDS["Side"]):
            chosen[name] = side
    if reason := code(visit, "reason", words.WORDS["DisputeReasonCode"]):
        chosen["reasonCode"] = [reason]
    if wanted := code(visit, "level", words.WORDS["DisputeLevel"]):
        chosen["level"] = int(wanted)
    if visit.query.get("overdue"):
        chosen["isOverdue"] = True
    for name, field in (("partner", "partnerId"), ("contract", "contractId")):
        if wanted := visit.query.get(name, "").strip():
            chosen[field] = wanted
    return paging(visit) | {"filter": chosen}


def _shown(visit: Visit, data: Json) -> Json:
    mine = data["viewer"]["side"]
    other = "PARTNER" if mine == "HOST" else "HOST"
    partners = (data["partners"] or {"nodes": []})["nodes"]
    rows = [turns.row(each, data) for each in (data["disputes"] or {"nodes": []})["nodes"]]
    return {
        "parts": _parts(rows, data["viewer"]),
        "statuses": [("all", _("Include ended ones")), *words.options("DisputeStatus")],
        "levels": [(each, level(each)) for each in words.WORDS["DisputeLevel"]],
        "sides": [(mine, _("My side")), (other, _("The other side"))],
        "claiming": [("", _("All")), *turns.sides(mine)],
        "firms": [(each["id"], each["name"]) for each in partners] if mine == "HOST" else [],
        "filtered": any(visit.query.get(each) for each in (
            "status", "waitingOn", "reason", "level", "overdue", "partner", "contract",
        )),
        "may_file": "dispute:file" in data["viewer"]["permissions"],
    }  # fmt: skip


def level(code_: str) -> str:
    """Its number and whose it is."""
    return _("%(number)s: %(who)s") % {"number": code_, "who": words.word(code_, "DisputeLevel")}


def _parts(rows: Iterable[Json], viewer: Mapping[str, Any]) -> list[tuple[str, list[Json]]]:
    """For an officer first what they may take: never offered are cases that they have a part in."""
    found = list(rows)
    if "dispute:triage" not in viewer["permissions"]:
        return [("", found)] if found else []
    can = [each for each in found if each["turn"]["kind"] == "ACT"]
    rest = [each for each in found if each["turn"]["kind"] != "ACT"]
    return [part for part in ((_("You can take over these"), can), (_("Waiting for others"), rest)) if part[1]]


PAGES = (
    Page(
        path="/disputes",
        operation="DisputeList",
        template="disputes/list.html",
        variables=_variables,
        extras=_shown,
        reads=(
            *turns.reads("disputes.nodes"), "partners.nodes.id", "partners.nodes.name", "viewer.permissions",
        ),
    ),
)  # fmt: skip
