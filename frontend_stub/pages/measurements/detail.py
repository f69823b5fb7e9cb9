"""One value: what it is and rests on, the lines with what is said against them, and what the reader may do about it."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from frontend_stub.pages.facts import state
from frontend_stub.pages.measurements import contest, values
from frontend_stub.site import forms, i18n, steps, words
from frontend_stub.site.charts import bullets
from frontend_stub.site.page import Json, Page, Visit, code, paging

LINES: Mapping[str, Json] = {
    "missed": {"missed": True}, "contested": {"contested": True}, "stories": {"twoStories": True}, "all": {},
}  # fmt: skip
"""Which lines are shown, by the word in the address."""
PAGE_SIZE = 50
STEPS = (
    ("MeasurementAcknowledge", "ACKNOWLEDGE", "digest"),
    ("MeasurementTurnIntoDispute", "TURN_INTO_DISPUTE", "reason"),
    ("MeasurementWithdraw", "WITHDRAW", ""),
    ("MeasurementRestate", "RESTATE", ""),
    ("MeasurementDeclineRestatement", "DECLINE_RESTATEMENT", "reason"),
    ("MeasurementOfferRestatement", "OFFER_RESTATEMENT", "reason"),
)
"""Each step's operation, its name among the available actions, and what it asks for."""
_ASKED = {
    "": contest.PLACE,
    "reason": (*contest.PLACE, forms.taking("reason", required=True)),
    "digest": (*contest.PLACE, forms.taking("expectedDigest", required=True)),
}


def back(payload: Json) -> str:
    return values.place(payload["measurement"]["id"])


def _asked(visit: Visit) -> Json:
    return {"id": visit.params["id"], "filter": LINES[code(visit, "lines", LINES, "missed")]} | paging(visit, PAGE_SIZE)


def _shown(visit: Visit, data: Json) -> Json:
    it = data["measurement"]
    agreed = it["expectation"]
    measure = values.measure(agreed) if agreed else None
    point = values.point(it, agreed) if agreed and measure else None
    return {
        "title": values.called(agreed),
        "measure": measure,
        "at": bullets.bullet(point, measure) if point and measure else None,
        "so_far": _so_far(it, measure),
        "turn": values.turn(it, data),
        "standing": words.word(_as_it_stands(it), "MeasurementStanding"),
        "main": _main(it),
        "steps": _steps(it),
        "lines": _lines(it),
        "views": _views(visit, it),
        "revisions": _revisions(it, measure),
        "contest": steps.standing(it, "CONTEST"),
        "contests": [{**each, "anchor": f"said-{number}"} for number, each in enumerate(it["contests"], 1)],
    }


def _as_it_stands(it: Mapping[str, Any]) -> str:
    """A value that was replaced is not offered to be restated any more."""
    return "OFFERED" if it["restatementOfferedBy"] and it["status"] == "FINAL" else str(it["status"])


def _so_far(it: Mapping[str, Any], measure: Any) -> str | None:
    """What it comes to before the period is over, as people write it."""
    value = values.number(it["soFar"]["value"]) if it["soFar"] else None
    return None if value is None or measure is None else str(measure.written(value))


def _main(it: Mapping[str, Any]) -> Json | None:
    """What the reader does first, as a link: to the lines, to the answer, or to a form below."""
    allowed = [name for name in values.ONWARD if steps.standing(it, name)["allowed"]]
    if not allowed:
        return None
    return {"href": values.step_place(it["id"], allowed[0]), "label": words.word(allowed[0], "MeasurementAction")}


def _steps(it: Mapping[str, Any]) -> list[Json]:
    """What the reader's side could do beside contesting and answering, what is open first."""
    known = {each["name"] for each in it["availableActions"]}
    place = {"measurementId": it["id"], "expectedVersion": it["version"]}
    found = [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(it, action),
            "hidden": place | ({"expectedDigest": it["subjectSetDigest"] or ""} if asks == "digest" else {}),
        }
        for operation, action, asks in STEPS
        if action in known
    ]  # fmt: skip
    return sorted(found, key=lambda step: not step["can"]["allowed"])


