"""What of a file of facts was refused: in a list, and as a sheet to mend and send again."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.imports.reports import harmless
from portal.sheets.table import Table

MOST_SHOWN = 200
"""Problems that are printed; the report has all."""
WRONG = "problem"
NUMBER = re.compile(r"[+-][\d.,’' ]+")
"""What begins like a formula and is none: in a sheet that is sent again it stays a number."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row, or the line of a document, is not taken; without a row, the whole file."""

    file: Path
    row: int | None
    column: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.column}: {self.text}" if self.column else self.text


def print_faults(faults: Sequence[Fault]) -> None:
    for each in faults[:MOST_SHOWN]:
        print(f"{each.file.name}{'' if each.row is None else f', row {each.row}'}, {each.place}")
    if len(faults) > MOST_SHOWN:
        print(f"and {len(faults) - MOST_SHOWN} more: see the report")


def lines(faults: Sequence[Fault], table: Table | None) -> Iterator[str]:
    """The refused rows of a sheet as they came, with what is wrong behind them; of documents, a line for each fault."""
    if table is None:
        yield _line(("file", "row", WRONG))
        yield from (_line((each.file.name, "" if each.row is None else str(each.row), each.place)) for each in faults)
        return
    wrong: dict[int | None, list[str]] = {}
    for each in faults:
        wrong.setdefault(each.row, []).append(each.place)
    headings = [heading for heading in table.headings if heading != WRONG]
    yield _line((*headings, WRONG))
    for row in table.rows:
        if row.number in wrong:
            cells = [cell for heading, cell in zip(table.headings, row.cells, strict=True) if heading != WRONG]
            yield _line((*cells, " ".join(wrong[row.number])))


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(
        cell if NUMBER.fullmatch(cell) else harmless(cell) for cell in cells
    )
    return line.getvalue()
