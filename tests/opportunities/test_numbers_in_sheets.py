"""A partner's number that has a separator in it is named in a sheet and in a form: in quotes, or alone in its cell."""

import base64
import csv
import io

import pytest
import pytest_asyncio

from frontend_stub.pages.opportunities import registering
from portal.database.pools import Database
from portal.opportunities.rules import sheet
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.desk import Desk, everybody
from tests.opportunities.test_sheets_files import HEADINGS, row, tried, workbook


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    made = await everybody(database, make_committed)
    await make_committed.add(making.product("GTX-LITE"), making.product("PUMP"))
    await make_committed.session.commit()
    return made


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("4,7; 11", ["GTX-PRO"]), ('"4,7; 11"', ["GTX-PRO"]), ('"4,7; 11"; GTX-LITE', ["GTX-LITE", "GTX-PRO"]),
        ('GTX-LITE, "8 ""x""|9"', ["GTX-LITE", "PUMP"]), ('8 "x"|9', ["PUMP"]),
        ("both, GTX-LITE", ["GTX-LITE", "PUMP"]), ('"4,7", GTX-LITE', None), ("4,7; 11; GTX-LITE", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("by", ["csv", "xlsx", "text"])
async def test_a_number_with_a_separator_is_named_in_quotes_or_alone(
    desk: Desk, by: str, cell: str, wanted: list[str] | None
) -> None:
    products = (await desk.ask("ours", "{ products { nodes { id code } } }"))["products"]["nodes"]
    code = {each["code"]: each["id"] for each in products}
    add = """mutation ($input: ProductNumberSetInput!) { productNumberSet(input: $input) { userErrors { code } } }"""
    # Where what is between the separators is known, the cell means that, whatever it is as a whole.
    numbers = {"4,7; 11": "GTX-PRO", '8 "x"|9': "PUMP", "both": "PUMP", "both, GTX-LITE": "GTX-PRO"}
    for number, meant in numbers.items():
        assert (await desk.does("ours", add, number=number, productId=code[meant]))["userErrors"] == []
    rows = row("P-1", "Alder", PRODUCTS=cell)
    text = io.StringIO()
    csv.writer(text, delimiter=";", quotechar='"').writerows([HEADINGS, rows])
    encoded = base64.b64encode(text.getvalue().encode()).decode()
    given = {"csv": {"file": encoded}, "xlsx": {"file": workbook(rows)}, "text": {"content": text.getvalue()}}[by]
    trial = (await tried(desk, **given))["trial"]
    assert trial["registered"] == int(wanted is not None), trial["rows"]
    if wanted is not None:
        take = """mutation ($input: OpportunityRegisterSheetInput!) { opportunityRegisterSheet(input: $input) {
          opportunities { products } userErrors { message } } }"""
        made = await desk.does("ours", take, **given)
        assert [each["products"] for each in made["opportunities"]] == [wanted]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("A, B;C\nD", ["A", "B", "C", "D"]), (' "A;1" , "B""x,2" ', ["A;1", 'B"x,2']), ('5" pipe, B', ['5" pipe', "B"]),
        ('"A,1; B', ['"A', "1", "B"]), ('"A" B, C', ['"A" B', "C"]), (" ; ,", []), ("", []),
    ],
)  # fmt: skip
def test_a_sheet_and_a_form_read_several_numbers_alike(typed: str, wanted: list[str]) -> None:
    assert sheet.several(typed) == registering.several(typed) == wanted
