"""One file of facts: what its columns mean, its first rows as they are understood, a trial, and how far it is."""

import json
from collections.abc import Iterable

from starlette.datastructures import FormData

from frontend_stub.pages.fact_imports.listing import PATH, there
from frontend_stub.pages.facts import state
from frontend_stub.site import forms, returning, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging
from frontend_stub.site.steps import standing

GOING = frozenset({"READING", "RUNNING"})
CHOSEN = ("currency", "format", "zone", "decimal")
KINDS = ("ORDER_LINE", "INVOICE", "TICKET", "LOT", "FORECAST")
"""Those that somebody can send; of the others the portal's own journal tells."""
_WHICH = (
    forms.taking("factImportId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)


def _mapped(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """One choice for each heading; a mapping that is written out counts instead."""
    variables, errors = forms.read(
        forms.Form(operation="FactImportMap", then=there, fields=(*_WHICH, forms.taking("saveAs"))), sent
    )
    given = variables.setdefault("input", {})
    written = forms.text(_text(sent, "text"))
    given["meaning"] = {"text": written} if written else {"columns": _columns(sent)}
    return variables, errors


def _columns(sent: FormData) -> Json:
    chosen = [
        {"heading": _text(sent, f"heading{at}"), "field": field}
        for at in range(len([name for name in sent if name.startswith("heading")]))
        if (field := _text(sent, f"field{at}"))
    ]
    found: Json = {"kind": _text(sent, "kind"), "columns": chosen}
    found |= {name: value for name in CHOSEN if (value := _text(sent, name))}
    missing = _text(sent, "missing").split()
    return found | ({"missing": missing} if missing else {})


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return value.strip() if isinstance(value, str) else ""


MAP = forms.Form(operation="FactImportMap", then=there, fields=_WHICH, build=_mapped)
TAKE_IN = forms.Form(operation="FactImportTakeIn", then=there, fields=_WHICH)
CANCEL = forms.Form(operation="FactImportCancel", then=there, fields=_WHICH)
TRY = forms.Form(
    operation="FactImportTry", then=forms.nowhere, asked_in="FactImportTakeIn",
    fields=(forms.taking("factImportId", required=True),),
)  # fmt: skip


def _one(visit: Visit) -> Json:
    asked: Json = {"factImportId": visit.params["id"]}
    if kind := code(visit, "kind", words.WORDS["SubjectKind"]):
        asked["kind"] = kind
    return {"id": visit.params["id"], "asked": asked, **paging(visit)}


def field(name: str) -> str:
    """What people call a field, or what else a column can be."""
    for known in ("FactColumn", "SubjectField"):
        if name in words.WORDS[known]:
            return words.word(name, known)
    return name


def _detail(visit: Visit, data: Json) -> Json:
    it = data["factImport"]
    asked = (data["factImportPreview"] or {}) if it["status"] == "READ" else {}
    found = asked.get("preview")
    return {
        "is_going": it["status"] in GOING,
        "is_own": it["side"] == data["viewer"]["side"],
        "preview": _preview(found) if found else None,
        "chosen": _chosen(found["document"]) if found else {},
        "odd": [each["message"] for each in asked.get("userErrors", ())],
        "kinds": [(each, words.word(each, "SubjectKind")) for each in KINDS],
        "field": field,
        "trial": visit.answered["trial"] if visit.answered else None,
        "map": standing(it, "MAP"),
        "take": standing(it, "TAKE_IN"),
        "cancel": standing(it, "CANCEL"),
    }


def _preview(found: Json) -> Json:
    """The fields in the reader's words, and each row as people write its values."""
    return {
        **found,
        "choices": [(name, field(name)) for name in found["fields"]],
        "lacks": [field(name) for name in found["lacking"]],
        "shown": [_row(row) for row in found["rows"]],
    }  # fmt: skip


def _row(row: Json) -> Json:
    facts = [
        {
            "statement": words.word(each["statement"], "FactStatement"), "about": each["subjectKey"],
            "told": state.told((value["name"], value["value"]) for value in each["values"]),
        }
        for each in row["facts"]
    ]  # fmt: skip
    return {"number": row["number"], "facts": facts, "faults": row["faults"]}


def _chosen(document: str) -> Json:
    """What is said for all columns, from the mapping."""
    try:
        content = json.loads(document)
    except ValueError:
        content = None
    found: Json = dict.fromkeys((*CHOSEN, "missing"), "")
    if not isinstance(content, dict):
        return found
    found["missing"] = " ".join(content.get("missing", ()))
    for name, source in _sources(content):
        found |= {each: source[each] for each in CHOSEN if isinstance(source.get(each), str)}
        if name == "currency" and "text" in source:
            found["currency"] = source["text"]
    return found


def _sources(content: Json) -> Iterable[tuple[str, Json]]:
    for fact in content.get("facts", ()):
        yield from fact.get("fields", {}).items()


def said(fault: Json) -> str:
    """What is wrong, with its place."""
    place = fault["heading"] or (field(fault["path"][-1]) if fault["path"] else "")
    return _("%(field)s: %(message)s") % {"field": place, "message": fault["message"]} if place else fault["message"]


PAGES = (
    Page(
        path=f"{PATH}/{{id}}", operation="FactImportDetail", template="fact_imports/detail.html", variables=_one,
        required=("factImport",), extras=lambda visit, data: _detail(visit, data) | {"wrong_in": said},
        forms=(MAP, TRY, TAKE_IN, CANCEL),
        reads=(
            "factImport.availableActions.name", "factImport.availableActions.allowed",
            "factImport.availableActions.blockedBy.message", "factImportPreview.userErrors.message",
            "factImportPreview.preview.document", "factImportPreview.preview.kind",
            "factImportPreview.preview.isSimple", "factImportPreview.preview.fields",
            "factImportPreview.preview.lacking",
            *(f"factImportPreview.preview.columns.{name}" for name in ("heading", "field", "examples")),
            *(f"factImportPreview.preview.rows.{name}" for name in (
                "number", "facts.statement", "facts.subjectKey", "facts.values.name", "facts.values.value",
                "faults.heading", "faults.path", "faults.message",
            )),
            *(f"factImport.refusedRows.nodes.faults.{name}" for name in ("heading", "path", "message")),
        ),
    ),
)  # fmt: skip
