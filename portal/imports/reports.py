"""What became of each row of an import, as a CSV that a spreadsheet opens without taking any of it for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from portal import ids
from portal.imports.faults import sentence
from portal.imports.models import ImportRow
from portal.languages import ENGLISH

HEADINGS = ("row", "status", "done", "column", "problem", "similar to")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that spreadsheets take for a formula."""


def harmless(cell: str) -> str:
    """The cell as text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def report(rows: Iterable[ImportRow], headings: dict[str, str], language: str = ENGLISH) -> Iterator[str]:
    """Line by line; a row with several faults has several lines. `headings` gives each column's own heading."""
    yield _line(HEADINGS)
    for row in rows:
        start = (str(row.number), row.status.value, "yes" if row.done_at else "no")
        similar = "; ".join(f"{each['name']} ({_which(each)})" for each in row.similar)
        for fault in row.faults:
            column = fault["column"] or ""
            yield _line((*start, headings.get(column, column), sentence(fault).in_(language), similar))
        if not row.faults:
            yield _line((*start, "", "", similar))


def _which(similar: Mapping[str, Any]) -> str:
    """The partner or the row, and in what it is the same."""
    whom = ids.text("org", UUID(similar["id"])) if "id" in similar else f"row {similar['row']}"
    return f"{whom}: {', '.join(similar.get('why', ()))}".removesuffix(": ")


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(harmless(cell) for cell in cells)
    return line.getvalue()
