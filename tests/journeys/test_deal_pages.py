"""The pages of deals from both sides, without a script: a conflict to the dispute of its refusal, and offers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest_asyncio

from portal import clock, ids, work
from portal.access import Role
from portal.database.pools import Database
from tests.entering import Enter
from tests.frontend.posting import forms_of
from tests.journeys.doors import Visitor
from tests.journeys.test_document_pages import page, said, send, went
from tests.make import Make
from tests.opportunities import making

SOON = (clock.now().date() + timedelta(days=60)).isoformat()
DRAFT = """mutation ($input: OpportunityDraftInput!) { opportunityDraft(input: $input) {
  opportunity { id version } userErrors { message } } }"""
OFFER = """mutation ($input: OpportunityStepInput!) { opportunityOffer(input: $input) { userErrors { message } } }"""
CUSTOMER = "Sample Foundry GmbH"


@dataclass
class Room:
    database: Database
    partner_id: str
    ours: Visitor
    theirs: Visitor
    sales: Visitor

    async def follows(self, days: int = 0) -> None:
        for _ in range(3):
            await work.run_due(self.database, clock.now() + timedelta(days=days))

    async def registers(self, who: Visitor) -> str:
        """Its address."""
        typed: dict[str, Any] = {
            "name": CUSTOMER, "country": "DE", "products": "GTX-PRO", "regions": "DE", "estimate": "18000",
            "estimateCurrency": "EUR", "expectedCloseOn": SOON,
        }  # fmt: skip
        answer = await send(who, "/opportunities/new", "OpportunityRegister", **typed)
        assert "The opportunity is registered." in await went(who, answer)
        await self.follows()
        return httpx.URL(answer.headers["location"]).path

    async def offered(self) -> str:
        """A lead of the company, offered to the first partner."""
        given: dict[str, Any] = {
            "customer": {"name": CUSTOMER, "country": "DE"}, "products": ["GTX-PRO"], "regions": ["DE"],
            "estimate": {"amount": "18000.00", "currency": "EUR"}, "expectedCloseOn": SOON,
            "partnerId": self.partner_id,
        }  # fmt: skip
        made = (await self.sales.ask(DRAFT, input=given))["opportunityDraft"]["opportunity"]
        step = {"opportunityId": made["id"], "expectedVersion": made["version"]}
        assert (await self.sales.ask(OFFER, input=step))["opportunityOffer"]["userErrors"] == []
        await self.follows()
        return f"/opportunities/{made['id']}"


@pytest_asyncio.fixture(loop_scope="session")
async def room(make_committed: Make, enter: Enter, database: Database) -> Room:
    make = make_committed
    one, other = await make.partner(name="Northgate Castings"), await make.partner(name="Optique Rivage")
    await make.add(making.product())
    people = await enter(
        await make.member(one, name="Paula"), await make.member(other, name="Anais"),
        await make.member(name="Samuel", roles={Role.SALES}),
    )  # fmt: skip
    return Room(database, ids.text("org", one.id), *people)


async def test_of_two_who_register_the_same_one_is_refused_reads_why_and_disputes_it(room: Room) -> None:
    first, second = await room.registers(room.ours), await room.registers(room.theirs)
    waits = said(await page(room.theirs, second))
    assert "In conflict" in waits
    assert "Waiting for the other side" in waits
    assert "Otherwise the executive sponsor is told." in waits
    assert "Otherwise the registration is approved." in said(await page(room.ours, first))
    desk = await page(room.sales, second)
    assert "Northgate Castings" in said(desk)
    assert desk.index('id="conflict"') < desk.index('id="REJECT"')
    (form,) = [each for each in forms_of(desk) if each.operation == "OpportunityReject"]
    begun: dict[str, Any] = {name: value for name, value in form.values if name in {"code", "olderRightOn"}}
    assert begun == {"code": "EARLIER_REGISTRATION", "olderRightOn": clock.now().date().isoformat()}
    answer = await send(room.sales, second, "OpportunityReject", **begun)
    await went(room.sales, answer)
    html = await page(room.theirs, second)
    assert "Registered earlier by someone else" in said(html)
    assert "The older right is of" in said(html)
    assert "Northgate" not in html
    dispute = await page(room.theirs, f"/disputes/new?about={second.rpartition('/')[2]}")
    assert CUSTOMER in said(dispute)


async def test_an_offer_is_accepted_declined_with_a_reason_or_left_to_lapse(room: Room) -> None:
    here = await room.offered()
    asked = said(await page(room.ours, here))
    assert "Accept the opportunity" in asked
    assert "Otherwise it is offered to someone else." in asked
    declined = await went(room.ours, await send(room.ours, here, "OpportunityDecline", reason="No one is free."))
    assert "Declined" in declined
    assert "No one is free." in said(await page(room.sales, here))

    here = await room.offered()
    await room.follows(days=30)
    for who in (room.ours, room.sales):
        assert "Declined" in said(await page(who, here))

    here = await room.offered()
    await went(room.ours, await send(room.ours, here, "OpportunityAccept"))
    await room.follows()
    for who in (room.ours, room.sales):
        assert "Protected until" in said(await page(who, here))
