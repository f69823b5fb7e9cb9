"""A text before it is stored: how it is taken apart into clauses, shown on the form that brings it."""

import base64
import json
from collections.abc import Mapping

from starlette.datastructures import FormData, UploadFile

from frontend_stub.site import forms, returning
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Visit, operation_of
from frontend_stub.site.sending import LOOKED_AT

OPERATION = "ContractTextTry"
CLAUSE = ("number", "heading", "text", "depth")
SEEN = ("textWas", "textSeen")
"""The fields that name a text which needs no look: that of the draft, and the one that was looked at."""
FIELDS = (
    forms.taking(LOOKED_AT, "file"),
    forms.taking("changes", "state"),
    forms.taking("text", "text"),
)


def look(asked_in: str) -> forms.Form:
    """The question how a text would be taken apart, asked in a form that comes back with the answer."""
    return forms.Form(operation=OPERATION, fields=FIELDS, build=_asked, then=forms.nowhere, asked_in=asked_in)


def meant(sent: FormData) -> str:
    """A text that nobody has seen taken apart is looked at first, whatever button was pressed.

    A form that was opened before there was a look has no place for it, and saves.
    """
    return OPERATION if _file(sent) or ("textSeen" in sent and _is_new(sent)) else operation_of(sent)


def _file(sent: FormData) -> UploadFile | None:
    return next((each for each in sent.getlist(LOOKED_AT) if isinstance(each, UploadFile)), None)


def _is_new(sent: FormData) -> bool:
    text = forms.text(_text(sent, "text"))
    return bool(text) and returning.fingerprint(text) not in {sent.get(name) for name in SEEN}


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return value if isinstance(value, str) else ""


def _asked(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    file, text = _file(sent), forms.text(_text(sent, "text"))
    if file is not None:
        given = {"file": base64.b64encode(file.file.read()).decode(), "name": file.filename or ""}
        state = _text(sent, "changes")
        return {"input": given | ({"state": state} if state else {})}, []
    if not text:
        return {}, [returning.FieldError("text", _("Paste a text or choose a file."))]
    return {"input": {"text": text}}, []


def clauses_of(kept: str) -> list[Json]:
    """The clauses that a form brings back, as they were shown; none where somebody changed what it keeps."""
    try:
        found = json.loads(kept or "[]")
        return [{"number": str(each["number"]), "heading": str(each["heading"]), "text": str(each["text"]),
                 "depth": int(each["depth"])} for each in found]  # fmt: skip
    except (ValueError, LookupError, TypeError, RecursionError):
        return []


def brought(sent: FormData) -> list[Json]:
    """The clauses that were shown, which are stored."""
    return clauses_of(_text(sent, "clauses"))


def shown(visit: Visit) -> Json:
    """What a template needs to show the answer, and to show it again."""
    preview = visit.answered["preview"] if visit.answered else None
    return {"preview": preview, "kept": kept(preview["clauses"]) if preview else "", "clauses_of": clauses_of,
            "fingerprint": returning.fingerprint}  # fmt: skip


def kept(clauses: list[Mapping[str, object]]) -> str:
    """The clauses as the form carries them."""
    return json.dumps([{name: each[name] for name in CLAUSE} for each in clauses], ensure_ascii=False)
