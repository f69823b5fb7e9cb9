"""One obligation: what is owed to whom by when, its evidence, what happened, and what the reader may do about it."""

from frontend_stub.pages.obligations import turns
from frontend_stub.site import forms, steps, words
from frontend_stub.site.page import Json, Page, Visit

STEPS = (
    ("ObligationAgree", "AGREE", "digest"),
    ("ObligationDecline", "DECLINE", "reason"),
    ("ObligationClaimDone", "CLAIM_DONE", "files"),
    ("ObligationConfirm", "CONFIRM", "evidence"),
    ("ObligationRefuse", "REFUSE", "reason"),
    ("ObligationDefault", "DEFAULT", "reason"),
    ("ObligationWaive", "WAIVE", "waiver"),
    ("ObligationWithdraw", "WITHDRAW", ""),
    ("ObligationCancel", "CANCEL", "reason"),
)
"""Each step's operation, its name among the available actions, and what it asks for."""

_PLACE = (
    forms.taking("obligationId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_DIGEST, _REASON = forms.taking("expectedDigest", required=True), forms.taking("reason", required=True)
_ASKED = {
    "": _PLACE,
    "digest": (*_PLACE, _DIGEST),
    "evidence": (*_PLACE, _DIGEST),
    "reason": (*_PLACE, _REASON),
    "waiver": (*_PLACE, _DIGEST, _REASON),
    "files": (*_PLACE, forms.taking("files", "fileIds", many=True), forms.taking("note")),
}
LATER = ("WAIVE", "WITHDRAW", "CANCEL")
"""What is folded away even where nothing else can be done."""


def _back(payload: Json) -> str:
    return f"/obligations/{payload['obligation']['id']}"


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _shown(_visit: Visit, data: Json) -> Json:
    """What the reader's side could do, what is open first; whose turn it is, and who owes it to whom."""
    obligation = data["obligation"]
    mine, partner = data["viewer"]["side"], obligation["partner"]
    names = {"PARTNER": partner["name"] if partner else "", "HOST": data["company"]["name"] if data["company"] else ""}
    other = "PARTNER" if obligation["obligor"] == "HOST" else "HOST"
    return {
        "steps": _steps(obligation),
        "turn": turns.turn(obligation, data),
        "whose": turns.whose(obligation, mine),
        "obligor": names[obligation["obligor"]],
        "beneficiary": names[other],
        "proposer": names[obligation["proposedSide"]],
        "owners": [each for each in (obligation["companyOwner"], obligation["partnerOwner"]) if each],
        "series": (obligation["series"] or {"nodes": []})["nodes"],
        "earlier": _earlier(obligation),
    }


def _steps(obligation: Json) -> list[Json]:
    known = {each["name"] for each in obligation["availableActions"]}
    found = [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(obligation, action),
            "says": words.word(_sense(obligation, action), "ObligationConsequence"),
            "hidden": _hidden(obligation, asks),
        }
        for operation, action, asks in STEPS
        if action in known
    ]  # fmt: skip
    order = [action for action in turns.ONWARD if action in known]
    first = next((each for each in order if steps.standing(obligation, each)["allowed"]), "")
    return sorted(
        found, key=lambda step: (step["action"] != first, step["action"] in LATER, not step["can"]["allowed"])
    )


def _sense(obligation: Json, action: str) -> str:
    """What a step means here: what is waived before it falls due does not come again."""
    ends_series = obligation["repeats"] != "NEVER" and obligation["status"] == "SCHEDULED"
    return "WAIVE_SERIES" if action == "WAIVE" and ends_series else action


def _hidden(obligation: Json, asks: str) -> Json:
    """Agreeing and waiving name what is shown, confirming the evidence."""
    place = {"obligationId": obligation["id"], "expectedVersion": obligation["version"]}
    if asks in {"digest", "waiver"}:
        place["expectedDigest"] = obligation["digest"]
    if asks == "evidence":
        place["expectedDigest"] = obligation["evidenceDigest"] or ""
    return place


def _earlier(obligation: Json) -> list[Json]:
    """The files that were brought before and do not count any more."""
    now = {each["id"] for each in obligation["evidence"]}
    return [each for each in obligation["files"] if each["id"] not in now]


PAGES = (
    Page(
        path="/obligations/{id}",
        operation="ObligationDetail",
        template="obligations/detail.html",
        variables=_one,
        required=("obligation",),
        extras=_shown,
        forms=tuple(
            forms.Form(operation=operation, fields=_ASKED[asks], then=_back) for operation, _action, asks in STEPS
        ),
        reads=(
            *steps.reads("obligation"),
            "obligation.availableActions.blockedBy.message",
            *(
                f"obligation.{field}"
                for field in (
                    "id", "version", "status", "repeats", "digest", "evidenceDigest", "obligor", "proposedSide",
                    "evidence.id", "files.id", "files.name", "files.bytes", "files.state", "files.path",
                    "companyOwner.name", "partnerOwner.name", "series.nodes.id", "series.nodes.number",
                    "series.nodes.dueOn", "series.nodes.status",
                )
            ),
            "obligation.partner.name",
            "company.name",
        ),
    ),
)  # fmt: skip
