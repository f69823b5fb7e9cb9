"""One opportunity: with whom, how long it is protected, whose turn it is, and what the reader may do about it."""

from dataclasses import replace
from decimal import Decimal

from babel import numbers
from starlette.datastructures import FormData

from frontend_stub.pages.opportunities import turns
from frontend_stub.site import forms, i18n, returning, steps, words
from frontend_stub.site.page import Json, Page, Visit

STEPS = (
    ("OpportunityRegisterDraft", "REGISTER", ""),
    ("OpportunityOffer", "OFFER", ""),
    ("OpportunityAccept", "ACCEPT", ""),
    ("OpportunityApprove", "APPROVE", ""),
    ("OpportunityGiveInfo", "GIVE_INFO", "text"),
    ("OpportunitySplit", "SPLIT", ""),
    ("OpportunityAwardHere", "AWARD_HERE", ""),
    ("OpportunityExtend", "EXTEND", "note"),
    ("OpportunityRefuseExtension", "REFUSE_EXTENSION", "reason"),
    ("OpportunityWin", "WIN", "order"),
    ("OpportunityAskExtension", "ASK_EXTENSION", "text"),
    ("OpportunityUpdate", "UPDATE", "sale"),
    ("OpportunityLose", "LOSE", "loss"),
    ("OpportunityAskInfo", "ASK_INFO", "items"),
    ("OpportunityReject", "REJECT", "rejection"),
    ("OpportunityFlagConflict", "FLAG_CONFLICT", "other"),
    ("OpportunityDecline", "DECLINE", "reason"),
    ("OpportunityWithdraw", "WITHDRAW", "note"),
    ("OpportunityDiscard", "DISCARD", ""),
)
"""Each step's operation, its name among the available actions, and what it asks for."""

