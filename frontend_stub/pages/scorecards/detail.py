"""One card: what is agreed about it, word for word, and what the reader may do about it."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.scorecards import lines, turns
from frontend_stub.site import forms, steps, words
from frontend_stub.site.page import Json, Page, Visit

STEPS = (
    ("ScorecardAgree", "AGREE", "digest"),
    ("ScorecardRevise", "REVISE", "reason"),
    ("ScorecardDecline", "DECLINE", "reason"),
    ("ScorecardPropose", "PROPOSE", "message"),
    ("ScorecardDiscard", "DISCARD", ""),
    ("ScorecardRetire", "RETIRE", "reason"),
)
"""Each step's operation, its name among the available actions, and what it asks for."""
PLACE = (
    forms.taking("scorecardId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_ASKED = {
    "": PLACE,
    "reason": (*PLACE, forms.taking("reason", required=True)),
    "message": (*PLACE, forms.taking("message")),
    "digest": (*PLACE, forms.taking("expectedDigest", required=True)),
}


def back(payload: Json) -> str:
    return turns.place(payload["scorecard"]["id"])


def one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _shown(_visit: Visit, data: Json) -> Json:
    it = data["scorecardById"]
    return {
        "it": it,
        "turn": turns.turn(it, data),
        "steps": _steps(it),
        "main": _main(it),
        "may_edit": steps.standing(it, "EDIT")["allowed"],
        "owed": words.word(it["obligor"], "Side"),
        "weights": [_weight(each) for each in sorted(it["lines"], key=lambda each: -float(each["weight"]))],
    }


def _weight(line: Mapping[str, Any]) -> Json:
    measured = lines.measure(line)
    agreed = {name: measured.agreed(line[name]) if line[name] is not None else "" for name in ("target", "floor")}
    return {
        "href": f"/expectations/{line['expectationId']}",
        "title": line["title"],
        "weight": line["weight"],
        **agreed,
    }


def _steps(it: Mapping[str, Any]) -> list[Json]:
    """What the reader's side could do, what is open first."""
    known = {each["name"] for each in it["availableActions"]}
    place = {"scorecardId": it["id"], "expectedVersion": it["version"]}
    found = [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(it, action),
            "hidden": place | ({"expectedDigest": it["digest"]} if asks == "digest" else {}),
        }
        for operation, action, asks in STEPS
        if action in known
    ]  # fmt: skip
    return sorted(found, key=lambda step: not step["can"]["allowed"])


def _main(it: Mapping[str, Any]) -> Json | None:
    """What the reader does first, as a link to its form."""
    allowed = [name for name in ("AGREE", "PROPOSE", "REVISE") if steps.standing(it, name)["allowed"]]
    if not allowed:
        return None
    return {"href": turns.step_place(it["id"], allowed[0]), "label": words.word(allowed[0], "ScorecardAction")}


_LINES = "scorecardById.lines"
PAGES = (
    Page(
        path="/scorecards/cards/{id}",
        operation="ScorecardDetail",
        template="scorecards/detail.html",
        variables=one,
        required=("scorecardById",),
        extras=_shown,
        forms=tuple(
            forms.Form(operation=operation, fields=_ASKED[asks], then=back) for operation, _action, asks in STEPS
        ),
        reads=(
            *steps.reads("scorecardById"), "scorecardById.availableActions.blockedBy.message",
            *(f"scorecardById.{each}" for each in ("id", "version", "digest", "obligor")),
            *(f"{_LINES}.{each}" for each in (
                "expectationId", "kind", "title", "unit", "decimals", "currency", "direction", "weight", "target",
                "floor",
            )),
        ),
    ),
)  # fmt: skip
