"""From ticked lines to a contest: one reason and claim for all of them, and others for single lines."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.site import forms
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json
from frontend_stub.site.returning import FieldError

PLACE = (
    forms.taking("measurementId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
FILES = forms.taking("files", "lines", "0", "fileIds")
"""Every line names the files, so what is wrong with one is told at the first."""
FIELDS = (*PLACE, FILES, forms.taking("line", "lines"))
"""Where a refusal belongs."""


def is_open(contest: Mapping[str, Any]) -> bool:
    """Whether it is neither answered nor taken back."""
    return not contest["answeredAt"] and not contest["withdrawnAt"]


def lines(sent: FormData) -> tuple[Json, list[FieldError]]:
    """The variables. A line's own reason and claim go before those for all."""
    plain = forms.Form(operation="", fields=PLACE, then=lambda _payload: "")
    variables, errors = forms.read(plain, sent)
    chosen = list(dict.fromkeys(each for each in sent.getlist("line") if isinstance(each, str)))
    if not chosen:
        errors.append(FieldError("line", _("Tick the lines that you contest.")))
    found, named = [], [each for each in sent.getlist("files") if isinstance(each, str) and each]
    files = {"fileIds": named} if named else {}
    for subject in chosen:
        of = {name: own if _said(sent, own := f"{name}-{subject}") else name for name in ("reason", "claim")}
        said = {name: _said(sent, field) for name, field in of.items()}
        at = {"": f"line-{subject}", "fileIds": "files", **of}
        found.append(Line({"subjectId": subject, **said, **files}, at))
    for name in ("reason", "claim"):
        if any(not each[name] for each in found):
            errors.append(FieldError(name, _("This field is required.")))
    variables.setdefault("input", {})["lines"] = found
    return variables, errors


def _said(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return forms.text(value) if isinstance(value, str) else ""
