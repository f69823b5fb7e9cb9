"""What registered deals are expected to come to: apart by currency, each number a list, a partner's its own alone."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from portal import ids
from portal.access import Role, Side
from portal.database.pools import Database
from portal.opportunities.rules import pipeline
from portal.opportunities.rules.pipeline import COUNTED
from portal.opportunities.rules.statuses import OpportunityStatus, Stage
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.asking import PEOPLE, Floor, floor

S = OpportunityStatus
SUM = "{ number estimate { amount currency } protected protectedEstimate { amount currency } }"
ASK = f"""query ($partner: ID) {{ opportunityPipeline(partnerId: $partner) {{ partner {{ name }}
  currencies {{ currency whole {SUM} stages {{ stage sum {SUM} }} months {{ month sum {SUM} }} }} }} }}"""
LIST = "query ($filter: OpportunityFilter) { opportunities(filter: $filter) { totalCount nodes { id } } }"
MAY, JUNE = date(2026, 5, 29), date(2026, 6, 1)
SALES, ADMIN, MANAGER = Role.SALES, Role.PARTNER_ADMIN, Role.RELATIONSHIP_MANAGER


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def with_deals(database: Database, make_committed: Make) -> Floor:
    """Of one partner four deals that count, in two currencies, and one of another partner."""
    desk = await floor(database, make_committed)
    rival = await desk.make.partner(name="Rivage Distribution")
    each: Any = [
        {"status": S.PROTECTED, "stage": Stage.PROPOSAL, "estimate_minor": 10_000_00},
        {"status": S.SUBMITTED, "estimate_minor": 2_500_50, "expected_close_on": JUNE},
        {"status": S.CONFLICT, "estimate_minor": 1_00},
        {"status": S.INFO_REQUESTED, "estimate_minor": 900_000, "estimate_currency": "JPY"},
    ]
    ended = [status for status in S if status not in COUNTED]
    made = [making.opportunity(desk.partner, desk.company, **columns) for columns in each]
    made += [making.opportunity(desk.partner, desk.company, status=status) for status in ended]
    made += [making.opportunity(desk.partner, desk.company, status=S.DRAFT, author=Side.HOST)]
    made += [making.opportunity(rival, desk.company, status=S.PROTECTED, estimate_minor=77_77)]
    await desk.make.add(*made)
    await desk.make.session.commit()
    return desk


def summed(number: int, estimate: str, protected: int, its: str, currency: str = "EUR") -> dict[str, Any]:
    amounts = ({"amount": each, "currency": currency} for each in (estimate, its))
    return {"number": number, "estimate": next(amounts), "protected": protected, "protectedEstimate": next(amounts)}


async def test_deals_are_summed_by_stage_and_month_and_never_across_currencies(desk: Floor) -> None:
    found = (await desk.ask(ADMIN, ASK))["opportunityPipeline"]
    assert found["currencies"] == [
        {
            "currency": "EUR",
            "whole": summed(3, "12501.50", 1, "10000.00"),
            "stages": [
                {"stage": "LEAD", "sum": summed(2, "2501.50", 0, "0.00")},
                {"stage": "PROPOSAL", "sum": summed(1, "10000.00", 1, "10000.00")},
            ],
            "months": [
                {"month": "2026-05-01", "sum": summed(2, "10001.00", 1, "10000.00")},
                {"month": "2026-06-01", "sum": summed(1, "2500.50", 0, "0.00")},
            ],
        },
        {
            "currency": "JPY",
            "whole": summed(1, "900000", 0, "0", "JPY"),
            "stages": [{"stage": "LEAD", "sum": summed(1, "900000", 0, "0", "JPY")}],
            "months": [{"month": "2026-05-01", "sum": summed(1, "900000", 0, "0", "JPY")}],
        },
    ]


async def test_a_partner_reads_its_own_a_manager_their_list_and_sales_all(desk: Floor) -> None:
    named = ids.text("org", desk.partner.id)
    told = {
        (who, given is not None): [
            (each["currency"], each["whole"]["number"])
            for each in (await desk.ask(who, ASK, partner=given))["opportunityPipeline"]["currencies"]
        ]
        for who in (ADMIN, MANAGER, SALES) for given in (None, named)
    }  # fmt: skip
    own = [("EUR", 3), ("JPY", 1)]
    assert told == {
        (ADMIN, False): own, (ADMIN, True): own, (MANAGER, False): own, (MANAGER, True): own,
        (SALES, False): [("EUR", 4), ("JPY", 1)], (SALES, True): own,
    }  # fmt: skip
    assert (await desk.ask(ADMIN, ASK, partner=named))["opportunityPipeline"]["partner"]["name"] == desk.partner.name


async def test_of_another_partner_nothing_is_told(desk: Floor) -> None:
    (rival,) = {
        each["partner"]["id"]
        for each in (await desk.ask(SALES, "{ opportunities { nodes { partner { id } } } }"))["opportunities"]["nodes"]
    } - {ids.text("org", desk.partner.id)}
    for who in (ADMIN, MANAGER):
        found = (await desk.ask(who, ASK, partner=rival))["opportunityPipeline"]
        assert (found["partner"], found["currencies"]) == (None, [])


async def test_who_reads_no_opportunities_reads_no_pipeline(desk: Floor) -> None:
    reads = {who for who in PEOPLE if (await desk.ask(who, LIST))["opportunities"] is not None}
    told = {who for who in PEOPLE if (await desk.ask(who, ASK))["opportunityPipeline"] is not None}
    assert told == reads
    assert SALES in told


def numbers(found: Any) -> Iterator[tuple[dict[str, Any], int]]:
    """Each number with the filter of its list."""
    for each in found:
        parts: list[tuple[dict[str, Any], Any]] = [({}, each["whole"])]
        parts += [({"stages": [one["stage"]]}, one["sum"]) for one in each["stages"]]
        for one in each["months"]:
            first = date.fromisoformat(one["month"])
            until = first.replace(month=first.month + 1).isoformat()
            parts.append(({"expectedCloseOn": {"gte": one["month"], "lt": until}}, one["sum"]))
        for narrowed, its in parts:
            yield {**narrowed, "currency": each["currency"], "statuses": [*COUNTED]}, its["number"]
            yield {**narrowed, "currency": each["currency"], "statuses": ["PROTECTED"]}, its["protected"]


@pytest.mark.parametrize("who", [ADMIN, MANAGER, SALES])
async def test_each_number_is_that_of_the_list_behind_it(desk: Floor, who: Role) -> None:
    found = (await desk.ask(who, ASK))["opportunityPipeline"]["currencies"]
    told = [(narrowed, number) for narrowed, number in numbers(found)]
    listed = [(each, (await desk.ask(who, LIST, filter=each))["opportunities"]["totalCount"]) for each, _ in told]
    assert told == listed
    assert len(told) > 10


async def test_a_list_is_narrowed_by_product(desk: Floor) -> None:
    other = making.opportunity(desk.partner, desk.company, products=["MG-SPECIAL", making.PRODUCT])
    await desk.make.add(other)
    await desk.make.session.commit()
    for code, count in (("MG-SPECIAL", 1), ("mg", 0)):
        found = await desk.ask(SALES, LIST, filter={"product": code})
        assert found["opportunities"]["totalCount"] == count


def test_the_currency_with_most_deals_comes_first_and_stages_in_the_order_of_a_sale() -> None:
    rows: list[list[Any]] = [
        ["USD", None, None, 1, 5, 0, 0], ["EUR", None, None, 3, 9, 1, 4], ["EUR", "PROPOSAL", None, 1, 4, 1, 4],
        ["EUR", "LEAD", None, 2, 5, 0, 0], ["EUR", None, "2027-02-01", 1, 4, 1, 4],
        ["EUR", None, "2026-12-01", 2, 5, 0, 0],
        ["CHF", None, None, 1, 5, 0, 0],
    ]  # fmt: skip
    first, *rest = pipeline.pipelines(rows)
    assert [each.currency for each in (first, *rest)] == ["EUR", "CHF", "USD"]
    assert [stage for stage, _ in first.stages] == [Stage.LEAD, Stage.PROPOSAL]
    assert [str(month) for month, _ in first.months] == ["2026-12-01", "2027-02-01"]
