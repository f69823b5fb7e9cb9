"""What the two sides expect of each other, on a partner's page: what was missed, and what waits for somebody."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.expectations import turns
from frontend_stub.pages.measurements import values
from frontend_stub.site import steps

Json = dict[str, Any]
OVER = frozenset({"RETIRED"})


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
        "turn": (values.waits(waiting, data["viewer"]["side"]) if waiting else None) or turns.turn(it, data),
    }


def reads(place: str) -> tuple[str, ...]:
    """What `kept` reads of a partner at a place."""
    here = f"{place}.expectations.nodes"
    return (
        *steps.reads(here), *(f"{here}.{each}" for each in ("id", "title", "status", *values.MEASURE)),
        *(f"{here}.measurements.nodes.{each}" for each in values.POINT),
    )  # fmt: skip
