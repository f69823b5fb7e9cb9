"""Writing a promise: first what it is about, then its numbers; and writing a draft anew."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.pages.expectations import detail
from frontend_stub.pages.measurements import values
from frontend_stub.site import forms, i18n, steps, words
from frontend_stub.site.page import Json, Page, Visit, code
from frontend_stub.site.returning import FieldError

PLAIN = ("RULE", "BOUNDARY")
"""Kinds that no formula measures."""
SCOPE = ("site", "product", "product_group", "order_type")
SAME = (
    "title", "kind", "text", "startsOn", "endsOn", "currency", "target", "tolerance", "floor", "lagDays", "minSample",
    "cureDays", "primarySource", "zone", "clauseKey",
)  # fmt: skip
"""What a form begins with as the draft has it."""
NO_CONTRACT = "ctr_00000000000000000000000000000000"
_PRECISE = "BHD"
"""A currency with three digits behind the point: with it 99.995 is read as what it is."""


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
NEW = (
    forms.taking("partnerId"), forms.taking("code", required=True), forms.taking("obligor", required=True), *FIELDS,
)  # fmt: skip
EDITED = (*detail.PLACE, *FIELDS)


def _read(fields: tuple[forms.Field, ...], sent: FormData) -> tuple[Json, list[FieldError]]:
    """The variables; parameters and limits are as many as the definition has."""
    variables, errors = forms.read(forms.Form(operation="", fields=fields, then=detail.back), sent)
    terms = variables.setdefault("input", {}).setdefault("terms", {})
    rhythm = terms.get("rhythm", {})
    if rhythm.get("length") != "TRAILING":
        rhythm.pop("months", None)
    if rhythm.get("length") in {"WEEK", "MONTH", "TRAILING"}:
        rhythm.pop("startsIn", None)
    if not rhythm.get("length"):
        terms.pop("rhythm", None)
    parameters = []
    for name, raw in sent.multi_items():
        if name.startswith("parameter-") and isinstance(raw, str) and raw.strip():
            try:
                parameters.append({"name": name.removeprefix("parameter-"), "value": exact(raw)})
            except ValueError as error:
                errors.append(FieldError(name, str(error)))
    if parameters:
        terms["parameters"] = parameters
    scope = [{"field": each, "words": found} for each in SCOPE if (found := _words(sent.get(f"scope-{each}")))]
    if scope:
        terms["scope"] = scope
    return variables, errors


def _words(raw: object) -> list[str]:
    """One word on each line."""
    return [each.strip() for each in raw.splitlines() if each.strip()] if isinstance(raw, str) else []


def _asked(visit: Visit) -> Json:
    contract = visit.query.get("contract", "").strip()
    return {"contract": contract or NO_CONTRACT, "isContract": bool(contract)}


def _new(visit: Visit, data: Json) -> Json:
    """The choices of the first step; and where something is chosen, what the form begins with."""
    metrics = (data["metrics"] or {"nodes": []})["nodes"]
    chosen = next((each for each in metrics if each["id"] == visit.query.get("metric")), None)
    kind = code(visit, "metric", dict.fromkeys(PLAIN))
    contract = data.get("contract")
    is_host = data["viewer"]["side"] == "HOST"
    partner = contract["partner"] if contract else None
    return {
        "can": {"allowed": "expectation:propose" in data["viewer"]["permissions"], "why": ""},
        "offered": _offered(metrics),
        "firms": [(each["id"], each["name"]) for each in (data["partners"] or {"nodes": []})["nodes"]]
        if is_host
        else [],
        "papers": [
            (each["id"], _paper(each, is_host=is_host)) for each in (data["contracts"] or {"nodes": []})["nodes"]
        ],
        "begun": bool(chosen or kind),
        "it": _begun(chosen, kind, contract, data["company"]),
        "at": {"contract": contract, "partner": partner["id"] if partner else visit.query.get("partner", "")},
        "clause": visit.query.get("clause", ""),
    }


def _offered(metrics: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What can be chosen to be measured, each with what it counts; and the promises that are not measured."""
    found = [
        (each["id"], f"{words.word(each['kind'], 'SubjectKind')}: {each['title']}"
         + (f", {each['version']}" if each["version"] > 1 else ""))
        for each in metrics
    ]  # fmt: skip
    return [*sorted(found, key=lambda each: each[1]), *words.options("ExpectationKind", PLAIN)]


