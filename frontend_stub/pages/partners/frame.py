"""The frame of a partner's pages: where its account stands, whose turn it is, the main act, and the tabs.

The company's people find a partner under its id, its own people theirs as their company; what they see is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frontend_stub.pages.partners import turns
from frontend_stub.site import i18n, steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json
from frontend_stub.site.words import Term, term


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One view of a partner, at an address of its own: for the company's people, and for the partner's."""

    slug: str
    label: Term
    ours: str = ""
    """Of the partner's own people; "" for the same address as the company's."""

    def address(self, partner_id: str, side: str) -> str:
        if side == "PARTNER" and self.ours:
            return self.ours
        return f"/partners/{partner_id}" + (f"/{self.slug}" if self.slug else "")


TABS = (
    Tab(slug="", label=term("partner tab", "Overview"), ours="/company"),
    Tab(slug="steps", label=term("partner tab", "Account"), ours="/org/account"),
    Tab(slug="notes", label=term("partner tab", "Notes")),
    Tab(slug="history", label=term("partner tab", "History")),
)


def reads(place: str) -> tuple[str, ...]:
    """What `head` reads of a partner at a place (for the checker)."""
    fields = ("id", "name", "status", "dueAt", "zone", "said.totalCount")
    return (*steps.reads(place), *(f"{place}.{field}" for field in fields), "viewer.side", "viewer.permissions")


def head(partner: Mapping[str, Any], data: Mapping[str, Any], slug: str) -> Json:
    """What the head of a partner's pages shows, for this reader."""
    side = data["viewer"]["side"]
    turn = turns.turn(partner, data)
    standing = "AccountStanding" if side == "PARTNER" else "AccountStandingForCompany"
    return {
        "slug": slug,
        "turn": turn,
        "whose": _whose(turn),
        "standing": words.word(partner["status"], standing),
        "main": _main(partner, turn, data["viewer"]),
        "tabs": [
            {
                "href": tab.address(partner["id"], side), "label": i18n.pgettext(*tab.label),
                "count": partner["said"]["totalCount"] if tab.slug == "notes" and partner["said"] else None,
                "is_here": tab.slug == slug,
            }
            for tab in TABS
        ],
    }  # fmt: skip


def _whose(turn: Json) -> str:
    match turn["kind"]:
        case "ACT":
            return _("It is your turn.")
        case "SIDE" if turn["who"]:
            return _("Your side is waiting for %(names)s.") % {"names": turn["who"]}
        case "SIDE":
            return _("Waiting for your side.")
        case "OTHER":
            return _("Waiting for the other side.")
    return _("No one has to act on the account.")


def _main(partner: Mapping[str, Any], turn: Json, viewer: Mapping[str, Any]) -> Json | None:
    """What the reader does next: the step that is theirs, a new contract, or a word to the other side."""
    if turn["kind"] == "ACT":
        return {"href": turn["href"], "label": turn["verb"], "is_step": True}
    if partner["status"] == "ACTIVE" and "contract:draft" in viewer["permissions"]:
        return {"href": f"/contracts/new?partner={partner['id']}", "label": _("Draft a contract"), "is_step": False}
    if partner["status"] != "PROSPECT" and "note:write" in viewer["permissions"]:
        href = f"/partners/{partner['id']}/notes/share"
        return {"href": href, "label": _("Write to the other side"), "is_step": False}
    return None
