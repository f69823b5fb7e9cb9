"""The process that reads one file: it takes the file's bytes and tells the table, or the refusal, as JSON."""

import codecs
import json
import resource
import sys
from typing import Any

from portal import errors
from portal.sheets import separated, workbook
from portal.sheets.table import MOST_MEMORY, PATH, SECONDS, Table

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OTHERS = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"SQLite")
MARKUP = (b"<!doctype", b"<html", b"<head", b"<table", b"<?xml", b'{"', b"[{")
"""How files begin that are something else; the report of another program is often a web page called .xls."""


def read_here(content: bytes, *, encoding: str = "", sheet: str = "") -> Table:
    """The table in a file, CSV or XLSX by what is in it, read in this process. Refuses: Invalid."""
    if content.startswith(OLD_OFFICE):
        raise errors.Invalid(
            "This is an old or locked workbook. Save it as XLSX without a password, or as CSV.", path=PATH
        )
    if content.startswith(ZIP):
        return workbook.read(content, sheet=sheet)
    begun = content[:1_000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if content.startswith(OTHERS) or begun.startswith(MARKUP):
        raise errors.Invalid("This is not CSV or XLSX. Open it in a spreadsheet and save it as one of them.", path=PATH)
    return separated.read(content, encoding=encoding)


def main() -> None:
    """What the process does."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    encoding, sheet = sys.argv[1:]
    try:
        table = read_here(sys.stdin.buffer.read(), encoding=encoding, sheet=sheet)
    except errors.Refused as refused:
        said = refused.sentence
        told: dict[str, Any] = {"refused": said.template, "arguments": said.arguments, "path": refused.path}
    else:
        rows = [(row.number, row.cells, row.surplus) for row in table.rows]
        told = {"headings": table.headings, "rows": rows}
    sys.stdout.buffer.write(json.dumps(told).encode())


if __name__ == "__main__":
    main()
