"""The frame of a contract's pages: whose turn, until when, what follows otherwise, the main act, and the tabs.

Another area adds its tab with one line in TABS, what its count needs in the fragment ContractHead, and a page whose
template extends contracts/_tab.html and whose extras are `around("its slug", …)`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from frontend_stub.pages.contracts import turns, whose
from frontend_stub.pages.contracts.turns import ONWARD, STEP_PAGES, place
from frontend_stub.site import i18n, steps, words
from frontend_stub.site.page import Json, Visit
from frontend_stub.site.words import Term, term

ACTING = frozenset(
    f"contract:{step}" for step in ("draft", "manage", "review", "negotiate", "accept", "recall", "approve", "sign")
)
"""Who has none of these reads along."""
IN_FORCE = ("SIGNED", "ACTIVE", "SUSPENDED", "NOTICE_GIVEN")
READS = (
    *steps.reads("contract"),
    *(
        f"contract.{field}"
        for field in ("id", "status", "digest", "dueAt", "otherwise", "partner.name", "partner.zone")
    ),
    *(f"contract.openRound.{field}" for field in ("status", "side", "changeCount")),
    "company.name",
    "viewer.side",
    "viewer.permissions",
    "contract.availableActions.blockedBy.message",
    "contract.said.totalCount",
    "contract.files.id",
    "contract.amends.id",
)
"""What `around` reads of a page's data (for the checker)."""


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One view of a contract, at an address of its own."""

    slug: str
    """In the address; "" for the first."""
    label: Term
    count: Callable[[Mapping[str, Any]], int | None] = lambda _contract: None
    """How many things are in it, of the contract's data; None is not told."""
    is_shown: Callable[[Mapping[str, Any]], bool] = lambda _contract: True
    """Whether there is anything for this reader to see or to do."""


TABS: tuple[Tab, ...] = (
    Tab(slug="", label=term("contract tab", "Text")),
    Tab(
        slug="amendment",
        label=term("contract tab", "Amendment"),
        is_shown=lambda contract: contract["amends"] is not None,
    ),
    Tab(slug="history", label=term("contract tab", "History")),
    Tab(
        slug="notes",
        label=term("contract tab", "Notes"),
        count=lambda contract: contract["said"]["totalCount"] if contract["said"] else None,
    ),
    Tab(slug="files", label=term("contract tab", "Files"), count=lambda contract: len(contract["files"])),
    Tab(
        slug="proof",
        label=term("contract tab", "Proof"),
        is_shown=lambda contract: contract["digest"] is not None,
    ),
)


def one(visit: Visit) -> Json:
    """The variables of a page about one contract."""
    return {"id": visit.params["id"]}


def around(slug: str, extras: Callable[[Visit, Json], Json] = lambda _visit, _data: {}) -> Callable[..., Json]:
    """The extras of the page of a tab: its own, and the frame as `head`."""

    def framed(visit: Visit, data: Json) -> Json:
        own = extras(visit, data)
        return {"head": head(data, slug) | own.pop("head", {}), **own}

    return framed


def head(data: Mapping[str, Any], slug: str) -> Json:
    """What the head of a contract's pages shows, for this reader."""
    contract, turn = data["contract"], turns.turn(data["contract"], data)
    offered = {each["name"]: each for each in contract["availableActions"]}
    allowed = [name for name in offered if offered[name]["allowed"] and name in STEP_PAGES]
    round_ = contract["openRound"]
    is_begun = bool(round_ and round_["changeCount"])
    if "SUBMIT_ROUND" in allowed and not is_begun:
        allowed.remove("SUBMIT_ROUND")  # there is nothing to review yet
    main = next((name for name in (*(("SUBMIT_ROUND",) if is_begun else ()), *ONWARD) if name in allowed), "")
    more = [_step(contract, name) for name in allowed if name != main]
    if "EDIT_ROUND" in allowed and not is_begun and "contract:accept" in data["viewer"]["permissions"]:
        more.insert(
            0, {"href": place(contract["id"], "propose/accept"), "label": i18n.gettext_("Accept without changes")}
        )
    if _may_ask(contract, data["viewer"]):
        more.append({"href": place(contract["id"], "notes/share"), "label": i18n.gettext_("Ask for an amendment")})
    return {
        "turn": turn,
        "whose": whose.sentence(contract, turn, _other(contract, data)),
        "otherwise": contract["otherwise"] or "",
        "is_over": contract["status"] in whose.ENDED,
        "only_reads": not ACTING & set(data["viewer"]["permissions"]),
        "main": _step(contract, main) if main else _instead(contract, turn, data["viewer"]),
        "is_step": bool(main),
        "more": more,
        "blocked": [
            (words.word(name, "ContractAction"), each["blockedBy"]["message"])
            for name, each in offered.items()
            if each["blockedBy"]
        ],
        "tabs": _tabs(contract, slug),
    }


def _may_ask(contract: Mapping[str, Any], viewer: Mapping[str, Any]) -> bool:
    """A partner asks for an amendment with a note or a task that both sides read; the company drafts it."""
    is_asked = viewer["side"] == "PARTNER" and "note:write" in viewer["permissions"]
    return is_asked and contract["status"] in IN_FORCE and contract["amends"] is None


def _instead(contract: Mapping[str, Any], turn: Json, viewer: Mapping[str, Any]) -> Json:
    """What the reader can do where no step is theirs: remind whoever is waited for, or take the text along."""
    may_write = "note:write" in viewer["permissions"]
    if may_write and turn["kind"] == "SIDE":
        return {"href": place(contract["id"], "notes"), "label": i18n.gettext_("Write to your side")}
    if may_write and turn["kind"] == "OTHER":
        return {"href": place(contract["id"], "notes/share"), "label": i18n.gettext_("Write to the other side")}
    return {"href": place(contract["id"], "print"), "label": i18n.gettext_("Print or save the text")}


def _step(contract: Mapping[str, Any], name: str) -> Json:
    return {"href": place(contract["id"], STEP_PAGES[name]), "label": words.word(name, "ContractAction")}


def _other(contract: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """The name of the side that is not the reader's; "" where they may not know it."""
    is_host = data["viewer"]["side"] == "HOST"
    other = contract["partner"] if is_host else data.get("company")
    return str(other["name"]) if other else ""


def _tabs(contract: Mapping[str, Any], slug: str) -> list[Json]:
    return [
        {
            "href": place(contract["id"], tab.slug),
            "label": i18n.pgettext(*tab.label),
            "count": tab.count(contract),
            "is_here": tab.slug == slug,
        }
        for tab in TABS
        if tab.is_shown(contract)
    ]
