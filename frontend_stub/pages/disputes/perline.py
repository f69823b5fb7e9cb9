"""What is said to every line in one form: an answer, a refusal or a decision, each with its reason and its amount; what
is said to all lines counts for those that the page does not show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request

from frontend_stub.site import api, forms, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json
from frontend_stub.site.returning import FieldError
from frontend_stub.site.transports import Caller

REST, OTHERS = "rest", "other"
"""The hidden field of a form that shows not every line, and the ids of those that it does not show."""
ALL_LINES, MOST_AT_ONCE = "DisputeLineIds", 100


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

KINDS = {"refusals": REFUSALS, "answers": ANSWERS, "decisions": DECISIONS}
"""By the root of the API's input, which is what a step asks for."""


def form(operation: str, place: tuple[forms.Field, ...], kind: Kind, then: Any) -> forms.Form:
    plain = forms.Form(operation=operation, fields=place, then=then)

    def build(sent: FormData) -> tuple[Json, list[FieldError]]:
        variables, errors = forms.read(plain, sent)
        found = [_said(sent, kind, name, errors) for name in _ids(sent, "line")]
        others = [each for each in _ids(sent, OTHERS) if each not in _ids(sent, "line")]
        if others:
            one = _said(sent, kind, "", errors)
            found += [Line({**one, "lineId": each}, one.fields) for each in others]
        variables.setdefault("input", {})[kind.root] = found
        return variables, errors

    fields = (*place, forms.taking("text", kind.root))
    return forms.Form(operation=operation, fields=fields, build=build, then=then, before=_every_line)


async def _every_line(
    client: api.ApiClient, request: Request, sent: FormData
) -> tuple[FormData, list[FieldError]]:  # fmt: skip
    """The form with the ids of the lines that it does not show, of which a dispute may have hundreds."""
    kept = [(name, value) for name, value in sent.multi_items() if name != OTHERS]
    variables: Json = {"id": request.path_params["id"], "first": MOST_AT_ONCE}
    goes_on = bool(sent.get(REST))
    while goes_on:
        answer = await client.run(ALL_LINES, variables, Caller.of(request.scope))
        if answer.data.get("viewer") is None:
            raise api.SignInNeeded
        found = (answer.data["dispute"] or {"lines": None})["lines"]
        if found is None:
            return FormData(kept), [FieldError("", _("Some lines could not be read. Send the form again."))]
        kept += [(OTHERS, each["id"]) for each in found["nodes"]]
        goes_on = found["pageInfo"]["hasNextPage"] and variables.get("after") != found["pageInfo"]["endCursor"]
        variables["after"] = found["pageInfo"]["endCursor"]
    return FormData(kept), []


def _ids(sent: FormData, name: str) -> list[str]:
    """Of lines, in their order."""
    return [*dict.fromkeys(each for each in sent.getlist(name) if isinstance(each, str))]


def _said(sent: FormData, kind: Kind, name: str, errors: list[FieldError]) -> Line:
    """What is said to the line of this id; without one to all that are not shown."""
    end = f"-{name}" if name else ""
    code, text = (_text(sent, f"{part}{end}") or _text(sent, part) for part in ("code", "text"))
    made: Json = {"lineId": name, kind.code: code, **({"text": text} if text else {})}
    if not code:
        errors.append(
            FieldError(
                f"code{end}",
                _("Choose an answer for this line.")
                if name
                else _("Choose an answer for the lines that are not shown."),
            )
        )
    if not text and code != kind.silent:
        errors.append(FieldError(f"text{end}", _("Give a reason here, or one for all lines.")))
    amount, currency = _text(sent, f"amount{end}") if name else "", _text(sent, "currency")
    if kind.part and code == kind.part and amount and currency:
        try:
            made[kind.amount] = {"amount": forms.amount(amount, currency), "currency": currency}
        except ValueError as error:
            errors.append(FieldError(f"amount{end}", str(error)))
    fields = {"": f"text{end}", kind.code: f"code{end}"}
    if kind.amount:
        fields[kind.amount] = f"amount{end}" if name else "code"
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
