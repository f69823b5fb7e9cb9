"""Trying what a form says on the facts so far: nothing is saved, and the answer stands beside the form."""

from collections.abc import Iterable
from dataclasses import replace

from starlette.datastructures import FormData

from frontend_stub.pages.expectations import terms
from frontend_stub.pages.measurements import values
from frontend_stub.site import forms, i18n
from frontend_stub.site.charts.measured import RESULTS, Measured
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.measures import Measure
from frontend_stub.site.page import Json, Visit
from frontend_stub.site.returning import FieldError

OPERATION = "ExpectationTry"
LEFT_OUT = frozenset({"title", "startsOn", "target", "code"})
"""What a trial does without."""
WHOSE = (forms.taking("partnerId"), forms.taking("obligor", required=True))


def question(asked_in: str) -> forms.Form:
    """The trial of what stands in a form."""
    fields = (*WHOSE, *(replace(each, required=each.required and each.name not in LEFT_OUT) for each in terms.FIELDS))

    def build(sent: FormData) -> tuple[Json, list[FieldError]]:
        variables, errors = terms.read(fields, sent)
        begun = {"title": "", "kind": "SLA", "startsOn": i18n.today(i18n.READER.get().now).isoformat()}
        variables["input"].pop("idempotencyKey", None)
        variables["input"]["terms"] = begun | variables["input"]["terms"]
        return variables, errors

    return forms.Form(operation=OPERATION, fields=fields, build=build, then=forms.nowhere, asked_in=asked_in)


def told(visit: Visit, it: Json) -> Json | None:
    """The answer, where the form has just been tried: each period, the newest first, and how many there are."""
    trial = visit.answered["trial"] if visit.answered else None
    metric = it["metric"]
    if trial is None or metric is None:
        return None
    measure = Measure(
        unit=metric["unit"], decimals=metric["decimals"], direction=metric["direction"], currency=it["currency"] or ""
    )
    periods = list(reversed(trial["periods"]))
    return {
        "rows": [_row(each, measure) for each in periods],
        "counts": list(_counts(trial, len(periods))),
        "is_judged": any(each["verdict"] for each in periods),
    }


def _row(period: Json, measure: Measure) -> Json:
    value = values.number(period["value"])
    point = Measured(name=period["name"], value=value, verdict=period["verdict"] or "")
    return {
        "point": point,
        "value": measure.written(value) if value is not None else "–",
        "sample": period["sampleSize"],
        "is_enough": period["isEnough"],
    }


def _counts(trial: Json, many: int) -> Iterable[tuple[str, str]]:
    """(label, how many of the periods)"""
    said = _("%(num)s of %(many)s")
    numbers = [
        (_("Periods with enough for a value"), trial["enough"]),
        *((i18n.pgettext(*RESULTS[verdict]), trial[verdict.lower()]) for verdict in ("MET", "MISSED", "UNSURE")),
    ]
    return ((label, said % {"num": i18n.number(found), "many": i18n.number(many)}) for label, found in numbers)
