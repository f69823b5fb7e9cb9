"""The people of the reader's organisation: who they are, inviting somebody, and what is done with one of them."""

from frontend_stub.site import forms
from frontend_stub.site.page import Json, Page, Visit, paging
from frontend_stub.site.steps import standing

LIST = "/org/members"
GIVEN = {
    "PARTNER": ("PARTNER_ADMIN", "PARTNER_MEMBER", "PARTNER_VIEWER"),
    "HOST": ("RELATIONSHIP_MANAGER", "LEGAL", "DISPUTE_OFFICER", "SALES", "EXECUTIVE_SPONSOR", "PLATFORM_ADMIN",
             "AUDITOR"),
}  # fmt: skip
"""The roles that an administrator of a side gives; a signatory's comes with an authority to sign."""
SIGNATORY = {"PARTNER": "PARTNER_SIGNATORY", "HOST": "COMPANY_SIGNATORY"}
STEPS = (
    ("MemberInvitePrepared", "INVITE", ""),
    ("MemberChangeRoles", "CHANGE_ROLES", "roles"),
    ("MemberSuspend", "SUSPEND", "reason"),
    ("MemberRestore", "RESTORE", ""),
    ("MemberRevoke", "REVOKE", ""),
    ("MemberRemove", "REMOVE", ""),
)
"""Each step's operation, its name among the available actions, and what it asks for."""

_PLACE = (
    forms.taking("memberId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_ASKED = {
    "": (),
    "roles": (forms.taking("roles", required=True, many=True),),
    "reason": (forms.taking("reason", required=True),),
}
END_SESSIONS = forms.Form(
    operation="MemberEndSessions",
    fields=(forms.taking("memberId", required=True),),
    then=lambda _: LIST,
)
TRY_MAIL = forms.Form(
    operation="MemberTryMail",
    fields=(forms.taking("memberId", required=True),),
    then=lambda payload: f"{LIST}/{payload['member']['id']}",
)
SET_QUOTA = forms.Form(
    operation="MemberSetQuota",
    fields=(
        forms.taking("memberId", required=True),
        forms.taking("carries", read=forms.flag),
    ),
    then=lambda payload: f"{LIST}/{payload['member']['id']}",
)
INVITE = forms.Form(
    operation="MemberInvite",
    fields=(
        forms.taking("name", required=True),
        forms.taking("email", required=True),
        forms.taking("roles", required=True, many=True),
    ),
    then=lambda _: LIST,
)


def _given(_visit: Visit, data: Json) -> Json:
    return {"given": GIVEN[data["viewer"]["side"]]}


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _steps(_visit: Visit, data: Json) -> Json:
    side = data["viewer"]["side"]
    kept = [SIGNATORY[side]] if SIGNATORY[side] in data["member"]["roles"] else []
    known = {each["name"] for each in data["member"]["availableActions"]}
    found = [
        {"operation": operation, "action": action, "asks": asks, "can": standing(data["member"], action)}
        for operation, action, asks in STEPS
        if action in known
    ]
    return {
        "given": [*GIVEN[side], *kept],
        "steps": found,
        "can_give": _can_give(data),
        "can_end_sessions": _can_give(data) and data["member"]["email"] != data["viewer"]["email"],
        "to_decide": _to_decide(data["member"]),
        "can_set_quota": _can_set_quota(data),
    }


def _can_give(data: Json) -> bool:
    """Whether the reader may propose that this member signs."""
    viewer, member = data["viewer"], data["member"]
    same_side = member["side"] == viewer["side"]
    return "member:manage" in viewer["permissions"] and same_side and member["status"] == "ACTIVE"


def _can_set_quota(data: Json) -> bool:
    """Whether the reader may say that this member carries a sales quota; nobody takes their own away."""
    viewer, member = data["viewer"], data["member"]
    is_own = member["email"] == viewer["email"]
    return viewer["side"] == "HOST" and _can_give(data) and not (is_own and member["carriesQuota"])


def _to_decide(member: Json) -> set[str]:
    """The authorities that wait for the reader to be the second person."""
    return {
        authority["id"]
        for authority in member["signingAuthorities"]
        for each in authority["availableActions"]
        if each["name"] == "ACCEPT" and each["allowed"]
    }


PAGES = (
    Page(
        path=LIST,
        operation="MemberList",
        template="people/members/list.html",
        variables=paging,
        extras=_given,
        forms=(INVITE,),
    ),
    Page(
        path=f"{LIST}/{{id}}",
        operation="MemberDetail",
        template="people/members/detail.html",
        variables=_one,
        required=("member",),
        extras=_steps,
        forms=(
            END_SESSIONS,
            TRY_MAIL,
            SET_QUOTA,
            *(
                forms.Form(operation=operation, fields=(*_PLACE, *_ASKED[asks]), then=lambda _: LIST)
                for operation, _action, asks in STEPS
            ),
        ),
        reads=(
            "viewer.permissions", "viewer.email", "member.side", "member.carriesQuota",
            "member.signingAuthorities.availableActions.name",
            "member.signingAuthorities.availableActions.allowed", "member.signingAuthorities.limit.amount",
            "member.signingAuthorities.limit.currency", "member.availableActions.name",
            "member.availableActions.allowed", "member.availableActions.blockedBy.message",
        ),
    ),
)  # fmt: skip
