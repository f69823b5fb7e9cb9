"""Whose turn a dispute is, where its steps are taken, and how one looks on a list."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from frontend_stub.site import steps, words
from frontend_stub.site.i18n import gettext_ as _

Json = dict[str, Any]
ONWARD = (
    "FILE", "GIVE_INFO", "RESPOND", "ADMIT", "AGREE_PAUSE", "ACCEPT_MEDIATOR", "MEDIATE", "AGREE_LONGER",
    "PROPOSE_MEDIATOR", "DECIDE", "RECORD_OUTCOME", "RECORD_CAUSE", "CLOSE",
    "REFILE", "OBJECT_TO_REFUSAL", "FAIL", "SEND_BACK", "REFUSE", "ASK_INFO",
)  # fmt: skip
"""The steps that move one on: the first one that is allowed is the main button. Giving in and going higher are none."""
NEGOTIABLE = ("NEGOTIATION", "ESCALATED", "MEDIATION")
OVER = ("CLOSED", "DISCARDED", "LAPSED", "WITHDRAWN")
OFFER, BRING = "OFFER", "BRING"
"""What is done beside the steps of a dispute: an offer, and files."""
APART: Mapping[str, str] = {
    "REFUSE": "steps/refuse", "RESPOND": "steps/respond", "DECIDE": "steps/decide", "RECORD_CAUSE": "steps/cause",
    OFFER: "offer", BRING: "bring",
}  # fmt: skip
"""What has a page of its own, below that of its dispute; any other step is taken on the dispute's page."""


def place(dispute: str, step: str = "") -> str:
    """The address of a dispute, or of the place where a step is taken."""
    here = f"/disputes/{quote(dispute, safe='')}"
    return f"{here}/{APART[step]}" if step in APART else here + (f"#{step}" if step else "")


def offer(dispute: str, id_: str) -> str:
    """The address of an offer to settle, by its id."""
    return f"{place(dispute)}/offers/{quote(id_, safe='')}"


def turn(dispute: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues. Whoever settles makes an offer, or answers one."""
    found = steps.turn(
        dispute, data["viewer"], steps.colleagues_in(data), onward=ONWARD, kind="DisputeAction",
        address=lambda name: place(dispute["id"], name),
    )  # fmt: skip
    settles = dispute["status"] in NEGOTIABLE and "dispute:settle" in data["viewer"]["permissions"]
    if found["kind"] != "SIDE" or not settles:
        return found
    is_answer = dispute["waitingOn"] == [data["viewer"]["side"]]  # the other side's offer is open, and no other
    verb = _("Answer the offer") if is_answer else _("Make an offer")
    return {"kind": "ACT", "href": place(dispute["id"], "offers" if is_answer else OFFER), "verb": verb}


def row(dispute: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """A dispute on a list."""
    mine = data["viewer"]["side"]
    return {
        "it": dispute,
        "href": place(dispute["id"]),
        "turn": turn(dispute, data),
        "whose": whose(dispute, mine),
        "why": words.word(dispute["reasonCode"], "DisputeReasonCode"),
        "partner": dispute["partner"]["name"] if dispute["partner"] and mine == "HOST" else "",
        "zone": dispute["partner"]["zone"] if dispute["partner"] else "UTC",
    }


def whose(dispute: Mapping[str, Any], mine: str) -> str:
    """Who claims, as the reader sees it."""
    return _("Filed by us") if dispute["claimant"] == mine else _("Filed by the other side")


def sides(mine: str) -> list[tuple[str, str]]:
    other = "PARTNER" if mine == "HOST" else "HOST"
    return [(mine, _("Filed by us")), (other, _("Filed by the other side"))]


def reads(place_: str) -> tuple[str, ...]:
    """What `row` reads of disputes at a place."""
    own = (
        "id", "claimant", "reasonCode", "partner.name", "partner.zone", "number", "title", "status", "level", "dueAt",
        "amount.claimed.amount", "amount.claimed.currency",
    )  # fmt: skip
    return (*steps.reads(place_), *(f"{place_}.{each}" for each in own))
