"""What a form of a promise sends: its numbers, as many parameters as the definition has, its limits."""

import json
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.site import forms
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json
from frontend_stub.site.returning import FieldError

SCOPE = ("site", "product", "product_group", "order_type")
_PRECISE = "BHD"
"""A currency with three digits behind the point: with it 99.995 is read as what it is."""
NO_YEAR = frozenset({"WEEK", "MONTH", "TRAILING"})
"""Periods that lie alike in every year."""


def exact(raw: str) -> str:
    """A number as the reader writes it. Raises ValueError with a sentence."""
    return forms.amount(raw, _PRECISE)


def _term(name: str, *path: str, **more: Any) -> forms.Field:
    return forms.taking(name, "terms", *(path or (name,)), **more)


FIELDS = (
    _term("title", required=True),
    _term("kind", required=True),
    _term("text"),
    _term("startsOn", read=forms.calendar_day, required=True),
    _term("endsOn", read=forms.calendar_day),
    _term("contractId"),
    _term("clauseKey"),
    _term("metricId"),
    _term("currency"),
    _term("target", read=exact),
    _term("tolerance", read=exact),
    _term("floor", read=exact),
    _term("length", "rhythm", "length"),
    _term("startsIn", "rhythm", "startsIn", read=forms.integer),
    _term("months", "rhythm", "months", read=forms.integer),
    _term("lagDays", read=forms.integer),
    _term("minSample", read=forms.integer),
    _term("cureDays", read=forms.integer),
    _term("primarySource"),
    _term("zone"),
)


def read(fields: tuple[forms.Field, ...], sent: FormData) -> tuple[Json, list[FieldError]]:
    """The variables; parameters and limits are as many as the definition has."""
    variables, errors = forms.read(forms.Form(operation="", fields=fields, then=forms.nowhere), sent)
    terms = variables.setdefault("input", {}).setdefault("terms", {})
    rhythm = terms.get("rhythm", {})
    if rhythm.get("length") != "TRAILING":
        rhythm.pop("months", None)
    if rhythm.get("length") in NO_YEAR:
        rhythm.pop("startsIn", None)
    if not rhythm.get("length"):
        terms.pop("rhythm", None)
    parameters = []
    for name, raw in sent.multi_items():
        if name.startswith("parameter-") and isinstance(raw, str) and raw.strip():
            try:
                parameters.append(Line({"name": name.removeprefix("parameter-"), "value": exact(raw)}, {"": name}))
            except ValueError as error:
                errors.append(FieldError(name, str(error)))
    if parameters:
        terms["parameters"] = parameters
    scope = [
        Line({"field": each, "words": found}, {"": f"scope-{each}"})
        for each in SCOPE
        if (found := _words(sent.get(f"scope-{each}")))
    ]
    if scope:
        terms["scope"] = scope
    if cost := _cost(sent.get("consequence")):
        terms["consequence"] = cost
    return variables, errors


def _cost(raw: object) -> Json:
    """What a breach costs, which the form takes along as it was."""
    return _object(raw) if isinstance(raw, str) else {}


def _object(text: str) -> Json:
    """The JSON object; an empty one of what is none."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def cost(document: str) -> str:
    """The same out of what was agreed, as the API takes it; "" for none."""
    told: Json | None = _object(document).get("consequence")
    if not told:
        return ""
    names = {
        "basis": "basis", "currency": "currency", "fee": "fee", "judged_by": "judgedBy", "period_cap": "periodCap",
        "yearly_cap": "yearlyCap", "year_starts_in": "yearStartsIn", "sole_remedy": "soleRemedy",
        "earn_back": "earnBack", "rates": "rates",
    }  # fmt: skip
    taken: dict[str, Any] = {new: told[old] for old, new in names.items() if told[old] is not None}
    taken["steps"] = [{"worseThan": each["worse_than"], "percent": each["percent"]} for each in told["steps"]]
    return json.dumps(taken)


def _words(raw: object) -> list[str]:
    """One word on each line."""
    return [each.strip() for each in raw.splitlines() if each.strip()] if isinstance(raw, str) else []
