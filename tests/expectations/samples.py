"""States of subjects as the sample files tell them, read here in the plainest way; the folder is `PORTAL_REAL_DATA`."""

import csv
import gzip
import io
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

FOLDER = os.environ.get("PORTAL_REAL_DATA")
needs_samples = pytest.mark.skipif(
    not FOLDER, reason="PORTAL_REAL_DATA does not name a folder with deliveries, receivables, tickets and quality"
)
State = dict[str, Any]


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = Path(FOLDER or "") / name
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))


def _day(text: str) -> date:
    return datetime.strptime(text.replace("Sept", "Sep"), "%d-%b-%y").replace(tzinfo=UTC).date()


def order_lines() -> list[State]:
    """Each came at once and whole."""
    return [_order_line(row) for row in _rows("deliveries/deliveries.csv.gz")]


def _order_line(row: dict[str, str]) -> State:
    agreed, came = _day(row["Scheduled Delivery Date"]), _day(row["Delivered to Client Date"])
    quantity = Decimal(row["Line Item Quantity"])
    return {
        "subject_key": row["ID"], "vendor": row["Vendor"], "order": row["PO / SO #"], "agreed_on": agreed,
        "ordered": quantity, "received": quantity, "received_by_agreed": quantity if came <= agreed else Decimal(0),
        "first_received_on": came, "last_received_on": came, "completed_on": came, "rejected": Decimal(0),
        "value": Decimal(row["Line Item Value"]), "is_cancelled": False,
        "recorded_on": _day(row["Delivery Recorded Date"]),
    }  # fmt: skip


def invoices() -> list[State]:
    def day(text: str) -> date:
        month, of_month, year = map(int, text.split("/"))
        return date(year, month, of_month)

    return [
        {
            "subject_key": row["invoiceNumber"], "customer": row["customerID"], "issued_on": day(row["InvoiceDate"]),
            "due_on": day(row["DueDate"]), "settled_on": day(row["SettledDate"]),
            "amount": Decimal(row["InvoiceAmount"]), "is_disputed": row["Disputed"] == "Yes", "told": row,
        }
        for row in _rows("receivables/invoices.csv")
    ]  # fmt: skip


def tickets() -> list[State]:
    """One for each incident, as its last event tells it."""
    last = {row["number"]: row for row in _rows("tickets/incident_event_log.csv.gz")}
    return [
        {
            "subject_key": number, "opened_at": _instant(row["opened_at"]), "resolved_at": _instant(row["resolved_at"]),
            "priority": row["priority"], "is_met": row["made_sla"] == "TRUE",
        }
        for number, row in last.items()
    ]  # fmt: skip


def _instant(text: str) -> datetime | None:
    return None if text == "?" else datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=UTC)


def lots() -> list[State]:
    results = {"1": "ACCEPTED", "3": "IMPACT", "4": "REJECTED"}
    return [
        {
            "subject_key": str(place), "vendor": row["Vendor ID"], "result": results[row["Defect Type ID"]],
            "defects": Decimal(row["Defect Qty"]),
        }
        for place, row in enumerate(_rows("quality/quality_metrics.csv"))
    ]  # fmt: skip
