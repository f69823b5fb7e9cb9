"""The steps that ask for much, each on a page of its own: what is said to every line, and the cause."""

from functools import partial

from frontend_stub.pages.disputes import about, causes, perline, shown, stepping, turns
from frontend_stub.site import steps
from frontend_stub.site.page import Json, Page, Visit, paging

LINES = 50
"""On a page; what is said to all lines counts for those that are on another one."""


def _variables(asks: str, visit: Visit) -> Json:
    return {"id": visit.params["id"], **paging(visit, LINES if asks in perline.KINDS else 1)}


def _shown(step: tuple[str, str, str], _visit: Visit, data: Json) -> Json:
    operation, action, asks = step
    it = data["dispute"]
    found = it["lines"] or {"nodes": [], "totalCount": 0}
    kind = perline.KINDS.get(asks)
    return {
        "step": {
            "operation": operation, "action": action, "asks": asks, "danger": action in stepping.DANGER,
            "can": steps.standing(it, action), "lines": perline.shape(kind, it["currency"]) if kind else None,
        },
        "place": {"disputeId": it["id"], "expectedVersion": it["version"]},
        "lines": shown.lines(found["nodes"]) if kind else [],
        "rest": max(found["totalCount"] - len(found["nodes"]), 0) if kind else 0,
        "rows": causes.ROWS,
        "sides": shown.sides(data),
    }  # fmt: skip


def _page(step: tuple[str, str, str]) -> Page:
    operation, action, asks = step
    return Page(
        path=f"/disputes/{{id}}/{turns.APART[action]}",
        operation="DisputeStep",
        template="disputes/step.html",
        variables=partial(_variables, asks),
        required=("dispute",),
        extras=partial(_shown, step),
        forms=(stepping.form(operation, asks),),
        reads=(
            "company.name", *(f"dispute.{each}" for each in (
                "id", "version", "currency", "partner.name", "lines.totalCount", "availableActions.name",
                "availableActions.allowed", "availableActions.blockedBy.message", *(f"lines.nodes.{one}" for one in (
                    "id", "position", "documentKind", "documentNumber", "clauseKey", "subjectKey", "quantity", "unit",
                    "text", "recordId", "claimed.amount", "claimed.currency", "answer", "answerText",
                    *(f"record.{field}" for field in about.NAMED),
                )),
            )),
        ),
    )  # fmt: skip


PAGES = tuple(_page(step) for step in stepping.STEPS if step[1] in turns.APART)
