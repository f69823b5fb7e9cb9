"""From a posted form to the variables of a mutation, and from the API's refusals back to the fields."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request

from frontend_stub.site import api, lines, returning, typed
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.returning import FieldError

Json = dict[str, Any]
CONFIRMATION = "CONFIRMATION_NEEDED"
OWN = frozenset({"operation", "idempotencyKey"})
LONGEST_KEPT = 2000
Before = Callable[[api.ApiClient, Request, FormData], Awaitable[tuple[FormData, list[FieldError]]]]
YEARS = range(1900, 2200)
HELD = "held"
"""In an address: the name of a form that met the sign-in."""
STALE = frozenset({"STALE_VERSION", "STALE_DIGEST"})

_ESCAPED = re.compile(rb"(?:%[0-9A-Fa-f]{2}){1,1000}")


@dataclass(frozen=True)
class Field:
    """One field of a form: its name, its place in the variables and how its text becomes a value."""

    name: str
    path: tuple[str, ...]
    read: Callable[[str], object]
    required: bool = False
    many: bool = False
    currency: str = ""
    """The field that says of which currency this amount is."""


def decoded(body: bytes) -> FormData:
    """The fields of a body as browsers write one: names and values, with %XX for what is not ASCII or has a meaning."""
    pairs = (pair.partition(b"=") for pair in body.split(b"&") if pair)
    return FormData([(_plain(name), _plain(value)) for name, _equals, value in pairs])


def _plain(written: bytes) -> str:
    """Many of them at once, because a text in Cyrillic has no other letters."""
    spaced = written.replace(b"+", b" ")
    return _ESCAPED.sub(lambda run: bytes.fromhex(run[0].replace(b"%", b"").decode()), spaced).decode(errors="replace")


def text(raw: str) -> str:
    return raw.strip().replace("\r\n", "\n")


integer, amount = typed.integer, typed.amount


def calendar_day(raw: str) -> str:
    """A day in the years that the API takes."""
    try:
        day = date.fromisoformat(raw.strip())
    except ValueError:
        raise ValueError(_("Enter a date as year-month-day, for example 2027-03-31.")) from None
    if day.year not in YEARS:
        raise ValueError(_("Enter a year between 1900 and 2199."))
    return day.isoformat()


def nowhere(_payload: Json) -> str:
    """Where a question leads: it stays on its page."""
    return ""


def flag(raw: str) -> bool:
    return raw in {"on", "true", "1"}


def taking(
    name: str, *path: str, read: Callable[[str], object] = text, required: bool = False, many: bool = False,
    currency: str = "",
) -> Field:  # fmt: skip
    """A field whose place is input.<path>; without a path its own name is the place."""
    return Field(name, ("input", *(path or (name,))), read, required, many, currency)


@dataclass(frozen=True, kw_only=True)
class Form:
    """One mutation a page offers. `then` turns the payload into the address to go to; `build` replaces the
    field-by-field reading when a form is a list: it gets the form data and returns variables and errors. `asked_in`
    is the form whose fields a query is asked with: nothing is done, and that form comes back with the answer beside."""

    operation: str
    then: Callable[[Json], str]
    fields: tuple[Field, ...] = ()
    build: Callable[[FormData], tuple[Json, list[FieldError]]] | None = None
    before: Before | None = None
    """What the API is asked for first at an address of its own: gives the fields with what came of it, and refusals."""
    asked_in: str = ""
    is_sealed: bool = False
    """What is typed stands in no address and is kept nowhere: it comes back in the form alone."""


def read(form: Form, sent: FormData) -> tuple[Json, list[FieldError]]:
    """Variables of the mutation, and what could not be read. Empty optional fields are left out."""
    if form.build is not None:
        variables, errors = form.build(sent)
    else:
        variables, errors = _by_field(form.fields, sent)
    key = sent.get("idempotencyKey")
    given = variables.setdefault("input", {})
    if isinstance(key, str) and key and not form.asked_in:
        given["idempotencyKey"] = key
    return variables, errors


def _by_field(fields: Iterable[Field], sent: FormData) -> tuple[Json, list[FieldError]]:
    variables: Json = {}
    errors: list[FieldError] = []
    for spec in fields:
        raws = [raw for raw in sent.getlist(spec.name) if isinstance(raw, str) and raw.strip()]
        if not raws and spec.read is not flag:
            if spec.required:
                errors.append(FieldError(spec.name, _("This field is required.")))
            continue
        try:
            values = [amount(raw, _text_of(sent, spec.currency)) if spec.currency else spec.read(raw) for raw in raws]
        except ValueError as error:
            errors.append(FieldError(spec.name, str(error)))
            continue
        # Of two the last counts, as everywhere here: a file that is chosen now comes behind the one that was kept.
        place(variables, spec.path, values if spec.many else values[-1] if values else False)
    return variables, errors


def _text_of(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return value if isinstance(value, str) else ""


def place(variables: Json, path: tuple[str, ...], value: object) -> None:
    """Puts a value at a path of nested objects, making them on the way."""
    for step in path[:-1]:
        variables = variables.setdefault(step, {})
    variables[path[-1]] = value


def unsent(form: Form, sent: FormData, away: api.Away) -> returning.Filled:
    """The form while the API is away. Its key stays: what was done after all is not done twice."""
    message = (
        _("The portal lost its database at the last moment. Check whether it was done before you try again.")
        if away.is_undecided
        else _("The portal is temporarily unavailable. Nothing was done. Try again in a few seconds.")
    )
    shown = returning.filled(form.asked_in or form.operation, sent, [FieldError("", message)])
    key = sent.get("idempotencyKey")
    return replace(shown, idempotency_key=key) if isinstance(key, str) and key else shown


def refusals(form: Form, user_errors: Iterable[Json], variables: Json) -> list[FieldError]:
    """The API's userErrors on the fields they name; a place that no field has goes to the summary alone.

    `variables` are what was sent: their lines know their fields.
    """
    found = ((tuple(error["path"]), error["message"]) for error in user_errors)
    return [
        FieldError(lines.field_at(variables, path) or _field_at(form, path), lines.told(variables, path, words))
        for path, words in found
    ]


def _field_at(form: Form, path: tuple[str, ...]) -> str:
    fits = [spec for spec in form.fields if spec.path == path]
    fits += [spec for spec in form.fields if path[: len(spec.path)] == spec.path or spec.path[: len(path)] == path]
    whole = len(path) < 2  # noqa: PLR2004 - the path ["input"] means the whole form
    return "" if whole or not fits else fits[0].name


def is_stale(user_errors: Iterable[Json]) -> bool:
    return any(error["code"] in STALE for error in user_errors)


def confirmation(form: Form, sent: FormData, user_errors: Iterable[Json], path: str) -> str:
    """The address that asks for a proof of presence and leads back to this form with what was typed; "" if none is
    asked for, or too much was typed for an address: then it stays in the form."""
    if form.is_sealed or not any(error["code"] == CONFIRMATION for error in user_errors):
        return ""
    typed = [(name, value) for name, value in sent.multi_items() if isinstance(value, str) and name not in OWN]
    back = f"{path}?{urlencode([('kept', form.operation), *typed])}"
    return f"/confirm?{urlencode({'next': back})}" if len(back) <= LONGEST_KEPT else ""
