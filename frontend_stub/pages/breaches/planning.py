"""The plan against a breach as people fill it in: the four parts of an 8D report, each with who and until when."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.site import forms, i18n
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json
from frontend_stub.site.returning import FieldError

DISCIPLINES = ("CONTAINMENT", "ROOT_CAUSE", "CORRECTIVE_ACTION", "PREVENTION")
ROWS = (1, 2, 3)
"""Steps of each part that the form has room for; the first is asked for."""
FILES = forms.taking("files", "fileIds", many=True)
_PARTS = ("text", "responsible", "dueOn")


def field(part: str, discipline: str, row: int) -> str:
    return f"{part}-{discipline}-{row}"


def read(place: tuple[forms.Field, ...], sent: FormData) -> tuple[Json, list[FieldError]]:
    """The variables: a step for each row of which anything is filled in, its parts in their order."""
    fields = (*place, forms.taking("summary"), FILES)
    variables, errors = forms.read(forms.Form(operation="", fields=fields, then=lambda _payload: ""), sent)
    found = []
    for discipline in DISCIPLINES:
        for row in ROWS:
            typed = {part: _typed(sent, field(part, discipline, row)) for part in _PARTS}
            if any(typed.values()):
                at = {"": field("text", discipline, row)} | {part: field(part, discipline, row) for part in _PARTS}
                found.append(Line({"discipline": discipline, **_step(typed, discipline, row, errors)}, at))
    if not found:
        errors.append(FieldError(field("text", DISCIPLINES[0], 1), _("Enter what will be done.")))
    variables.setdefault("input", {})["steps"] = found
    return variables, errors


def _typed(sent: FormData, name: str) -> str:
    raw = sent.get(name)
    return forms.text(raw) if isinstance(raw, str) else ""


def _step(typed: Mapping[str, str], discipline: str, row: int, errors: list[FieldError]) -> Json:
    told: Json = dict(typed)
    for part in _PARTS:
        name = field(part, discipline, row)
        if not typed[part]:
            errors.append(FieldError(name, _("This field is required.")))
        elif part == "dueOn":
            try:
                told[part] = forms.calendar_day(typed[part])
            except ValueError as error:
                errors.append(FieldError(name, str(error)))
    return told


def submissions(steps: Iterable[Mapping[str, Any]]) -> list[Json]:
    """The plans, the newest first, each with its steps and files."""
    of: dict[int, list[Mapping[str, Any]]] = {}
    for each in steps:
        of.setdefault(each["submission"], []).append(each)
    return [{"number": i18n.number(number), "steps": found, "files": found[0]["files"]} for number, found in of.items()]
