"""Workbooks: typed days, times and numbers mean what the text of a CSV does, whatever a column's declared format."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

from openpyxl import Workbook

from portal.expectations.facts import applying, mapping
from portal.sheets import workbook
from tests.expectations.facts.making import content


def test_typed_cells_are_read_whatever_the_format_of_the_column() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Key", "Qty", "Due", "Came"])
    sheet.append(["A1", 12, date(2026, 5, 10), datetime(2026, 5, 9, 14, 30)])  # noqa: DTZ001 - a cell has no zone
    sheet.append(["A2", 0.1 + 0.2, "11/05/2026", "13/05/2026"])
    sheet.append([4711, 1.5, None, None])
    file = io.BytesIO()
    book.save(file)
    fields = {
        "ordered": {"column": "Qty"}, "agreed_on": {"column": "Due", "format": "d/m/Y"},
        "received_on": {"column": "Came"},
    }  # fmt: skip
    meaning = mapping.meaning(content(fields, subject_key=[{"column": "Key"}]))
    reading = applying.applied(meaning, workbook.read(file.getvalue()))
    assert (reading.refused, reading.taken) == ([], 3)
    assert [(each.subject_key, dict(each.values)) for each in reading.facts] == [
        ("A1", {"ordered": Decimal(12), "agreed_on": date(2026, 5, 10), "received_on": date(2026, 5, 9)}),
        ("A2", {"ordered": Decimal("0.3"), "agreed_on": date(2026, 5, 11), "received_on": date(2026, 5, 13)}),
        ("4711", {"ordered": Decimal("1.5")}),
    ]


def test_an_instant_of_a_workbook_is_in_the_zone_that_the_column_declares() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Key", "Opened"])
    sheet.append(["T1", datetime(2026, 7, 1, 14, 30)])  # noqa: DTZ001 - a cell has no zone
    file = io.BytesIO()
    book.save(file)
    fields = {"opened_at": {"column": "Opened", "zone": "Europe/Sofia"}}
    facts = [{"statement": "TICKET", "fields": fields}]
    meaning = mapping.meaning({"kind": "TICKET", "subject_key": [{"column": "Key"}], "facts": facts})
    reading = applying.applied(meaning, workbook.read(file.getvalue()))
    assert [each.values["opened_at"] for each in reading.facts] == [datetime(2026, 7, 1, 11, 30, tzinfo=UTC)]