_PLACE = (
    forms.taking("opportunityId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_ESTIMATE = (
    forms.taking("estimate", "estimate", "amount", required=True, currency="estimateCurrency"),
    forms.taking("estimateCurrency", "estimate", "currency", required=True),
)


def _lines(raw: str) -> list[str]:
    """One item per line."""
    return [line.strip() for line in raw.splitlines() if line.strip()]


_ASKED = {
    "": _PLACE,
    "text": (*_PLACE, forms.taking("text", required=True)),
    "reason": (*_PLACE, forms.taking("reason", required=True)),
    "note": (*_PLACE, forms.taking("note")),
    "items": (*_PLACE, forms.taking("items", read=_lines, required=True)),
    "other": (*_PLACE, forms.taking("otherId", required=True)),
    "rejection": (
        *_PLACE, forms.taking("code", required=True), forms.taking("olderRightOn", read=forms.calendar_day),
        forms.taking("text"),
    ),
    "order": (
        *_PLACE, forms.taking("orderReference", required=True),
        forms.taking("wonOn", read=forms.calendar_day, required=True),
        forms.taking("value", "value", "amount", required=True, currency="valueCurrency"),
        forms.taking("valueCurrency", "value", "currency", required=True),
    ),
    "sale": (
        *_PLACE, forms.taking("stage", required=True), *_ESTIMATE,
        forms.taking("expectedCloseOn", read=forms.calendar_day, required=True),
    ),
    "loss": (*_PLACE, forms.taking("reason", required=True), forms.taking("note")),
}  # fmt: skip
UNASKED = ("UPDATE", "LOSE", "ASK_INFO", "REJECT", "FLAG_CONFLICT", "WITHDRAW", "DISCARD")
"""What is folded away even where nothing else can be done."""


ADVISED = {"AWARD": "AWARD_HERE", "SPLIT": "SPLIT", "REJECT": "REJECT"}
"""The step that follows from what the rules of engagement say, which stands first."""


def _back(payload: Json) -> str:
    return f"/opportunities/{payload['opportunity']['id']}"


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _shown(_visit: Visit, data: Json) -> Json:
    """What the reader's side could do, what is open first, and whose turn it is."""
    opportunity = data["opportunity"]
    return {
        "steps": _steps(opportunity),
        "turn": turns.turn(opportunity, data),
        "share": share,
        "may_flag": steps.standing(opportunity, "FLAG_CONFLICT")["allowed"],
        "advised": _advised(opportunity["conflict"]),
        "beside": _beside(opportunity["conflict"]),
        "owners": [each for each in (opportunity["companyOwner"], opportunity["partnerOwner"]) if each],
        "place": {"opportunityId": opportunity["id"], "expectedVersion": opportunity["version"]},
    }


def _advised(conflict: Json | None) -> str:
    """What the rules of engagement advise, as a sentence; of a rejection with its reason."""
    if conflict is None:
        return ""
    advice = conflict["advice"]
    because = f"{advice}_{(conflict['rejection'] or {'code': ''})['code']}"
    return words.word(because if because in words.WORDS["EngagementAdvised"] else advice, "EngagementAdvised")


def _beside(conflict: Json | None) -> list[str]:
    """Ids of the registrations that stand beside this one while nobody has decided."""
    if conflict is None or conflict["outcome"]:
        return []
    return [each["opportunity"]["id"] for each in conflict["rivals"] if each["opportunity"]]


def share(likeness: str) -> str:
    """How alike two names are, as people write it: 67%."""
    return numbers.format_percent(Decimal(likeness), locale=i18n.READER.get().locale)


def _steps(opportunity: Json) -> list[Json]:
    known = {each["name"] for each in opportunity["availableActions"]}
    protection = opportunity["protection"] or {"extensionAskedAt": None}
    hidden = set() if protection["extensionAskedAt"] else set(turns.ASKED)
    found = [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(opportunity, action),
            "says": words.word(action, "OpportunityConsequence"),
        }
        for operation, action, asks in STEPS
        if action in known - hidden
    ]  # fmt: skip
    advised = ADVISED.get((opportunity["conflict"] or {"advice": ""})["advice"], "")
    order = (advised, *turns.ONWARD)
    first = next((each for each in order if each in known and steps.standing(opportunity, each)["allowed"]), "")
    return sorted(
        found, key=lambda step: (step["action"] != first, step["action"] in UNASKED, not step["can"]["allowed"])
    )


_AMOUNTS = (
    "fees.amount", "fees.base", "conflict.rivals.opportunity.estimate", "conflict.rivals.directDeal.estimate",
)  # fmt: skip
_PLAIN = tuple(forms.Form(operation=operation, fields=_ASKED[asks], then=_back) for operation, _action, asks in STEPS)


def _rejected(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The day that the form began with is that of the reason it began with: for another reason nobody gave it."""
    variables, errors = forms.read(_REJECTING, sent)
    if returning.is_touched(sent, "code") and not returning.is_touched(sent, "olderRightOn"):
        variables["input"].pop("olderRightOn", None)
    return variables, errors


_REJECTING = next(form for form in _PLAIN if form.operation == "OpportunityReject")
PAGES = (
    Page(
        path="/opportunities/{id}",
        operation="OpportunityDetail",
        template="opportunities/detail.html",
        variables=_one,
        required=("opportunity",),
        extras=_shown,
        forms=tuple(replace(form, build=_rejected) if form is _REJECTING else form for form in _PLAIN),
        reads=(
            *steps.reads("opportunity"),
            "opportunity.availableActions.blockedBy.message",
            *(f"opportunity.{of}.{part}" for of in _AMOUNTS for part in ("amount", "currency")),
            *(
                f"opportunity.{field}"
                for field in (
                    "id", "version", "companyOwner.name", "partnerOwner.name", "protection.extensionAskedAt",
                    "orderValue.amount", "orderValue.currency", "conflict.advice", "conflict.outcome",
                    "conflict.rejection.code", "conflict.rivals.opportunity.id",
                )
            ),
        ),
    ),
)  # fmt: skip
