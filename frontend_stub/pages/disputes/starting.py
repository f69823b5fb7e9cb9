"""Beginning a dispute: for whom, why, and about what; what it starts from fills in the draft."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from frontend_stub.pages.disputes import drafting, lines
from frontend_stub.pages.disputes.about import begun_from
from frontend_stub.site import forms, words
from frontend_stub.site.page import Json, Page, Visit, code


def _variables(visit: Visit) -> Json:
    about, partner = (visit.query.get(name, "").strip() for name in ("about", "partner"))
    chosen = {"status": {"in": [*drafting.IN_FORCE]}, **({"partnerId": partner} if partner else {})}
    return {
        "about": about, "isAbout": bool(about), "partner": partner, "withPartner": bool(partner),
        "contracts": chosen, "partnerId": partner or None,
    }  # fmt: skip


def _shown(visit: Visit, data: Json) -> Json:
    """First whose, then why, then the draft itself."""
    viewer, found = data["viewer"], begun_from(data.get("node"), visit.query.get("clause", ""))
    codes = data["disputeReasonCodes"]["reasons"] if data["disputeReasonCodes"] else []
    reasons = {each["code"]: drafting.reason(each) for each in codes}
    chosen = code(visit, "reason", reasons) or ("" if visit.query.get("choose") else str(found["reason"]))
    world = data.get("partner") or found["partner"]
    return {
        "may": "dispute:file" in viewer["permissions"],
        "step": _step(viewer, world, reasons.get(chosen)),
        "world": world if viewer["side"] == "HOST" else None,
        "firms": _pairs(data["partners"], "name"),
        "categories": [
            (words.word(kind, "DisputeCategory"), [*some])
            for kind, some in groupby(reasons.values(), key=lambda each: each["category"])
        ],
        "reason": reasons.get(chosen),
        "at": _at(found, chosen, data),
        "shape": {"options": [(each["code"], each["name"]) for each in reasons.values()],
                  "clauses": found["clauses"], "columns": ",".join(lines.COLUMNS), "kept": 0},
    }  # fmt: skip


def _step(viewer: Mapping[str, Any], world: object, reason: object) -> str:
    if viewer["side"] == "HOST" and not world:
        return "partner"
    return "draft" if reason else "reason"


def _at(found: Mapping[str, Any], chosen: str, data: Json) -> Json:
    contracts = _pairs(data["contracts"], "title")
    own = found["contract"]
    if own and own["id"] not in {each for each, _title in contracts}:
        contracts.insert(0, (own["id"], own["title"]))
    return {
        "reason": chosen, "title": found["title"], "text": "", "known": "", "contract": own["id"] if own else "",
        "contracts": contracts, "currency": found["currency"], "rows": lines.begun(found["lines"], found["names"]),
    }  # fmt: skip


def _pairs(found: Mapping[str, Any] | None, name: str) -> list[tuple[str, str]]:
    return [(each["id"], each[name]) for each in (found or {"nodes": []})["nodes"]]


PAGES = (
    Page(
        path="/disputes/new",
        operation="DisputeNew",
        template="disputes/new.html",
        variables=_variables,
        extras=_shown,
        forms=(drafting.form("DisputeDraft", (forms.taking("partnerId"),)),),
        reads=(
            "viewer.permissions", "node", "partner.id", "partner.name",
            *(f"{root}.nodes.id" for root in ("partners", "contracts")), "partners.nodes.name",
            "contracts.nodes.title",
            *(f"disputeReasonCodes.reasons.{each}" for each in (
                "code", "category", "leastText", "countedFrom", "lastDay", "papers.anyOf",
            )),
            *(f"node.{each}" for each in (
                "id", "period", "title", "key", "kind", "currency", "name", "status", "reason",
                "state.name", "state.value", "number", "registration", "customer.name",
                "orderReference", "rate", "schedule.validFrom", "schedule.version", "schedule.contract.id",
                "schedule.contract.title", "entries.kind", "base.amount", "base.currency",
                *(f"entries.amount.{name}" for name in ("amount", "currency")),
                *(f"amount.{name}" for name in ("amount", "currency")),
                *(f"contests.{name}" for name in ("answer", "withdrawnAt", "claim", "subject.key")),
                *(f"{owner}.id" for owner in ("partner", "breach.partner", "contract")),
                *(f"{owner}.name" for owner in ("partner", "breach.partner")), "contract.title",
                *(f"{owner}.expectation.{name}" for owner in ("breach",) for name in (
                    "title", "contract.id", "contract.title",
                )),
                *(f"expectation.{name}" for name in ("title", "contract.id", "contract.title")),
                *(f"currentVersion.clauses.{name}" for name in ("key", "number", "heading")),
            )),
        ),
    ),
)  # fmt: skip
