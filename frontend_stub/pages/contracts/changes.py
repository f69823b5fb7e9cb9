"""The list of changes a side means to propose: carried by the form, merged with what was edited on the page.

The API takes the whole list at once. The page sends the saved list along, so that saving one clause keeps the others;
expectedVersion refuses a list that somebody else has changed meanwhile.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.site import forms, returning, typed
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line

Json = dict[str, Any]
CHANGE = (
    "operation", "clauseKey", "baseDigest", "afterKey", "number", "heading", "text", "depth", "term", "termValue",
    "rationale", "annex", "fileId",
)  # fmt: skip


def as_input(change: Mapping[str, Any]) -> Json:
    """A change of the draft as the API takes it back; what is null is left out."""
    file = change.get("file")
    return {name: change[name] for name in CHANGE if change.get(name) is not None} | (
        {"fileId": file["id"]} if file else {}
    )


def packed(changes: Iterable[Mapping[str, Any]]) -> str:
    """The saved changes as the form carries them."""
    return json.dumps([as_input(change) for change in changes], ensure_ascii=False, separators=(",", ":"))


def unpacked(text: object) -> list[Json]:
    """The saved changes from the form; ValueError for anything that `packed` does not write."""
    found = json.loads(text) if isinstance(text, str) else None
    if not isinstance(found, list) or not all(map(_is_change, found)):
        raise ValueError("no list of changes")
    return found


def _is_change(each: object) -> bool:
    return isinstance(each, dict) and "operation" in each and set(each) <= set(CHANGE)


def sent_text(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return forms.text(value) if isinstance(value, str) else ""


def merged(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The variables of ContractEditRound from a form: the saved list with everything edited in its place."""
    errors: list[returning.FieldError] = []
    variables: Json = {}
    try:
        changes = unpacked(sent.get("saved"))
        forms.place(variables, ("input", "contractId"), sent_text(sent, "contractId"))
        forms.place(variables, ("input", "expectedVersion"), forms.integer(sent_text(sent, "expectedVersion")))
        changes = _without(changes, sent_text(sent, "drop"))
    except (LookupError, ValueError, RecursionError):
        return variables, [returning.FieldError("", _("This form could not be read. Open the page again."))]
    for index in (name.removeprefix("key-") for name in sent if name.startswith("key-")):
        changes = _with_clause(changes, sent, index)
    changes += _new_clause(sent, errors)
    changes = _with_terms(changes, sent, errors)
    changes = _with_annexes(changes, sent)
    # A new clause must find the one it stands behind, so what is removed goes last.
    changes.sort(key=lambda change: change["operation"] == "DELETE")
    forms.place(variables, ("input", "changes"), changes)
    return variables, errors


def _without(changes: list[Json], place: str) -> list[Json]:
    """The list without the change at a place, and without what is built on a new clause that goes."""
    if not place:
        return changes
    gone = changes[int(place)]
    kept = [change for change in changes if change is not gone]
    if gone["operation"] != "INSERT":
        return kept
    return [change | _after(change, gone) for change in kept if change.get("clauseKey") != gone["clauseKey"]]


def _after(change: Json, gone: Json) -> Json:
    """Where a change stands once the new clause it stood behind is gone."""
    return {"afterKey": gone.get("afterKey")} if change.get("afterKey") == gone["clauseKey"] else {}


def _with_clause(changes: list[Json], sent: FormData, index: str) -> list[Json]:
    """The list with one clause's editor read: replaced, removed, or as the text was before the round."""
    key = sent_text(sent, f"key-{index}")
    place = next((n for n, each in enumerate(changes) if each.get("clauseKey") == key and _is_wording(each)), None)
    saved = changes[place] if place is not None else {}
    if saved.get("operation") == "INSERT" and f"delete-{index}" in sent:
        return _without(changes, str(place))
    change = _inserted(saved, sent, index) if saved.get("operation") == "INSERT" else _reworded(saved, key, sent, index)
    rest = [Line(change, _fields_of(index))] if change else []
    if place is None:
        return changes + rest
    return changes[:place] + rest + changes[place + 1 :]


def _fields_of(index: str) -> Mapping[str, str]:
    """The fields of one clause's editor, by what they say of a change."""
    parts = {"number": "number", "heading": "heading", "rationale": "why", "": "text"}
    return {said: f"{name}-{index}" for said, name in parts.items()}


def _is_wording(change: Mapping[str, Any]) -> bool:
    return change["operation"] in {"REPLACE", "INSERT", "DELETE"}


def _reworded(saved: Json, key: str, sent: FormData, index: str) -> Json | None:
    """The REPLACE or DELETE that an editor asks for; None if it shows the text as it was."""
    told = {"clauseKey": key, "baseDigest": sent_text(sent, f"base-{index}")}
    why = {"rationale": sent_text(sent, f"why-{index}")}
    if f"delete-{index}" in sent:
        return {"operation": "DELETE"} | told | why
    wanted: Json = {}
    for name in ("heading", "text"):
        value = sent_text(sent, f"{name}-{index}")
        if returning.fingerprint(value) != sent_text(sent, f"{name}-was-{index}"):
            wanted[name] = value
    kept = {name: saved[name] for name in ("number", "depth") if name in saved and saved["operation"] == "REPLACE"}
    return {"operation": "REPLACE"} | told | kept | wanted | why if wanted or kept else None


