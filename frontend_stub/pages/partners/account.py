"""A partner's account and relationship: what the company does about them, and what the partner itself does."""

from collections.abc import Callable, Collection

from starlette.datastructures import FormData

from frontend_stub.pages.partners import frame
from frontend_stub.site import forms, returning, steps, words
from frontend_stub.site.page import Json, Page, Visit, Who

STEPS = (
    ("PartnerInvite", "INVITE", "person"),
    ("PartnerApprove", "APPROVE", ""),
    ("PartnerRequestInfo", "REQUEST_INFO", "items"),
    ("PartnerReject", "REJECT", "reason"),
    ("PartnerHold", "HOLD", "reason"),
    ("PartnerRelease", "RELEASE", "reason"),
    ("RelationshipAgreePlan", "AGREE_PLAN", "agreement"),
    ("RelationshipProposePlan", "PROPOSE_PLAN", "plan"),
    ("RelationshipAdvance", "ADVANCE", "note"),
    ("RelationshipRegress", "REGRESS", "note"),
    ("RelationshipDissolve", "DISSOLVE", "note"),
    ("PartnerAgreeToStay", "AGREE_TO_STAY", ""),
    ("PartnerCancelExit", "CANCEL_EXIT", "reason"),
    ("PartnerFinishExit", "FINISH_EXIT", ""),
    ("PartnerStartExit", "START_EXIT", "page"),
)
"""Each step's operation, its name among the available actions, and what it asks for."""

OWN = "/org/account"
OF_PARTNERS = ("RelationshipAgreePlan", "RelationshipProposePlan", "PartnerAgreeToStay", "PartnerStartExit")
"""Those that a partner's own people take on their own page, beside applying and answering."""

_PARTNER = forms.taking("partnerId", required=True)
_PLACE = (_PARTNER, forms.taking("expectedVersion", read=forms.integer, required=True))
_ASKED = {
    "": _PLACE,
    "person": (*_PLACE, forms.taking("name", required=True), forms.taking("email", required=True)),
    "items": (*_PLACE, forms.taking("items", required=True)),
    "reason": (*_PLACE, forms.taking("reason", required=True)),
    "note": (*_PLACE, forms.taking("note", required=True)),
    "plan": (_PARTNER, forms.taking("expectedDigest"), forms.taking("text", required=True)),
    "agreement": (_PARTNER, forms.taking("expectedDigest", required=True)),
}  # fmt: skip
_OF_PLANS = frozenset({"plan", "agreement"})


def _back(payload: Json) -> str:
    return f"/partners/{payload['partner']['id']}/steps"


def _own(_payload: Json) -> str:
    return OWN


def _plain(operation: str, asks: str) -> forms.Form:
    return forms.Form(operation=operation, fields=_ASKED[asks], then=_back)


def _by_line(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """What is missing, one item a line."""
    variables, errors = forms.read(_plain("PartnerRequestInfo", "items"), sent)
    if not errors:
        variables["input"]["items"] = [line for line in variables["input"]["items"].splitlines() if line.strip()]
    return variables, errors


def _form(operation: str, asks: str, *, then: Callable[[Json], str] = _back) -> forms.Form:
    build = _by_line if asks == "items" else None
    return forms.Form(operation=operation, fields=_ASKED[asks], then=then, build=build)


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _steps_of(partner: Json, taken: Collection[str], exit_page: str) -> list[Json]:
    """The steps among the actions of a partner that the page offers, each with what follows and its form hides."""
    known = {each["name"] for each in partner["availableActions"]}
    return [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(partner, action),
            "hidden": _hidden(partner, asks), "href": exit_page,
            "says": words.word(action, "PartnerConsequence") if action in words.WORDS["PartnerConsequence"] else "",
        }
        for operation, action, asks in STEPS
        if action in known and operation in taken
    ]  # fmt: skip


def _hidden(partner: Json, asks: str) -> Json:
    """A plan is named by the digest of the one on the table, everything else by the partner's version."""
    if asks not in _OF_PLANS:
        return {"partnerId": partner["id"], "expectedVersion": partner["version"]}
    newest = partner["proposedPlan"] or partner["relationshipPlan"]
    return {"partnerId": partner["id"]} | ({"expectedDigest": newest["digest"]} if newest else {})


def _steps(_visit: Visit, data: Json) -> Json:
    found = (data["managers"] or {"nodes": []})["nodes"]
    now = data["partner"]["manager"]
    people = {each["id"]: each["name"] for each in (*([now] if now else ()), *found)}
    return {
        "head": frame.head(data["partner"], data, "steps"),
        "steps": _steps_of(
            data["partner"], [operation for operation, *_ in STEPS], f"/partners/{data['partner']['id']}/exit"
        ),
        "people": [*people.items()],
    }


def _own_steps(_visit: Visit, data: Json) -> Json:
    """What the reader may do now for their own organisation, beside applying and answering."""
    own = next(iter((data["partners"] or {"nodes": []})["nodes"]), None)
    if own is None:
        return {"steps": [], "head": None}
    open_ = [step for step in _steps_of(own, OF_PARTNERS, f"{OWN}/exit") if step["can"]["allowed"]]
    return {"steps": open_, "head": frame.head(own, data, "steps")}


def _reads(place: str) -> tuple[str, ...]:
    """What the functions above read of a partner."""
    actions = ("name", "allowed", "blockedBy.message")
    fields = ("id", "version", "proposedPlan.digest", "relationshipPlan.digest")
    return (*(f"{place}.availableActions.{field}" for field in actions), *(f"{place}.{field}" for field in fields))


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
            *(_form(operation, asks) for operation, _action, asks in STEPS if asks != "page"),
            forms.Form(
                operation="PartnerAssignManager", fields=(*_PLACE, forms.taking("managerId", required=True)), then=_back
            ),
        ),
        reads=(
            *_reads("partner"), *frame.reads("partner"), "partner.manager.name", "managers.nodes.id",
            "managers.nodes.name",
        ),
    ),
    Page(
        path=OWN,
        operation="OwnAccount",
        template="partners/own.html",
        who=Who.PARTNERS,
        extras=_own_steps,
        forms=tuple(
            _form(operation, asks, then=_own)
            for operation, _action, asks in STEPS
            if operation in OF_PARTNERS and asks != "page"
        ),
        reads=(*_reads("partners.nodes"), *frame.reads("partners.nodes")),
    ),
)  # fmt: skip
