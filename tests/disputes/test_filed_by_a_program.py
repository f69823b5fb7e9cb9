"""A program of the partner files what its ledger has as disputed: each invoice once, however often it sends it."""

import csv
import logging
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest_asyncio
from sqlalchemy import func, select

from auth import scopes
from portal.access import Role
from portal.database.pools import Database
from portal.disputes.models import Dispute, DisputeLine
from tests.disputes.asking import Caller, Desk, desk
from tests.make import Make

TRIES = int(os.environ.get("PORTAL_TRIES", "20"))
"""Invoices that are filed one by one; PORTAL_TRIES=561 files all of them."""
PROGRAM = "program"
SAID = {
    "reasonCode": "OTHER", "title": "Invoices that the ledger has as disputed",
    "text": "Our ledger has these invoices as disputed; it does not say why. Please look at each of them.",
}  # fmt: skip
FEW = [{"invoiceNumber": f"{number:07}", "InvoiceAmount": f"{number}.50"} for number in range(1, 41)]


def disputed() -> list[dict[str, str]]:
    """The real invoices, in the folder named by PORTAL_REAL_DATA; without one, some of our own."""
    folder = os.environ.get("PORTAL_REAL_DATA")
    if not folder:
        logging.getLogger(__name__).warning("PORTAL_REAL_DATA names no folder: forty invoices of our own are filed")
        return FEW
    with (Path(folder) / "receivables" / "invoices.csv").open(newline="") as file:
        found = [row for row in csv.DictReader(file) if row["Disputed"] == "Yes"]
    assert (len(found), total(found)) == (561, Decimal("36746.12"))
    return found


def total(invoices: list[dict[str, str]]) -> Decimal:
    return sum((Decimal(each["InvoiceAmount"]) for each in invoices), Decimal(0))


def line(invoice: dict[str, str]) -> dict[str, Any]:
    claimed = {"amount": invoice["InvoiceAmount"], "currency": "EUR"}
    return {"documentKind": "INVOICE", "documentNumber": invoice["invoiceNumber"], "claimed": claimed}


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def with_a_program(database: Database, make_committed: Make) -> Desk:
    made = await desk(database, make_committed)
    person = made.callers[Role.PARTNER_MEMBER]
    allowed = scopes.permissions(["disputes:write"])
    actor = replace(person.actor, program="Ledger", is_present=False, allowed=allowed, confirmed_at=None)
    made.callers[PROGRAM] = Caller(actor, person.token_sha256)
    made.people[PROGRAM] = made.people[Role.PARTNER_MEMBER]
    return made


async def filed(desk: Desk, key: str, invoices: list[dict[str, str]], files: list[Any]) -> Any:
    """Drafted, with its papers, and filed: the three calls of a program, each under a key of its own.

    A draft begins with version 1 and each call adds one, so that the calls are the same when they are sent again.
    """
    drafted = await desk.does(
        PROGRAM, "disputeDraft", "id", **SAID, lines=list(map(line, invoices)), idempotencyKey=f"{key} draft"
    )
    assert drafted["userErrors"] == []
    place = {"disputeId": drafted["dispute"]["id"], "expectedVersion": 1}
    if files:
        shown = await desk.does(
            PROGRAM, "disputeAddEvidence", "id", **place, files=files, idempotencyKey=f"{key} papers"
        )
        assert shown["userErrors"] == []
        place["expectedVersion"] = 2
    return await desk.does(PROGRAM, "disputeFile", "id status", **place, idempotencyKey=f"{key} file")


async def counted(desk: Desk) -> tuple[int, int, int, int]:
    """Disputes that are filed, lines, and what the lines and the disputes claim."""
    session = desk.make.session
    session.expire_all()
    lines = (await session.execute(select(func.count(), func.coalesce(func.sum(DisputeLine.claimed_minor), 0)))).one()
    cases = select(func.count(), func.coalesce(func.sum(Dispute.claimed_minor), 0)).where(Dispute.filed_at.is_not(None))
    number, claimed = (await session.execute(cases)).one()
    await session.rollback()
    return number, lines[0], lines[1], claimed


async def test_hundreds_of_invoices_are_filed_as_lines_and_a_second_time_nothing(desk: Desk) -> None:
    invoices = disputed()
    pieces = [invoices[start : start + 500] for start in range(0, len(invoices), 500)]
    papers = [[{"fileId": await desk.file(PROGRAM), "kind": "INVOICE"}] for _ in pieces]
    sent = list(zip(map(str, range(len(pieces))), pieces, papers, strict=True))
    first = [await filed(desk, f"ledger {key}", *piece) for key, *piece in sent]
    cents = int(total(invoices) * 100)
    assert await counted(desk) == (len(pieces), len(invoices), cents, cents)
    assert [await filed(desk, f"ledger {key}", *piece) for key, *piece in sent] == first
    assert await counted(desk) == (len(pieces), len(invoices), cents, cents)
    anew = await filed(desk, "under another key", pieces[0][:1], [])
    assert [each["code"] for each in anew["userErrors"]] == ["BLOCKED"]


async def test_invoices_are_filed_one_by_one_and_a_second_time_nothing(desk: Desk) -> None:
    invoices = disputed()[:TRIES]
    first = [await filed(desk, f"invoice {each['invoiceNumber']}", [each], []) for each in invoices]
    assert {each["dispute"]["status"] for each in first} == {"SUBMITTED"}
    cents = int(total(invoices) * 100)
    assert await counted(desk) == (len(invoices), len(invoices), cents, cents)
    again = [await filed(desk, f"invoice {each['invoiceNumber']}", [each], []) for each in invoices]
    assert again == first
    assert await counted(desk) == (len(invoices), len(invoices), cents, cents)
