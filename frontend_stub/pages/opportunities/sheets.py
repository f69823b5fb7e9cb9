"""Registering many deals from one sheet: tried first, its first rows as understood, and those refused."""

import base64
import csv
import io
from collections.abc import Callable, Iterable, Mapping

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from frontend_stub.pages.imports.sending import FORMULA
from frontend_stub.site import forms, i18n, words
from frontend_stub.site.api import ApiClient
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, Who
from frontend_stub.site.returning import FieldError
from frontend_stub.site.sending import TABLE
from frontend_stub.site.transports import Caller

PATH = "/opportunities/sheet"
SHOWN = 20
HEADINGS = "Reference;Customer;Country;Domain;Products;Regions;Amount;Currency;Expected close"
"""Those that most sheets need, as the API knows them in every language."""
ZIP = b"PK\x03\x04"
"""How a workbook begins."""
SAID: Mapping[str, Callable[[str], str]] = {
    "COUNTRY": i18n.country, "REGIONS": lambda codes: i18n.regions(codes.split()),
}  # fmt: skip
"""How columns with codes are said to people, by the column."""
UNREADABLE = "\ufffd"
"""In place of a letter of a file that is not written in UTF-8."""


async def _merged(api: ApiClient, request: Request, sent: FormData) -> tuple[FormData, list[FieldError]]:
    """The file that was chosen, as text in the place of what was pasted, so that the form keeps it.

    A customer is registered by whole letters or not at all.
    """
    *chosen, pasted = [each for each in sent.getlist("content") if isinstance(each, str)] or [""]
    file, wrong = "".join(chosen), list[FieldError]()
    whole = next((each for each in sent.getlist(TABLE) if isinstance(each, UploadFile)), None)
    if whole is not None:
        content = await whole.read()
        if content.startswith(ZIP):
            file, wrong = await _of_workbook(api, request, content, str(sent.get("sheet") or ""))
        else:
            file = content.decode(errors="replace")
    file = file.lstrip("\ufeff")
    kept = [(name, value) for name, value in sent.multi_items() if name not in {"content", TABLE}]
    merged = FormData([*kept, ("content", file if file.strip() else pasted)])
    if UNREADABLE in file and not wrong:
        wrong = [FieldError("content", _("Some characters cannot be read. Save the table as CSV in UTF-8."))]
    return merged, wrong


async def _of_workbook(api: ApiClient, request: Request, content: bytes, name: str) -> tuple[str, list[FieldError]]:
    """The rows of a sheet of a workbook as CSV, or why it cannot be read."""
    given = {"file": base64.b64encode(content).decode()} | ({"sheet": name} if name.strip() else {})
    answer = await api.run("OpportunitySheetTry", {"input": given}, Caller.of(request.scope))
    found = answer.data.get("opportunitySheetTrial")
    if found is None:
        return "", [FieldError("content", _("The file could not be taken. Try again."))]
    if found["trial"] is None:
        return "", [
            FieldError("sheet" if each["path"][-1:] == ["sheet"] else "content", each["message"])
            for each in found["userErrors"]
        ]
    return found["trial"]["content"], []


_CONTENT = (forms.taking("content", required=True), forms.taking("sheet"))
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
    """(what the column is called, what it says); of codes of countries and their parts their names"""
    return [
        (words.word(each["column"], "OpportunitySheetColumn"), SAID.get(each["column"], str)(each["value"]))
        for each in row["understood"]
    ]


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