def _paper(contract: Mapping[str, Any], *, is_host: bool) -> str:
    return (
        f"{contract['partner']['name']}: {contract['title']}" if is_host and contract["partner"] else contract["title"]
    )


def _begun(
    metric: Mapping[str, Any] | None, kind: str, contract: Mapping[str, Any] | None, company: Mapping[str, Any] | None
) -> Json:
    """What a new promise begins with."""
    return {
        **dict.fromkeys((*SAME, "months"), ""),
        "scope": {},
        **_shape(metric, contract, {}),
        "title": metric["title"] if metric else "",
        "code": metric["code"] if metric else "rule",
        "kind": kind or "SLA",
        "zone": company["zone"] if company else "UTC",
        "length": "QUARTER", "startsIn": "1", "lagDays": "10", "minSample": "20", "cureDays": "30",
    }  # fmt: skip


def _shape(
    metric: Mapping[str, Any] | None, contract: Mapping[str, Any] | None, given: Mapping[str, str]
) -> Json:  # fmt: skip
    """What the form is made of: the definition with its parameters, and the contract with its clauses."""
    version = contract["currentVersion"] if contract else None
    return {
        "metric": metric,
        "unit": metric["unit"] if metric else "",
        "parameters": [
            {"name": each["name"], "label": each["label"],
             "value": given.get(each["name"], each["default"]), "hint": _bounds(each)}
            for each in (metric["parameters"] if metric else ())
        ],
        "contract": contract,
        "clauses": [
            (each["key"], f"{each['number']} {each['heading']}".strip() or each["key"])
            for each in (version["clauses"] if version else ())
        ],
    }  # fmt: skip


def _bounds(parameter: Mapping[str, Any]) -> str:
    if parameter["least"] is None or parameter["most"] is None:
        return ""
    told = {"least": i18n.number(parameter["least"]), "most": i18n.number(parameter["most"])}
    return i18n.pgettext("bounds of a number", "From %(least)s to %(most)s.") % told


def _edit(_visit: Visit, data: Json) -> Json:
    """The draft as it stands."""
    it = data["expectation"]
    given = {each["name"]: each["value"] for each in it["parameters"]}
    return {
        "can": steps.standing(it, "EDIT"),
        "it": {
            **_shape(it["definition"], it["contract"], given),
            **{name: it[name] for name in SAME},
            **it["period"],
            "scope": {each["field"]: "\n".join(each["words"]) for each in it["scope"]},
        },
    }  # fmt: skip


_METRIC = ("id", "code", "title", "version", "sentence", "kind", "unit", "direction",
           *(f"parameters.{each}" for each in ("name", "label", "default", "least", "most")))  # fmt: skip
_CONTRACT = ("id", "title", "partner.id", "partner.name",
             *(f"currentVersion.clauses.{each}" for each in ("key", "number", "heading")))  # fmt: skip
PAGES = (
    Page(
        path="/expectations/new",
        operation="ExpectationNew",
        template="expectations/new.html",
        variables=_asked,
        extras=_new,
        forms=(
            forms.Form(operation="ExpectationDraft", fields=NEW, build=lambda sent: _read(NEW, sent), then=detail.back),
        ),
        reads=(
            "viewer.permissions", "partners.nodes.id", "partners.nodes.name",
            *(f"metrics.nodes.{each}" for each in _METRIC), *(f"contract.{each}" for each in _CONTRACT),
            *(f"contracts.nodes.{each}" for each in ("id", "title", "partner.id", "partner.name")),
        ),
    ),
    Page(
        path="/expectations/{id}/edit",
        operation="ExpectationEditing",
        template="expectations/edit.html",
        variables=detail.one,
        required=("expectation",),
        extras=_edit,
        forms=(
            forms.Form(
                operation="ExpectationEdit", fields=EDITED, build=lambda sent: _read(EDITED, sent), then=detail.back
            ),
        ),
        reads=(
            *steps.reads("expectation")[:-2], "expectation.availableActions.blockedBy.message",
            *(f"expectation.{each}" for each in (
                *values.MEASURE, "title", "kind", "text", "startsOn", "endsOn", "lagDays", "minSample", "cureDays",
                "primarySource", "zone", "clauseKey", "obligor", "status", "dueAt", "parameters.name",
                "parameters.label", "parameters.value", "scope.field", "scope.words", "period.length",
                "period.startsIn",
                "period.months",
            )),
            *(f"expectation.definition.{each}" for each in _METRIC),
            *(f"expectation.contract.{each}" for each in _CONTRACT),
        ),
    ),
)  # fmt: skip
