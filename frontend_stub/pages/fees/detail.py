"""One fee: by which rate on what, each row of its ledger, whose turn it is, and what the reader may do about it."""

from frontend_stub.pages.fees import turns
from frontend_stub.site import forms, steps, words
from frontend_stub.site.page import Json, Page, Visit

STEPS = (
    ("FeeApprove", "APPROVE", ""),
    ("FeeRelease", "RELEASE", "note"),
    ("FeeHold", "HOLD", "reason"),
    ("FeeReduce", "REDUCE", "part"),
    ("FeeReverse", "REVERSE", "cause"),
)
"""Each step's operation, its name among the available actions, and what it asks for."""
CAUSES = ("RETURN", "CREDIT_NOTE", "NON_PAYMENT", "WRONG_ATTRIBUTION")
"""Those that people give."""

_PLACE = (forms.taking("feeId", required=True), forms.taking("expectedVersion", read=forms.integer, required=True))
_CAUSE = (*_PLACE, forms.taking("cause", required=True), forms.taking("text", required=True))
_ASKED = {
    "": _PLACE,
    "note": (*_PLACE, forms.taking("note")),
    "reason": (*_PLACE, forms.taking("reason", required=True)),
    "cause": _CAUSE,
    "part": (
        *_CAUSE, forms.taking("returned", "returned", "amount", required=True, currency="returnedCurrency"),
        forms.taking("returnedCurrency", "returned", "currency", required=True),
    ),
}  # fmt: skip


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _back(payload: Json) -> str:
    return f"/fees/{payload['fee']['id']}"


def _shown(_visit: Visit, data: Json) -> Json:
    fee = data["fee"]
    return {
        "steps": _steps(fee),
        "turn": turns.turn(fee, data),
        "can_pay": any(each["name"] == "PAY" and each["allowed"] for each in fee["availableActions"]),
        "causes": [each for each in words.options("FeeCause") if each[0] in CAUSES],
        "place": {"feeId": fee["id"], "expectedVersion": fee["version"]},
    }


def _steps(fee: Json) -> list[Json]:
    known = {each["name"] for each in fee["availableActions"]}
    return [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(fee, action),
            "says": words.word(action, "FeeConsequence"),
        }
        for operation, action, asks in STEPS
        if action in known
    ]  # fmt: skip


PAGES = (
    Page(
        path="/fees/{id}",
        operation="FeeDetail",
        template="fees/detail.html",
        variables=_one,
        required=("fee",),
        extras=_shown,
        forms=tuple(
            forms.Form(operation=operation, fields=_ASKED[asks], then=_back) for operation, _action, asks in STEPS
        ),
        reads=(
            *steps.reads("fee"), "viewer.permissions", *(f"fee.disputes.nodes.{each}" for each in (
                "id", "number", "title", "status")), "fee.availableActions.blockedBy.message", "fee.id", "fee.version",
            *(f"fee.{each}.{part}" for each in ("amount", "balance", "base", "schedule.cap", "entries.amount")
              for part in ("amount", "currency")),
        ),
    ),
)  # fmt: skip
