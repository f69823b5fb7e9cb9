"""A dispute about a fee through the API: begun from it, filed, conceded, and the fee that both sides read."""

from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from portal import ids
from portal.access import Role, Side
from portal.database.pools import Database
from portal.fees.models import Fee
from portal.fees.rules.statuses import FeeStatus
from portal.notifications.models import Notification
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.partners.models import Organisation
from portal.reactions import run
from tests.disputes.asking import STRANGER, Desk, desk
from tests.fees import making
from tests.make import NOW, Make
from tests.opportunities import making as deals

ADMIN, LEGAL, OFFICER = Role.PARTNER_ADMIN, Role.LEGAL, Role.DISPUTE_OFFICER
ASK = """query ($id: ID!) { disputeStart(subjectId: $id) { partner { name } contract { number } values { reasonCode
  title knownOn lines { recordId documentKind documentNumber text claimed { amount currency } } } } }"""
FEE = """query ($id: ID!) { fee(id: $id) { status isDisputed disputedIn amount { amount } balance { amount }
  disputes(first: 5) { totalCount nodes { number status } } entries { kind cause text amount { amount } }
  availableActions { name allowed blockedBy { message } } } }"""


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def at_the_desk(database: Database, make_committed: Make) -> Desk:
    return await desk(database, make_committed)


async def earned(desk: Desk, status: FeeStatus = FeeStatus.ACCRUED, **columns: Any) -> Fee:
    company = await desk.make.company()
    seller = desk.people[ADMIN].id
    sale = deals.opportunity(desk.partner, company, status=OpportunityStatus.WON, partner_owner_id=seller)
    by = making.schedule(desk.partner, product=str(ids.new()), contract_id=desk.contract.id)
    await desk.make.add(sale, by)
    owner = desk.people[Role.RELATIONSHIP_MANAGER].id
    made = making.fee(sale, by, company, status=status, company_owner_id=owner, **columns)
    await desk.make.add(made)
    await desk.make.add(making.entry(made))
    await desk.make.session.commit()
    return made


async def drafted(desk: Desk, who: Role, fee: Fee, amount: str = "400.00", currency: str = "EUR") -> Any:
    """As the start has it, with another amount."""
    values = (await desk.ask(who, ASK, id=ids.text("fee", fee.id)))["disputeStart"]["values"]
    lines = [{**values["lines"][0], "claimed": {"amount": amount, "currency": currency}}]
    place = {} if who is ADMIN else {"partnerId": ids.text("org", desk.partner.id)}
    return await desk.does(who, "disputeDraft", **values | {"knownOn": None, "lines": lines}, **place)


async def told(desk: Desk, event: str) -> set[Side]:
    """The sides whose people were told of it."""
    found = select(Organisation.side).join(Notification, Notification.organisation_id == Organisation.id)
    sides = (await desk.make.session.scalars(found.where(Notification.event == event))).all()
    await desk.make.session.commit()
    return {Side(each) for each in sides}


@pytest.mark.parametrize("who", [ADMIN, OFFICER])
async def test_a_draft_says_by_which_schedule_the_fee_was_counted_on_what(desk: Desk, who: Role) -> None:
    fee = await earned(desk)
    found = (await desk.ask(who, ASK, id=ids.text("fee", fee.id)))["disputeStart"]
    assert (found["partner"]["name"], found["contract"]["number"]) == ("Northgate Castings", desk.contract.number)
    assert found["values"] == {
        "reasonCode": "FEE_WRONG", "title": "The fee on PO 4711 is wrong.", "knownOn": NOW.date().isoformat(),
        "lines": [{
            "recordId": ids.text("fee", fee.id), "documentKind": "OTHER", "documentNumber": fee.number,
            "text": "By the schedule from 1 Jan 2016 (version 1): 8 % of €45,000.00.",
            "claimed": {"amount": "3600.00", "currency": "EUR"},
        }],
    }  # fmt: skip
    assert (await desk.ask(STRANGER, ASK, id=ids.text("fee", fee.id)))["disputeStart"] is None


async def test_a_fee_is_contested_held_settled_and_comes_to_exactly_that(desk: Desk, database: Database) -> None:
    await desk.may_settle(ADMIN, LEGAL)
    fee = await earned(desk)
    wrong = await drafted(desk, ADMIN, fee, currency="USD")
    assert [(each["code"], each["path"]) for each in wrong["userErrors"]] == [
        ("INVALID", ["input", "lines", "0", "claimed", "currency"])
    ]
    case = (await drafted(desk, ADMIN, fee))["dispute"]
    assert (case["missing"], [each["standing"] for each in case["papers"]]) == (0, ["HAVE"])
    assert case["lines"]["nodes"][0]["record"] == {"__typename": "Fee", "id": ids.text("fee", fee.id)}
    case = await desk.step(ADMIN, "disputeFile", case)
    for _ in range(2):
        await run(database, NOW)
    for who in (ADMIN, Role.RELATIONSHIP_MANAGER, Role.PLATFORM_ADMIN, OFFICER):
        held = (await desk.ask(who, FEE, id=ids.text("fee", fee.id)))["fee"]
        assert (held["status"], held["isDisputed"], held["disputedIn"]) == ("HELD", True, case["number"])
        named = {"totalCount": 1, "nodes": [{"number": case["number"], "status": "SUBMITTED"}]}
        assert held["disputes"] == named
    (blocked,) = [each["blockedBy"] for each in held["availableActions"] if each["name"] == "RELEASE"]
    says = f"Dispute {case['number']} about it is open. It is held until the dispute ends."
    assert blocked["message"] == says
    assert await told(desk, "fee.held") == {Side.HOST, Side.PARTNER}
    case = await desk.step(OFFICER, "disputeAdmit", await desk.dispute(OFFICER, case["id"]))
    await desk.step(LEGAL, "disputeConcede", await desk.dispute(LEGAL, case["id"]))
    for _ in range(3):
        await run(database, NOW)
    freed = (await desk.ask(ADMIN, FEE, id=ids.text("fee", fee.id)))["fee"]
    assert (freed["status"], freed["isDisputed"], freed["disputedIn"]) == ("ACCRUED", False, None)
    assert (freed["amount"]["amount"], freed["balance"]["amount"]) == ("4000.00", "4000.00")
    assert freed["entries"][1] == {
        "kind": "ADJUSTMENT", "cause": "DISPUTE", "text": case["number"], "amount": {"amount": "400.00"},
    }  # fmt: skip
    assert freed["disputes"]["nodes"][0]["status"] == "RESOLVED"
    assert await told(desk, "fee.adjusted") == {Side.HOST, Side.PARTNER}
    assert await told(desk, "fee.settled") == {Side.HOST, Side.PARTNER}
