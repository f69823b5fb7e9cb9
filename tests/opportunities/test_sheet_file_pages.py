"""A workbook of many deals on the page without scripts: tried, kept as text in the form, registered, and refused."""

import base64
from typing import Any

import pytest_asyncio

from portal.access import Role
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.posting import fields_of, forms_of
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.test_sheets_files import row, workbook

SAME = {"sec-fetch-site": "same-origin"}
PATH = "/opportunities/sheet"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest_asyncio.fixture(loop_scope="session")
async def paula(make_committed: Make, enter: Enter) -> Any:
    partner = await make_committed.partner(name="Northgate Ltd")
    await make_committed.add(making.product())
    member = await make_committed.member(partner, name="Paula", roles={Role.PARTNER_ADMIN})
    await make_committed.session.commit()
    (found,) = await enter(member)
    return found


async def sent(who: Any, operation: str, file: bytes, **more: str) -> Any:
    """The form as a browser sends it, with a file that was chosen."""
    page = await who.client.get(PATH)
    form = next(each for each in forms_of(page.text) if each.operation == "OpportunityRegisterSheet")
    typed = [(name, (None, value)) for name, value in {**dict(form.values), "operation": operation, **more}.items()]
    return await who.client.post(PATH, files=[*typed, ("table", ("deals.xlsx", file, KIND))], headers=SAME)


async def test_a_workbook_is_tried_and_then_registered_without_choosing_it_again(paula: Any) -> None:
    file = base64.b64decode(workbook(row("W-1", "Alder Metals"), row("W-2", "Birch", PRODUCTS="NO-SUCH")))
    answer = await sent(paula, "OpportunitySheetTry", file)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (200, [])
    said = " ".join(markup.Page(answer.text).text)
    assert ("To be registered: 1." in said, "Refused: 1." in said, "Row 3" in said) == (True, True, True)
    kept = fields_of(answer.text)
    assert kept["content"].splitlines()[1].startswith("W-1;Alder Metals;DE;GTX-PRO;48000.5;EUR;")
    done = await paula.client.post(PATH, data={**kept, "operation": "OpportunityRegisterSheet"}, headers=SAME)
    assert done.status_code == 303
    assert "Alder Metals" in " ".join(markup.Page((await paula.client.get("/opportunities")).text).text)


async def test_a_broken_workbook_and_a_sheet_that_is_not_there_are_told_beside_the_field(paula: Any) -> None:
    broken = await sent(paula, "OpportunitySheetTry", b"PK\x03\x04 broken")
    assert (broken.status_code, "The workbook cannot be read." in broken.text) == (422, True)
    other = await sent(paula, "OpportunityRegisterSheet", base64.b64decode(workbook(row("W-1", "Alder"))), sheet="Two")
    assert (other.status_code, "There is no sheet called Two. Use one of these: Deals." in other.text) == (422, True)
