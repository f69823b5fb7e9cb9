"""The cause of a dispute and what keeps it from coming back, as people fill it in."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.pages.disputes import turns
from frontend_stub.site import forms, steps
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json
from frontend_stub.site.returning import FieldError

ROWS = (1, 2, 3)
"""Actions that the form has room for."""
PARTS = {"side": "side", "what": "text", "who": "responsible", "due": "dueOn", "check": "checkOn"}
NEEDED = ("side", "what", "who", "due")
_CAUSE = (
    forms.taking("category", required=True),
    forms.taking("whys", required=True),
    forms.taking("noPreventionReason"),
)


def cause(place: tuple[forms.Field, ...], then: Any) -> forms.Form:
    """The form that records a cause."""
    plain = forms.Form(operation="DisputeRecordCause", fields=(*place, *_CAUSE), then=then)

    def build(sent: FormData) -> tuple[Json, list[FieldError]]:
        variables, errors = forms.read(plain, sent)
        found = [_action(sent, row, errors) for row in _filled(sent)]
        variables.setdefault("input", {})["actions"] = found
        if not found and not variables["input"].get("noPreventionReason"):
            errors.append(FieldError("what-1", _("Plan how to prevent it, or say why prevention is not possible.")))
        return variables, errors

    return forms.Form(operation="DisputeRecordCause", fields=plain.fields, build=build, then=then)


def _filled(sent: FormData) -> list[int]:
    return [row for row in ROWS if any(_text(sent, f"{part}-{row}") for part in ("what", "who", "due", "check"))]


def _action(sent: FormData, row: int, errors: list[FieldError]) -> Line:
    made: Json = {}
    for part, name in PARTS.items():
        text, field = _text(sent, f"{part}-{row}"), f"{part}-{row}"
        if not text:
            if part in NEEDED:
                errors.append(FieldError(field, _("This field is required.")))
            continue
        try:
            made[name] = forms.calendar_day(text) if part in {"due", "check"} else text
        except ValueError as error:
            errors.append(FieldError(field, str(error)))
    return Line(made, {"": f"what-{row}", **{name: f"{part}-{row}" for part, name in PARTS.items()}})


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return forms.text(value) if isinstance(value, str) else ""


CHECKS = (
    ("PreventionMarkDone", "MARK_DONE"),
    ("PreventionCheckEffective", "CHECK_EFFECTIVE"),
    ("PreventionCheckIneffective", "CHECK_INEFFECTIVE"),
)
"""What can be said of an action: the operation, and the step among those that are available."""


def check(operation: str) -> forms.Form:
    """The form that says it of one of several: each is named with the version that was shown."""
    fields = (forms.taking("action", "preventionId", required=True), forms.taking("note", required=True))
    plain = forms.Form(operation=operation, fields=fields, then=_back)

    def build(sent: FormData) -> tuple[Json, list[FieldError]]:
        variables, errors = forms.read(plain, sent)
        name, _space, version = str(variables.get("input", {}).get("preventionId", "")).partition(" ")
        if not errors:
            variables["input"] |= {"preventionId": name, "expectedVersion": int(version) if version.isdigit() else 0}
        return variables, errors

    return forms.Form(operation=operation, fields=fields, build=build, then=_back)


def _back(payload: Json) -> str:
    dispute = payload["prevention"]["dispute"]
    return turns.place(dispute["id"]) if dispute else "/disputes"


def checks(preventions: list[Mapping[str, Any]]) -> list[Json]:
    """Each thing that the reader may say now, with the actions of which it can be said."""
    found = []
    for operation, action in CHECKS:
        of = [
            (f"{each['id']} {each['version']}", each["text"])
            for each in preventions if steps.standing(each, action)["allowed"]
        ]  # fmt: skip
        if of:
            found.append({"operation": operation, "action": action, "of": of})
    return found
