"""Authority to sign: giving one, and what a second person and the administrators do with it."""

from starlette.datastructures import FormData

from frontend_stub.site import forms, i18n, returning
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.steps import standing

STEPS = (
    ("SigningAuthorityAccept", "ACCEPT"),
    ("SigningAuthorityRefuse", "REFUSE"),
    ("SigningAuthorityRevoke", "REVOKE"),
)
"""Each step's operation and its name among the available actions; only a refusal asks for a reason."""

_GIVEN = (
    forms.taking("memberId", required=True),
    forms.taking("limit", "limit", "amount", currency="limitCurrency"),
    forms.taking("limitCurrency", "limit", "currency"),
    forms.taking("kinds", many=True),
    forms.taking("validFrom", read=forms.calendar_day, required=True),
    forms.taking("validUntil", read=forms.calendar_day),
)
_WHICH = (
    forms.taking("authorityId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_REASON = forms.taking("reason", required=True)


def _back(payload: Json) -> str:
    return f"/org/authorities/{payload['authority']['id']}"


_PLAIN = forms.Form(operation="SigningAuthorityGrant", fields=_GIVEN, then=_back)


def _given(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The variables; a currency without an amount is no limit."""
    variables, errors = forms.read(_PLAIN, sent)
    given = variables.get("input", {})
    if "amount" not in given.get("limit", {"amount": ""}):
        del given["limit"]
    return variables, errors


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _can_give(visit: Visit, data: Json) -> Json:
    viewer, member = data["viewer"], data["member"]
    return {
        "may": "member:manage" in viewer["permissions"] and member["side"] == viewer["side"],
        "is_active": member["status"] == "ACTIVE",
        "today": i18n.today(visit.now).isoformat(),
    }


def _steps(_visit: Visit, data: Json) -> Json:
    found = data["signingAuthority"]
    known = {each["name"] for each in found["availableActions"]}
    steps = [
        {"operation": operation, "action": action, "can": standing(found, action)}
        for operation, action in STEPS
        if action in known
    ]
    return {"steps": sorted(steps, key=lambda step: not step["can"]["allowed"])}


PAGES = (
    Page(
        path="/org/members/{id}/authority",
        operation="AuthorityNew",
        template="people/authorities/new.html",
        variables=_one,
        required=("member",),
        extras=_can_give,
        forms=(forms.Form(operation="SigningAuthorityGrant", fields=_GIVEN, build=_given, then=_back),),
        reads=("viewer.permissions", "member.side", "member.status"),
    ),
    Page(
        path="/org/authorities/{id}",
        operation="AuthorityDetail",
        template="people/authorities/detail.html",
        variables=_one,
        required=("signingAuthority",),
        extras=_steps,
        forms=tuple(
            forms.Form(operation=operation, fields=(*_WHICH, _REASON) if action == "REFUSE" else _WHICH, then=_back)
            for operation, action in STEPS
        ),
        reads=(
            "signingAuthority.limit.amount", "signingAuthority.limit.currency",
            "signingAuthority.availableActions.name", "signingAuthority.availableActions.allowed",
            "signingAuthority.availableActions.blockedBy.message",
        ),
    ),
)  # fmt: skip