def _lines(it: Mapping[str, Any]) -> list[Json]:
    """The lines of the page, each with its contest, and whether it can be contested now."""
    said: dict[str, list[Any]] = {}
    for number, each in enumerate(it["contests"], 1):
        if each["subject"] and not each["withdrawnAt"]:
            said.setdefault(each["subject"]["id"], []).append({**each, "anchor": f"said-{number}"})
    return [
        {
            "subject": subject,
            "told": state.glance(subject),
            "contest": (said.get(subject["id"]) or [None])[-1],
            "may": all(each["subjectDigest"] != subject["digest"] for each in said.get(subject["id"], [])),
        }
        for subject in (it["subjects"] or {"nodes": []})["nodes"]
    ]


def _views(visit: Visit, it: Mapping[str, Any]) -> list[Json]:
    here = code(visit, "lines", LINES, "missed")
    counts = {"missed": it["missed"], "contested": it["contested"], "stories": it["stories"], "all": it["every"]}
    labels = {
        "missed": i18n.pgettext("lines", "Missed"), "contested": i18n.pgettext("lines", "Contested"),
        "stories": i18n.pgettext("lines", "Conflicting facts"), "all": i18n.pgettext("lines", "All"),
    }  # fmt: skip
    return [
        {"name": name, "label": labels[name], "count": (counts[name] or {"totalCount": 0})["totalCount"],
         "is_here": name == here}
        for name in LINES
    ]  # fmt: skip


def _revisions(it: Mapping[str, Any], measure: Any) -> list[Json]:
    """Every value, newest first, each with how far it lies from the one before."""
    found = []
    for each, before in zip_longest(it["revisions"], it["revisions"][1:]):
        value, old = values.number(each["value"]), values.number(before["value"]) if before else None
        moved = value - old if value is not None and old is not None else None
        found.append({
            "it": each,
            "value": measure.written(value) if measure and value is not None else "–",
            "moved": f"{'+' if moved > 0 else '−'}{measure.written(abs(moved))}" if measure and moved else "",
        })  # fmt: skip
    return found


FILE = tuple(f"evidence.{each}" for each in ("name", "bytes", "state", "path"))
_READS = (
    *steps.reads("measurement"),
    *(f"measurement.{each}" for each in (*values.POINT, "version", "subjectSetDigest", "missed.totalCount")),
    *(f"measurement.{each}.totalCount" for each in ("contested", "stories", "every")),
    *(f"measurement.expectation.{each}" for each in ("title", *values.MEASURE)),
    "measurement.availableActions.blockedBy.message",
    *(f"measurement.subjects.nodes.{each}" for each in (
        "id", "kind", "key", "digest", "hasTwoStories", "state.name", "state.value",
    )),
    *(f"measurement.contests.{each}" for each in (
        "id", "side", "reason", "claim", "madeBy", "madeAt", "answer", "answerText", "answeredBy", "answeredAt",
        "withdrawnAt", *FILE, "subject.id", "subject.key", "subject.digest", "subjectDigest",
    )),
    *(f"measurement.revisions.{each}" for each in (
        "number", "reason", "numerator", "denominator", "sampleSize", "excluded", "value", "asOf", "subjectSetDigest",
    )),
)  # fmt: skip

PAGES = (
    Page(
        path="/measurements/{id}",
        operation="MeasurementDetail",
        template="measurements/detail.html",
        variables=_asked,
        required=("measurement",),
        extras=_shown,
        forms=(
            forms.Form(operation="MeasurementContest", fields=contest.FIELDS, build=contest.lines, then=back),
            *(forms.Form(operation=operation, fields=_ASKED[asks], then=back) for operation, _action, asks in STEPS),
        ),
        reads=_READS,
    ),
)
