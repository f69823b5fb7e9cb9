"""A text before it is stored: how it is taken apart into clauses, and changing that, on the form that brings it.

The form carries the clauses from one look to the next; every button of a clause asks the API for the text as it is
after that edit. Nothing is stored until somebody saves what was shown.
"""

import base64
from collections.abc import Callable

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from frontend_stub.pages.contracts.clauses import Kept, Taken, kept_in, rows_in, short, taken
from frontend_stub.site import forms, returning
from frontend_stub.site.api import ApiClient
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Visit, operation_of
from frontend_stub.site.returning import FieldError, Filled
from frontend_stub.site.sending import LOOKED_AT
from frontend_stub.site.transports import Caller

OPERATION, EDIT = "ContractTextTry", "edit"
EDITS = frozenset(
    ("SPLIT", "JOIN", "INDENT", "OUTDENT", "RENUMBER", "LEAVE_OUT", "TAKE_IN", "CONTENTS", "ANNEX")
)  # fmt: skip
"""What the buttons change; the others show other rows, or the plain text."""
_LONGEST_PLACE = 10
FIELDS = (
    forms.taking(LOOKED_AT, "file"),
    forms.taking("changes", "state"),
    forms.taking("encoding"),
    forms.taking("text"),
)


def look(asked_in: str, before: forms.Before | None = None) -> forms.Form:
    """The question how a text would be taken apart, asked in a form that comes back with the answer."""
    return forms.Form(
        operation=OPERATION, fields=FIELDS, build=_asked, before=before, then=forms.nowhere, asked_in=asked_in
    )  # fmt: skip


def meant(sent: FormData) -> str:
    """A text that nobody has seen taken apart is looked at first, whatever button was pressed.

    A form that was opened before there was a look has no place for it, and saves.
    """
    is_look = _text(sent, EDIT) or _file(sent) or ("textSeen" in sent and _is_new(_getter(sent)))
    return OPERATION if is_look else operation_of(sent)


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return value if isinstance(value, str) else ""


def _getter(sent: FormData) -> Callable[[str], str]:
    return lambda name: _text(sent, name)


def _file(sent: FormData) -> UploadFile | None:
    return next((each for each in sent.getlist(LOOKED_AT) if isinstance(each, UploadFile)), None)


def _is_new(get: Callable[[str], str]) -> bool:
    """Whether a text was typed that is neither the draft's nor one that was looked at."""
    text = forms.text(get("text"))
    return bool(text) and returning.fingerprint(text) not in {get("textWas"), get("textSeen")}


def _is_of_clauses(get: Callable[[str], str]) -> bool:
    """Whether the clauses that the form carries are looked at again, and no new text."""
    return bool(kept_in(get)) and (bool(get(EDIT)) or not _is_new(get))


def _asked(sent: FormData) -> tuple[Json, list[FieldError]]:
    file, get = _file(sent), _getter(sent)
    if file is not None:
        given = {"file": base64.b64encode(file.file.read()).decode(), "name": file.filename or ""}
        said = {"state": get("changes"), "encoding": get("encoding").strip()}
        return {"input": given | {name: value for name, value in said.items() if value}}, []
    if _is_of_clauses(get):
        found = kept_in(get)
        clauses = [each.given() for each in found]
        return {"input": {"clauses": clauses, "edits": [*_typed(found, get), *_edit(get(EDIT))]}}, []
    text = forms.text(get("text"))
    if not text:
        return {}, [FieldError("text", _("Paste a text or choose a file."))]
    return {"input": {"text": text}}, []


def _typed(found: list[Kept], get: Callable[[str], str]) -> list[Json]:
    """The numbers and titles that were typed over."""
    edits, rows = list[Json](), rows_in(get)
    for place, each in enumerate(found):
        if place in rows:
            said = (("NUMBER", "number", each.number), ("TITLE", "title", each.heading))
            edits += [
                {"kind": kind, "clause": place, "text": " ".join(get(f"{name}-{place}").split())}
                for kind, name, was in said
                if " ".join(get(f"{name}-{place}").split()) != " ".join(was.split())
            ]
    return edits


def _edit(pressed: str) -> list[Json]:
    """What a button asks for: its kind, the clause, and where it is split."""
    kind, *places = pressed.split() or [""]
    if kind not in EDITS or not all(each.isdecimal() and len(each) < _LONGEST_PLACE for each in places):
        return []
    named = dict(zip(("clause", "at"), map(int, places), strict=False))
    return [{"kind": kind, **named}]


def brought(sent: FormData) -> list[Json]:
    """The clauses that were shown and not left out, with what was typed in them: these are stored."""
    get = _getter(sent)
    found = kept_in(get)
    typed = {(each["clause"], each["kind"]): each["text"] for each in _typed(found, get)}
    return [
        {"number": typed.get((place, "NUMBER"), each.number), "heading": typed.get((place, "TITLE"), each.heading),
         "text": each.text, "depth": each.depth}
        for place, each in enumerate(found)
        if not each.is_left_out
    ]  # fmt: skip


def shown(visit: Visit) -> Json:
    """What a template needs to show the answer, and to show it again."""
    preview = visit.answered["preview"] if visit.answered else None

    def apart(filled: Filled, words: str = "") -> Taken:
        def get(name: str) -> str:
            return filled.values.get(name, [""])[-1]

        chosen = get(f"{LOOKED_AT}-name")
        text = filled.value("text", words)
        if preview is None:
            return taken(kept_in(get), get, filled, text=text, seen=get("textSeen"), source=get("source"))
        if _is_of_clauses(get) and not chosen:
            return taken(None, get, filled, preview, text=text, seen=get("textSeen"), source=get("source"))
        if chosen:
            seen = returning.fingerprint(text) if text else ""
            return taken(None, get, filled, preview, is_anew=True, text=text, seen=seen, source=chosen)
        return taken(None, get, filled, preview, is_anew=True, text="", seen="", source="")

    return {"apart": apart}


async def drafted(api: ApiClient, request: Request, sent: FormData) -> tuple[FormData, list[FieldError]]:
    """A draft whose text nobody touched is looked at in the clauses that it has."""
    get = _getter(sent)
    if _file(sent) or kept_in(get) or returning.fingerprint(get("text")) != get("textWas"):
        return sent, []
    answer = await api.run("ContractEdit", {"id": request.path_params["id"]}, Caller.of(request.scope))
    draft = (answer.data.get("contract") or {}).get("draft") or {"clauses": []}
    clauses = short([Kept(each["number"], each["heading"], each["text"], each["depth"]) for each in draft["clauses"]])
    return FormData([*sent.multi_items(), ("clauses", clauses)]), []
