"""XLSX: one sheet of a workbook, its cells as text; days, numbers and what formulas gave as people write them."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal import errors
from portal.sheets import markup
from portal.sheets.table import MOST_COLUMNS, PATH, Numbered, Table, tabled

MOST_PARTS = 2_000
MOST_UNPACKED = 200_000_000
"""Bytes of all parts together."""
MOST_PACKED_TOGETHER = 500
"""How many times a part may grow when it is unpacked; real sheets grow 5 to 30 times."""


def read(content: bytes, *, sheet: str = "") -> Table:
    """The table of a sheet: the named one, or the first that is not hidden. Refuses: Invalid."""
    _refuse_bomb(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        chosen = _chosen(book, sheet)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            text = packed.read(chosen._worksheet_path)  # noqa: SLF001 - a stream of cells says nothing of merged ones
        return tabled(markup.completed(text, _rows(chosen)))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError, TypeError) as fault:
        raise errors.Invalid("The workbook cannot be read. Save it as XLSX again, or as CSV.", path=PATH) from fault


def _refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as fault:
        raise errors.Invalid("The workbook cannot be read. Save it as XLSX again, or as CSV.", path=PATH) from fault
    grown = any(part.file_size > MOST_PACKED_TOGETHER * max(part.compress_size, 1_000) for part in parts)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED or grown:
        raise errors.Invalid("The workbook is too large when it is unpacked.", path=PATH)


def _chosen(book: Any, name: str) -> Any:
    sheets = [each for each in book.worksheets if each.sheet_state == "visible"] or book.worksheets
    wanted = name.strip().casefold()
    found = next((each for each in sheets if not wanted or each.title.strip().casefold() == wanted), None)
    if found is None:
        raise errors.Invalid(
            "There is no sheet called {name}. Use one of these: {sheets}.", name=name,
            sheets=", ".join(each.title for each in sheets), path=("input", "sheet"),
        )  # fmt: skip
    return found


def _rows(sheet: Any) -> Iterator[Numbered]:
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
        yield number, [as_text(cell) for cell in cells]


def as_text(value: object) -> str:
    """A typed cell as its reader would write it: 12 for 12.0, 2026-11-29 for a day."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - beyond, digits are lost already
            return str(int(value))
        case float():
            return f"{value:.15g}"
    return str(value)
