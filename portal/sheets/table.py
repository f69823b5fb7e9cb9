"""A table as it was read: one row of headings, then rows of text, each with the number that a spreadsheet shows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from portal import errors

MOST_BYTES = 10_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
SECONDS = 60
MOST_MEMORY = 1_000_000_000
"""What a process may take that reads a file; bytes of addresses, of which 20,000 rows take a tenth."""
FARTHEST_ROW = 200_000
"""A spreadsheet may say that its last row is the millionth: so far it is looked for."""
UNREADABLE = "\ufffd"
"""What stands for a character that no text can have, so that whoever reads the cell says so."""
NO_RESULT = "\ufffc"
"""What a cell holds whose formula nobody has calculated."""
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
"""What spreadsheets write where a formula failed."""
FIRST_LOOKED_AT = 20
"""Rows among which the headings are looked for."""
PATH = ("input", "file")

Numbered = tuple[int, Sequence[str]]
"""A row's number, and its cells."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: as many cells as there are headings."""

    number: int
    cells: tuple[str, ...]
    surplus: int = 0
    """How many filled cells it has beyond the last heading."""


@dataclass(frozen=True, slots=True)
class Table:
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def tabled(records: Iterable[Numbered]) -> Table:
    """The first row with something in it is the headings; empty rows and the headings once more are passed over.

    So are titles above them: rows with one cell, where most rows have more.

    Refuses: Invalid for a file without rows, a heading that comes twice, and too many rows or columns.
    """
    filled = _filled(records)
    first = list(islice(filled, FIRST_LOOKED_AT))
    if not first:
        raise errors.Invalid("The file is empty.", path=PATH)
    titles = _titles(first)
    headings = _headings(first[titles][1])
    below = chain(first[titles + 1 :], filled)
    rows = tuple(_row(number, cells, len(headings)) for number, cells in below if _bare(cells) != headings)
    if not rows:
        raise errors.Invalid("The file has column headings but no rows.", path=PATH)
    return Table(headings, rows)


def _filled(records: Iterable[Numbered]) -> Iterator[Numbered]:
    found = 0
    for number, cells in records:
        if number > FARTHEST_ROW:
            raise errors.Invalid("The table continues beyond row {row}. Split it.", row=FARTHEST_ROW, path=PATH)
        if any(cell.strip() for cell in cells):
            found += 1
            if found > MOST_ROWS + 1:
                raise errors.Invalid("The file has more than {most} rows. Split it.", most=MOST_ROWS, path=PATH)
            yield number, cells


def _titles(first: Sequence[Numbered]) -> int:
    """How many of the first rows stand above the headings."""
    wide = [sum(bool(cell.strip()) for cell in cells) > 1 for _, cells in first]
    return wide.index(True) if sum(wide) > len(wide) / 2 else 0


def _bare(cells: Iterable[str]) -> tuple[str, ...]:
    """The cells without spaces around them and without empty ones at the end."""
    bare = [cell.strip() for cell in cells]
    while bare and not bare[-1]:
        bare.pop()
    return tuple(bare)


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    headings = _bare(_cell(" ".join(cell.split())) for cell in cells)
    if len(headings) > MOST_COLUMNS:
        raise errors.Invalid("The file has more than {most} columns.", most=MOST_COLUMNS, path=PATH)
    seen = set[str]()
    for heading in filter(None, headings):
        if heading.casefold() in seen:
            raise errors.Invalid("Two columns are called {heading}. Rename one.", heading=heading, path=PATH)
        seen.add(heading.casefold())
    return headings


def _row(number: int, cells: Sequence[str], width: int) -> Row:
    bare = [_cell(cell) for cell in _bare(cells)]
    surplus = sum(bool(cell) for cell in bare[width:])
    return Row(number, tuple((bare + [""] * width)[:width]), surplus)


def _cell(text: str) -> str:
    """The text as it can be kept; what is too long ends in the sign that says so."""
    readable = "".join(UNREADABLE if "\ud800" <= sign <= "\udfff" else sign for sign in text.replace("\0", UNREADABLE))
    return readable if len(readable) <= LONGEST_CELL else readable[: LONGEST_CELL - 1] + UNREADABLE
