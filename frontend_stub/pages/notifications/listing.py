"""What the reader is told of, by day and by record, and what of it they have read."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from frontend_stub.site import forms, i18n
from frontend_stub.site.page import Json, Page, Visit, paging

PATH = "/notifications"
SIZE = 20
"""Lines of a page: each brings a form along, and a page has its budget."""
PLACES = {
    "ctr": ("/contracts/", "/contracts/"), "org": ("/partners/", "/org/account#"),
    **{prefix: (place, place) for prefix, place in (
        ("mem", "/org/members/"), ("aut", "/org/authorities/"), ("doc", "/documents/"), ("nte", "/notes/"),
        ("obl", "/obligations/"), ("opp", "/opportunities/"), ("sug", "/opportunities/suggestions/"),
        ("fee", "/fees/"), ("ovl", "/overlaps/"), ("dir", "/direct-deals/"),
        ("bnd", "/boundaries/"), ("ept", "/expectations/"), ("mea", "/measurements/"),
        ("bre", "/breaches/"), ("scd", "/scorecards/cards/"),
        ("fim", "/imports/"), ("dsp", "/disputes/"), ("dof", "/disputes/{dispute}/offers/"),
        ("dre", "/disputes/{dispute}#remedy-"), ("dpv", "/disputes/{dispute}#prevention-"),
        ("imp", "/org/imports/"), ("cli", "/org/clients/"), ("idp", "/org/connections/"), ("dom", "/org/domains#"),
        ("prv", "/org/provisioning#"),
    )},
}  # fmt: skip
"""Where records of a type are shown to the company, and to a partner; some with the dispute that they belong to."""


def _variables(visit: Visit) -> Json:
    return {**paging(visit, SIZE), "unread": visit.query.get("show") != "all"}


def _grouped(visit: Visit, data: Json) -> Json:
    """By day, and within a day all of one record together, the latest first."""
    nodes = (data["notifications"] or {"nodes": []})["nodes"]
    days = groupby(nodes, lambda each: i18n.instant(each["at"]).date().isoformat())
    side = data["viewer"]["side"]
    return {
        "days": [(day, list(_records(several, side))) for day, several in days],
        "everything": visit.query.get("show") == "all",
        "newest": max((each["at"] for each in nodes), default=""),
    }


def _records(told: Iterable[Json], side: str) -> Iterable[Json]:
    of: dict[str, list[Json]] = {}
    for each in told:
        of.setdefault(each["recordId"], []).append(each)
    for record_id, several in of.items():
        first: Any = several[0]
        yield {
            "id": record_id, "href": href(record_id, side, _dispute(first)), "name": first["recordName"],
            "items": several,
            "partner": first["partner"]["name"] if first["partner"] and side == "HOST" else "",
            "is_unread": any(each["readAt"] is None for each in several),
        }  # fmt: skip


def _dispute(told: Json) -> str:
    """The id of the dispute that what is told of belongs to; "" where it is no part of one, or not to be seen."""
    return str(((told["subject"] or {}).get("dispute") or {}).get("id", ""))


def href(record_id: str, side: str, dispute: str = "") -> str:
    """Where the record is shown; "" for a kind that has no page of its own, or whose dispute nobody sees."""
    place = PLACES.get(record_id[:3], ("", ""))[side == "PARTNER"]
    if not place or ("{dispute}" in place and not dispute):
        return ""
    return place.format(dispute=dispute) + record_id


READ = forms.Form(
    operation="NotificationMarkRead", then=lambda _payload: PATH,
    fields=(
        forms.taking("notificationId"), forms.taking("recordId"), forms.taking("everything", read=forms.flag),
        forms.taking("until"),
    ),
)  # fmt: skip

PAGES = (
    Page(
        path=PATH, operation="Notifications", template="notifications/list.html", variables=_variables,
        extras=_grouped, forms=(READ,),
        reads=tuple(
            f"notifications.nodes.{name}" for name in (
                "id", "at", "sentence", "why", "dueAt", "readAt", "recordId", "recordName", "partner.name",
                "subject.dispute.id",
                *(f"entry.{each}" for each in ("name", "side", "isSystem", "note")),
            )
        ),
    ),
)  # fmt: skip
