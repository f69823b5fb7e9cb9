"""The other side's proposal: answering it change by change, or accepting it as a whole."""

from starlette.datastructures import FormData

from frontend_stub.pages.contracts import wording
from frontend_stub.pages.contracts.changes import sent_text
from frontend_stub.pages.contracts.frame import one
from frontend_stub.pages.contracts.steps import STEP_FIELDS, back_to_contract
from frontend_stub.pages.contracts.turns import place
from frontend_stub.site import forms, returning
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.steps import standing

ANSWERS = ("ACCEPT", "REFUSE", "OWN")
_HEAD = forms.Form(operation="ContractCounterRound", fields=STEP_FIELDS, then=back_to_contract)


def _to_own_turn(payload: Json) -> str:
    return place(payload["contract"]["id"], "propose")


def _answers(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """One disposition for each change of the form; accepted, refused with a reason, or replaced by own words."""
    variables, errors = forms.read(_HEAD, sent)
    dispositions = [
        _answer(sent, name.removeprefix("change-"), errors) for name in sent if name.startswith("change-")
    ]  # fmt: skip
    forms.place(variables, ("input", "dispositions"), dispositions)
    return variables, errors


def _answer(sent: FormData, index: str, errors: list[returning.FieldError]) -> Line:
    answer, reason, own = (sent_text(sent, f"{name}-{index}") for name in ("answer", "reason", "own"))
    told: Json = {"changeId": sent_text(sent, f"change-{index}"), "accept": answer == "ACCEPT"}
    if answer not in ANSWERS:
        errors.append(
            returning.FieldError(f"answer-{index}", _("Choose to accept it, reject it or suggest other wording."))
        )
    if answer in {"REFUSE", "OWN"}:
        told["reason"] = reason
        if not reason:
            errors.append(returning.FieldError(f"reason-{index}", _("Enter a reason. The other side can read it.")))
    if answer == "OWN":
        told["replacement"] = own
        if not own:
            errors.append(returning.FieldError(f"own-{index}", _("Enter your wording, or reject the change.")))
    return Line(told, {"": f"answer-{index}", "reason": f"reason-{index}", "replacement": f"own-{index}"})


def _proposal(_visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    round_ = contract["openRound"]
    proposed = wording.proposal(round_) if round_ else []
    for item in proposed:
        change = item["change"]
        item["own"] = change["termValue"] or change["text"] or (item["before"] or {"text": ""})["text"]
    return {
        "can": standing(contract, "COUNTER_ROUND"),
        "can_accept": standing(contract, "ACCEPT_ROUND"),
        "proposed": proposed,
        "answers": [("ACCEPT", _("Accept")), ("REFUSE", _("Reject")), ("OWN", _("Suggest other wording"))],
    }


def _acceptance(_visit: Visit, data: Json) -> Json:
    return {"can": standing(data["contract"], "ACCEPT_ROUND")}


ACCEPT = forms.Form(
    operation="ContractAcceptRound",
    fields=(*STEP_FIELDS, forms.taking("expectedDigest", required=True)),
    then=back_to_contract,
)

PAGES = (
    Page(
        path="/contracts/{id}/answer",
        operation="ContractAnswer",
        template="contracts/answer.html",
        variables=one,
        required=("contract",),
        extras=_proposal,
        forms=(forms.Form(operation="ContractCounterRound", fields=STEP_FIELDS, build=_answers, then=_to_own_turn),),
        reads=(
            *wording.STANDING_READS,
            *wording.proposal_reads("contract.openRound"),
            "contract.openRound.changes.id",
            "contract.openRound.changes.text",
        ),
    ),
    Page(
        path="/contracts/{id}/accept",
        operation="ContractAccept",
        template="contracts/accept.html",
        variables=one,
        required=("contract",),
        extras=_acceptance,
        forms=(ACCEPT,),
        reads=(*wording.STANDING_READS, "contract.openRound.changes.operation"),
    ),
)
