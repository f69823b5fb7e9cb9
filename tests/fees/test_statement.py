"""A statement adds up to the row, and what can be paid is what the API says; each side reads it with one statement."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest_asyncio

from portal import ids
from portal.access import Role
from portal.database.pools import Database
from portal.fees.models import Fee
from portal.fees.rules.statuses import EntryKind, FeeStatus
from portal.opportunities.rules.statuses import OpportunityStatus
from tests.fees import making
from tests.make import Make
from tests.moment import NOW
from tests.opportunities import making as deals
from tests.opportunities.asking import Floor, floor

S = FeeStatus
STATEMENT = """query ($id: ID, $currency: String, $days: FeePeriod!) {
  feeStatement(partnerId: $id, currency: $currency, period: $days) { currency opening { amount } closing { amount }
    partner { payouts(first: 10) { nodes { reference } } }
    account { balance { amount } payable { amount } awaitingApproval { amount } held { amount } heldUntil
      payableFees { number balance { amount } } } }
  feeStatementEntries(partnerId: $id, currency: $currency, period: $days, first: 100) {
    nodes { amount { amount } kind fee { number schedule { rate version } } } } }"""
DAYS = {"since": "2026-01-01", "until": "2199-12-31"}
PAY = """mutation ($input: FeePayInput!) { feePay(input: $input) { payout { id } userErrors { code message } } }"""


@pytest_asyncio.fixture(loop_scope="session", name="world")
async def in_one_world(database: Database, make_committed: Make) -> Floor:
    return await floor(database, make_committed)


async def earned(world: Floor, by: Any, status: FeeStatus, *amounts: int, **columns: Any) -> Fee:
    sale = deals.opportunity(world.partner, world.company, status=OpportunityStatus.WON)
    await world.make.add(sale)
    made = making.fee(sale, by, world.company, status=status, **columns)
    await world.make.add(made)
    for place, amount in enumerate(amounts):
        kind = EntryKind.REVERSAL if amount < 0 else EntryKind.ADJUSTMENT if place else EntryKind.ACCRUAL
        await world.make.add(making.entry(made, amount, kind, made_at=columns.get("created_at", NOW)))
    return made


async def filled(world: Floor) -> dict[str, Fee]:
    """Fees in every status, one in dispute, one paid of which something is owed back, one in yen."""
    by, soon = making.schedule(world.partner), NOW + timedelta(days=30)
    await world.make.add(by)
    found = {
        "old": await earned(world, by, S.ACCRUED, 100_00, created_at=datetime(2020, 1, 1, tzinfo=UTC)),
        "accrued": await earned(world, by, S.ACCRUED, 200_00),
        "held": await earned(world, by, S.HELD, 300_00, held_until=soon, is_kept_back=False, due_at=soon),
        "disputed": await earned(world, by, S.HELD, 50_00, is_disputed=True, is_kept_back=False),
        "approved": await earned(world, by, S.APPROVED, 400_00, -25_00),
        "paid": await earned(world, by, S.PAID, 500_00, -60_00),
        "reversed": await earned(world, by, S.REVERSED, 10_00, -10_00),
        "yen": await earned(world, by, S.APPROVED, 7_000, currency="JPY", created_at=NOW - timedelta(days=9)),
    }  # fmt: skip
    out = making.payout(world.partner, amount_minor=500_00)
    await world.make.add(out)
    await world.make.add(making.entry(found["paid"], -500_00, EntryKind.PAYMENT, payout_id=out.id, base_minor=None))
    await world.make.session.commit()
    return found


async def test_opening_and_entries_come_to_the_closing_and_the_parts_to_the_balance(world: Floor) -> None:
    fees, partner = await filled(world), ids.text("org", world.partner.id)
    for role, who in ((Role.PARTNER_VIEWER, None), (Role.AUDITOR, partner), (Role.PLATFORM_ADMIN, partner)):
        told = await world.ask(role, STATEMENT, id=who, days=DAYS)
        found = told["feeStatement"]
        amounts = [float(each["amount"]["amount"]) for each in told["feeStatementEntries"]["nodes"]]
        assert (found["currency"], found["opening"]["amount"], found["closing"]["amount"]) == (
            "EUR",
            "100.00",
            "965.00",
        )
        assert float(found["opening"]["amount"]) + sum(amounts) == float(found["closing"]["amount"])
        assert [each["reference"] for each in found["partner"]["payouts"]["nodes"]] == ["SEPA 1"]
        account = found["account"]
        parts = {name: account[name]["amount"] for name in ("balance", "payable", "awaitingApproval", "held")}
        assert parts == {"balance": "965.00", "payable": "315.00", "awaitingApproval": "300.00", "held": "350.00"}
        assert account["heldUntil"] == "2026-04-01T09:00:00.000Z"
        owed = {each["number"]: each["balance"]["amount"] for each in account["payableFees"]}
        assert owed == {fees["approved"].number: "375.00", fees["paid"].number: "-60.00"}
        yen = await world.ask(role, STATEMENT, id=who, currency="JPY", days=DAYS)
        assert yen["feeStatement"]["account"]["payable"]["amount"] == "7000"
        assert len(yen["feeStatementEntries"]["nodes"]) == 1


async def test_what_the_api_says_is_payable_is_what_is_paid(world: Floor) -> None:
    fees, partner = await filled(world), ids.text("org", world.partner.id)
    given = {
        "partnerId": partner, "amount": {"amount": "315.00", "currency": "EUR"}, "reference": "SEPA 2",
        "paidOn": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip
    document = world.api.documents.get(PAY)
    admin = world.callers[Role.PLATFORM_ADMIN]
    told = await world.api.do(admin, document, document.operation(None), {"input": given})
    assert '"userErrors":[]' in told.replace(" ", "")
    found = (await world.ask(Role.PLATFORM_ADMIN, STATEMENT, id=partner, currency="EUR", days=DAYS))["feeStatement"]
    account = found["account"]
    assert (account["payable"]["amount"], account["balance"]["amount"]) == ("0.00", "650.00")
    assert account["payableFees"] == []
    paid = await world.ask(Role.PARTNER_VIEWER, "query ($id: ID!) { fee(id: $id) { status balance { amount } } }",
                           id=ids.text("fee", fees["approved"].id))  # fmt: skip
    assert paid["fee"] == {"status": "PAID", "balance": {"amount": "0.00"}}


async def test_nobody_reads_the_statement_of_another(world: Floor) -> None:
    await filled(world)
    other = await world.make.partner(name="Other")
    await world.make.session.commit()
    for role in (Role.PARTNER_ADMIN, Role.PARTNER_MEMBER):
        assert (await world.ask(role, STATEMENT, id=ids.text("org", other.id), days=DAYS))["feeStatement"] is None
    assert (await world.ask(Role.PLATFORM_ADMIN, STATEMENT, days=DAYS))["feeStatement"] is None
    empty = await world.ask(Role.PLATFORM_ADMIN, STATEMENT, id=ids.text("org", other.id), days=DAYS)
    assert empty["feeStatement"] is None
