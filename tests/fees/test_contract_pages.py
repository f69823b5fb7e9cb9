"""What a contract's page says of fees, the same to both sides; a schedule's own page and its end; rates as typed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest_asyncio
from sqlalchemy import select

from portal import clock, ids
from portal.access import Role
from portal.contracts.models import Contract
from portal.contracts.rules import Kind, Status
from portal.fees.models import FeeSchedule
from portal.fees.rules.statuses import EntryKind, FeeStatus
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.partners.models import Person
from tests.entering import Enter
from tests.fees import making
from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.make import TERMS, Make
from tests.opportunities import making as deals

SAME = {"sec-fetch-site": "same-origin"}
S = FeeStatus


@pytest_asyncio.fixture(loop_scope="session")
async def people(make_committed: Make, enter: Enter) -> dict[str, Any]:
    """A distribution contract in force with a schedule that follows from it, one that somebody set, and five fees."""
    make = make_committed
    partner, company = await make.partner(name="Northgate Ltd"), await make.company()
    terms = replace(
        TERMS, starts_on=date(2026, 1, 1), ends_on=None, fees=(("fee_products", "GTX-PRO, OLD"), ("fee_rate", "7.25"))
    )
    contract = await make.contract(partner=partner, status=Status.ACTIVE, kind=Kind.DISTRIBUTION, terms=terms)
    signed = making.schedule(partner, "0.0725", contract_id=contract.id, contract_sha256=contract.sha256)
    over = making.schedule(partner, "0.5", product="OLD", contract_id=contract.id, valid_until=date(2020, 1, 1))
    other = making.schedule(partner, "0.09", product="GTX-PRO")
    await make.add(signed, over, other, deals.product())
    for number, (by, status, currency, amount, paid) in enumerate((
        (signed, S.ACCRUED, "EUR", 100_00, 0), (signed, S.APPROVED, "USD", 70_00, 0),
        (signed, S.PAID, "EUR", 50_00, 50_00),
        (signed, S.PAID, "EUR", 20_00, 30_00), (other, S.ACCRUED, "EUR", 999_00, 0),
    )):  # fmt: skip
        sale = deals.opportunity(partner, company, status=OpportunityStatus.WON)
        await make.add(sale)
        fee = making.fee(sale, by, company, status=status, currency=currency, order_reference=f"PO {number}")
        out = making.payout(partner, currency=currency)
        await make.add(fee, out)
        await make.add(making.entry(fee, amount))
        if paid:
            await make.add(making.entry(fee, -paid, EntryKind.PAYMENT, payout_id=out.id, base_minor=None))
    maria = Person(id=ids.new(), name="Maria", email=f"{ids.new().hex}@example.test", language="bg", zone="UTC")
    members = [
        await make.member(partner, name="Vera", roles={Role.PARTNER_VIEWER}),
        await make.member(name="Lena", roles={Role.LEGAL}), await make.member(name="Sam", roles={Role.SALES}),
        await make.member(person=maria, name="Maria", roles={Role.LEGAL}),
    ]  # fmt: skip
    await make.session.commit()
    found = dict(zip(("PV", "LE", "SA", "BG"), await enter(*members), strict=True))
    named = {"contract": f"/contracts/{ids.text('ctr', contract.id)}", "partner": ids.text("org", partner.id)}
    rows = {"signed": signed, "other": other}
    return {**found, **named, **{name: f"/fees/schedules/{ids.text('fsc', row.id)}" for name, row in rows.items()}}


async def said(who: Any, address: str) -> str:
    answer = await who.client.get(address)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (200, []), address
    return " ".join(markup.Page(answer.text).text)


async def test_both_sides_read_by_what_is_earned_under_a_contract_and_what_is_still_owed(
    people: dict[str, Any],
) -> None:
    for who in ("PV", "LE", "SA"):
        text = await said(people[who], people["contract"])
        assert "Follows from the signed text." in text, who
        assert ("50%" in text, "PO 0" in text, "PO 2" in text, "PO 4" in text) == (False, True, False, False), who
        assert "Still owed of 2 fees: €90.00" in text, who
        assert "Still owed of 1 fee: US$70.00" in text, who
        fees = await said(people[who], f"/fees?contract={people['contract'].rpartition('/')[2]}")
        assert ("PO 3" in fees, "PO 4" in fees) == (True, False), who


async def test_products_that_earn_a_fee_are_named(people: dict[str, Any]) -> None:
    for who in ("PV", "LE", "SA"):
        assert "Products that earn the fee GTX Pro (GTX-PRO) · OLD" in await said(people[who], people["contract"]), who
        assert "9% · GTX Pro (GTX-PRO)" in await said(people[who], people["other"]), who
        assert "GTX Pro (GTX-PRO)" in await said(people[who], "/fees/schedules"), who


async def test_legal_ends_a_schedule_that_was_set_and_none_that_both_have_signed(people: dict[str, Any]) -> None:
    legal = people["LE"].client
    for who, name, can in (
        ("PV", "other", False),
        ("SA", "other", False),
        ("LE", "signed", False),
        ("LE", "other", True),
    ):
        assert ("Fees that are already earned are not touched" in await said(people[who], people[name])) is can, who
    page = await legal.get(people["other"])
    form = next(each for each in forms_of(page.text) if each.operation == "FeeScheduleEnd")
    today = clock.now().date()
    for changed, status in (
        ({"validUntil": (today - timedelta(days=5)).isoformat()}, 422),
        ({}, 303),
        ({"idempotencyKey": ""}, 409),
    ):
        answer = await legal.post(people["other"], data={**dict(form.values), **changed}, headers=SAME)
        assert answer.status_code == status, " ".join(markup.Page(answer.text).text)
    assert "No last day" not in await said(people["PV"], people["other"])
    signed = {**dict(form.values), "scheduleId": people["signed"].rpartition("/")[2], "expectedVersion": "1"}
    answer = await legal.post(people["signed"], data=signed, headers=SAME)
    assert answer.status_code == 422
    assert "Both sides have signed this schedule" in " ".join(markup.Page(answer.text).text)


async def test_a_draft_takes_the_rate_and_the_bound_as_the_readers_language_writes_them(
    people: dict[str, Any], make_committed: Make
) -> None:
    legal = people["BG"].client
    page = await legal.get("/contracts/new")
    assert "5000,00 EUR" in page.text
    form = next(each for each in forms_of(page.text) if each.operation == "ContractDraft")
    shown = {name: value for name, value in form.values if name != "textSeen"}  # as of a form without a look
    given = {
        **shown, "partnerId": people["partner"], "title": "Distribution in Bulgaria",
        "kind": "DISTRIBUTION",
        "startsOn": "2027-01-01", "renewal": "NONE", "noticeDays": "30", "governingLaw": "BG", "text": "1. Fees\nPaid.",
        "fee_rate": "7,25 %", "fee_cap": "1 250,50 EUR", "writtenIn": "bg",
    }  # fmt: skip
    for changed, status in (({"fee_rate": "7.25.1"}, 422), ({"fee_cap": "much EUR"}, 422), ({}, 303)):
        answer = await legal.post("/contracts/new", data={**given, **changed}, headers=SAME)
        assert answer.status_code == status, " ".join(markup.Page(answer.text).text)
    found = select(Contract.fee_terms).where(Contract.title == "Distribution in Bulgaria")
    terms = await make_committed.session.scalar(found.execution_options(populate_existing=True))
    assert terms == {"fee_rate": "7.25", "fee_cap": "1250.50 EUR"}
    edit = await legal.get(f"{answer.headers['location']}/edit")
    assert ('value="7,25"' in edit.text, 'value="1250,50 EUR"' in edit.text) == (True, True)
    assert await make_committed.session.scalar(select(FeeSchedule.id).limit(1)) is not None
