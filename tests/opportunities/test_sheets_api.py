"""A sheet of many deals through the API: tried without writing, registered in order, and once however often."""

import json
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from portal.database.pools import Database
from portal.opportunities.models import Arrival, Opportunity
from portal.opportunities.operations.sheets import MOST_ROWS
from tests.make import Make
from tests.opportunities.desk import SECRET, Desk, deal, everybody
from tests.opportunities.test_api import REGISTER

TRIAL = """query ($input: OpportunitySheetTrialInput!) { opportunitySheetTrial(input: $input) {
  userErrors { code message path } trial { headings registered known refused
    rows { number cells result knownAs understood { column value } faults { code column message } } } } }"""
TAKE = """mutation ($input: OpportunityRegisterSheetInput!) { opportunityRegisterSheet(input: $input) {
  opportunities { id number externalId status } userErrors { code message path } } }"""
LACKS = (
    "The sheet lacks these columns: Country, Products, Amount, Currency, Expected close. Add them to its"
    " first row under these names."
)
HEADINGS = "Reference;Customer;Country;Products;Regions;Amount;Currency;Expected close"


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    return await everybody(database, make_committed)


def row(reference: str, customer: str, **more: str) -> str:
    said = {
        "country": "Germany", "products": "GTX-PRO", "regions": "", "amount": "48000,50", "currency": "eur",
        "close": deal(customer)["expectedCloseOn"], **more,
    }  # fmt: skip
    return ";".join([reference, customer, *said.values()])


def sheet(*rows: str) -> str:
    return "\n".join([HEADINGS, *rows, ""])


async def tried(desk: Desk, content: str, who: str = "ours") -> Any:
    return (await desk.ask(who, TRIAL, input={"content": content}))["opportunitySheetTrial"]


async def count(make: Make, kind: Any) -> int:
    return await make.session.scalar(select(func.count()).select_from(kind)) or 0


async def test_a_trial_says_what_each_row_would_become_and_writes_nothing(desk: Desk, make_committed: Make) -> None:
    content = sheet(
        row("A-1", "Hartmann Werke GmbH"), row("A-2", "Bergland Optik AG", products="NO-SUCH", country="CH"),
        row("A-1", "Third Ltd"), row("A-4", "Hartmann Werke"),
        row("A-5", "Late Ltd", close="yesterday", amount="1.000,00"),
    )  # fmt: skip
    trial = (await tried(desk, content))["trial"]
    assert (trial["registered"], trial["known"], trial["refused"]) == (1, 0, 4)
    first, unsold, twin, same, odd = trial["rows"]
    assert (first["number"], first["result"], first["faults"]) == (2, "REGISTERED", [])
    said = {each["column"]: each["value"] for each in first["understood"]}
    assert (said["COUNTRY"], said["REGIONS"], said["AMOUNT"], said["CURRENCY"]) == ("DE", "DE", "48000.50", "EUR")
    assert [(each["column"], each["code"]) for each in unsold["faults"]] == [("PRODUCTS", "INVALID")]
    assert twin["faults"][0]["message"] == "Row 2 has the same reference."
    assert same["faults"][0]["message"] == "Row 2 already registers the same deal."
    assert {each["column"] for each in odd["faults"]} == {"AMOUNT", "EXPECTED_CLOSE"}
    assert (await count(make_committed, Opportunity), await count(make_committed, Arrival)) == (0, 0)


