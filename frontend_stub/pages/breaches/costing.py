"""What a breach comes to, and the dated rates that somebody names for it in the address."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.pages.expectations.terms import exact
from frontend_stub.site import forms
from frontend_stub.site.page import Json, Visit
from frontend_stub.site.returning import FieldError

ROWS = (1, 2, 3)
"""Rates that the form has room for."""
NAMES = ("base", "day", "figure")


def asked(visit: Visit) -> list[Json]:
    """The rates of the address that are whole; what cannot be read is left out."""
    found = []
    for row in ROWS:
        raw = {name: visit.query.get(f"{name}-{row}", "").strip() for name in NAMES}
        if all(raw.values()):
            try:
                day, figure = forms.calendar_day(raw["day"]), exact(raw["figure"])
            except ValueError:
                continue
            found.append({
                "source": visit.query.get("source", "")[:100], "day": day, "base": raw["base"].upper()[:3],
                "quote": visit.query.get("quote", "").upper()[:3], "figure": figure,
            })  # fmt: skip
    return found


def agreed(expectation: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The consequence as it stands in the agreed document."""
    if expectation is None:
        return None
    try:
        found = json.loads(expectation["document"])
    except ValueError:
        return None
    consequence = found.get("consequence") if isinstance(found, dict) else None
    return consequence if isinstance(consequence, dict) else None


def applied(place: tuple[forms.Field, ...], sent: FormData) -> tuple[Json, list[FieldError]]:
    """The variables of applying: the amount that was shown, and the rates with which it was reckoned."""
    fields = (
        *place, forms.taking("amount", "expectedAmount", "amount", required=True),
        forms.taking("currency", "expectedAmount", "currency", required=True), forms.taking("reason"),
    )  # fmt: skip
    variables, errors = forms.read(forms.Form(operation="", fields=fields, then=lambda _payload: ""), sent)
    try:
        rates = json.loads(str(sent.get("rates") or "[]"))
    except ValueError:
        rates = []
    if rates:
        variables["input"]["rates"] = rates
    return variables, errors
