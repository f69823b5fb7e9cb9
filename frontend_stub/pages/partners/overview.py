"""One partner at a glance: what is open between the sides and whose turn it is, its documents, contracts and people."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from frontend_stub.pages.contracts import turns as contracts
from frontend_stub.pages.documents import turns as documents
from frontend_stub.pages.partners import frame, keeping
from frontend_stub.site import i18n, places, steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, Who, paging

FIRST = ("ACT", "SIDE", "OTHER")
"""What waits for the reader, for others of their side, for the other side: in this order."""
NEVER = "9999"
CONTRACT = ("id", "number", "title", "status", "endsOn", "dueAt")
PAPER = ("id", "kind", "title", "status", "isMandatory", "wantedOn", "validUntil", "dueAt")


def _overview(partner: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    found = (partner["openContracts"] or {"nodes": []})["nodes"]
    papers = (data["papers"] or {"nodes": []})["nodes"]
    lines = [*map(_contract(data), found), *map(_paper(data), papers)]
    return {
        "head": frame.head(partner, data, ""),
        "open_": sorted(
            (each for each in lines if each["turn"]["kind"]),
            key=lambda each: (FIRST.index(each["turn"]["kind"]), each["due"] or NEVER),
        ),
        "running": [each for each in found if not each["waitingOn"]],
        "kept": keeping.all_kept(partner, data),
    }


def _contract(data: Mapping[str, Any]) -> Any:
    def line(contract: Json) -> Json:
        return {
            "href": contracts.place(contract["id"]), "title": contract["title"], "number": contract["number"],
            "status": contract["status"], "kind": "ContractStatus", "turn": contracts.turn(contract, data),
            "due": contract["dueAt"], "waiting_on": contract["waitingOn"],
        }  # fmt: skip

    return line


def _paper(data: Mapping[str, Any]) -> Any:
    def line(document: Json) -> Json:
        return {
            "href": f"/documents/{document['id']}", "number": "",
            "title": document["title"] or words.word(document["kind"], "DocumentKind"),
            "status": document["status"], "kind": "DocumentStatus", "turn": documents.turn(document, data),
            "due": document["dueAt"], "waiting_on": document["waitingOn"],
        }  # fmt: skip

    return line


def _of_partner(_visit: Visit, data: Json) -> Json:
    return _overview(data["partner"], data)


def _own(_visit: Visit, data: Json) -> Json:
    own = next(iter((data["partners"] or {"nodes": []})["nodes"]), None)
    return _overview(own, data) if own else {"head": None, "open_": [], "running": [], "kept": None}


def _history(_visit: Visit, data: Json) -> Json:
    partner = data["partner"]
    entries = [
        _entry(each, partner, data["viewer"]["side"]) for each in (partner["timeline"] or {"nodes": ()})["nodes"]
    ]
    days = groupby(entries, lambda each: i18n.instant(each["item"]["at"]).date().isoformat())
    return {"head": frame.head(partner, data, "history"), "days": [(day, list(several)) for day, several in days]}


def _entry(item: Json, partner: Mapping[str, Any], side: str) -> Json:
    """A line, with where to see what it tells of: a note, or another record than the partner."""
    links = [(f"/notes/{item['aboutNote']['id']}", _("Note"))] if item["aboutNote"] else []
    if item["subject"] and item["subject"]["id"] != partner["id"]:
        shown = places.shown(item["subject"], item["called"] or "", side)
        links += [(shown["href"], shown["called"])] if shown["href"] else []
    digests = [each["after"] for each in item["changes"] if each["field"] == "manifest_sha256" and each["after"]]
    return {"item": item, "links": links, "digests": digests}


def _history_of(visit: Visit) -> Json:
    return {"id": visit.params["id"], **paging(visit)}


def _reads(place: str) -> Iterable[str]:
    return (
        *frame.reads(place),
        *keeping.reads(place),
        *steps.reads(f"{place}.openContracts.nodes"), *(f"{place}.openContracts.nodes.{name}" for name in CONTRACT),
        *(f"{place}.feeAccounts.{of}.{part}" for of in ("balance", "payable") for part in ("amount", "currency")),
        *steps.reads("papers.nodes"), *(f"papers.nodes.{name}" for name in PAPER),
    )  # fmt: skip


PAGES = (
    Page(
        path="/partners/{id}",
        operation="PartnerDetail",
        template="partners/detail.html",
        who=Who.STAFF,
        variables=lambda visit: {"id": visit.params["id"]},
        required=("partner",),
        extras=_of_partner,
        reads=tuple(_reads("partner")),
    ),
    Page(
        path="/partners/{id}/history",
        operation="PartnerHistory",
        template="partners/history.html",
        variables=_history_of,
        required=("partner",),
        extras=_history,
        reads=(
            *frame.reads("partner"),
            *(
                f"partner.timeline.nodes.{name}"
                for name in (
                    "sentence", "at", "name", "side", "isSystem", "note", "called", "subject.id",
                    "subject.period", "subject.measurement.period", "aboutNote.id",
                    "changes.field", "changes.after",
                )
            ),
        ),
    ),
    Page(
        path="/company",
        operation="Company",
        template="partners/company.html",
        who=Who.PARTNERS,
        extras=_own,
        reads=tuple(_reads("partners.nodes")),
    ),
)  # fmt: skip
