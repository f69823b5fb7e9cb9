"""Offers to settle and what is put right, as people fill them in. What an offer says stays out of addresses and is kept
nowhere: a form that cannot be sent comes back with it."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.pages.disputes import turns
from frontend_stub.pages.disputes.editing import PLACE
from frontend_stub.site import forms, i18n, steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json
from frontend_stub.site.returning import FieldError

ROWS, LEAST_ROWS = range(1, 21), 3
"""Things to do that an offer may name, and that its form has room for at least."""
LONGEST_CALLED = 60
"""Characters of a remedy's words where it is chosen."""
PARTS = {"do": "kind", "by": "obligor", "until": "dueOn", "sum": "amount", "words": "text"}
OFFER = (forms.taking("offerId", required=True), forms.taking("expectedVersion", read=forms.integer, required=True))
_SAID = (forms.taking("text"), forms.taking("validUntil", read=forms.calendar_day, required=True))


def to_case(payload: Json) -> str:
    """Where a step of an offer or of a remedy leads: to its dispute, which the form names."""
    found = payload.get("offer") or payload.get("remedy") or {"dispute": None}
    return turns.place(found["dispute"]["id"]) if found["dispute"] else "/disputes"


def _offering(operation: str, place: tuple[forms.Field, ...]) -> forms.Form:
    plain = forms.Form(operation=operation, fields=(*place, *_SAID), then=to_case)

    def build(sent: FormData) -> tuple[Json, list[FieldError]]:
        variables, errors = forms.read(plain, sent)
        given = variables.setdefault("input", {})
        given.setdefault("text", "")
        given["actions"] = [_action(sent, row, errors) for row in ROWS if _text(sent, f"do-{row}")]
        if not given["actions"]:
            errors.append(FieldError("do-1", _("Enter what must be done.")))
        return variables, errors

    return forms.Form(operation=operation, fields=plain.fields, build=build, then=to_case, is_sealed=True)


def _action(sent: FormData, row: int, errors: list[FieldError]) -> Line:
    made: Json = {}
    for part, name in PARTS.items():
        text, field = _text(sent, f"{part}-{row}"), f"{part}-{row}"
        if not text:
            if part in {"by", "until"}:
                errors.append(FieldError(field, _("This field is required.")))
            continue
        try:
            made[name] = _value(part, text, _text(sent, "currency"))
        except ValueError as error:
            errors.append(FieldError(field, str(error)))
    was, had, of = (_text(sent, f"{name}-{row}") for name in ("was", "had", "of"))
    is_kept = made["kind"] == was and of == had  # what the offer acts on that is answered, while it is the same
    if of and (is_kept or of != had):
        made |= {"recordId": of} | ({"subjectKey": key} if is_kept and (key := _text(sent, f"key-{row}")) else {})
    return Line(
        made, {"": f"do-{row}", "recordId": f"of-{row}", **{name: f"{part}-{row}" for part, name in PARTS.items()}}
    )  # fmt: skip


def _value(part: str, text: str, currency: str) -> object:
    if part == "until":
        return forms.calendar_day(text)
    return {"amount": forms.amount(text, currency), "currency": currency} if part == "sum" else text


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return forms.text(value) if isinstance(value, str) else ""


REMEDIES = (
    ("RemedyClaimDone", "CLAIM_DONE", "note"),
    ("RemedyConfirm", "CONFIRM", "note"),
    ("RemedyRefuse", "REFUSE", "reason"),
)
"""What can be said of a remedy: the operation, the step among those that are available, and what it asks for."""


def _remedy(operation: str, asks: str) -> forms.Form:
    """One of several: each is named with the version that was shown."""
    fields = (
        forms.taking("remedy", "remedyId", required=True),
        forms.taking(asks, required=operation != "RemedyConfirm"),
        *((forms.taking("files", "fileIds", many=True),) if operation == "RemedyClaimDone" else ()),
    )
    plain = forms.Form(operation=operation, fields=fields, then=to_case)

    def build(sent: FormData) -> tuple[Json, list[FieldError]]:
        variables, errors = forms.read(plain, sent)
        name, _space, version = str(variables.get("input", {}).get("remedyId", "")).partition(" ")
        if not errors:
            variables["input"] |= {"remedyId": name, "expectedVersion": int(version) if version.isdigit() else 0}
        return variables, errors

    return forms.Form(operation=operation, fields=fields, build=build, then=to_case)


MAKING = _offering("DisputeOfferMake", PLACE)
ANSWERS = (
    _offering("DisputeOfferCounter", OFFER),
    forms.Form(
        operation="DisputeOfferAccept", fields=(*OFFER, forms.taking("expectedDigest", required=True)), then=to_case
    ),
    *(
        forms.Form(operation=operation, fields=(*OFFER, forms.taking("reason")), then=to_case)
        for operation in ("DisputeOfferReject", "DisputeOfferWithdraw")
    ),
)  # fmt: skip
OF_REMEDIES = tuple(_remedy(operation, asks) for operation, _step, asks in REMEDIES)
ACTS = (
    ("DisputeOfferAccept", "ACCEPT", "digest"), ("DisputeOfferCounter", "COUNTER", "offer"),
    ("DisputeOfferReject", "REJECT", "reason"), ("DisputeOfferWithdraw", "WITHDRAW", "reason"),
)  # fmt: skip


def may_offer(it: Mapping[str, Any], viewer: Mapping[str, Any]) -> bool:
    """Whether the reader's side can make an offer now: one at a time."""
    open_ = any(each["status"] == "OPEN" and each["side"] == viewer["side"] for each in it["offers"])
    return it["status"] in turns.NEGOTIABLE and not open_ and "dispute:settle" in viewer["permissions"]


def next_step(it: Mapping[str, Any], viewer: Mapping[str, Any]) -> Json | None:
    """What the reader does next while the two sides negotiate: answer the other side's offer, or make one."""
    open_ = [each for each in it["offers"] if each["status"] == "OPEN" and each["side"] != viewer["side"]]
    for each in open_:
        if steps.standing(each, "ACCEPT")["allowed"]:
            return {"href": turns.offer(it["id"], each["id"]), "label": _("Answer the offer")}
    may = may_offer(it, viewer) and not open_
    return {"href": turns.place(it["id"], turns.OFFER), "label": _("Make an offer")} if may else None


def remedies(found: list[Mapping[str, Any]]) -> list[Json]:
    """Each thing that the reader may say now, with the remedies of which it can be said."""
    told = []
    for operation, action, asks in REMEDIES:
        of = [
            (f"{each['id']} {each['version']}", _called(each))
            for each in found if steps.standing(each, action)["allowed"]
        ]  # fmt: skip
        if of:
            told.append({"operation": operation, "action": action, "asks": asks, "of": of})
    return told


def _called(remedy: Mapping[str, Any]) -> str:
    """A remedy as it is chosen from several, of which more may be of one kind."""
    amount, text = remedy["amount"], shorten(remedy["text"], LONGEST_CALLED, placeholder="…")
    told = (words.word(remedy["kind"], "RemedyKind"), i18n.money(amount) if amount else "", text)
    return " · ".join(filter(None, told))
