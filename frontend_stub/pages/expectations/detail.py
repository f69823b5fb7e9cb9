"""One promise: what it says, how it has been kept, and what the reader may do about it."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.expectations import story, turns
from frontend_stub.pages.measurements import values
from frontend_stub.site import forms, i18n, steps, words
from frontend_stub.site.charts import lines
from frontend_stub.site.page import Json, Page, Visit, paging

PERIODS = 12
STEPS = (
    ("ExpectationAgree", "AGREE", "digest"),
    ("ExpectationRevise", "REVISE", "reason"),
    ("ExpectationDecline", "DECLINE", "reason"),
    ("ExpectationPropose", "PROPOSE", "message"),
    ("ExpectationAttest", "ATTEST", "kept"),
    ("ExpectationContestAttestation", "CONTEST_ATTESTATION", "reason"),
    ("ExpectationDiscard", "DISCARD", ""),
    ("ExpectationResume", "RESUME", ""),
    ("ExpectationSuspend", "SUSPEND", "until"),
    ("ExpectationRetire", "RETIRE", "reason"),
)
"""Each step's operation, its name among the available actions, and what it asks for."""
ATTESTING = ("ATTEST", "CONTEST_ATTESTATION")
"""The steps of rules alone."""
PLACE = (
    forms.taking("expectationId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_REASON = forms.taking("reason", required=True)
_ASKED = {
    "": PLACE,
    "reason": (*PLACE, _REASON),
    "message": (*PLACE, forms.taking("message")),
    "until": (*PLACE, forms.taking("until", read=forms.calendar_day, required=True), _REASON),
    "digest": (*PLACE, forms.taking("expectedDigest", required=True)),
    "kept": (
        *PLACE, forms.taking("isKept", read=lambda chosen: chosen == "KEPT", required=True),
        forms.taking("text", required=True),
        forms.taking("validUntil", read=forms.calendar_day, required=True),
        forms.taking("files", "fileIds", many=True),
    ),
}  # fmt: skip


def back(payload: Json) -> str:
    return turns.place(payload["expectation"]["id"])


def one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _shown(_visit: Visit, data: Json) -> Json:
    it = data["expectation"]
    measure = values.measure(it)
    periods = (it["measurements"] or {"nodes": []})["nodes"]
    points = [values.point(each, it) for each in periods]
    is_drawn = measure and any(each.value is not None for each in points)
    return {
        "sentence": story.sentence(it, data),
        "often": story.often(it["period"]),
        "year_starts": i18n.month(it["period"]["startsIn"]) if it["period"]["startsIn"] > 1 else "",
        "standing": _standing(it, data["viewer"]["side"]),
        "changes": story.changes(it["supersedes"], it),
        "may_follow": story.can_follow(it, data),
        "measure": measure,
        "line": lines.line(points[::-1], measure) if measure and is_drawn else None,
        "periods": [
            {"it": each, "point": point, "turn": values.waits(each, data["viewer"])}
            for each, point in zip(periods, points, strict=True)
        ],
        "turn": turns.turn(it, data),
        "steps": _steps(it),
        "main": _main(it),
        "may_edit": steps.standing(it, "EDIT")["allowed"],
        "numbers": _numbers(it, measure),
        "definition": it["definition"]["title"] if it["definition"] else "",
    }


def _standing(it: Mapping[str, Any], side: str) -> str:
    """What its status means for the reader's side."""
    is_asked = it["status"] == "PROPOSED" and it["author"] != side
    return words.word("PROPOSED_TO_US" if is_asked else it["status"], "ExpectationStanding")


def _numbers(it: Mapping[str, Any], measure: Any) -> Json:
    """Target, tolerance and floor as they were agreed; parameters and limits by their names."""
    agreed = {
        name: measure.agreed(it[name]) if measure and it[name] is not None else ""
        for name in ("target", "tolerance", "floor")
    }
    return {
        **agreed,
        "parameters": [(each["label"], each["value"]) for each in it["parameters"]],
        "scope": [(words.word(each["field"], "SubjectField"), ", ".join(each["words"])) for each in it["scope"]],
    }


def _steps(it: Mapping[str, Any]) -> list[Json]:
    """What the reader's side could do, what is open first."""
    known = {each["name"] for each in it["availableActions"]}
    place = {"expectationId": it["id"], "expectedVersion": it["version"]}
    found = [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(it, action),
            "hidden": place | ({"expectedDigest": it["digest"]} if asks == "digest" else {}),
        }
        for operation, action, asks in STEPS
        if action in known and (it["kind"] == "RULE" or action not in ATTESTING)
    ]  # fmt: skip
    return sorted(found, key=lambda step: not step["can"]["allowed"])


def _main(it: Mapping[str, Any]) -> Json | None:
    """What the reader does first, as a link to its form."""
    allowed = [
        name for name in ("AGREE", "PROPOSE", "REVISE", "RESUME", "ATTEST") if steps.standing(it, name)["allowed"]
    ]
    if not allowed:
        return None
    return {"href": turns.step_place(it["id"], allowed[0]), "label": words.word(allowed[0], "ExpectationAction")}


PAGES = (
    Page(
        path="/expectations/{id}",
        operation="ExpectationDetail",
        template="expectations/detail.html",
        variables=lambda visit: one(visit) | paging(visit, PERIODS),
        required=("expectation",),
        extras=_shown,
        forms=tuple(
            forms.Form(operation=operation, fields=_ASKED[asks], then=back) for operation, _action, asks in STEPS
        ),
        reads=(
            *steps.reads("expectation"), "expectation.availableActions.blockedBy.message", "company.name",
            "viewer.permissions",
            *(f"expectation.{each}" for each in (
                *story.COMPARED, "id", "version", "status", "obligor", "digest", "author", "partner.name",
                "parameters.name", "replacedBy.status", *(f"supersedes.{name}" for name in story.COMPARED),
            )),
            *(f"expectation.measurements.nodes.{each}" for each in (*values.POINT, "dueAt")),
        ),
    ),
)  # fmt: skip
