"""One promise: what it says, how it has been kept, and what the reader may do about it."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from frontend_stub.pages.expectations import turns
from frontend_stub.pages.measurements import values
from frontend_stub.site import forms, i18n, steps, words
from frontend_stub.site.charts import lines
from frontend_stub.site.page import Json, Page, Visit, paging

PERIODS = 12
STEPS = (
    ("ExpectationAgree", "AGREE", "digest"),
    ("ExpectationRevise", "REVISE", "reason"),
    ("ExpectationDecline", "DECLINE", "reason"),
    ("ExpectationPropose", "PROPOSE", "message"),
    ("ExpectationDiscard", "DISCARD", ""),
    ("ExpectationResume", "RESUME", ""),
    ("ExpectationSuspend", "SUSPEND", "until"),
    ("ExpectationRetire", "RETIRE", "reason"),
)
"""Each step's operation, its name among the available actions, and what it asks for."""
PLACE = (
    forms.taking("expectationId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_REASON = forms.taking("reason", required=True)
_ASKED = {
    "": PLACE,
    "reason": (*PLACE, _REASON),
    "message": (*PLACE, forms.taking("message")),
    "until": (*PLACE, forms.taking("until", read=forms.calendar_day, required=True), _REASON),
    "digest": (*PLACE, forms.taking("expectedDigest", required=True)),
}


def back(payload: Json) -> str:
    return turns.place(payload["expectation"]["id"])


def one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _shown(_visit: Visit, data: Json) -> Json:
    it = data["expectation"]
    measure = values.measure(it)
    periods = (it["measurements"] or {"nodes": []})["nodes"]
    points = [values.point(each, it) for each in periods]
    is_drawn = measure and any(each.value is not None for each in points)
    return {
        "sentence": sentence(it, data),
        "measure": measure,
        "line": lines.line(points[::-1], measure) if measure and is_drawn else None,
        "periods": [
            {"it": each, "point": point, "turn": values.waits(each, data["viewer"]["side"])}
            for each, point in zip(periods, points, strict=True)
        ],
        "turn": turns.turn(it, data),
        "steps": _steps(it),
        "main": _main(it),
        "may_edit": steps.standing(it, "EDIT")["allowed"],
        "numbers": _numbers(it, measure),
        "definition": it["definition"]["title"] if it["definition"] else "",
    }


def sentence(it: Mapping[str, Any], data: Json) -> Markup:
    """The promise in words; of a rule, whose it is."""
    partner = it["partner"]["name"] if it["partner"] else words.word("PARTNER", "Side")
    company = data["company"]["name"] if data.get("company") else words.word("HOST", "Side")
    who, whom = (company, partner) if it["obligor"] == "HOST" else (partner, company)
    measure = values.measure(it)
    told = {"who": Markup("<strong>{}</strong>").format(who), "whom": whom}
    if measure is None or it["target"] is None:
        return i18n.filled(i18n.pgettext("promise", "%(who)s promises %(whom)s:"), told)
    said = (
        i18n.pgettext("promise", "%(who)s promises %(whom)s: “%(what)s” at least %(target)s. Period: %(period)s.")
        if measure.direction == "HIGHER"
        else i18n.pgettext("promise", "%(who)s promises %(whom)s: “%(what)s” at most %(target)s. Period: %(period)s.")
    )
    target = Markup("<strong>{}</strong>").format(measure.agreed(it["target"]))
    what, period = it["definition"]["title"], words.word(it["period"]["length"], "PeriodLength")
    return i18n.filled(said, told | {"what": what, "target": target, "period": period})


def _numbers(it: Mapping[str, Any], measure: Any) -> Json:
    """Target, tolerance and floor as they were agreed; parameters and limits by their names."""
    agreed = {
        name: measure.agreed(it[name]) if measure and it[name] is not None else ""
        for name in ("target", "tolerance", "floor")
    }
    return {
        **agreed,
        "parameters": [(each["label"], each["value"]) for each in it["parameters"]],
        "scope": [(words.word(each["field"], "SubjectField"), ", ".join(each["words"])) for each in it["scope"]],
    }


def _steps(it: Mapping[str, Any]) -> list[Json]:
    """What the reader's side could do, what is open first."""
    known = {each["name"] for each in it["availableActions"]}
    place = {"expectationId": it["id"], "expectedVersion": it["version"]}
    found = [
        {
            "operation": operation, "action": action, "asks": asks, "can": steps.standing(it, action),
            "hidden": place | ({"expectedDigest": it["digest"]} if asks == "digest" else {}),
        }
        for operation, action, asks in STEPS
        if action in known
    ]  # fmt: skip
    return sorted(found, key=lambda step: not step["can"]["allowed"])


def _main(it: Mapping[str, Any]) -> Json | None:
    """What the reader does first, as a link to its form."""
    allowed = [name for name in ("AGREE", "PROPOSE", "REVISE", "RESUME") if steps.standing(it, name)["allowed"]]
    if not allowed:
        return None
    return {"href": turns.step_place(it["id"], allowed[0]), "label": words.word(allowed[0], "ExpectationAction")}


PAGES = (
    Page(
        path="/expectations/{id}",
        operation="ExpectationDetail",
        template="expectations/detail.html",
        variables=lambda visit: one(visit) | paging(visit, PERIODS),
        required=("expectation",),
        extras=_shown,
        forms=tuple(
            forms.Form(operation=operation, fields=_ASKED[asks], then=back) for operation, _action, asks in STEPS
        ),
        reads=(
            *steps.reads("expectation"), "expectation.availableActions.blockedBy.message", "company.name",
            *(f"expectation.{each}" for each in (
                *values.MEASURE, "id", "version", "status", "obligor", "digest", "partner.name", "period.length",
                "definition.title", "parameters.name", "parameters.label", "parameters.value", "scope.field",
                "scope.words",
            )),
            *(f"expectation.measurements.nodes.{each}" for each in (*values.POINT, "dueAt")),
        ),
    ),
)  # fmt: skip
