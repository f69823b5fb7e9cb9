"""Writing a promise: first what it is about, then its numbers; and writing a draft anew."""

from collections.abc import Iterable, Mapping
from typing import Any

from frontend_stub.pages.expectations import detail, terms, trying
from frontend_stub.pages.measurements import values
from frontend_stub.site import forms, i18n, steps, words
from frontend_stub.site.page import Json, Page, Visit, code

PLAIN = ("RULE", "BOUNDARY")
"""Kinds that no formula measures."""
SAME = (
    "title", "kind", "text", "startsOn", "endsOn", "currency", "target", "tolerance", "floor", "lagDays", "minSample",
    "cureDays", "primarySource", "zone", "clauseKey",
)  # fmt: skip
"""What a form begins with as the draft has it."""
NO_CONTRACT = "ctr_00000000000000000000000000000000"
NEW = (
    forms.taking("partnerId"), forms.taking("code", required=True), forms.taking("obligor", required=True),
    forms.taking("supersedesId"), *terms.FIELDS,
)  # fmt: skip
EDITED = (*detail.PLACE, *terms.FIELDS)
DRAFT = forms.Form(
    operation="ExpectationDraft", fields=NEW, build=lambda sent: terms.read(NEW, sent), then=detail.back
)  # fmt: skip
EDIT = forms.Form(
    operation="ExpectationEdit", fields=EDITED, build=lambda sent: terms.read(EDITED, sent), then=detail.back
)  # fmt: skip


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
    it = _begun(chosen, kind, contract, data["company"])
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
        "it": it,
        "tried": trying.told(visit, it),
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
        **dict.fromkeys((*SAME, "months", "cost", "cost_told"), ""),
        "scope": {},
        **_shape(metric, contract, {}),
        "title": metric["title"] if metric else "",
        "code": metric["code"] if metric else "rule",
        "kind": kind or "SLA",
        "zone": company["zone"] if company else "UTC",
        "obligor": (metric["owes"] if metric else "") or "PARTNER", "months_of_year": i18n.months(),
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


def as_it_is(it: Mapping[str, Any]) -> Json:
    """What a form begins with that writes anew what stands there."""
    given = {each["name"]: each["value"] for each in it["parameters"]}
    return {
        **_shape(it["definition"], it["contract"], given),
        **{name: it[name] for name in SAME},
        **it["period"],
        "scope": {each["field"]: "\n".join(each["words"]) for each in it["scope"]},
        "cost": terms.cost(it["document"]),
        "cost_told": it["consequence"],
        "months_of_year": i18n.months(),
    }


def _edit(visit: Visit, data: Json) -> Json:
    """The draft as it stands."""
    it = as_it_is(data["expectation"])
    return {"can": steps.standing(data["expectation"], "EDIT"), "it": it, "tried": trying.told(visit, it)}


METRIC = ("id", "code", "title", "version", "sentence", "kind", "unit", "direction", "decimals", "owes",
          *(f"parameters.{each}" for each in ("name", "label", "default", "least", "most")))  # fmt: skip
CONTRACT = ("id", "title", "partner.id", "partner.name",
            *(f"currentVersion.clauses.{each}" for each in ("key", "number", "heading")))  # fmt: skip
READS = (
    *(f"expectation.{each}" for each in (
        *values.MEASURE, "title", "kind", "text", "startsOn", "endsOn", "lagDays", "minSample", "cureDays",
        "primarySource", "zone", "clauseKey", "parameters.name", "parameters.label", "parameters.value", "scope.field",
        "scope.words", "period.length", "period.startsIn", "period.months", "document", "consequence",
    )),
    *(f"expectation.definition.{each}" for each in METRIC if each != "owes"),
    *(f"expectation.contract.{each}" for each in CONTRACT),
)  # fmt: skip
"""What a form reads of what stands there."""
PAGES = (
    Page(
        path="/expectations/new",
        operation="ExpectationNew",
        template="expectations/new.html",
        variables=_asked,
        extras=_new,
        forms=(DRAFT, trying.question(DRAFT.operation)),
        reads=(
            "viewer.permissions", "partners.nodes.id", "partners.nodes.name",
            *(f"metrics.nodes.{each}" for each in METRIC), *(f"contract.{each}" for each in CONTRACT),
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
        forms=(EDIT, trying.question(EDIT.operation)),
        reads=(
            *steps.reads("expectation")[:-3], "expectation.availableActions.blockedBy.message",
            *READS, "expectation.obligor", "expectation.status", "expectation.dueAt",
        ),
    ),
)  # fmt: skip
