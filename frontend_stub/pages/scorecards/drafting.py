"""Writing a card: which agreed figures weigh how much, how scores are called, and what each standing does."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.pages.expectations.terms import exact
from frontend_stub.pages.measurements import values
from frontend_stub.pages.scorecards import detail
from frontend_stub.site import forms, steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json, Page, Visit, code
from frontend_stub.site.returning import FieldError

NO_PARTNER = "org_00000000000000000000000000000000"
STANDINGS = ("CRITICAL", "POOR", "FAIR", "GOOD", "EXCELLENT")
"""The worst first, as bands are written."""
USUAL: Mapping[str, str] = {"CRITICAL": "0", "FAIR": "50", "GOOD": "80"}
"""Where bands begin unless somebody says otherwise."""
STANDING = ("KPI", "SLA", "RULE")
"""Kinds that can be a line of a card."""
CHOSEN = ("PROPOSED", "AGREED", "ACTIVE", "SUSPENDED")
"""What can stand on a card: what both sides know."""
_FULL = 100
_CARD = (
    forms.taking("title", "card", "title", required=True),
    forms.taking("length", "card", "rhythm", "length", required=True),
    forms.taking("leastCovered", "card", "leastCovered", read=exact),
)
_GROUPS = (forms.taking("lines", "card", "lines"), forms.taking("bands", "card", "bands"))
"""Where refusals of what is filled in line by line are shown."""
NEW = (forms.taking("partnerId"), forms.taking("obligor", required=True), *_CARD)
EDITED = (*detail.PLACE, *_CARD)


def _read(fields: tuple[forms.Field, ...], sent: FormData) -> tuple[Json, list[FieldError]]:
    """The variables: a line for each weight that is filled in, a band for each standing that has a beginning."""
    variables, errors = forms.read(forms.Form(operation="", fields=fields, then=detail.back), sent)
    card = variables.setdefault("input", {}).setdefault("card", {})
    weights = _numbers(sent, "weight-", errors)
    card["lines"] = [
        Line({"expectationId": name, "weight": weight}, {"": f"weight-{name}"}) for name, weight in weights.items()
    ]
    if not weights and not errors:
        errors.append(FieldError("lines", _("Give at least one line a weight.")))
    begins = _numbers(sent, "since-", errors)
    found = sorted((Decimal(since), STANDINGS.index(name)) for name, since in begins.items() if name in STANDINGS)
    if not found and not errors:
        errors.append(FieldError("bands", _("Enter the start of at least one standing.")))
    ends = [*(since for since, _place in found[1:]), Decimal(_FULL)][: len(found)]
    card["bands"] = [
        _read_band(sent, STANDINGS[place], since, until) for (since, place), until in zip(found, ends, strict=True)
    ]
    return variables, errors


def _read_band(sent: FormData, standing: str, since: Decimal, until: Decimal) -> Line:
    effects = f"effects-{standing}"
    band = {
        "since": format(since, "f"), "until": format(until, "f"), "standing": standing,
        "effects": [each for each in sent.getlist(effects) if isinstance(each, str)],
    }  # fmt: skip
    return Line(band, {"": f"since-{standing}", "effects": effects})


def _numbers(sent: FormData, prefix: str, errors: list[FieldError]) -> dict[str, str]:
    """What is filled in of fields with a prefix, by the rest of their names."""
    found = {}
    for name, raw in sent.multi_items():
        if name.startswith(prefix) and isinstance(raw, str) and raw.strip():
            try:
                found[name.removeprefix(prefix)] = exact(raw)
            except ValueError as error:
                errors.append(FieldError(name, str(error)))
    return found


def _asked(visit: Visit) -> Json:
    partner = visit.query.get("partner", "").strip()
    return {"partner": partner or NO_PARTNER, "isPartner": bool(partner)}


def _new(visit: Visit, data: Json) -> Json:
    """First whose card it is; then its lines: each that is agreed has an equal weight to begin with.

    A card that has another line is agreed to only once that line is.
    """
    obligor, partner = code(visit, "side", words.WORDS["Side"]), data.get("partner")
    mine = data["viewer"]["side"]
    choices = _choices(partner, obligor)
    agreed = [each["id"] for each in choices if each["is_agreed"]]
    return {
        "may": "expectation:propose" in data["viewer"]["permissions"],
        "firms": [(each["id"], each["name"]) for each in (data["partners"] or {"nodes": []})["nodes"]],
        "sides": _sides(mine),
        "begun": bool(partner and obligor),
        "world": partner,
        "obligor": obligor,
        "at": {
            "title": "", "length": "QUARTER", "leastCovered": "50", "choices": choices,
            "weights": dict(zip(agreed, _equal(len(agreed)), strict=True)),
            "bands": [_band(each, USUAL.get(each, ""), ()) for each in STANDINGS],
        },
    }  # fmt: skip


def _sides(mine: str) -> list[tuple[str, str]]:
    other = "PARTNER" if mine == "HOST" else "HOST"
    return [(other, _("Owed to us")), (mine, _("Owed by us"))]


def _choices(partner: Mapping[str, Any] | None, obligor: str, also: Iterable[str] = ()) -> list[Json]:
    """The figures and rules of a side that can stand on a card, and those that stand on it already."""
    found = ((partner or {}).get("expectations") or {"nodes": []})["nodes"]
    fits = [
        each for each in found
        if each["obligor"] == obligor and each["kind"] in STANDING and (each["status"] in CHOSEN or each["id"] in also)
    ]  # fmt: skip
    return [
        {"id": each["id"], "title": each["title"], "note": _note(each), "is_agreed": each["status"] != "PROPOSED"}
        for each in sorted(fits, key=lambda each: each["title"])
    ]


def _note(expectation: Mapping[str, Any]) -> str:
    measure = values.measure(expectation)
    told = [words.word(expectation["status"], "ExpectationStatus")] if expectation["status"] != "ACTIVE" else []
    if measure and expectation["target"] is not None:
        told.insert(0, _("agreed %(target)s") % {"target": measure.agreed(expectation["target"])})
    return " · ".join(told)


def _equal(many: int) -> list[str]:
    """Weights that sum to 100, the first ones one more where it does not divide."""
    if not many:
        return []
    each, more = divmod(_FULL, many)
    return [str(each + (place < more)) for place in range(many)]


def _band(standing: str, since: str, effects: Iterable[str]) -> Json:
    return {"standing": standing, "since": since, "effects": list(effects)}


def _edit(_visit: Visit, data: Json) -> Json:
    """The draft as it stands."""
    it = data["scorecardById"]
    of = {each["standing"]: each for each in it["bands"]}
    weights = {each["expectationId"]: each["weight"] for each in it["lines"]}
    return {
        "it": it,
        "can": steps.standing(it, "EDIT"),
        "at": {
            "title": it["title"], "length": it["period"], "leastCovered": it["leastCovered"], "weights": weights,
            "choices": _choices(it["partner"], it["obligor"], weights),
            "bands": [
                _band(each, of[each]["since"] if each in of else "", of[each]["effects"] if each in of else ())
                for each in STANDINGS
            ],
        },
    }  # fmt: skip


def _form(operation: str, fields: tuple[forms.Field, ...]) -> forms.Form:
    return forms.Form(
        operation=operation, fields=(*fields, *_GROUPS), build=lambda sent: _read(fields, sent), then=detail.back
    )


def _choice(place: str) -> tuple[str, ...]:
    here = f"{place}.expectations.nodes"
    return tuple(f"{here}.{each}" for each in ("id", "title", "kind", "status", "obligor", *values.MEASURE))


PAGES = (
    Page(
        path="/scorecards/new",
        operation="ScorecardNew",
        template="scorecards/new.html",
        variables=_asked,
        extras=_new,
        forms=(_form("ScorecardDraft", NEW),),
        reads=(
            "viewer.permissions", "partners.nodes.id", "partners.nodes.name", "partner.id", "partner.name",
            *_choice("partner"),
        ),
    ),
    Page(
        path="/scorecards/cards/{id}/edit",
        operation="ScorecardEditing",
        template="scorecards/edit.html",
        variables=detail.one,
        required=("scorecardById",),
        extras=_edit,
        forms=(_form("ScorecardEdit", EDITED),),
        reads=(
            *(f"scorecardById.{each}" for each in (
                "id", "version", "availableActions.name", "availableActions.allowed",
                "availableActions.blockedBy.message", "title", "obligor", "period", "leastCovered",
                "lines.expectationId", "lines.weight", "bands.since",
                "bands.standing", "bands.effects",
            )),
            *_choice("scorecardById.partner"),
        ),
    ),
)  # fmt: skip
