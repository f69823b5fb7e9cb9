"""CSV: its encoding is known with certainty or named, its separator and quotes are recognised."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from portal import errors
from portal.sheets.table import LONGEST_CELL, PATH, Numbered, Table, tabled

UTF8 = "utf-8"
SEPARATORS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "windows-1252", "windows-1251", "windows-1250", "iso-8859-15", "utf-16", "mac_roman")
"""Those that may be named; others that Python knows are taken as well."""
LOOKED_AT = 50
"""Rows by which the separator is recognised."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(content: bytes, *, encoding: str = "") -> Table:
    """The table. Refuses: Invalid, also where the encoding is not certain and not named."""
    csv.field_size_limit(100 * LONGEST_CELL)
    text = decoded(content, encoding)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=x"):  # as spreadsheets write it
        return tabled(_told(rest, separator=first.strip()[-1], quote=_quote(rest), skipped=1))
    quote = _quote(text)
    return tabled(_told(text, separator=_separator(text, quote), quote=quote))


def decoded(content: bytes, encoding: str = "") -> str:
    """The text, its lines ended by a line feed. Refuses: Invalid."""
    known = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    named = known or encoding.strip() or UTF8
    if not known and _is_one_byte(named) and not content.isascii() and _is_utf8(content):
        named = UTF8  # by chance no other text is
    text = _text(content, named)
    if text is not None and "\0" not in text.lstrip("\n").partition("\n")[0]:
        return text
    if encoding or known:
        raise errors.Invalid("The file is not text in the encoding {name}.", name=named, path=PATH)
    raise errors.Invalid(
        "The encoding of the file is uncertain. Choose it, for example {examples}.",
        examples=", ".join(ENCODINGS[1:4]), path=("input", "encoding"),
    )  # fmt: skip


def _text(content: bytes, encoding: str) -> str | None:
    """The text; None if it is none in the encoding. Refuses: Invalid."""
    try:
        return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except LookupError:
        path = ("input", "encoding")
        raise errors.Invalid("There is no encoding called {name}.", name=encoding, path=path) from None
    except ValueError:
        return None


def _is_one_byte(name: str) -> bool:
    """Whether the encoding has one byte for each character, so that any bytes are text in it."""
    try:
        return codecs.lookup(name).name.startswith(("cp125", "cp8", "iso8859", "koi8", "mac"))
    except (LookupError, ValueError):
        return False


def _is_utf8(content: bytes) -> bool:
    try:
        return bool(content.decode(UTF8))
    except UnicodeDecodeError:
        return False


def _quote(text: str) -> str:
    """A single quote only where every heading stands between two."""
    line = text.lstrip().partition("\n")[0].strip()
    return "'" if line.startswith("'") and line.endswith("'") and '"' not in line else '"'


def _separator(text: str, quote: str) -> str:
    """The one by which most rows have as many cells as the headings, and those are most.

    Where a title stands above the headings: by which most rows have as many cells.
    """
    widths = {separator: _widths(text, separator, quote) for separator in SEPARATORS}
    if not any(first > 1 for first, *_ in widths.values()):
        widths = {separator: sorted(each, key=each.count, reverse=True) for separator, each in widths.items()}
    return max(SEPARATORS, key=lambda separator: _fit(widths[separator]))


def _widths(text: str, separator: str, quote: str) -> list[int]:
    """How many cells the first rows have."""
    try:
        return [len(row) for row in islice(_reader(text, separator, quote), LOOKED_AT) if any(row)] or [0]
    except csv.Error:
        return [0]


def _fit(widths: list[int]) -> tuple[int, int]:
    return (widths.count(widths[0]), widths[0]) if widths[0] > 1 else (0, 0)


def _reader(text: str, separator: str, quote: str) -> Iterator[Sequence[str]]:
    # Read line by line, which ends at a line feed alone: other signs that end lines stay in their cells.
    return csv.reader(io.StringIO(text, newline="\n"), delimiter=separator, quotechar=quote, strict=True)


def _told(text: str, *, separator: str, quote: str, skipped: int = 0) -> Iterator[Numbered]:
    number, rows = skipped, _reader(text, separator, quote)
    try:
        for number, cells in enumerate(rows, 1 + skipped):
            yield number, cells
    except csv.Error:
        raise errors.Invalid(
            "Row {row} cannot be read: it has a quotation mark in the wrong place.",
            row=str(number + 1),
            path=PATH,
        ) from None
