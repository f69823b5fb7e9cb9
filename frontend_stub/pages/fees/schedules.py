"""By which schedules partners earn, and for legal and administrators setting a new one in the place of another."""

from starlette.datastructures import FormData

from frontend_stub.site import forms, i18n, returning, typed, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, paging

PATH = "/fees/schedules"
SETS = "fee:set"
LONGEST = 200
"""Characters of what an address names."""


def _list(visit: Visit) -> Json:
    query = visit.query
    wanted = {"partnerId": query.get("partner", "")[:LONGEST], "product": query.get("product", "").strip()[:LONGEST]}
    wanted["product"] = wanted["product"].upper()
    try:
        wanted["inForceOn"] = forms.calendar_day(query.get("on", ""))
    except ValueError:
        wanted["inForceOn"] = ""
    return {"filter": {name: value for name, value in wanted.items() if value}} | paging(visit)


def _shown(visit: Visit, data: Json) -> Json:
    found: Json = data["feeSchedules"] or {"nodes": []}
    now = i18n.today(visit.now).isoformat()
    return {
        "mine": data["viewer"]["side"], "may_set": SETS in data["viewer"]["permissions"] and visit.query.get("partner"),
        "today": now, "replaceable": [_told(each) for each in found["nodes"] if (each["validUntil"] or now) >= now],
    }  # fmt: skip


def _told(schedule: Json) -> tuple[str, str]:
    """Its id, and for which product and at which rate."""
    product = words.coded(schedule["productName"], schedule["product"]) or _("All other products")
    return schedule["id"], ", ".join((product, i18n.percent(schedule["rate"])))


def _back(payload: Json) -> str:
    partner = payload["schedule"]["partner"]
    return f"{PATH}?partner={partner['id']}" if partner else PATH


_FIELDS = (
    forms.taking("partnerId", required=True), forms.taking("rate", read=typed.percentage, required=True),
    forms.taking("validFrom", read=forms.calendar_day, required=True),
    forms.taking("validUntil", read=forms.calendar_day), forms.taking("product"), forms.taking("base"),
    forms.taking("cap", "cap", "amount", currency="capCurrency"), forms.taking("capCurrency", "cap", "currency"),
    forms.taking("holdDays", read=forms.integer), forms.taking("replacedId"),
)  # fmt: skip


def _set(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The variables; a currency without an amount is no bound."""
    variables, errors = forms.read(forms.Form(operation="FeeScheduleSet", then=_back, fields=_FIELDS), sent)
    given = variables.get("input", {})
    if "amount" not in given.get("cap", {"amount": ""}):
        del given["cap"]
    return variables, errors


SET = forms.Form(operation="FeeScheduleSet", then=_back, fields=_FIELDS, build=_set)
PAGES = (
    Page(
        path=PATH, operation="FeeScheduleList", template="fees/schedules.html", variables=_list, extras=_shown,
        forms=(SET,),
        reads=(
            "viewer.permissions",
            *(f"feeSchedules.nodes.{each}" for each in (
                "id", "product", "productName", "rate", "validUntil", "cap.amount", "cap.currency",
            )),
        ),
    ),
)  # fmt: skip
