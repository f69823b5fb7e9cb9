"""The answer to contested lines: each is left out, corrected or kept, with a reason."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.pages.facts import state
from frontend_stub.pages.measurements import contest, values
from frontend_stub.site import forms, steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.returning import FieldError


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _shown(_visit: Visit, data: Json) -> Json:
    it, side = data["measurement"], data["viewer"]["side"]
    return {
        "title": values.called(it["expectation"]),
        "can": steps.standing(it, "RULE_ON_FACTS"),
        "contests": [
            {
                "it": each,
                "told": state.glance(each["subject"]) if each["subject"] else [],
                "fact": _own_fact(each["subject"], side) if each["subject"] else None,
            }
            for each in it["contests"]
            if contest.is_open(each)
        ],
    }


def _own_fact(subject: Mapping[str, Any], side: str) -> Json | None:
    """What the reader's own side said last of the line, to correct: of one of its facts the newest revision."""
    newest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for each in subject["facts"]:
        if each["side"] == side:
            newest[each["source"], each["externalId"]] = each
    if not newest:
        return None
    fact = list(newest.values())[-1]
    fields = state.document(fact["document"])
    return {
        "statement": fact["statement"], "source": fact["source"], "external": fact["externalId"],
        "fields": [
            {"name": name, "label": words.word(name, "SubjectField"), "value": value,
             "type": "date" if name.endswith("_on") else "text"}
            for name, value in fields.items()
        ],
    }  # fmt: skip


def answers(sent: FormData) -> tuple[Json, list[FieldError]]:
    """The variables: one answer for each contested line; a reason for all stands where a line has none of its own."""
    plain = forms.Form(operation="", fields=contest.PLACE, then=lambda _payload: "")
    variables, errors = forms.read(plain, sent)
    found = []
    for name in dict.fromkeys(each for each in sent.getlist("contest") if isinstance(each, str)):
        own = f"text-{name}"
        answer, text = _said(sent, f"answer-{name}"), _said(sent, own) or _said(sent, "text")
        if not answer:
            errors.append(FieldError(f"answer-{name}", _("Choose an answer for this line.")))
        if not text:
            errors.append(FieldError(f"text-{name}", _("Give a reason here, or one for all lines.")))
        made: Json = {"contestId": name, "answer": answer, "text": text}
        if answer == "CORRECT":
            made |= _corrected(sent, name, text)
        found.append(Line(made, {"": f"answer-{name}", "text": own if _said(sent, own) else "text"}))
    variables.setdefault("input", {})["answers"] = found
    return variables, errors


def _corrected(sent: FormData, name: str, reason: str) -> Json:
    """The fact that takes the place of the one that was; nothing where the reader's side has none to correct."""
    source = _said(sent, f"source-{name}")
    if not source:
        return {}
    fact = {
        "kind": _said(sent, f"kind-{name}"), "statement": _said(sent, f"statement-{name}"),
        "subjectKey": _said(sent, f"key-{name}"), "externalId": _said(sent, f"external-{name}"),
        "values": list(_values(sent, f"value-{name}-")), "reason": reason,
    }  # fmt: skip
    return {"source": source, "facts": [fact]}


def _values(sent: FormData, prefix: str) -> Iterable[Json]:
    for name, value in sent.multi_items():
        if name.startswith(prefix) and isinstance(value, str) and value.strip():
            yield Line({"name": name.removeprefix(prefix), "value": value.strip()}, {"": name})


def _said(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return forms.text(value) if isinstance(value, str) else ""


PAGES = (
    Page(
        path="/measurements/{id}/answer",
        operation="MeasurementAnswer",
        template="measurements/answer.html",
        variables=_one,
        required=("measurement",),
        extras=_shown,
        forms=(
            forms.Form(
                operation="MeasurementRuleOnFacts",
                fields=contest.PLACE,
                build=answers,
                then=lambda payload: values.place(payload["measurement"]["id"]),
            ),
        ),
        reads=(
            "measurement.expectation.title",
            *(f"measurement.availableActions.{each}" for each in (
                "name", "allowed", "roles", "notFor", "blockedBy.code", "blockedBy.message",
            )),
            *(f"measurement.contests.{each}" for each in (
                "id", "reason", "claim", "madeBy", "madeAt", "answeredAt", "withdrawnAt",
                *(f"evidence.{name}" for name in ("name", "bytes", "state", "path")), "subject.id", "subject.kind",
                "subject.key", "subject.state.name", "subject.state.value", "subject.facts.side",
                "subject.facts.source", "subject.facts.externalId", "subject.facts.statement",
                "subject.facts.document", "subject.facts.revision",
            )),
        ),
    ),
)  # fmt: skip
