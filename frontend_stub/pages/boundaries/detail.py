"""One boundary: what it says, what it blocks, whose turn it is, and what the reader may do about it."""

from frontend_stub.pages.boundaries import turns
from frontend_stub.pages.boundaries.listing import bound
from frontend_stub.site import forms, steps, words
from frontend_stub.site.page import Json, Page, Visit

STEPS = (
    ("BoundaryAgree", "AGREE", "digest"),
    ("BoundaryDecline", "DECLINE", "reason"),
    ("BoundaryEnd", "END", "reason"),
    ("BoundaryOverride", "OVERRIDE", "leave"),
    ("BoundaryWithdraw", "WITHDRAW", ""),
)
"""Each step's operation, its name among the available actions, and what it asks for."""
LOOKED_AT = {
    "TERRITORY": ("REGISTER", "OFFER", "EXTEND"),
    "CHANNEL": ("REGISTER", "OFFER", "EXTEND"),
    "EXCLUSIVITY": ("PUBLISH", "GRANT", "OFFER"),
    "CREDIT_LIMIT": ("ORDER", "WIN", "REOPEN"),
    "CONFIDENTIALITY": ("SHARE", "EXPORT", "OVERLAP", "ANNOUNCE"),
}
"""What each kind has something to say to; the API says so too, where it refuses."""

_PLACE = (
    forms.taking("boundaryId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_REASON = forms.taking("reason", required=True)
_ASKED = {
    "": _PLACE,
    "digest": (*_PLACE, forms.taking("expectedDigest", required=True)),
    "reason": (*_PLACE, _REASON),
    "leave": (
        *_PLACE, forms.taking("act", required=True), forms.taking("actKey"),
        forms.taking("until", read=forms.calendar_day), _REASON,
    ),
}  # fmt: skip


def _back(payload: Json) -> str:
    return f"/boundaries/{payload['boundary']['id']}"


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _steps(visit: Visit, data: Json) -> Json:
    boundary = data["boundary"]
    known = {each["name"] for each in boundary["availableActions"]}
    found = [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(boundary, action),
            "says": words.word(action, "BoundaryConsequence"), "hidden": _hidden(boundary, asks),
        }
        for operation, action, asks in STEPS
        if action in known and not _is_the_others(action, boundary, data["viewer"]["side"])
    ]  # fmt: skip
    acts = [(each, words.word(each, "BoundaryAct")) for each in LOOKED_AT.get(boundary["kind"], ())]
    return {
        "steps": found,
        "turn": turns.turn(boundary, data),
        "bound": bound(boundary, data["viewer"]["side"]),
        "acts": acts,
        "key": visit.query.get("key", ""),
        "can_revise": steps.standing(boundary, "REVISE")["allowed"],
        "can_propose": "boundary:propose" in data["viewer"]["permissions"],
        "mine": data["viewer"]["side"],
    }


def _is_the_others(action: str, boundary: Json, mine: str) -> bool:
    """A step of a proposal that is never the reader's side's: its own answer to itself, the other's withdrawal."""
    own = boundary["side"] == mine
    return boundary["status"] == "PROPOSED" and action in (("AGREE", "DECLINE") if own else ("WITHDRAW",))


def _hidden(boundary: Json, asks: str) -> Json:
    """Agreeing names the terms that are shown."""
    place = {"boundaryId": boundary["id"], "expectedVersion": boundary["version"]}
    return place | ({"expectedDigest": boundary["digest"]} if asks == "digest" else {})


PAGES = (
    Page(
        path="/boundaries/{id}",
        operation="BoundaryDetail",
        template="boundaries/detail.html",
        variables=_one,
        required=("boundary",),
        extras=_steps,
        forms=tuple(
            forms.Form(operation=operation, fields=_ASKED[asks], then=_back) for operation, _action, asks in STEPS
        ),
        reads=(
            *steps.reads("boundary"),
            "boundary.availableActions.blockedBy.message",
            *(
                f"boundary.{each}"
                for each in (
                    "version",
                    "digest",
                    "id",
                    "kind",
                    "binds",
                    "limit.amount",
                    "limit.currency",
                    "exposure.amount",
                    "exposure.currency",
                )
            ),
            "viewer.permissions",
        ),
    ),
)