async def test_rows_are_registered_in_their_order_and_the_same_sheet_again_does_nothing(
    desk: Desk, make_committed: Make
) -> None:
    names = ["Alder Metals", "Birch Optics", "Cedar Foundry", "Dogwood Tools"]
    content = sheet(*(row(f"D-{at}", name) for at, name in enumerate(names)), row("D-9", "Nobody", products="NO-SUCH"))
    taken = await desk.does("ours", TAKE, content=content)
    assert [each["externalId"] for each in taken["opportunities"]] == ["D-0", "D-1", "D-2", "D-3"]
    assert (taken["userErrors"], {each["status"] for each in taken["opportunities"]}) == ([], {"SUBMITTED"})
    filed = (await make_committed.session.scalars(select(Opportunity).order_by(Opportunity.filed_number))).all()
    assert [each.customer_name for each in filed] == names
    again = await desk.does("ours", TAKE, content=content)
    assert again == taken
    assert await count(make_committed, Arrival) == len(names)
    trial = (await tried(desk, content))["trial"]
    assert (trial["registered"], trial["known"], trial["refused"]) == (0, len(names), 1)
    assert [each["knownAs"] for each in trial["rows"][:-1]] == [each["id"] for each in taken["opportunities"]]


async def test_a_mended_sheet_registers_what_is_new_alone(desk: Desk) -> None:
    await desk.does("ours", TAKE, content=sheet(row("M-1", "Alder Metals"), row("M-2", "Birch", products="NO-SUCH")))
    mended = await desk.does("ours", TAKE, content=sheet(row("M-1", "Alder Metals"), row("M-2", "Birch")))
    assert [each["externalId"] for each in mended["opportunities"]] == ["M-2"]


async def test_the_form_refuses_a_reference_that_a_sheet_has_registered(desk: Desk) -> None:
    await desk.does("ours", TAKE, content=sheet(row("F-1", "Alder Metals")))
    told = await desk.does("ours", REGISTER, **deal("Birch Optics", externalId="F-1"))
    assert [each["path"] for each in told["userErrors"]] == [["input", "externalId"]]
    other = await desk.does("theirs", REGISTER, **deal("Birch Optics", externalId="F-1"))
    assert other["userErrors"] == []


async def test_a_sheet_of_which_no_row_can_be_says_why_and_registers_nothing(desk: Desk, make_committed: Make) -> None:
    told = await desk.does("ours", TAKE, content=sheet(row("X-1", "Alder", products="NO-SUCH")))
    assert [each["code"] for each in told["userErrors"]] == ["BLOCKED", "INVALID"]
    assert await count(make_committed, Opportunity) == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "The file is empty."), (HEADINGS, "The file has column headings but no rows."),
        ("Reference;Customer\n1;Alder\n", LACKS),
        (sheet(*(f"R-{at};A" for at in range(MOST_ROWS + 1))), "The sheet has more than 100 rows. Split it."),
        ("x" * 200_001, "The sheet is longer than 200,000 characters."),
    ],
)  # fmt: skip
async def test_what_is_no_such_sheet_is_refused(desk: Desk, content: str, message: str) -> None:
    assert [each["message"] for each in (await tried(desk, content))["userErrors"]] == [message]


@pytest.mark.parametrize("who", ["sales", "legal", "manager", "auditor", "runs"])
async def test_nobody_of_the_company_registers_a_sheet(desk: Desk, who: str) -> None:
    told = await desk.does(who, TAKE, content=sheet(row("A-1", "Alder Metals")))
    assert [each["code"] for each in told["userErrors"]] == ["NOT_PERMITTED"]


async def test_a_rival_s_registrations_are_told_of_by_nothing_in_a_trial(desk: Desk) -> None:
    await desk.does("theirs", TAKE, content=sheet(row("A-1", "Hartmann Werke GmbH")))
    told = await tried(desk, sheet(row("A-1", "Hartmann Werke GmbH")))
    assert (told["trial"]["registered"], SECRET in json.dumps(told)) == (1, False)


async def test_the_longest_sheet_is_taken_in_at_once(desk: Desk) -> None:
    content = sheet(*(row(f"L-{at}", f"Customer {at:03} Works") for at in range(MOST_ROWS)))
    assert (await tried(desk, content))["trial"]["registered"] == MOST_ROWS
    taken = await desk.does("ours", TAKE, content=content)
    assert [each["externalId"] for each in taken["opportunities"]] == [f"L-{at}" for at in range(MOST_ROWS)]
