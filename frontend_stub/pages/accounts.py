"""A partner's account: what the company decides about it."""

from starlette.datastructures import FormData

from frontend_stub import forms
from frontend_stub.page import Json, Page, Visit, Who
from frontend_stub.pages.contracts_wording import standing

STEPS = (
    ("PartnerInvite", "INVITE", "person"),
    ("PartnerApprove", "APPROVE", ""),
    ("PartnerRequestInfo", "REQUEST_INFO", "items"),
    ("PartnerReject", "REJECT", "reason"),
    ("PartnerHold", "HOLD", "reason"),
    ("PartnerRelease", "RELEASE", "reason"),
    ("RelationshipAdvance", "ADVANCE", "note"),
    ("RelationshipRegress", "REGRESS", "note"),
    ("RelationshipDissolve", "DISSOLVE", "note"),
)
"""Each step's operation, its name among the available actions, and what it asks for."""

_PLACE = (
    forms.taking("partnerId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_ASKED = {
    "": (),
    "person": (forms.taking("name", required=True), forms.taking("email", required=True)),
    "items": (forms.taking("items", required=True),),
    "reason": (forms.taking("reason", required=True),),
    "note": (forms.taking("note", required=True),),
}


def _back(payload: Json) -> str:
    return f"/partners/{payload['partner']['id']}/steps"


def _plain(operation: str, asks: str) -> forms.Form:
    return forms.Form(operation=operation, fields=(*_PLACE, *_ASKED[asks]), then=_back)


def _by_line(sent: FormData) -> tuple[Json, list[forms.FieldError]]:
    """What is missing, one item a line."""
    variables, errors = forms.read(_plain("PartnerRequestInfo", "items"), sent)
    if not errors:
        variables["input"]["items"] = [line for line in variables["input"]["items"].splitlines() if line.strip()]
    return variables, errors


def _form(operation: str, asks: str) -> forms.Form:
    build = _by_line if asks == "items" else None
    return forms.Form(operation=operation, fields=(*_PLACE, *_ASKED[asks]), then=_back, build=build)


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _steps(_visit: Visit, data: Json) -> Json:
    known = {each["name"] for each in data["partner"]["availableActions"]}
    return {
        "steps": [
            {"operation": operation, "action": action, "asks": asks, "can": standing(data["partner"], action)}
            for operation, action, asks in STEPS
            if action in known
        ]
    }


PAGES = (
    Page(
        path="/partners/{id}/steps",
        operation="PartnerSteps",
        template="partners/steps.html",
        who=Who.STAFF,
        variables=_one,
        required=("partner",),
        extras=_steps,
        forms=(
            *(_form(operation, asks) for operation, _action, asks in STEPS),
            forms.Form(
                operation="PartnerAssignManager", fields=(*_PLACE, forms.taking("managerId", required=True)), then=_back
            ),
        ),
        reads=(
            "partner.availableActions.name", "partner.availableActions.allowed",
            "partner.availableActions.blockedBy.message",
        ),
    ),
)  # fmt: skip
