"""Registering many deals from one sheet: tried first, its first rows as understood, and those refused."""

import csv
import io
from collections.abc import Iterable

from starlette.datastructures import FormData
from starlette.requests import Request

from frontend_stub.pages.imports.sending import FORMULA
from frontend_stub.site import forms, words
from frontend_stub.site.api import ApiClient
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, Who
from frontend_stub.site.returning import FieldError

PATH = "/opportunities/sheet"
SHOWN = 20
HEADINGS = "Reference;Customer;Country;Domain;Products;Regions;Amount;Currency;Expected close"
"""Those that most sheets need, as the API knows them in every language."""
UNREADABLE = "\ufffd"
"""In place of a letter of a file that is not written in UTF-8."""


async def _merged(_api: ApiClient, _request: Request, sent: FormData) -> tuple[FormData, list[FieldError]]:
    """The file that was chosen, which stands before the field, in the place of what was pasted.

    A customer is registered by whole letters or not at all.
    """
    *chosen, pasted = [each for each in sent.getlist("content") if isinstance(each, str)] or [""]
    file = "".join(chosen).lstrip("\ufeff")
    kept = [(name, value) for name, value in sent.multi_items() if name != "content"]
    merged = FormData([*kept, ("content", file if file.strip() else pasted)])
    wrong = _("Some characters cannot be read. Save the table as CSV in UTF-8.")
    return merged, [FieldError("content", wrong)] if UNREADABLE in file else []


_CONTENT = (forms.taking("content", required=True),)
REGISTER = forms.Form(
    operation="OpportunityRegisterSheet", fields=_CONTENT, then=lambda _payload: "/opportunities", before=_merged
)  # fmt: skip
TRY = forms.Form(
    operation="OpportunitySheetTry", fields=_CONTENT, then=forms.nowhere, asked_in="OpportunityRegisterSheet",
    before=_merged,
)  # fmt: skip


def _shown(visit: Visit, data: Json) -> Json:
    trial = visit.answered["trial"] if visit.answered else None
    rows = trial["rows"] if trial else []
    refused = [row for row in rows if row["result"] == "REFUSED"]
    return {
        "may_register": "opportunity:register" in data["viewer"]["permissions"],
        "headings": HEADINGS,
        "trial": trial,
        "first": [(row, _understood(row)) for row in rows[:SHOWN]],
        "refused": refused[:SHOWN],
        "mending": _sheet(trial["headings"], refused) if trial and refused else "",
    }


def _understood(row: Json) -> list[tuple[str, str]]:
    """(what the column is called, what it says)"""
    return [(words.word(each["column"], "OpportunitySheetColumn"), each["value"]) for each in row["understood"]]


def _sheet(headings: list[str], refused: Iterable[Json]) -> str:
    """The refused rows in their own columns, with the reason behind; no cell of it is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(map(_harmless, [*headings, _("problem")]))
    for row in refused:
        told = " ".join(each["message"] for each in row["faults"])
        writer.writerow(map(_harmless, [*row["cells"], told]))
    return text.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


PAGES = (
    Page(
        path=PATH, operation="OpportunitySheet", template="opportunities/sheet.html", who=Who.PARTNERS,
        extras=_shown, forms=(REGISTER, TRY), reads=("viewer.permissions",),
    ),
)  # fmt: skip
