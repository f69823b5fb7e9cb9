"""Signing: one side's name under exactly one text."""

from starlette.datastructures import FormData

from frontend_stub.pages.contracts import wording
from frontend_stub.pages.contracts.frame import one
from frontend_stub.pages.contracts.steps import STEP_FIELDS, back_to_contract
from frontend_stub.site import forms, returning
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.steps import standing

FIELDS = (
    *STEP_FIELDS,
    forms.taking("expectedDigest", required=True),
    forms.taking("authority", required=True),
)
_PLAIN = forms.Form(operation="ContractSign", then=back_to_contract, fields=FIELDS)


def _signature(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The variables; who has not said that they read the text does not sign."""
    variables, errors = forms.read(_PLAIN, sent)
    if sent.get("read") != "on":
        errors.append(returning.FieldError("read", _("Read the text first, then tick this box.")))
    return variables, errors


def _can(_visit: Visit, data: Json) -> Json:
    return {"can": standing(data["contract"], "SIGN")}


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
