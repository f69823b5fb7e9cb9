"""One fee schedule: what it says, on what it rests, and for legal and administrators its end."""

from frontend_stub.pages.fees.schedules import PATH, SETS
from frontend_stub.site import forms, i18n
from frontend_stub.site.page import Json, Page, Visit


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _shown(visit: Visit, data: Json) -> Json:
    """Whether the reader can end it: one that both sides have signed, an amendment ends."""
    schedule, today = data["feeSchedule"], i18n.today(visit.now).isoformat()
    last = schedule["validUntil"]
    is_over = last is not None and last < max(today, schedule["validFrom"])
    return {
        "mine": data["viewer"]["side"], "today": today, "is_over": is_over, "path": PATH,
        "may_end": SETS in data["viewer"]["permissions"] and not is_over and not schedule["contractDigest"],
        "place": {"scheduleId": schedule["id"], "expectedVersion": schedule["version"]},
    }  # fmt: skip


def _back(payload: Json) -> str:
    return f"{PATH}/{payload['schedule']['id']}"


PAGES = (
    Page(
        path=f"{PATH}/{{id}}", operation="FeeScheduleDetail", template="fees/schedule.html", variables=_one,
        required=("feeSchedule",), extras=_shown,
        forms=(
            forms.Form(
                operation="FeeScheduleEnd", then=_back, fields=(
                    forms.taking("scheduleId", required=True),
                    forms.taking("expectedVersion", read=forms.integer, required=True),
                    forms.taking("validUntil", read=forms.calendar_day, required=True),
                ),
            ),
        ),
        reads=(
            "viewer.permissions",
            *(f"feeSchedule.{each}" for each in (
                "id", "version", "validFrom", "validUntil", "contractDigest", "cap.amount", "cap.currency",
            )),
        ),
    ),
)  # fmt: skip
