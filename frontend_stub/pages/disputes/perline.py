"""What is said to every line in one form: an answer, a refusal or a decision, each with its reason and its amount."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.site import forms, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json
from frontend_stub.site.returning import FieldError


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Where the API takes it, and which of its codes needs no reason, or an amount."""

    root: str
    code: str
    enumeration: str
    amount: str = ""
    part: str = ""
    silent: str = ""


ANSWERS = Kind(root="answers", code="answer", enumeration="LineAnswer", amount="conceded", part="PART", silent="ACCEPT")
REFUSALS = Kind(root="refusals", code="code", enumeration="RefusalCode")
DECISIONS = Kind(
    root="decisions", code="code", enumeration="DecisionCode", amount="amount", part="PARTLY_FOUNDED"
)  # fmt: skip


def form(operation: str, place: tuple[forms.Field, ...], kind: Kind, then: Any) -> forms.Form:
    plain = forms.Form(operation=operation, fields=place, then=then)

    def build(sent: FormData) -> tuple[Json, list[FieldError]]:
        variables, errors = forms.read(plain, sent)
        found = [_said(sent, kind, name, errors) for name in _lines(sent)]
        variables.setdefault("input", {})[kind.root] = found
        return variables, errors

    fields = (*place, forms.taking("text", kind.root))
    return forms.Form(operation=operation, fields=fields, build=build, then=then)


def _lines(sent: FormData) -> list[str]:
    """The ids of the lines, as they stand in the form."""
    return [*dict.fromkeys(each for each in sent.getlist("line") if isinstance(each, str))]


def _said(sent: FormData, kind: Kind, name: str, errors: list[FieldError]) -> Line:
    code = _text(sent, f"code-{name}") or _text(sent, "code")
    text = _text(sent, f"text-{name}") or _text(sent, "text")
    made: Json = {"lineId": name, kind.code: code, **({"text": text} if text else {})}
    if not code:
        errors.append(FieldError(f"code-{name}", _("Say what becomes of this line.")))
    if not text and code != kind.silent:
        errors.append(FieldError(f"text-{name}", _("Give a reason here, or one for all lines.")))
    amount, currency = _text(sent, f"amount-{name}"), _text(sent, "currency")
    if kind.part and code == kind.part and amount and currency:
        try:
            made[kind.amount] = {"amount": forms.amount(amount, currency), "currency": currency}
        except ValueError as error:
            errors.append(FieldError(f"amount-{name}", str(error)))
    fields = {"": f"text-{name}", kind.code: f"code-{name}", kind.amount: f"amount-{name}"}
    return Line(made, fields)


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return forms.text(value) if isinstance(value, str) else ""


def shape(kind: Kind, currency: str | None) -> Mapping[str, Any]:
    """What the form of such a kind needs to be shown."""
    return {
        "options": words.options(kind.enumeration), "part": kind.part, "currency": currency or "",
        "part_word": words.word(kind.part, kind.enumeration) if kind.part else "",
    }  # fmt: skip
