"""Offers to settle, each on a page of its own, and the page on which one is made."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from frontend_stub.pages.disputes import about, settling, shown
from frontend_stub.site import steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit

DAYS = 14
"""How long an offer can be accepted, unless its form says another day."""


def listed(it: Mapping[str, Any], names: Mapping[str, str]) -> list[Json]:
    """The offers in a line each, newest first: by whom, and what is done first, for whoever may read it."""
    found = []
    for each in reversed(it["offers"]):
        does = each["says"]["actions"] if each["says"] else []
        first = does[0] if does else None
        found.append({"it": each, "who": names[each["side"]], "first": first, "more": max(len(does) - 1, 0)})
    return found


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _making(visit: Visit, data: Json) -> Json:
    it = data["dispute"]
    return {
        "may_offer": settling.may_offer(it, data["viewer"]),
        "own": next((each for each in it["offers"] if _is_own(each, data)), None),
        "place": {"disputeId": it["id"], "expectedVersion": it["version"]},
        "offering": _begun(it, (), visit.now),
        "sides": shown.sides(data),
    }


def _is_own(offer: Mapping[str, Any], data: Json) -> bool:
    return bool(offer["status"] == "OPEN" and offer["side"] == data["viewer"]["side"])


def _shown(visit: Visit, data: Json) -> Json:
    """The offer that the address names, and what the reader may do about it; none where the dispute has none such."""
    it = data["dispute"]
    found = next((each for each in it["offers"] if each["id"] == visit.params["offer"]), None)
    if found is None:
        return {"offer": None, "who": "", "does": [], "acts": [], "may_act": False, "offering": {}, "sides": []}
    names, does, acts = shown.names(data), (found["says"] or {"actions": []})["actions"], _acts(found)
    return {
        "offer": found,
        "who": names[found["side"]],
        "does": [one | {"by": names[one["obligor"]]} for one in does],
        "acts": acts,
        "may_act": any(each["can"]["allowed"] for each in acts),
        "offering": _begun(it, does, visit.now),
        "sides": shown.sides(data),
    }


def _acts(offer: Mapping[str, Any]) -> list[Json]:
    """What could be said to an offer, and with which fields."""
    known = {each["name"] for each in offer["availableActions"]}
    place = {"offerId": offer["id"], "expectedVersion": offer["version"]}
    return [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(offer, action),
            "hidden": place | ({"expectedDigest": offer["digest"]} if asks == "digest" else {}),
        }
        for operation, action, asks in settling.ACTS if action in known
    ]  # fmt: skip


def _begun(it: Mapping[str, Any], does: Sequence[Mapping[str, Any]], now: datetime) -> Json:
    """What the form of an offer begins with: what the one says that is answered, or nothing; and what of the portal
    the dispute's lines are about, each once."""
    currency, named = it["currency"], [each for each in (it["lines"] or {"nodes": []})["nodes"] if each["recordId"]]
    said = dict(zip(settling.ROWS, does, strict=False))
    records = {each["recordId"]: about.named(each["record"]) for each in named}
    records |= {each["recordId"]: _("Named in the offer") for each in does if each["recordId"] not in {None, *records}}
    many = min(max(settling.LEAST_ROWS, len(said) + 1), len(settling.ROWS))
    return {
        "rows": [_row(row, said.get(row)) for row in settling.ROWS[:many]],
        "currency": currency or next((one["amount"]["currency"] for one in does if one["amount"]), ""),
        "kinds": words.options("RemedyKind"),
        "records": [*records.items()],
        "until": (now + timedelta(days=DAYS)).date().isoformat(),
    }


def _row(row: int, one: Mapping[str, Any] | None) -> Json:
    if one is None:
        return {"row": row, "kind": "", "by": "", "until": "", "sum": "", "text": "", "of": "", "key": ""}
    return {
        "row": row, "kind": one["kind"], "by": one["obligor"], "until": one["dueOn"], "text": one["text"],
        "sum": one["amount"]["amount"] if one["amount"] else "", "of": one["recordId"] or "",
        "key": one["subjectKey"] or "",
    }  # fmt: skip


LINES = ("dispute.lines.nodes.recordId", *(f"dispute.lines.nodes.record.{each}" for each in about.NAMED))
ACTIONS = tuple(
    f"dispute.offers.says.actions.{each}" for each in (
        "kind", "obligor", "dueOn", "text", "amount.amount", "amount.currency", "recordId", "subjectKey",
    )
)  # fmt: skip
PAGES = (
    Page(
        path="/disputes/{id}/offer",
        operation="DisputeOffering",
        template="disputes/offering.html",
        variables=_one,
        required=("dispute",),
        extras=_making,
        forms=(settling.MAKING,),
        reads=(
            "viewer.permissions", "company.name", *LINES, *(f"dispute.{each}" for each in (
                "id", "version", "status", "currency", "partner.name", "offers.id", "offers.side", "offers.status",
            )),
        ),
    ),
    Page(
        path="/disputes/{id}/offers/{offer}",
        operation="DisputeOffer",
        template="disputes/offer.html",
        variables=_one,
        required=("dispute",),
        extras=_shown,
        forms=settling.ANSWERS,
        reads=(
            "company.name", "dispute.currency", "dispute.partner.name", *ACTIONS, *LINES,
            *(f"dispute.offers.{each}" for each in (
                "id", "version", "number", "side", "status", "validUntil", "madeAt", "madeBy", "answeredAt",
                "answeredBy", "digest", "says.text", "availableActions.name", "availableActions.allowed",
                "availableActions.blockedBy.message",
            )),
        ),
    ),
)  # fmt: skip
