"""Sheets to fill in, and mappings drafted from headings."""

import json
import os
from pathlib import Path

import pytest

from portal.expectations.facts import applying, mapping, templates, typed
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import BY_INTAKE, SHAPES, Statement
from portal.sheets import separated

REAL = os.environ.get("PORTAL_REAL_DATA")
K = SubjectKind
EVERY = [(kind, statement) for kind in sorted(BY_INTAKE) for statement in SHAPES[kind]]


@pytest.mark.parametrize(("kind", "statement"), EVERY)
def test_the_sheet_of_every_kind_of_statement_is_taken_as_it_stands(kind: SubjectKind, statement: Statement) -> None:
    table = separated.read(templates.sheet(kind, statement).encode())
    reading = applying.applied(mapping.meaning(templates.own(kind, statement, table.headings)), table)
    assert (reading.refused, reading.taken) == ([], 1)
    (told,) = reading.facts
    assert (told.subject_key, told.external_id, told.statement) == ("4500017/10", "4500017/10-1", statement)
    assert set(told.values) == set(SHAPES[kind][statement].fields) | {"sequence"}


def test_columns_that_nobody_needs_may_be_left_out() -> None:
    table = separated.read(b"Subject_Key,received_on,received\nA/1,2026-05-09,6\n")
    reading = applying.applied(mapping.meaning(templates.own(K.ORDER_LINE, Statement.RECEIPT, table.headings)), table)
    assert [(each.external_id, typed.texts(each.values)) for each in reading.facts] == [
        ("A/1#RECEIPT", {"received": "6", "received_on": "2026-05-09"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "headings", "keys", "fields", "lacking"),
    [
        (
            K.ORDER_LINE, ["PO Number", "Pos.", "Qty", "UoM", "Requested delivery date", "Net value", "Plant"],
            ["PO Number", "Pos."],
            {"order": "PO Number", "ordered": "Qty", "unit": "UoM", "requested_on": "Requested delivery date",
             "value": "Net value", "site": "Plant"},
            ["currency"],
        ),
        (
            K.INVOICE, ["Номер на фактура", "Дата на фактура", "Падеж", "Сума", "Валута", "Платено на"],
            ["Номер на фактура"],
            {"issued_on": "Дата на фактура", "due_on": "Падеж", "amount": "Сума", "currency": "Валута",
             "settled_on": "Платено на"},
            [],
        ),
        (K.TICKET, ["Colour"], [], {}, ["subject_key", "opened_at"]),
    ],
)  # fmt: skip
def test_a_mapping_is_drafted_from_usual_headings_and_says_what_it_lacks(
    kind: SubjectKind, headings: list[str], keys: list[str], fields: dict[str, str], lacking: list[str]
) -> None:
    draft, missing = templates.suggested(kind, headings)
    assert [part["column"] for part in draft["subject_key"]] == keys
    assert {name: each["column"] for name, each in draft["facts"][0]["fields"].items()} == fields
    assert missing == lacking


@pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder with exports of real systems")
def test_an_export_of_invoices_needs_nothing_but_its_currency() -> None:
    table = separated.read((Path(REAL or "") / "receivables" / "invoices.csv").read_bytes())
    draft, lacking = templates.suggested(K.INVOICE, table.headings)
    assert lacking == ["currency"]
    draft["facts"][0]["fields"]["currency"] = {"text": "USD"}
    reading = applying.applied(mapping.text(json.dumps(draft)), table)
    assert (reading.taken, reading.refused) == (2_466, [])
