"""A draft as people write it: why, what it is about, since when it was known, and its lines; begun from what is
contested."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel import lists
from starlette.datastructures import FormData

from frontend_stub.pages.disputes import lines, turns
from frontend_stub.site import forms, i18n, words
from frontend_stub.site.page import Json
from frontend_stub.site.returning import FieldError

SAID = (
    forms.taking("reasonCode", required=True),
    forms.taking("title", required=True),
    forms.taking("text"),
    forms.taking("knownOn", read=forms.calendar_day),
    forms.taking("contractId"),
)
LINES = forms.taking("csv", "lines")
KEPT = "keepsLines"
"""The hidden field of a draft with more lines than the form has rows: they stay unless others are brought."""
IN_FORCE = ("SIGNED", "ACTIVE", "SUSPENDED", "NOTICE_GIVEN", "EXPIRED", "TERMINATED", "SUPERSEDED")
"""Contracts on which a dispute can rest: those that bind or have bound."""


def back(payload: Json) -> str:
    return turns.place(payload["dispute"]["id"])


def form(operation: str, place: tuple[forms.Field, ...]) -> forms.Form:
    """The form that writes a draft, of which `place` says where."""
    fields = (*place, *SAID)
    plain = forms.Form(operation=operation, fields=fields, then=back)

    def build(sent: FormData) -> tuple[Json, list[FieldError]]:
        variables, errors = forms.read(plain, sent)
        found, wrong = lines.read(sent)
        if found or not sent.get(KEPT):
            variables.setdefault("input", {})["lines"] = found
        return variables, [*errors, *wrong]

    return forms.Form(operation=operation, fields=(*fields, LINES), build=build, then=back)


def reason(told: Mapping[str, Any]) -> Json:
    """A reason as the pages show it: its papers in words, and the last day to file it."""
    return {
        "code": told["code"],
        "name": words.word(told["code"], "DisputeReasonCode"),
        "category": told["category"],
        "papers": [either(group["anyOf"]) for group in told["papers"]],
        "least": told["leastText"],
        "last": told.get("lastDay"),
        "counted": words.word(told["countedFrom"], "DisputeWindow"),
    }


def either(papers: Sequence[str]) -> str:
    """ "Clause of the contract or Order": of a group any one is enough."""
    said = [words.word(each, "DisputePaper") for each in papers]
    return lists.format_list(said, style="or", locale=i18n.READER.get().locale)


def clauses(version: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """The clauses of a text to choose from."""
    found = version["clauses"] if version else ()
    return [(each["key"], f"{each['number']} {each['heading']}".strip() or each["key"]) for each in found]
