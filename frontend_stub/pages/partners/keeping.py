"""What the two sides expect of each other, on a partner's page: what was missed, and what waits for somebody."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.breaches import turns as breached
from frontend_stub.pages.expectations import turns
from frontend_stub.pages.measurements import values
from frontend_stub.site import steps, words
from frontend_stub.site.i18n import gettext_ as _

Json = dict[str, Any]
OVER = frozenset({"RETIRED"})


def all_kept(partner: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """How the cards stand, what is broken, and the lines that somebody should look at."""
    return {
        "standings": standings(partner, data["viewer"]["side"]),
        "broken": broken(partner, data),
        "lines": kept(partner, data),
    }


def kept(partner: Mapping[str, Any], data: Mapping[str, Any]) -> list[Json]:
    """The lines that somebody should look at: a value that was missed, or one side's turn; missed first."""
    found = [_line(each, data) for each in (partner["expectations"] or {"nodes": []})["nodes"]]
    shown = [each for each in found if each["is_missed"] or each["turn"]["kind"]]
    return sorted(shown, key=lambda each: not each["is_missed"])


def _line(it: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    periods = (it["measurements"] or {"nodes": []})["nodes"] if it["status"] not in OVER else []
    newest, measure = values.newest(periods), values.measure(it)
    waiting = next((each for each in periods if each["waitingOn"]), None)
    point = values.point(newest, it) if newest and measure else None
    return {
        "href": values.place(newest["id"]) if newest else turns.place(it["id"]),
        "title": it["title"],
        "status": it["status"],
        "period": newest["period"] if newest else "",
        "value": measure.written(point.value) if measure and point and point.value is not None else "",
        "point": point,
        "is_missed": bool(point and point.kind == "missed"),
        "turn": (values.waits(waiting, data["viewer"]) if waiting else None) or turns.turn(it, data),
    }


def standings(partner: Mapping[str, Any], side: str) -> list[Json]:
    """How the agreed cards of both sides stand, what the other side owes first."""
    found = [each for each in (partner["scorecards"] or {"nodes": []})["nodes"] if each["status"] == "AGREED"]
    return [
        {
            "whose": _("Owed by us") if each["obligor"] == side else _("Owed to us"),
            "standing": words.word(each["standing"], "Standing") if each["standing"] else "",
            "tone": words.tone(each["standing"] or "", "Standing"),
            "score": each["score"],
        }
        for each in sorted(found, key=lambda each: each["obligor"] == side)
    ]


def broken(partner: Mapping[str, Any], data: Mapping[str, Any]) -> list[Json]:
    """The newest breaches of either side that are open."""
    found = (partner["breaches"] or {"nodes": []})["nodes"]
    return [breached.row(each, data) for each in found if each["status"] in breached.OPEN]


def reads(place: str) -> tuple[str, ...]:
    """What `kept` reads of a partner at a place."""
    here = f"{place}.expectations.nodes"
    return (
        *steps.reads(here), *(f"{here}.{each}" for each in ("id", "title", "status", *values.MEASURE)),
        *(f"{place}.scorecards.nodes.{each}" for each in ("obligor", "status", "score", "standing")),
        *breached.reads(f"{place}.breaches.nodes"),
        *(f"{here}.measurements.nodes.{each}" for each in values.POINT),
    )  # fmt: skip
