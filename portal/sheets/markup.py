"""What a workbook's own text says and a stream of its cells does not: merged cells, and formulas without a result."""

import re
import string
from collections.abc import Iterator, Mapping, Sequence

from portal.sheets.table import NO_RESULT, Numbered

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d+):[A-Z]{1,3}(\d+)"')
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_TEXT = b't="str"'
"""What a formula gave is a text, which may be empty."""

Place = tuple[int, int]
"""A row's number, and a column from 0."""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.decode():
        number = 26 * number + string.ascii_uppercase.index(letter) + 1
    return number - 1


def merged(sheet: bytes) -> Mapping[int, Sequence[Place]]:
    """By the row in which merged cells begin: (their last row, their first column), where they go over several rows."""
    found: dict[int, list[Place]] = {}
    for letters, first, last in _MERGED.findall(sheet):
        if int(last) > int(first):
            found.setdefault(int(first), []).append((int(last), _column(letters)))
    return found


def uncalculated(sheet: bytes) -> frozenset[Place]:
    """The cells that hold a formula and no result: whatever wrote them cannot calculate."""
    places = (_PLACE.search(tag) for tag in _UNCALCULATED.findall(sheet) if _TEXT not in tag)
    return frozenset((int(place[2]), _column(place[1])) for place in places if place)


def completed(sheet: bytes, rows: Iterator[Numbered]) -> Iterator[Numbered]:
    """The rows, with what merged cells say in each row that they cover, and a sign where a result is missing.

    Only where a row says something itself; and headings that go over two rows stay where they begin.
    """
    begins, missing = merged(sheet), uncalculated(sheet)
    rows_missing = {row for row, _ in missing}
    open_: dict[int, tuple[int, str]] = {}
    is_below = False
    for number, cells in rows:
        told = list(cells)
        for column in range(len(told)) if number in rows_missing else ():
            told[column] = NO_RESULT if (number, column) in missing else told[column]
        filled = sum(bool(cell.strip()) for cell in told)
        open_ = {column: (last, text) for column, (last, text) in open_.items() if last >= number}
        for column, (_, text) in open_.items() if filled else ():
            told[column] = told[column] or text
        for last, column in begins.get(number, ()) if is_below else ():
            if column < len(told):
                open_[column] = (last, told[column])
        is_below = is_below or filled > 1
        yield number, told
