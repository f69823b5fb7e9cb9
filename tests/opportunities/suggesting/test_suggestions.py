"""Suggestions from purchases to an opportunity: worked out by the clock, read and taken through the API."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import update

from portal import clock, ids, work
from portal.access import AccessClass, Role
from portal.database.pools import Database
from portal.database.session import Session
from portal.doing import Long
from portal.expectations.queries.facts import ordered_products
from portal.jobs import Claim
from portal.opportunities import operations, queries
from portal.opportunities.models import Product
from portal.opportunities.rules.suggestion import ASIDE, SuggestionStatus
from portal.opportunities.suggesting.working import Bought, worked_out
from tests.expectations.making import subject
from tests.make import Make
from tests.moment import NOW
from tests.opportunities import making, suggested
from tests.opportunities.suggesting import market as markets
from tests.opportunities.suggesting.market import Market, text_id

S = SuggestionStatus
DAY = timedelta(days=1)
ADMIN, SALES, MANAGER = Role.PARTNER_ADMIN.value, Role.SALES.value, Role.RELATIONSHIP_MANAGER.value
MAY = {ADMIN, Role.PARTNER_MEMBER.value, MANAGER, SALES}
LIST = """{ suggestions { totalCount nodes { id customerName product productName isShown score
  reason { because common buyers productBuyers customers partners share lift sentence } } }
  suggestionTrial { shown customers ruleShare popularityShare } }"""
WHOLE = """query ($id: ID!) { suggestion(id: $id) { id version status customerName customerCountry product productName
  rule ruleVersion isShown computedAt dismissedUntil dismissal createdAt dueAt decidedBy score
  reason { rule product computedAt sentence } partner { name } source { number } takenAs { number source status }
  timeline { nodes { event } } availableActions { name allowed } } }"""
TAKE = """mutation ($input: SuggestionTakeInput!) { suggestionTake(input: $input) {
  suggestion { status takenAs { id source status author products regions customer { name } } }
  userErrors { code message path } } }"""
DISMISS = """mutation ($input: SuggestionDismissInput!) { suggestionDismiss(input: $input) {
  suggestion { status dismissal dismissedUntil decidedBy } userErrors { code message path } } }"""
NUMBER = """mutation ($input: ProductNumberSetInput!) { productNumberSet(input: $input) {
  productNumber { id version number madeBy product { code } partner { name } } userErrors { code message path } } }"""
SENTENCE = "6 of 7 customers who buy Pump also buy Valve; this customer has not bought it through this partner."


@pytest_asyncio.fixture(loop_scope="session")
async def market(make_committed: Make, database: Database) -> Market:
    return await markets.opened(make_committed, database)


def taking(of: Any, **more: Any) -> dict[str, Any]:
    """With a day on which the sale can still be."""
    return {
        "suggestionId": text_id(of), "expectedVersion": of.version, "estimate": {"amount": "900.00", "currency": "EUR"},
        "expectedCloseOn": (clock.now() + 90 * DAY).date().isoformat(), **more,
    }  # fmt: skip


def refusals(payload: Any) -> list[str]:
    """The codes of what was refused; whoever may not ask at all gets nothing."""
    return ["NOT_PERMITTED"] if payload is None else [each["code"] for each in payload["userErrors"]]


async def test_what_follows_is_read_with_its_numbers_in_one_sentence(market: Market) -> None:
    await market.suggest()
    told = await market.ask(ADMIN, LIST)
    (one,) = told["suggestions"]["nodes"]
    assert one["reason"] == {
        "because": "PUMP", "common": 6, "buyers": 7, "productBuyers": 6, "customers": 11, "partners": 3,
        "share": 0.8571, "lift": 1.57, "sentence": SENTENCE,
    }  # fmt: skip
    assert (one["customerName"], one["productName"], one["score"]) == ("Hartmann", "Valve", 0.857142)
    assert told["suggestionTrial"] is None  # nobody has bought anything later: nothing is foretold to partners
    whole = (await market.ask(ADMIN, WHOLE, id=one["id"]))["suggestion"]
    assert [each["name"] for each in whole["availableActions"] if each["allowed"]] == ["TAKE", "DISMISS"]


async def test_every_reason_recomputes_to_its_numbers(market: Market) -> None:
    await market.suggest()
    async with market.database.transaction(AccessClass.SYSTEM) as session:
        bought = [Bought(*row) for row in (await session.execute(queries.bought(ordered_products()))).all()]
    customers: dict[str, set[int]] = {
        code: {b.customer for b in bought if b.product == code} for code in markets.PRODUCTS
    }
    rows = (await market.rows())["reasons"]
    assert len(rows) == 3  # for Hartmann a valve and a filter, for Northgate's other customer a filter
    for _, product, because, *numbers in rows:
        both = customers[because] & customers[product]
        sellers = min(
            len({b.partner for b in bought if b.customer in both and b.product == each}) for each in (because, product)
        )
        everybody = {b.customer for b in bought}
        assert numbers == [
            len(both), len(customers[because]), len(customers[product]), len(everybody), sellers
        ]  # fmt: skip


async def test_what_few_partners_stand_behind_is_in_no_answer_to_a_partner(market: Market) -> None:
    await market.suggest()
    hidden = await market.found("FILTER")
    assert not hidden.is_shown
    told = json.dumps([
        await market.ask(ADMIN, LIST), await market.ask(ADMIN, WHOLE, id=text_id(hidden)),
        await market.ask(ADMIN, "{ activity { nodes { event changes { field after } } } }"),
        await market.ask(ADMIN, "query ($id: ID!) { node(id: $id) { id } }", id=text_id(hidden)),
        await market.does(ADMIN, DISMISS, suggestionId=text_id(hidden), expectedVersion=1, reason="OTHER"),
        await market.does(ADMIN, TAKE, **taking(hidden)),
    ])  # fmt: skip
    assert "NOT_FOUND" in told
    assert "FILTER" not in told
    assert "Filter" not in told
    for who in (SALES, MANAGER):
        shown = (await market.ask(who, LIST))["suggestions"]["nodes"]
        assert {each["product"] for each in shown} == {"VALVE", "FILTER"}


async def test_what_a_customer_buys_through_another_partner_is_learned_from_nothing(market: Market) -> None:
    await market.suggest()
    before = await market.ask(ADMIN, LIST)
    whole = await market.ask(SALES, LIST)
    await market.sell(1, market.hartmann, "VALVE FILTER GLOVE")
    await market.suggest(NOW + DAY)
    after = await market.ask(ADMIN, LIST)
    assert after == before
    assert await market.ask(SALES, LIST) != whole  # what Rivage is told of Hartmann is another thing
    theirs = json.dumps(await market.ask("rival", LIST))
    assert "Customer 0" not in theirs
    for number in range(1, len(markets.SALES)):
        assert f'Customer {number}"' not in json.dumps(after)


@pytest.mark.parametrize("role", [each.value for each in markets.ROLES])
async def test_every_cell_of_the_table_through_the_api(market: Market, role: str) -> None:
    made = [
        suggested.suggestion(market.sale, market.hartmann.place, product=f"{action}-{status}", status=status)
        for status in S for action in ("TAKE", "DISMISS")
    ]  # fmt: skip
    await market.make.add(*(making.product(each.product) for each in made))
    await market.make.add(*made)
    await market.make.session.commit()
    for row in made:
        if row.product.startswith("TAKE"):
            done = await market.does(role, TAKE, **taking(row))
        else:
            given = {"suggestionId": text_id(row), "expectedVersion": 1, "reason": "NOT_NOW"}
            done = await market.does(role, DISMISS, **given)
        if role not in MAY:
            assert refusals(done) == ["NOT_PERMITTED"], (row.product, done)
        elif row.status is S.OPEN:
            assert refusals(done) == [], (row.product, done)
        else:
            assert refusals(done) == ["WRONG_STATUS"], (row.product, done)


@pytest.mark.parametrize(("who", "status", "author"), [(ADMIN, "SUBMITTED", "PARTNER"), (SALES, "OFFERED", "HOST")])
async def test_the_partner_registers_what_is_suggested_and_the_company_offers_it(
    market: Market, who: str, status: str, author: str
) -> None:
    await market.suggest()
    done = await market.does(who, TAKE, **taking(await market.found("VALVE")))
    became = done["suggestion"]["takenAs"]
    assert (done["suggestion"]["status"], became["source"], became["status"], became["author"]) == (
        "TAKEN", "SUGGESTED", status, author,
    )  # fmt: skip
    assert (became["products"], became["regions"], became["customer"]["name"]) == (["VALVE"], ["DE"], "Hartmann")
    await market.suggest(NOW + DAY)  # what was taken stays taken
    assert (await market.found("VALVE")).status is S.TAKEN


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"estimate": {"amount": "0.00", "currency": "EUR"}}, "INVALID"), ({"regions": ["Germany"]}, "INVALID"),
        ({"expectedCloseOn": "2020-01-01"}, "INVALID"), ({"expectedVersion": 7}, "STALE_VERSION"),
    ],
)  # fmt: skip
async def test_what_is_refused_leaves_the_suggestion_open(market: Market, more: dict[str, Any], code: str) -> None:
    await market.suggest()
    done = await market.does(ADMIN, TAKE, **taking(await market.found("VALVE"), **more))
    assert refusals(done) == [code]
    assert (await market.found("VALVE")).status is S.OPEN


async def test_what_was_put_aside_comes_back_by_the_clock(market: Market) -> None:
    await market.suggest()
    row = await market.found("VALVE")
    given = {"suggestionId": text_id(row), "expectedVersion": 1, "reason": "NOT_NOW"}
    done = (await market.does(ADMIN, DISMISS, **given))["suggestion"]
    assert (done["status"], done["dismissal"], done["decidedBy"]) == ("DISMISSED", "NOT_NOW", f"Kim {ADMIN}")
    until = (await market.found("VALVE")).dismissed_until
    assert until is not None
    await market.suggest(NOW + DAY)  # the day's work leaves it aside
    await work.move_due(market.database, until - timedelta(seconds=1))
    assert (await market.found("VALVE")).status is S.DISMISSED
    await work.move_due(market.database, until)
    assert await work.move_due(market.database, until) == 0
    back = await market.found("VALVE")
    assert (back.status, back.dismissed_until, back.dismissal, until - clock.now() <= ASIDE) == (
        S.OPEN,
        None,
        None,
        True,
    )


async def test_what_follows_no_more_ends_and_what_follows_again_is_open_again(market: Market) -> None:
    await market.suggest()
    for number, ended_at in enumerate((NOW, None), start=1):
        sold = update(Product).where(Product.code == "VALVE").values(ended_at=ended_at)
        await market.make.session.execute(sold)
        await market.make.session.commit()
        await market.suggest(NOW + number * DAY)
        assert (await market.found("VALVE")).status is (S.ENDED if ended_at else S.OPEN)
    again = await market.found("VALVE")
    assert again.status is S.OPEN
    told = (await market.ask(ADMIN, WHOLE, id=text_id(again)))["suggestion"]["timeline"]["nodes"]
    assert [each["event"] for each in told] == ["suggestion.reopened", "suggestion.ended"]


async def test_a_deal_that_is_under_way_and_a_product_that_is_sold_no_more_are_not_suggested(market: Market) -> None:
    going = making.opportunity(market.partners[0], await market.make.company(), products=["VALVE"])
    await market.make.add(going)
    await market.make.add(making.cell(going, market.hartmann.place))
    await market.make.session.execute(update(Product).where(Product.code == "FILTER").values(ended_at=NOW))
    await market.make.session.commit()
    await market.suggest()
    assert (await market.rows())["suggestions"] == []


@dataclass(frozen=True)
class Stopped(Claim):
    """The work of a process that is killed after so many transactions."""

    left: list[int]

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Session]:
        if not self.left:
            raise InterruptedError
        self.left.pop()
        async with super().working() as session:
            yield session


async def _killed(after: int, claim: Claim, now: Any) -> None:
    stopped = Stopped(task=claim.task, token=claim.token, database=claim.database, left=[0] * after)
    await operations.suggest(ordered_products(), stopped, now)


async def test_the_job_killed_anywhere_and_begun_again_writes_all_of_it_once(market: Market) -> None:
    for after in range(5):
        await operations.ask_for_suggestions(market.database, NOW)
        await market.suggest(NOW + after * DAY, jobs=(Long(operations.SUGGEST, partial(_killed, after)),))
    await market.suggest(NOW + 5 * DAY)
    found = await market.rows()
    assert [each[:3] for each in found["suggestions"]] == [
        ("Customer 0", "FILTER", "OPEN"), ("Hartmann", "FILTER", "OPEN"), ("Hartmann", "VALVE", "OPEN"),
    ]  # fmt: skip
    assert len(found["reasons"]) == 3
    await market.suggest(NOW + 6 * DAY)
    assert (await market.rows())["reasons"] == found["reasons"]


async def test_lines_of_orders_count_once_their_order_is_a_sale_s_and_their_number_means_a_product(
    market: Market,
) -> None:
    northgate, known = market.partners[0], {"order": "PO 1", "ordered_on": date(2026, 2, 3)}
    lines = [
        subject(northgate, "1", product="4711-V", **known), subject(northgate, "2", product="VALVE", **known),
        subject(northgate, "3", product="4711-V", order="PO 2"),
        subject(northgate, "4", product="4711-G", is_cancelled=True, **known),
        subject(market.partners[1], "5", product="4711-V", **known),
    ]  # fmt: skip
    await market.make.add(*lines)
    await market.make.session.commit()

    async def owned() -> set[tuple[str, str]]:
        async with market.database.transaction(AccessClass.SYSTEM) as session:
            rows = (await session.execute(queries.bought(ordered_products()))).all()
        return {(row.product, row.on.isoformat()) for row in rows if row.customer == market.hartmann.place}

    sold = {("PUMP", NOW.date().isoformat())}
    assert await owned() == sold  # no number means anything yet, and a code is none
    products = (await market.ask(SALES, "{ products { nodes { id code } } }"))["products"]["nodes"]
    by_code = {each["code"]: each["id"] for each in products}
    given = {"partnerId": ids.text("org", northgate.id), "number": "4711-V", "productId": by_code["VALVE"]}
    done = await market.does(SALES, NUMBER, **given)
    assert (done["productNumber"]["product"]["code"], done["productNumber"]["partner"]["name"]) == (
        "VALVE",
        "Northgate",
    )
    await market.does(SALES, NUMBER, **{**given, "number": "4711-G", "productId": by_code["GLOVE"]})
    assert await owned() == sold | {("VALVE", "2026-02-03")}
    seen = done["productNumber"]["version"]
    again = await market.does(SALES, NUMBER, partnerId=given["partnerId"], number="4711-V", expectedVersion=seen)
    assert (again["productNumber"]["id"], again["productNumber"]["product"]) == (done["productNumber"]["id"], None)
    assert await owned() == sold
    assert refusals(await market.does(SALES, NUMBER, **{**given, "number": " "})) == ["INVALID"]
    for who in (Role.PARTNER_VIEWER.value, MANAGER):
        assert refusals(await market.does(who, NUMBER, **given)) == ["NOT_PERMITTED"]
    assert refusals(await market.does(ADMIN, NUMBER, number="4711-V", productId=by_code["VALVE"])) == []
    assert await owned() == sold | {("VALVE", "2026-02-03")}  # the partner says it as well as the company
    other = {**given, "partnerId": ids.text("org", market.partners[1].id), "productId": by_code["FILTER"]}
    assert refusals(await market.does(SALES, NUMBER, **other)) == []
    assert await owned() == sold | {("VALVE", "2026-02-03")}  # what it means elsewhere is another partner's own
    assert (await market.ask(ADMIN, "{ productNumbers { totalCount } }"))["productNumbers"]["totalCount"] == 2
    assert (await market.ask(SALES, "{ productNumbers { totalCount } }"))["productNumbers"]["totalCount"] == 3


def test_where_most_buy_the_same_that_is_shown_instead_and_said() -> None:
    partners = [ids.new() for _ in range(3)]
    first, later = date(2026, 1, 1), date(2026, 12, 31)
    sales = [(number, "PUMP", first) for number in range(12)] + [(number, "BOLT", later) for number in range(6)]
    sales += [(number, "BOLT", first) for number in range(6, 30)]
    bought = [Bought(partners[c % 3], c, product, on, ids.new()) for c, product, on in sales]
    found = worked_out(bought, set(), {"PUMP", "BOLT"})
    assert (found.trial.shown.value, found.trial.rule_hits, found.trial.popularity_hits) == ("POPULARITY", 0, 6)
    (one, *_) = next(iter(found.wanted.values()))
    assert (one.rule.value, one.numbers.because, one.numbers.common, one.numbers.customers) == (
        "POPULARITY",
        "",
        12,
        30,
    )
