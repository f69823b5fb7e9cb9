"""The statement on pages without scripts: it adds up to the row, its sheet too, and finance enters a payout there."""

import csv
import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest_asyncio

from portal import clock, ids
from portal.access import Role
from portal.fees.rules.statuses import EntryKind, FeeStatus
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.partners.models import Organisation
from tests.entering import Enter
from tests.fees import making
from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.make import Make
from tests.opportunities import making as deals

S = FeeStatus
SAME = {"sec-fetch-site": "same-origin"}
LAST_YEAR = datetime(2025, 1, 1, tzinfo=UTC)


async def filled(make: Make, partner: Organisation) -> None:
    """24 fees of this month, two of them approved and one of an earlier year, and one of which 60 is owed back."""
    company, by, now = await make.company(), making.schedule(partner, "0.0725"), clock.now()
    await make.add(by)
    for number in range(25):
        sale = deals.opportunity(partner, company, status=OpportunityStatus.WON)
        await make.add(sale)
        status = (S.APPROVED, S.APPROVED, S.PAID)[number] if number < 3 else S.ACCRUED
        made = making.fee(sale, by, company, status=status, order_reference=f"=PO {number}")
        await make.add(made)
        at = LAST_YEAR if number == 0 else now
        await make.add(making.entry(made, 100_00, made_at=at))
        if status is S.PAID:
            out = making.payout(partner, amount_minor=100_00, made_at=now)
            await make.add(out)
            await make.add(
                making.entry(made, -100_00, EntryKind.PAYMENT, payout_id=out.id, base_minor=None, made_at=now),
                making.entry(made, -60_00, EntryKind.REVERSAL, made_at=now, text="+1 came back"),
            )
    await make.session.commit()


@pytest_asyncio.fixture(loop_scope="session")
async def people(make_committed: Make, enter: Enter) -> dict[str, Any]:
    make = make_committed
    partner = await make.partner(name="Northgate Ltd")
    await filled(make, partner)
    members = [
        await make.member(partner, name="Vera", roles={Role.PARTNER_VIEWER}),
        await make.member(name="Alex", roles={Role.PLATFORM_ADMIN}),
        await make.member(name="Audrey", roles={Role.AUDITOR}),
    ]
    found = dict(zip(("PV", "AD", "AU"), await enter(*members), strict=True))
    return {**found, "id": ids.text("org", partner.id)}


async def shown(who: Any, address: str) -> str:
    answer = await who.client.get(address)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (200, []), address
    return str(answer.text)


def said(page: str) -> str:
    return " ".join(markup.Page(page).text)


async def test_each_side_reads_a_statement_that_adds_up_and_its_sheet(people: dict[str, Any]) -> None:
    of = f"?partner={people['id']}"
    for who, address in (("PV", "/fees/statement"), ("AD", f"/fees/statement{of}"), ("AU", f"/fees/statement{of}")):
        page = await shown(people[who], address)
        text = said(page)
        assert "Can be paid now €140.00" in text, who
        assert "Waiting for approval €2,200.00" in text
        assert "7.25%" in text
        assert ("Record a payout" in text) is (who == "AD")
        assert "Next" in text  # 20 of 26 rows
        sheet = await people[who].client.get(address.replace("/statement", "/statement/rows.csv"))
        first, *rows, last = list(csv.reader(io.StringIO(sheet.text.removeprefix("\ufeff"))))[1:]
        amounts = [Decimal(row[10]) for row in rows]
        assert (first[10], len(rows), last[10]) == ("100.00", 26, "2340.00")
        assert Decimal(first[10]) + sum(amounts) == Decimal(last[10])
        assert {row[4][:2] for row in rows} == {"'="}
        assert "'+1 came back" in {row[13] for row in rows}


async def test_finance_chooses_a_partner_and_enters_a_payout_in_its_own_language(people: dict[str, Any]) -> None:
    finance = people["AD"]
    way = re.search(r'href="(/fees/statement\?partner=[^"]+)">Northgate', await shown(finance, "/fees/statement"))
    assert way is not None
    page = await finance.client.get(way[1].replace("&amp;", "&"), headers={"accept-language": "bg"})
    form = next(each for each in forms_of(page.text) if each.operation == "FeePay")
    for changed, status in (({"reference": ""}, 422), ({"payable": "139.00"}, 409), ({}, 303)):
        sent = {**dict(form.values), "reference": "SEPA 77", **changed}
        answer = await finance.client.post("/fees/statement", params={"partner": people["id"]}, data=sent, headers=SAME)
        assert answer.status_code == status, said(answer.text)
    payout = answer.headers["location"]
    for who in ("AD", "PV", "AU"):
        text = said(await shown(people[who], payout))
        assert ("SEPA 77" in text, text.count("-€100.00"), "€60.00" in text) == (True, 2, True), who
    assert "SEPA 77" in said(await shown(people["PV"], "/fees/statement"))
    assert "Record a payout" not in said(await shown(finance, f"/fees/statement?partner={people['id']}"))
