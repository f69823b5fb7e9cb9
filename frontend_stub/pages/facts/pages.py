"""What facts came with which call or file, one of them with what was refused, and one subject with its stories."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.facts import state, withdrawing
from frontend_stub.site import words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging


def _list(visit: Visit) -> Json:
    chosen: Json = {}
    if side := code(visit, "side", words.WORDS["Side"]):
        chosen["side"] = side
    if partner := visit.query.get("partner", "").strip():
        chosen["partnerId"] = partner
    if source := visit.query.get("source", "").strip():
        chosen["source"] = source[:60]
    return paging(visit) | {"filter": chosen}


def _choices(_visit: Visit, data: Json) -> Json:
    mine = data["viewer"]["side"]
    theirs = "PARTNER" if mine == "HOST" else "HOST"
    partners = (data.get("partners") or {}).get("nodes", [])
    return {
        "sides": [(mine, _("My side")), (theirs, _("The other side"))],
        "firms": [(each["id"], each["name"]) for each in partners] if mine == "HOST" else [],
    }


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _batch(_visit: Visit, data: Json) -> Json:
    """Each fact in words, and where each refused row is wrong."""
    batch = data["factBatch"]
    return {
        "rows": [
            {"fact": each, "told": state.told(state.document(each["document"]).items())}
            for each in (batch["facts"] or {"nodes": []})["nodes"]
        ],
        "faults": [
            {"row": each["row"] + 1, "field": _field(each["path"]), "message": each["message"]}
            for each in batch["faults"]
        ],
    }


def _field(path: list[str]) -> str:
    """The field that a refused row is wrong in, by its name; "" for the whole row."""
    name = path[-1] if path else ""
    known = words.WORDS["SubjectField"]
    return words.word(name, "SubjectField") if name in known else name


def _subject(_visit: Visit, data: Json) -> Json:
    subject = data["subject"]
    known = {each["name"]: each["value"] for each in subject["state"]}
    return {
        "record": state.record(subject["key"]),
        "mine": withdrawing.choices(subject, data["viewer"]),
        "aside": withdrawing.aside(subject["aside"]),
        "known": state.told(known.items()),
        "stories": [_story(each, known) for each in state.others(subject["other"])],
        "facts": [
            {"fact": each, "told": state.told(state.document(each["document"]).items())}
            for each in reversed(subject["facts"])
        ],
    }


def _story(told: Mapping[str, Any], known: Mapping[str, str]) -> Json:
    """What another source tells, field by field, beside what counts."""
    fields = [
        (
            words.word(name, "SubjectField"),
            state.written(name, known[name]) if name in known else "–",
            state.written(name, value) if value else "–",
        )
        for name, value in told["fields"].items()
    ]
    return {"source": told["source"], "fields": fields}


PAGES = (
    Page(
        path="/facts",
        operation="FactBatchList",
        template="facts/list.html",
        variables=_list,
        extras=_choices,
        reads=("partners.nodes.id", "partners.nodes.name"),
    ),
    Page(
        path="/facts/{id}",
        operation="FactBatchDetail",
        template="facts/batch.html",
        variables=lambda visit: _one(visit) | paging(visit),
        required=("factBatch",),
        extras=_batch,
        reads=(
            *(f"factBatch.faults.{name}" for name in ("row", "path", "message")),
            *(
                f"factBatch.facts.nodes.{name}"
                for name in (
                    "document", "statement", "subjectKey", "externalId", "revision", "row", "reason", "subject.id",
                )
            ),
        ),
    ),
    Page(
        path="/subjects/{id}",
        operation="SubjectDetail",
        template="facts/subject.html",
        variables=_one,
        required=("subject",),
        extras=_subject,
        forms=(withdrawing.FORM,),
        reads=(
            "viewer.permissions", "subject.aside", "subject.facts.id", "subject.other",
            "subject.state.name", "subject.state.value",
            *(
                f"subject.facts.{name}"
                for name in (
                    "document", "statement", "source", "side", "revision", "externalId", "reason", "receivedAt",
                    "batch.id",
                )
            ),
        ),
    ),
)  # fmt: skip
