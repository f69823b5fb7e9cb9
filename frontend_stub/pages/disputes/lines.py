"""The lines of a dispute as people fill them in: row by row, or many at once as a table with commas."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.site import forms, typed, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line, of_row
from frontend_stub.site.page import Json
from frontend_stub.site.returning import FieldError

ROWS, SPARE, MOST_TOLD = 20, 3, 20
"""Rows of the form; empty ones behind those that are filled in; faulty rows of a table that are told."""
LONGEST_CELL = 20_000
"""Characters. What is longer lacks a quotation mark; csv's own bound belongs to the whole process."""
PARTS: Mapping[str, str] = {
    "record": "recordId", "line": "subjectKey", "kind": "documentKind", "number": "documentNumber",
    "day": "documentOn", "clause": "clauseKey", "quantity": "quantity", "unit": "unit", "text": "text",
    "amount": "claimed",
}  # fmt: skip
"""The fields of a row, and what the API calls them."""
COLUMNS = ("kind", "number", "day", "line", "clause", "quantity", "unit", "amount", "text")
"""Of a table; in any order, those that are used."""


def field(part: str, row: int) -> str:
    return f"{part}-{row}"


def read(sent: FormData) -> tuple[list[Line], list[FieldError]]:
    """The lines: the rows in which something is filled in, then those of the table."""
    errors: list[FieldError] = []
    currency = _said(sent, "currency").upper()
    found = [
        Line(_line(_row(sent, row), currency, errors, row),
             {"": field("text", row), **{name: field(part, row) for part, name in PARTS.items()}})
        for row in filled(sent)
    ]  # fmt: skip
    for number, cells in table(sent, errors):
        wrong: list[FieldError] = []
        found.append(Line(_line(cells, currency, wrong, number), {"": "csv"}, number))
        errors += [FieldError("csv", of_row(number, each.message)) for each in wrong]
    if any("claimed" in each for each in found) and not currency:
        errors.append(FieldError("currency", _("Choose the currency of the amounts.")))
    return found, errors


def filled(sent: FormData) -> list[int]:
    """The rows in which something is filled in and that are not left out, in their order."""
    return [
        row for row in range(1, ROWS + 1)
        if any(_row(sent, row).values()) and not forms.flag(_said(sent, field("drop", row)))
    ]  # fmt: skip


def table(sent: FormData, errors: list[FieldError]) -> list[tuple[int, dict[str, str]]]:
    """(number of the row, its cells by column) of the table; the first row names the columns."""
    text = next((each for each in reversed(_all(sent, "csv")) if each.strip()), "").lstrip("\ufeff")
    if not text.strip():
        return []
    if "\ufffd" in text:
        errors.append(FieldError("csv", _("Some characters cannot be read. Save the table as CSV in UTF-8.")))
        return []
    first = text.strip().splitlines()[0]
    mark = max(",;\t", key=first.count)
    try:  # whatever ends its rows: spreadsheets of old write a carriage return alone
        rows = [*csv.reader(io.StringIO(text.strip(), newline=None), delimiter=mark)]
    except csv.Error:
        rows = []
    if not rows or any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        errors.append(FieldError("csv", _("The table cannot be read. Save it as CSV again.")))
        return []
    names = [each.strip().lower() for each in rows[0]]
    wrong = _wrong_columns(names)
    if wrong:
        errors.append(FieldError("csv", wrong))
        return []
    found = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows[1:], 2)]
    said = _("There are more cells than columns. Put cells that contain the separator in quotation marks.")
    errors += [FieldError("csv", of_row(number, said)) for number, row in found if any(row[len(names) :])]
    return [(number, dict(zip(names, row, strict=False))) for number, row in found if any(row)]


def _wrong_columns(names: Sequence[str]) -> str:
    """What is wrong with the first row, or nothing."""
    strange = [each for each in names if each not in COLUMNS]
    if strange:
        said = {"column": strange[0], "columns": ", ".join(COLUMNS)}
        return _("There is no column “%(column)s”. The columns are: %(columns)s.") % said
    twice = [each for each in names if names.count(each) > 1]
    return _("The column “%(column)s” is there twice.") % {"column": twice[0]} if twice else ""


def _line(cells: Mapping[str, str], currency: str, errors: list[FieldError], row: int) -> Json:
    """One line as the API takes it."""
    made: Json = {}
    for part, text in cells.items():
        if not text:
            continue
        try:
            made[PARTS[part]] = _value(part, text, currency)
        except ValueError as error:
            errors.append(FieldError(field(part, row), str(error)))
    return made


def _value(part: str, text: str, currency: str) -> object:
    if part == "day":
        return forms.calendar_day(text)
    if part == "quantity":
        return typed.amount(text, "XXX")
    if part == "amount":
        return {"amount": forms.amount(text, currency or "EUR"), "currency": currency}
    if part == "kind":
        if text.upper() not in words.WORDS["DisputeDocumentKind"]:
            known = ", ".join(words.WORDS["DisputeDocumentKind"])
            raise ValueError(_("There is no such kind of document. The kinds are: %(kinds)s.") % {"kinds": known})
        return text.upper()
    return text.upper() if part == "unit" else text


def begun(lines: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[Json]:
    """The rows of the form: those that are there, then empty ones; each with what its record is called."""
    rows = []
    for row in range(1, ROWS + 1):
        one = lines[row - 1] if row <= len(lines) else {}
        cells = {part: one.get(name) or "" for part, name in PARTS.items() if name != "claimed"}
        claimed = one.get("claimed")
        cells["amount"] = claimed["amount"] if claimed and float(claimed["amount"]) else ""
        rows.append({
            "row": row, "is_there": bool(one), "is_spare": row > len(lines) + SPARE,
            "called": names.get(str(cells["record"]), ""), **cells,
        })  # fmt: skip
    return rows


def _row(sent: FormData, row: int) -> dict[str, str]:
    return {part: _said(sent, field(part, row)) for part in PARTS}


def _all(sent: FormData, name: str) -> list[str]:
    return [each for each in sent.getlist(name) if isinstance(each, str)]


def _said(sent: FormData, name: str) -> str:
    return forms.text(next(reversed(_all(sent, name)), ""))
