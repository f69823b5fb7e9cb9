"""Every cell of a fee through the API: each status, step and role. Where the table says yes the step is taken, written
down once more in this test by hand; where it says no, nothing at all has moved."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest_asyncio
from sqlalchemy import text

from portal import ids
from portal.access import Role
from portal.database.pools import Database
from portal.fees.models import Fee
from portal.fees.rules.fee import LIFE
from portal.fees.rules.statuses import FeeStatus
from portal.opportunities.rules.statuses import OpportunityStatus
from tests.fees import making
from tests.make import Make
from tests.opportunities import making as deals
from tests.opportunities.asking import PEOPLE, Floor, floor

S = FeeStatus
STEPS: dict[str, tuple[str, dict[str, Any], str, dict[str, str]]] = {
    "feeApprove": ("FeeStepInput", {}, "SA AD", {"ACCRUED": "APPROVED"}),
    "feeHold": ("FeeHoldInput", {"reason": "It is being checked"}, "SA DO", {"ACCRUED": "HELD", "APPROVED": "HELD"}),
    "feeRelease": ("FeeReleaseInput", {}, "SA DO", {"HELD": "ACCRUED"}),
    "feeReverse": (
        "FeeReverseInput", {"cause": "RETURN", "text": "All came back"}, "SA DO AD",
        {"ACCRUED": "REVERSED", "HELD": "REVERSED", "APPROVED": "REVERSED"},
    ),
    "feeReduce": (
        "FeeReduceInput",
        {"cause": "RETURN", "text": "One came back", "returned": {"amount": "450.00", "currency": "EUR"}}, "SA DO AD",
        {each.value: each.value for each in S if each is not S.REVERSED},
    ),
}  # fmt: skip
"""The input of each mutation, what it takes, who may send it, and where it leads from where."""
DO = "mutation ($input: {kind}!) {{ {name}(input: $input) {{ fee {{ status }} userErrors {{ code path message }} }} }}"
MOVED = """SELECT json_build_object('row', to_jsonb(f), 'journal', (SELECT count(*) FROM journal), 'entries',
  (SELECT json_agg(e.amount_minor) FROM fee_entry e WHERE e.fee_id = f.id))::text FROM fee f WHERE f.id = :id"""


@pytest_asyncio.fixture(loop_scope="session", name="world")
async def in_one_world(database: Database, make_committed: Make) -> Floor:
    return await floor(database, make_committed)


async def case(world: Floor, status: FeeStatus, by: Any) -> Fee:
    sale = deals.opportunity(world.partner, world.company, status=OpportunityStatus.WON)
    await world.make.add(sale)
    made = making.fee(sale, by, world.company, status=status)
    await world.make.add(made)
    await world.make.add(making.entry(made))
    await world.make.session.commit()
    return made


async def state(world: Floor, of: Fee) -> Any:
    found = (await world.make.session.execute(text(MOVED), {"id": of.id})).scalar_one()
    await world.make.session.commit()
    return json.loads(found)


async def test_every_cell_is_as_the_table_says(world: Floor) -> None:
    by, wrong = making.schedule(world.partner), []
    await world.make.add(by)
    for name, (kind, given, who_may, leads) in STEPS.items():
        document = world.api.documents.get(DO.format(kind=kind, name=name))
        for status in S:
            made = await case(world, status, by)
            for role in PEOPLE:
                before = await state(world, made)
                asked = {"feeId": ids.text("fee", made.id), "expectedVersion": 1, **given}
                told = await world.api.do(
                    world.callers[role], document, document.operation(None), {"input": asked}
                )  # fmt: skip
                answer, after = json.loads(told)[name], await state(world, made)
                codes = [each["code"] for each in answer["userErrors"]]
                if role.value in who_may.split() and status.value in leads:
                    is_right = codes == [] and after["row"]["status"] == leads[status.value] and after != before
                    made = await case(world, status, by)
                else:
                    code = "WRONG_STATUS" if role.value in who_may.split() else "NOT_PERMITTED"
                    is_right = codes == [code] and after == before
                if not is_right:
                    wrong.append((name, status.value, role.value, answer))
    assert wrong == []


def test_the_table_gives_people_these_steps_and_the_clock_the_others() -> None:
    people = {name.removeprefix("fee").lower() for name in STEPS} | {"pay"}
    assert {step.action for step in LIFE.steps if not step.by_clock} == people
    assert {step.action for step in LIFE.steps if step.by_clock} == {
        "contest", "settle", "adjust", "restore", "overdue"
    }  # fmt: skip


FEES = """{ fees(first: 10) { nodes { amount { amount } balance { amount } base { amount } rate entries { kind }
  schedule { rate } turn { sides otherwise } availableActions { name allowed } opportunity { id } } } }"""
PAY = """mutation ($input: FeePayInput!) { feePay(input: $input) {
  payout { number amount { amount } entries { amount { amount } fee { status } } } userErrors { code message } } }"""
STATEMENT = """query ($id: ID!, $days: FeePeriod!) { feeStatement(partnerId: $id, currency: "EUR", period: $days) {
  opening { amount } accrued { amount } reversed { amount } adjusted { amount } paid { amount } closing { amount }
  partner { feeEntries(currency: "EUR", first: 10) { nodes { kind amount { amount } } } } } }"""


async def test_a_payout_and_a_statement_add_up_for_both_sides_and_nobody_else_pays(world: Floor) -> None:
    by = making.schedule(world.partner)
    await world.make.add(by)
    fee = await case(world, S.APPROVED, by)
    today = datetime.now(UTC).date().isoformat()
    given = {
        "partnerId": ids.text("org", world.partner.id), "amount": {"amount": "3600.00", "currency": "EUR"},
        "reference": "SEPA 1", "paidOn": today,
    }  # fmt: skip
    document = world.api.documents.get(PAY)
    for role in PEOPLE:
        if role is not Role.PLATFORM_ADMIN:
            told = await world.api.do(world.callers[role], document, document.operation(None), {"input": given})
            assert [each["code"] for each in json.loads(told)["feePay"]["userErrors"]] == ["NOT_PERMITTED"], role
    told = await world.api.do(world.callers[Role.PLATFORM_ADMIN], document, document.operation(None), {"input": given})
    paid = json.loads(told)["feePay"]
    assert paid["userErrors"] == []
    assert paid["payout"]["entries"] == [{"amount": {"amount": "-3600.00"}, "fee": {"status": "PAID"}}]
    (shown,) = (await world.ask(Role.PARTNER_ADMIN, FEES))["fees"]["nodes"]
    assert [shown[name]["amount"] for name in ("amount", "balance", "base")] == ["3600.00", "0.00", "45000.00"]
    assert (shown["rate"], shown["schedule"]["rate"], shown["turn"]) == ("0.08", "0.08", None)
    days = {"since": "2026-01-01", "until": today}
    for role in (Role.PARTNER_VIEWER, Role.AUDITOR, Role.PLATFORM_ADMIN):
        found = (await world.ask(role, STATEMENT, id=given["partnerId"], days=days))["feeStatement"]
        amounts = {name: each["amount"] for name, each in found.items() if name != "partner"}
        assert amounts == {
            "opening": "0.00", "accrued": "3600.00", "reversed": "0.00", "adjusted": "0.00", "paid": "-3600.00",
            "closing": "0.00",
        }  # fmt: skip
        assert len(found["partner"]["feeEntries"]["nodes"]) == 2
    assert (await state(world, fee))["row"]["status"] == "PAID"
