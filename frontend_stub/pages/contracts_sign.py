"""Signing: one side's name under exactly one text."""

from starlette.datastructures import FormData

from frontend_stub import forms
from frontend_stub.i18n import gettext_ as _
from frontend_stub.page import Json, Page, Visit
from frontend_stub.pages import contracts_wording as wording
from frontend_stub.pages.contracts_detail import one
from frontend_stub.pages.contracts_steps import STEP_FIELDS, back_to_contract

FIELDS = (
    *STEP_FIELDS,
    forms.taking("expectedDigest", required=True),
    forms.taking("authority", required=True),
)
_PLAIN = forms.Form(operation="ContractSign", then=back_to_contract, fields=FIELDS)


def _signature(sent: FormData) -> tuple[Json, list[forms.FieldError]]:
    """The variables; who has not said that they read the text does not sign."""
    variables, errors = forms.read(_PLAIN, sent)
    if sent.get("read") != "on":
        errors.append(forms.FieldError("read", _("Please read the text first, then tick this.")))
    return variables, errors


def _can(_visit: Visit, data: Json) -> Json:
    due = data["contract"]["dueAt"]
    return {"can": wording.standing(data["contract"], "SIGN"), "until": wording.until(due) if due else ""}


PAGES = (
    Page(
        path="/contracts/{id}/sign",
        operation="ContractSigning",
        template="contracts/sign.html",
        variables=one,
        required=("contract",),
        extras=_can,
        forms=(forms.Form(operation="ContractSign", then=back_to_contract, fields=FIELDS, build=_signature),),
        reads=(*wording.STANDING_READS, *wording.MONEY_READS),
    ),
)