def _inserted(saved: Json, sent: FormData, index: str) -> Json:
    words = {name: sent_text(sent, f"{name}-{index}") for name in ("number", "heading", "text")}
    return saved | words | {"rationale": sent_text(sent, f"why-{index}")}


def _new_clause(sent: FormData, errors: list[returning.FieldError]) -> list[Json]:
    """The clause that was written below "add a clause", if any; its place is "<depth>:<key>"."""
    words = {name: sent_text(sent, f"new-{name}") for name in ("number", "heading", "text")}
    why = sent_text(sent, "new-why")
    if not (words["heading"] or words["text"]):
        if why or words["number"]:
            errors.append(
                returning.FieldError("new-text", _("Enter the text of the new clause, or clear the other fields."))
            )
        return []
    depth, _colon, after = sent_text(sent, "new-after").partition(":")
    change: Json = {"operation": "INSERT", "depth": int(depth) if depth in {"0", "1", "2", "3"} else 0}
    told = change | ({"afterKey": after} if after else {}) | words | {"rationale": why}
    parts = {"number": "number", "heading": "heading", "rationale": "why", "afterKey": "after", "": "text"}
    return [Line(told, {said: f"new-{name}" for said, name in parts.items()})]


def _with_annexes(changes: list[Json], sent: FormData) -> list[Json]:
    """The list with the annex that is brought, replaced or taken out; an annex is sent as "<digest>:<name>"."""
    file, why = sent_text(sent, "annex"), {"rationale": sent_text(sent, "annex-why")}
    if gone := sent_text(sent, "annex-removed"):
        return _about_annex(changes, gone, {"operation": "REMOVE_ANNEX"})
    if not file:
        return changes
    told = {"operation": "SET_ANNEX", "fileId": file} | why
    replaced = sent_text(sent, "annex-replaced")
    return _about_annex(changes, replaced, told) if replaced else [*changes, Line(told, _OF_ANNEX)]


def _about_annex(changes: list[Json], annex: str, change: Json) -> list[Json]:
    """The list with this change of an annex in place of any other."""
    digest, _colon, name = annex.partition(":")
    others = [each for each in changes if each.get("annex") != name]
    return [*others, Line(change | {"annex": name, "baseDigest": digest}, _OF_ANNEX)]


_OF_ANNEX: Mapping[str, str] = {"": "annex", "rationale": "annex-why"}
DISPUTE_TERMS = (
    "dispute_decider", "dispute_decider_codes", "dispute_decider_limit", "dispute_mediation", "dispute_mediators",
    "dispute_days_0", "dispute_days_1", "dispute_days_2", "dispute_windows",
)  # fmt: skip
"""What a contract may say of disputes; each is its own field."""
FEE_TERMS = ("fee_rate", "fee_base", "fee_cap", "fee_hold_days", "fee_products")
"""What it may say that the partner earns."""
# Each term's field, how it is read, and the term's name in a change.
TERMS = (
    ("startsOn", "starts_on"), ("endsOn", "ends_on"), ("renewal", "renewal"), ("noticeDays", "notice_days"),
    ("value", "value"), ("governingLaw", "governing_law"), *((term, term) for term in (*DISPUTE_TERMS, *FEE_TERMS)),
)  # fmt: skip


def said_term(term: str, value: str) -> str:
    """What a field of a term for disputes or fees says, as the API takes it. Raises ValueError with a sentence."""
    return _TYPED[term](value) if value and term in _TYPED else value


_TYPED: Mapping[str, Callable[[str], str]] = {
    "fee_rate": typed.points, "fee_cap": typed.sum_of, "dispute_decider_limit": typed.sum_of,
}  # fmt: skip
"""Terms with a number that each language writes in its own way."""


def _with_terms(changes: list[Json], sent: FormData, errors: list[returning.FieldError]) -> list[Json]:
    """The list with the terms' fields read: a term that differs from `<field>-was` is set."""
    for field, term in TERMS:
        if f"{field}-was" not in sent:
            continue
        try:
            value = _term(sent, field)
        except ValueError as error:
            errors.append(returning.FieldError(field, str(error)))
            continue
        changes = [each for each in changes if each.get("term") != term]
        if value != sent_text(sent, f"{field}-was"):
            why = sent_text(sent, f"{field}-why")
            told = {"operation": "SET_TERM", "term": term, "termValue": value, "rationale": why}
            changes.append(Line(told, {"": field, "rationale": f"{field}-why"}))
    return changes


def _term(sent: FormData, field: str) -> str:
    """A term's value as the API takes it. Raises ValueError with a sentence."""
    value = sent_text(sent, field)
    if field == "value" and value:
        currency = sent_text(sent, "valueCurrency").upper()
        return f"{typed.amount(value, currency)} {currency}"
    if field == "noticeDays" and value:
        return str(typed.integer(value))
    return said_term(field, value)
