"""The steps of a dispute as forms: what each asks for, which of them the reader may take now, and the first of them."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.pages.disputes import causes, perline, settling, turns
from frontend_stub.pages.disputes.drafting import back
from frontend_stub.pages.disputes.editing import PLACE
from frontend_stub.site import forms, steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json
from frontend_stub.site.returning import FieldError

STEPS = (
    ("DisputeFile", "FILE", ""),
    ("DisputeGiveInfo", "GIVE_INFO", "text"),
    ("DisputeAdmit", "ADMIT", ""),
    ("DisputeAskInfo", "ASK_INFO", "items"),
    ("DisputeRefuse", "REFUSE", "refusals"),
    ("DisputeRespond", "RESPOND", "answers"),
    ("DisputeConcede", "CONCEDE", "saying"),
    ("DisputeRefile", "REFILE", "note"),
    ("DisputeObjectToRefusal", "OBJECT_TO_REFUSAL", "reason"),
    ("DisputeAgreePause", "AGREE_PAUSE", ""),
    ("DisputeDecide", "DECIDE", "decisions"),
    ("DisputeAcceptMediator", "ACCEPT_MEDIATOR", "digest"),
    ("DisputeMediate", "MEDIATE", ""),
    ("DisputeProposeMediator", "PROPOSE_MEDIATOR", "person"),
    ("DisputeRefuseMediator", "REFUSE_MEDIATOR", "reason"),
    ("DisputeAgreeLonger", "AGREE_LONGER", ""),
    ("DisputeShowOffers", "SHOW_OFFERS", ""),
    ("DisputeHideOffers", "HIDE_OFFERS", ""),
    ("DisputeAskLonger", "ASK_LONGER", "longer"),
    ("DisputeSendLinkAgain", "SEND_LINK_AGAIN", ""),
    ("DisputeSendBack", "SEND_BACK", "instructions"),
    ("DisputeAppeal", "APPEAL", "reason"),
    ("DisputeRecordCause", "RECORD_CAUSE", "cause"),
    ("DisputeClose", "CLOSE", ""),
    ("DisputeRecordOutcome", "RECORD_OUTCOME", "outcome"),
    ("DisputeFail", "FAIL", "reason"),
    ("DisputeReopen", "REOPEN", "reason"),
    ("DisputeAskPause", "ASK_PAUSE", "pause"),
    ("DisputeEscalate", "ESCALATE", "reason"),
    ("DisputeWithdraw", "WITHDRAW", "reason"),
    ("DisputeDiscard", "DISCARD", ""),
)
"""Each step's operation, its name among the available actions, and what it asks for."""
TEXTS = ("reason", "instructions", "outcome", "text")
DANGER = ("CONCEDE", "REFUSE", "REFUSE_MEDIATOR", "WITHDRAW", "DISCARD", "ESCALATE")
_MOST_ITEMS = 20
_ASKED: Mapping[str, tuple[forms.Field, ...]] = {
    "": PLACE,
    "note": (*PLACE, forms.taking("note")),
    "saying": (*PLACE, forms.taking("text")),
    "person": (*PLACE, forms.taking("name", required=True), forms.taking("email", required=True)),
    "digest": (*PLACE, forms.taking("expectedDigest", required=True)),
    "longer": (
        *PLACE, forms.taking("until", read=forms.calendar_day, required=True), forms.taking("reason", required=True),
    ),
    "pause": (
        *PLACE, forms.taking("until", read=forms.calendar_day, required=True), forms.taking("reason", required=True),
    ),
    **{each: (*PLACE, forms.taking(each, required=True)) for each in TEXTS},
}  # fmt: skip


def _items(sent: FormData) -> tuple[Json, list[FieldError]]:
    """One thing to ask for in each line of the text."""
    fields = (*PLACE, forms.taking("items", required=True))
    variables, errors = forms.read(forms.Form(operation="", fields=fields, then=back), sent)
    asked = str(variables.get("input", {}).get("items", ""))
    found = [each.strip() for each in asked.splitlines() if each.strip()]
    if len(found) > _MOST_ITEMS:
        errors.append(FieldError("items", _("Ask for at most 20 things.")))
    if found:
        variables["input"]["items"] = found
    return variables, errors


def form(operation: str, asks: str) -> forms.Form:
    if asks in perline.KINDS:
        return perline.form(operation, PLACE, perline.KINDS[asks], back)
    if asks == "cause":
        return causes.cause(PLACE, back)
    if asks == "items":
        fields = (*PLACE, forms.taking("items"))
        return forms.Form(operation=operation, fields=fields, build=_items, then=back)
    return forms.Form(operation=operation, fields=_ASKED[asks], then=back)


FORMS = (
    *(form(operation, asks) for operation, action, asks in STEPS if action not in turns.APART),
    forms.Form(operation="DisputeSay", fields=(*PLACE, forms.taking("text", required=True)), then=back),
    forms.Form(operation="DisputeTellMediator", fields=(*PLACE, forms.taking("text", required=True)), then=back),
    *(causes.check(operation) for operation, _action in causes.CHECKS),
    *settling.OF_REMEDIES,
)  # fmt: skip
"""Those of the dispute's own page."""


def listed(it: Mapping[str, Any]) -> list[Json]:
    """What the reader's side could do, what is open and moves it on first."""
    known = {each["name"] for each in it["availableActions"]}
    first = main(it)
    found = [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(it, action),
            "is_main": action == first, "danger": action in DANGER,
            "digest": next((each["digest"] for each in reversed(it["mediators"] or [])), None),
            "mediator": next(iter(reversed(it["mediators"] or [])), None),
            "apart": turns.place(it["id"], action) if action in turns.APART else "",
        }
        for operation, action, asks in STEPS
        if action in known
    ]  # fmt: skip
    return sorted(found, key=lambda step: (not step["is_main"], not step["can"]["allowed"]))


def main(it: Mapping[str, Any]) -> str:
    """The step that the reader takes next; "" for none."""
    return next((name for name in turns.ONWARD if steps.standing(it, name)["allowed"]), "")


def button(it: Mapping[str, Any], viewer: Mapping[str, Any]) -> Json | None:
    """The one button at the top: the next step; for a draft whose papers are missing, to bring them; while the two
    sides negotiate, an offer or the answer to one."""
    side = viewer["side"]
    if it["status"] == "DRAFT" and it["missing"] and it["claimant"] == side:
        return {"href": turns.place(it["id"], turns.BRING), "label": _("Add the papers")}
    action = main(it)
    if action in {"", "SEND_BACK"} and (offer := settling.next_step(it, viewer)):
        return offer
    waited = side in it["waitingOn"] or it["status"] == "DRAFT"
    href = turns.place(it["id"], action) if action in turns.APART else f"#{action}"
    return {"href": href, "label": words.word(action, "DisputeAction")} if action and waited else None
