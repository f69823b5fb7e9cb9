"""A sheet of many deals as a file: a workbook through the API and on the command line, each row once."""

import base64
import io
from collections.abc import Sequence
from typing import Any

import pytest
import pytest_asyncio
from openpyxl import Workbook
from sqlalchemy import func, select

from portal.database.pools import Database
from portal.opportunities.models import Arrival, Opportunity
from portal.opportunities.rules.sheet import NEEDED, TEMPLATE, Column
from portal.sheets import separated, writing
from tests.make import Make
from tests.opportunities.desk import Desk, deal, everybody
from tests.opportunities.test_sheets_api import TAKE

TRIAL = """query ($input: OpportunitySheetTrialInput!) { opportunitySheetTrial(input: $input) {
  userErrors { code message path } trial { content registered known refused
    rows { number result faults { code column message } } } } }"""
HEADINGS = [TEMPLATE[each] for each in NEEDED]


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    return await everybody(database, make_committed)


def row(reference: Any, customer: str, **more: Any) -> list[Any]:
    said = {
        Column.REFERENCE: reference, Column.CUSTOMER: customer, Column.COUNTRY: "DE", Column.PRODUCTS: "GTX-PRO",
        Column.AMOUNT: 48000.5, Column.CURRENCY: "EUR", Column.EXPECTED_CLOSE: deal(customer)["expectedCloseOn"],
    }  # fmt: skip
    return [more.get(each.value, said[each]) for each in NEEDED]


def workbook(*rows: Sequence[Any], title: str = "Deals", above: int = 0) -> str:
    """In base64, with titles above the headings."""
    book, told = Workbook(), io.BytesIO()
    sheet: Any = book.active
    sheet.title = title
    for number in range(above):
        sheet.append([f"Title {number}"])
    for each in [HEADINGS, *rows]:
        sheet.append(list(each))
    book.save(told)
    return base64.b64encode(told.getvalue()).decode()


async def tried(desk: Desk, **given: Any) -> Any:
    return (await desk.ask("ours", TRIAL, input=given))["opportunitySheetTrial"]


async def test_a_workbook_is_registered_and_the_same_file_again_registers_nothing(
    desk: Desk, make_committed: Make
) -> None:
    file = workbook(row(4711, "Alder Metals"), row("B-2", "Birch Optics", PRODUCTS="NO-SUCH"), row("B-3", "Cedar"))
    trial = (await tried(desk, file=file))["trial"]
    assert [each["result"] for each in trial["rows"]] == ["REGISTERED", "REFUSED", "REGISTERED"]
    assert trial["rows"][1]["faults"] == [
        {"code": "INVALID", "column": "PRODUCTS", "message": "The company does not sell these products: NO-SUCH."}
    ]
    taken = await desk.does("ours", TAKE, file=file)
    assert [each["externalId"] for each in taken["opportunities"]] == ["4711", "B-3"]
    assert await desk.does("ours", TAKE, file=file) == taken
    assert await desk.does("ours", TAKE, content=trial["content"]) == taken  # the same rows as text: the same deals
    filed = (await make_committed.session.scalars(select(Opportunity.receipt_sha256))).all()
    assert (len(filed), all(filed)) == (2, True)
    assert await make_committed.session.scalar(select(func.count()).select_from(Arrival)) == 2


@pytest.mark.parametrize("above", [0, 1, 2])
async def test_the_rows_of_a_workbook_keep_their_numbers_as_text(desk: Desk, above: int) -> None:
    file = workbook(row("N-1", "Alder, Metals\nand Sons"), [], row("N-2", 'Birch "Optics"'), above=above)
    trial = (await tried(desk, file=file))["trial"]
    assert [each["number"] for each in trial["rows"]] == [above + 2, above + 4]
    again = (await tried(desk, content=trial["content"]))["trial"]
    assert again == trial
    table = separated.read(trial["content"].encode())
    assert writing.text(table) == trial["content"]


async def test_what_is_no_such_file_is_refused_beside_it(desk: Desk) -> None:
    good = workbook(row("A-1", "Alder"))
    for given, path in (
        ({"file": "no base64!"}, "file"), ({"file": base64.b64encode(b"PK\x03\x04 broken").decode()}, "file"),
        ({"file": base64.b64encode(b"%PDF-1.7").decode()}, "file"), ({"file": good, "content": "x"}, "file"),
        ({"file": good, "sheet": "Other"}, "sheet"), ({}, "content"),
        ({"file": workbook(*(row(f"R-{at}", "Alder") for at in range(101)))}, "file"),
    ):  # fmt: skip
        told = await tried(desk, **given)
        assert (told["trial"], [each["path"][-1] for each in told["userErrors"]]) == (None, [path]), given
    assert (await tried(desk, file=good, sheet="deals"))["trial"]["registered"] == 1


async def test_a_workbook_names_products_by_the_partner_s_own_numbers(desk: Desk) -> None:
    products = (await desk.ask("ours", "{ products { nodes { id } } }"))["products"]["nodes"]
    add = """mutation ($input: ProductNumberSetInput!) { productNumberSet(input: $input) { userErrors { code } } }"""
    assert (await desk.does("ours", add, number="4711", productId=products[0]["id"]))["userErrors"] == []
    trial = (await tried(desk, file=workbook(row("P-1", "Alder", PRODUCTS=4711))))["trial"]
    assert (trial["registered"], trial["refused"]) == (1, 0)
