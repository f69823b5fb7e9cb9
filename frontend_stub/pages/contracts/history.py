"""What happened to one contract, by day: filtered by the kind of event and by who acted, all in the address."""

from itertools import groupby
from typing import Any

from frontend_stub.pages.contracts import frame
from frontend_stub.pages.contracts.turns import place
from frontend_stub.site import i18n
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging
from frontend_stub.site.words import term

KINDS = {
    "draft": term("kind of event", "Draft and review"),
    "negotiation": term("kind of event", "Negotiation"),
    "signature": term("kind of event", "Approval and signature"),
    "life": term("kind of event", "In force and after"),
}
EVENTS = {
    "draft": (
        "contract.drafted", "contract.redrafted", "contract.review_requested", "contract.review_overdue",
        "contract.changes_requested",
    ),
    "negotiation": (
        "contract.negotiation_opened", "contract.agreed", "contract.reopened", "contract.withdrawn",
        "negotiation.draft_saved", "negotiation.round_submitted", "negotiation.round_withdrawn",
        "negotiation.round_countered", "negotiation.round_accepted", "negotiation.round_lapsed",
        "negotiation.round_aborted",
    ),
    "signature": (
        "contract.approval_started", "contract.approval_not_started", "contract.approval_rejected",
        "contract.approval_overdue", "contract.signature_requested", "contract.signature_given",
        "contract.signature_declined", "contract.signature_lapsed", "contract.signed",
    ),
    "life": (
        "contract.activated", "contract.rescinded", "contract.suspended", "contract.resumed", "contract.renewed",
        "contract.notice_given", "contract.notice_revoked", "contract.terminated", "contract.expired",
        "contract.superseded", "contract.amendment_drafted", "contract.amendment_drafted_as_settled",
        "contract.amended", "contract.amendment_lapsed",
    ),
}  # fmt: skip
"""Which filter shows an event."""
WHO = {
    "HOST": term("who acted", "The company"),
    "PARTNER": term("who acted", "The partner"),
    "PORTAL": term("who acted", "The portal, automatically"),
}
SIGNED = ("contract.signature_requested", "contract.signature_given", "contract.signature_lapsed", "contract.signed")
LONGEST_NAME = 200
FIELDS = {
    "status": "ContractStatus", "kind": "ContractKind", "renewal": "Renewal", "openRound.status": "RoundStatus",
}  # fmt: skip
"""Fields whose change is told, and whose words their values are."""


def _filter(visit: Visit) -> Json:
    chosen: Json = {}
    if kind := code(visit, "kind", KINDS):
        chosen["events"] = list(EVENTS[kind])
    who = code(visit, "who", WHO)
    if who == "PORTAL":
        chosen["isSystem"] = True
    elif who:
        chosen |= {"side": who, "isSystem": False}
    if name := visit.query.get("name", "").strip()[:LONGEST_NAME]:
        chosen["name"] = name
    return chosen


def _variables(visit: Visit) -> Json:
    return {**frame.one(visit), **paging(visit), "filter": _filter(visit)}


def _history(visit: Visit, data: Json) -> Json:
    timeline = data["contract"]["timeline"]
    here = place(data["contract"]["id"])
    entries = [_entry(each, here) for each in (timeline["nodes"] if timeline else ())]
    days = groupby(entries, lambda each: i18n.instant(each["item"]["at"]).date().isoformat())
    return {
        "days": [(day, list(several)) for day, several in days],
        "kinds": [(kind, i18n.pgettext(*told)) for kind, told in KINDS.items()],
        "sides": [(side, i18n.pgettext(*told)) for side, told in WHO.items()],
        "people": sorted({each["item"]["name"] for each in entries if not each["item"]["isSystem"]}),
        "is_filtered": bool(_filter(visit)),
    }


def _entry(item: Json, here: str) -> Json:
    changes = [_told(each) for each in item["changes"] if each["field"] in FIELDS]
    return {"item": item, "changes": changes, "places": _places(item, here)}


def _places(item: Json, here: str) -> list[tuple[str, str]]:
    """(address, words) of where to see what a line tells of: round, version, signatures, note, or else the text."""
    if item["aboutNote"]:
        return [(f"/notes/{item['aboutNote']['id']}", _("Note"))]
    told = {each["field"]: each["after"] for each in item["changes"]}
    found = []
    if number := told.get("rounds.number"):
        found.append((f"{here}/rounds/{number}", _("Round %(number)s") % {"number": number}))
    if number := told.get("currentVersion.number"):
        found.append((f"{here}/versions/{number}", _("Version %(number)s") % {"number": number}))
    if item["event"] in SIGNED:
        found.append((f"{here}#signatures", _("Signatures")))
    return found or [(here, _("Text"))]


def _told(change: Json) -> dict[str, Any]:
    return {"kind": FIELDS[change["field"]], "before": change["before"], "after": change["after"]}


PAGES = (
    Page(
        path="/contracts/{id}/history",
        operation="ContractHistory",
        template="contracts/history.html",
        variables=_variables,
        required=("contract",),
        extras=frame.around("history", _history),
        reads=(
            *frame.READS,
            *(
                f"contract.timeline.nodes.{field}"
                for field in ("sentence", "at", "name", "side", "isSystem", "note", "event", "aboutNote.id")
            ),
            *(f"contract.timeline.nodes.changes.{field}" for field in ("field", "before", "after")),
        ),
    ),
)
