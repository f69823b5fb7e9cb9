"""Both sides' cards with one partner on one page: what waits, how each stands, its worst line first."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.breaches import turns as breached
from frontend_stub.pages.scorecards import lines, turns
from frontend_stub.site import steps
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit

SIDES = (("PARTNER", "theirs"), ("HOST", "ours"))


def _shown(_visit: Visit, data: Json) -> Json:
    side = data["viewer"]["side"]
    breaches = [breached.row(each, data) for each in (data["breaches"] or {"nodes": []})["nodes"]]
    pending = [
        {"it": each, "turn": turns.turn(each, data), "title": each["title"], "whose": title(each["obligor"], data)}
        for each in (data["pending"] or {"nodes": []})["nodes"]
    ]
    cards = [_card(data[name], obligor, data) for obligor, name in SIDES]
    return {
        "cards": cards,
        "proposed": pending,
        "broken": breaches,
        "waits": _waits(data, pending, breaches),
        "next": _next(data, side),
        "may_propose": "expectation:propose" in data["viewer"]["permissions"],
        "drawn": any(each["it"] for each in cards),
    }


def title(obligor: str, data: Json) -> str:
    """Whose promises these are, as the reader sees it."""
    if data["viewer"]["side"] == "PARTNER":
        return _("What you owe the company") if obligor == "PARTNER" else _("What the company owes you")
    name = {"name": data["partner"]["name"]}
    return (_("What %(name)s owes you") if obligor == "PARTNER" else _("What you owe %(name)s")) % name


def _card(card: Mapping[str, Any] | None, obligor: str, data: Json) -> Json:
    shown = {"it": card, "obligor": obligor, "title": title(obligor, data)}
    if card is None:
        return shown
    is_own = data["viewer"]["side"] == "PARTNER" == obligor
    return shown | {
        "standing": lines.standing(card),
        "lines": [lines.line(each, data["viewer"]) for each in card["lines"]],
        "rank": card["rank"]["name"] if card["rank"] and is_own else "",
        "periods": _periods(card),
    }


def _periods(card: Mapping[str, Any]) -> list[Json]:
    """Of each period the newest reckoning, and whether there were others before it."""
    found: dict[str, Json] = {}
    for each in card["history"]:
        found.setdefault(each["startsOn"], {"it": each})
    return list(found.values())


def _waits(data: Json, pending: list[Json], breaches: list[Json]) -> list[Json]:
    """All that waits for the reader here, the earliest deadline first."""
    found = [{"href": each["turn"]["href"], "text": each["turn"]["verb"], "note": each["title"],
              "dueAt": each["it"]["dueAt"], "waitingOn": each["it"]["waitingOn"]}
             for each in (*pending, *breaches) if each["turn"]["kind"] == "ACT"]  # fmt: skip
    found += [
        {"href": each["href"], "text": each["verb"], "note": f"{each['title']}, {each['period']}",
         "dueAt": each["dueAt"], "waitingOn": each["waitingOn"]}
        for _obligor, name in SIDES if data[name] for each in turns.waiting(data[name]["lines"], data["viewer"])
        if each["kind"] == "ACT"
    ]  # fmt: skip
    return sorted(found, key=lambda each: each["dueAt"] or "9999")


def _next(data: Json, side: str) -> Json | None:
    """The next date of both cards, where nothing waits for the reader."""
    found = [turns.next_date({**data[name], "dueAt": None}, side) for _obligor, name in SIDES if data[name]]
    known = [each for each in found if each]
    return min(known, key=lambda each: (not each["is_deadline"], each["at"])) if known else None


PAGES = (
    Page(
        path="/scorecards/{id}",
        operation="ScorecardPartner",
        template="scorecards/partner.html",
        variables=lambda visit: {"id": visit.params["id"]},
        required=("partner",),
        extras=_shown,
        reads=(
            "viewer.permissions", "partner.name", *steps.reads("pending.nodes"),
            *(f"pending.nodes.{each}" for each in ("id", "title", "obligor", "status", "dueAt")),
            *breached.reads("breaches.nodes"),
            *(read for _obligor, name in SIDES for read in (
                *lines.reads(name), f"{name}.rank.name",
                f"{name}.id", f"{name}.effects", f"{name}.lines.score",
                *(f"{name}.history.{each}" for each in (
                    "startsOn", "endsOn", "number", "score", "standing", "coveredWeight", "unscored",
                )),
            )),
        ),
    ),
)  # fmt: skip
