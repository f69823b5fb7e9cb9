"""Handing the pen over: the review of one's own changes, and accepting the text as it stands."""

from starlette.datastructures import FormData

from frontend_stub.pages.contracts import wording
from frontend_stub.pages.contracts.frame import one
from frontend_stub.pages.contracts.steps import STEP_FIELDS, back_to_contract
from frontend_stub.site import forms, returning
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.steps import standing

FIELDS = (*STEP_FIELDS, forms.taking("expectedDigest", required=True), forms.taking("message"))
SUBMIT = forms.Form(operation="ContractSubmitRound", then=back_to_contract, fields=FIELDS)


def _as_it_stands(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    variables, errors = forms.read(SUBMIT, sent)
    forms.place(variables, ("input", "noChanges"), value=True)
    return variables, errors


def _review(_visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    round_ = contract["openRound"]
    return {
        "can": standing(contract, "SUBMIT_ROUND"),
        "proposed": wording.proposal(round_) if round_ else [],
        "may_accept": "contract:accept" in data["viewer"]["permissions"],
    }


def _can(_visit: Visit, data: Json) -> Json:
    return {
        "can": standing(data["contract"], "SUBMIT_ROUND"),
        "may_accept": "contract:accept" in data["viewer"]["permissions"],
    }


PAGES = (
    Page(
        path="/contracts/{id}/propose/review",
        operation="ContractReview",
        template="contracts/review.html",
        variables=one,
        required=("contract",),
        extras=_review,
        forms=(SUBMIT,),
        reads=(
            *wording.STANDING_READS,
            *wording.proposal_reads("contract.openRound"),
            "viewer.permissions",
        ),
    ),
    Page(
        path="/contracts/{id}/propose/accept",
        operation="ContractAsItStands",
        template="contracts/as_it_stands.html",
        variables=one,
        required=("contract",),
        extras=_can,
        forms=(forms.Form(operation="ContractSubmitRound", then=back_to_contract, fields=FIELDS, build=_as_it_stands),),
        reads=(*wording.STANDING_READS, "viewer.permissions", "contract.openRound.changes.operation"),
    ),
)
