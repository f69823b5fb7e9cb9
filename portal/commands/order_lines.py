"""Lines of orders as a CSV has them, one after the other: who bought which product when."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import BinaryIO

from portal.opportunities.suggesting.trial import History

NEEDED, QUANTITY = ("customer", "product", "date"), "quantity"
SEPARATORS = (",", ";", "\t", "|")
MOST_LINES = 1_000_000
LONGEST_LINE = 100_000
"""Bytes."""
LONGEST_CELL = 200
MOST_FAULTS = 20
"""So many are named."""


class Unread(Exception):  # noqa: N818 - an answer to whoever gave the file
    """Why the file is not taken, a sentence for each line that is wrong."""

    def __init__(self, *faults: str) -> None:
        super().__init__(*faults)
        self.faults = faults


@dataclass(slots=True)
class Read:
    """What was in the file."""

    history: History = field(default_factory=History)
    lines: int = 0
    """All below the headings."""
    returned: int = 0
    """Those with a quantity of nothing or less."""
    nameless: int = 0
    """Those without a customer or a product."""


def read(stream: BinaryIO) -> Read:
    """The lines of a CSV in UTF-8 with the columns customer, product and date, and quantity if there is one.

    The headings may stand in any order and case, with others between them. Days are ISO 8601, with a time or without.
    Raises Unread, with the number of each line that is wrong.
    """
    texts = _texts(stream)
    try:
        first = next(texts)
    except StopIteration:
        raise Unread("The file is empty.") from None
    separator = max(SEPARATORS, key=lambda each: len({*NEEDED} & {*_headings(first, each)}))
    places = _places(_headings(first, separator))
    rows = csv.reader(texts, delimiter=separator, strict=True)
    found, faults = Read(), list[str]()
    names = dict[str, str]()
    try:
        for cells in rows:
            if not cells:
                continue
            found.lines += 1
            fault = _taken(cells, places, found, names)
            if fault:
                faults.append(f"Line {rows.line_num + 1} {fault}.")
                if len(faults) == MOST_FAULTS:
                    break
    except csv.Error as wrong:
        faults.append(f"Line {rows.line_num + 1} cannot be read: {wrong}.")
    if faults:
        raise Unread(*faults)
    return found


def _taken(cells: Sequence[str], places: Mapping[str, int], found: Read, names: dict[str, str]) -> str:
    """Takes one line in; what is wrong with it, or "". Each name is kept once."""
    if len(cells) <= max(places.values()):
        return f"has {len(cells)} cells, fewer than the headings"
    customer, product, day = (cells[places[each]].strip() for each in NEEDED)
    if not customer or not product:
        found.nameless += 1
        return ""
    for name, text in (("customer", customer), ("product", product), ("date", day)):
        if len(text) > LONGEST_CELL:
            return f"has a {name} of more than {LONGEST_CELL} characters"
        if not text.isprintable():
            return f"has a {name} with a character that cannot be shown"
    at = _seconds(day)
    if at is None:
        return f"has “{day}” instead of a date such as 2026-01-31"
    if QUANTITY in places:
        quantity = _number(cells[places[QUANTITY]])
        if quantity is None:
            return f"has “{cells[places[QUANTITY]][:LONGEST_CELL]}” instead of a quantity such as 12 or 0.5"
        if quantity <= 0:
            found.returned += 1
            return ""
    found.history.add(names.setdefault(customer, customer), names.setdefault(product, product), at)
    return ""


def _texts(stream: BinaryIO) -> Iterator[str]:
    """The lines of the file, each no longer than may be. Raises Unread."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise Unread(f"Line {number} is longer than {LONGEST_LINE:,} bytes.")
        if number > MOST_LINES + 1:
            raise Unread(f"The file has more than {MOST_LINES:,} lines. Use only part of it.")
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise Unread(f"Line {number} is not text in UTF-8.") from None


def _headings(line: str, separator: str) -> list[str]:
    try:
        return [each.strip().casefold() for each in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []


def _places(headings: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Raises Unread."""
    missing = [each for each in NEEDED if each not in headings]
    if missing:
        raise Unread(f"The first line has no column {', '.join(missing)}. It must have {', '.join(NEEDED)}.")
    wanted = [each for each in (*NEEDED, QUANTITY) if each in headings]
    twice = [each for each in wanted if headings.count(each) > 1]
    if twice:
        raise Unread(f"The first line names {', '.join(twice)} twice.")
    return {each: headings.index(each) for each in wanted}


@lru_cache(maxsize=65_536)
def _seconds(text: str) -> float | None:
    """The moment in seconds from some fixed one; a day begins at midnight. None for no date."""
    try:
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at
    except (ValueError, OverflowError):
        return None
    return at.toordinal() * 86_400 + at.hour * 3_600 + at.minute * 60 + at.second


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
