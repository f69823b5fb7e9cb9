"""One breach: what was not kept, whose turn and until when, the plan, what it comes to, and its ledger."""

import json
from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.breaches import costing, planning, turns
from frontend_stub.pages.measurements import values
from frontend_stub.site import forms, steps, words
from frontend_stub.site.page import Json, Page, Visit

STEPS = (
    ("BreachNotify", "NOTIFY", ""),
    ("BreachSubmitPlan", "SUBMIT_PLAN", "plan"),
    ("BreachVerifyCure", "VERIFY_CURE", "reason"),
    ("BreachRefusePlan", "REFUSE_PLAN", "reason"),
    ("BreachApplyConsequence", "APPLY_CONSEQUENCE", "amount"),
    ("BreachClose", "CLOSE", "reason"),
    ("BreachWaive", "WAIVE", "reason"),
)
"""Each step's operation, its name among the available actions, and what it asks for."""
PLACE = (
    forms.taking("breachId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_FIELDS = {"": PLACE, "reason": (*PLACE, forms.taking("reason", required=True))}


def _back(payload: Json) -> str:
    return turns.place(payload["breach"]["id"])


def _variables(visit: Visit) -> Json:
    return {"id": visit.params["id"], "rates": costing.asked(visit)}


def _shown(visit: Visit, data: Json) -> Json:
    it = data["breach"]
    agreed = costing.agreed(it["expectation"])
    return {
        "it": it,
        "title": turns.called(it),
        "off": turns.off(it),
        "turn": turns.turn(it, data),
        "steps": _steps(it, costing.asked(visit)),
        "main": _main(it),
        "plans": planning.submissions(it["planSteps"]),
        "disciplines": planning.DISCIPLINES,
        "rows": planning.ROWS,
        "rate": {"source": agreed["rates"], "quote": agreed["currency"]} if agreed and agreed.get("rates") else None,
        "rate_rows": costing.ROWS,
        "obligor": words.word(it["obligor"], "Side"),
        "ledger": [_entry(each) for each in it["consequences"]],
    }


def _entry(entry: Mapping[str, Any]) -> Json:
    """An entry of the ledger; a charge below zero takes another back."""
    return {"it": entry, "is_back": entry["kind"] == "CHARGE" and entry["amount"]["amount"].startswith("-")}


def _steps(it: Mapping[str, Any], rates: list[Json]) -> list[Json]:
    """What the reader's side could do, what is open first."""
    known = {each["name"] for each in it["availableActions"]}
    found = [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(it, action),
            "hidden": _hidden(it, asks, rates),
        }
        for operation, action, asks in STEPS
        if action in known
    ]  # fmt: skip
    order = [action for action in turns.ONWARD if action in known]
    first = next((each for each in order if steps.standing(it, each)["allowed"]), "")
    return sorted(found, key=lambda step: (step["action"] != first, not step["can"]["allowed"]))


def _hidden(it: Mapping[str, Any], asks: str, rates: list[Json]) -> Json:
    """Applying names the amount that is shown, and the rates with which it was reckoned."""
    place: Json = {"breachId": it["id"], "expectedVersion": it["version"]}
    amount = it["comesTo"]["amount"] if it["comesTo"] else None
    if asks != "amount" or amount is None:
        return place
    return {**place, **amount, **({"rates": json.dumps(rates)} if rates else {})}


def _main(it: Mapping[str, Any]) -> Json | None:
    """What the reader does first, as a link to its form."""
    allowed = [name for name in turns.ONWARD if steps.standing(it, name)["allowed"]]
    return {"href": f"#{allowed[0]}", "label": words.word(allowed[0], "BreachAction")} if allowed else None


def _form(operation: str, asks: str) -> forms.Form:
    if asks == "plan":
        fields = (*PLACE, forms.taking("summary"), planning.FILES, forms.taking("steps"))
        return forms.Form(operation=operation, fields=fields, build=lambda sent: planning.read(PLACE, sent), then=_back)
    if asks == "amount":
        return forms.Form(
            operation=operation, fields=PLACE, build=lambda sent: costing.applied(PLACE, sent), then=_back
        )
    return forms.Form(operation=operation, fields=_FIELDS[asks], then=_back)


PAGES = (
    Page(
        path="/breaches/{id}",
        operation="BreachDetail",
        template="breaches/detail.html",
        variables=_variables,
        required=("breach",),
        extras=_shown,
        forms=tuple(_form(operation, asks) for operation, _action, asks in STEPS),
        reads=(
            *steps.reads("breach"), "breach.availableActions.blockedBy.message",
            *(f"breach.{each}" for each in ("id", "version", "obligor", "value", "target")),
            *(f"breach.expectation.{each}" for each in (*values.MEASURE, "title", "document")),
            "breach.partner.id", "breach.attestation.isKept", "breach.attestation.contestedAt",
            *(f"breach.planSteps.{each}" for each in (
                "submission", "discipline", "text", "responsible", "dueOn", "madeAt",
                *(f"files.{name}" for name in ("name", "bytes", "state", "path")),
            )),
            *(f"breach.{place}.{each}" for place in (
                "cost", "comesTo.amount", "comesTo.periods.amount", "comesTo.periods.basis", "comesTo.periods.left",
                "consequences.amount", "consequences.basis", "consequences.left",
            ) for each in ("amount", "currency")),
            *(f"breach.consequences.{each}" for each in (
                "attestation.validUntil", "kind", "number", "percent", "rate", "reason", "madeBy", "madeAt", "revision",
                "measurement.id", "measurement.period",
            )),
        ),
    ),
)  # fmt: skip
