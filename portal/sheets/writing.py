"""A table as CSV: as it was read, each row where its number says."""

import csv
import io

from portal.sheets.table import Table


def text(table: Table) -> str:
    """The same rows, read again, have the same numbers: a row that was passed over is an empty line."""
    told = io.StringIO()
    writer = csv.writer(told, delimiter=";", lineterminator="\n")
    writer.writerow(table.headings)
    line = 1
    for row in table.rows:
        told.write("\n" * (row.number - line - 1))
        writer.writerow(row.cells)
        line = max(row.number, line + 1)
    return told.getvalue()
