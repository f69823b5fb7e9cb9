"""Changing a draft: what it says and its lines, with the names of the records that they are about."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.disputes import about, drafting, lines
from frontend_stub.site import forms
from frontend_stub.site.page import Json, Page, Visit

PLACE = (
    forms.taking("disputeId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"], "contracts": {"status": {"in": [*drafting.IN_FORCE]}}}


def _shown(_visit: Visit, data: Json) -> Json:
    it = data["dispute"]
    found = it["lines"] or {"nodes": [], "totalCount": 0}
    many = found["totalCount"] if found["totalCount"] > lines.ROWS else 0
    codes = data["disputeReasonCodes"]["reasons"] if data["disputeReasonCodes"] else []
    reasons = {each["code"]: drafting.reason(each) for each in codes}
    names = {each["recordId"]: about.named(each["record"]) for each in found["nodes"] if each["recordId"]}
    return {
        "is_draft": it["status"] == "DRAFT",
        "reason": reasons.get(it["reasonCode"]),
        "at": {
            "reason": it["reasonCode"], "title": it["title"], "text": it["text"], "known": it["knownOn"] or "",
            "contract": it["contract"]["id"] if it["contract"] else "", "contracts": _contracts(it, data),
            "currency": it["currency"] or "EUR", "rows": lines.begun([] if many else found["nodes"], names),
        },
        "shape": {
            "options": [(each["code"], each["name"]) for each in reasons.values()], "kept": many,
            "clauses": drafting.clauses(it["contractVersion"]), "columns": ",".join(lines.COLUMNS),
        },
    }  # fmt: skip


def _contracts(it: Mapping[str, Any], data: Json) -> list[tuple[str, str]]:
    """The partner's contracts, its own among them."""
    partner = it["partner"]["id"] if it["partner"] else ""
    nodes = (data["contracts"] or {"nodes": []})["nodes"]
    found = {each["id"]: each["title"] for each in nodes if each["partner"] and each["partner"]["id"] == partner}
    if it["contract"]:
        found.setdefault(it["contract"]["id"], it["contract"]["title"])
    return [*found.items()]


PAGES = (
    Page(
        path="/disputes/{id}/edit",
        operation="DisputeEditing",
        template="disputes/edit.html",
        variables=_one,
        required=("dispute",),
        extras=_shown,
        forms=(drafting.form("DisputeEdit", PLACE),),
        reads=(
            *(f"dispute.{each}" for each in (
                "status", "reasonCode", "title", "text", "knownOn", "currency", "contract.id", "contract.title",
                "partner.id", *(f"contractVersion.clauses.{name}" for name in ("key", "number", "heading")),
                "lines.totalCount", *(f"lines.nodes.{name}" for name in (
                    "recordId", "subjectKey", "documentKind", "documentNumber", "documentOn", "clauseKey", "quantity",
                    "unit", "text", "claimed.amount", "claimed.currency",
                    *(f"record.{field}" for field in about.NAMED),
                )),
            )),
            *(f"contracts.nodes.{each}" for each in ("id", "title", "partner.id")),
            *(f"disputeReasonCodes.reasons.{each}" for each in (
                "code", "category", "leastText", "countedFrom", "lastDay", "papers.anyOf",
            )),
        ),
    ),
)  # fmt: skip
