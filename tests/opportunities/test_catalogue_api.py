"""What the company sells, and who of it carries a quota, through the API: by role, with a trace, and in SQL."""

from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import ARRAY, Text, literal, select

from portal.access import AccessClass
from portal.database.pools import Database
from portal.opportunities import queries
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.desk import Desk, everybody, registered

ADD = """mutation ($input: ProductAddInput!) { productAdd(input: $input) {
  product { id version code name endedAt } userErrors { code message path } } }"""
RENAME = ADD.replace("ProductAdd", "ProductRename").replace("productAdd", "productRename")
END = ADD.replace("ProductAdd", "ProductEnd").replace("productAdd", "productEnd")
QUOTA = """mutation ($input: MemberSetQuotaInput!) { memberSetQuota(input: $input) {
  member { id carriesQuota } userErrors { code message path } } }"""
AWARD = """mutation ($input: OpportunityStepInput!) { opportunityAwardHere(input: $input) {
  opportunity { status } userErrors { code message } } }"""
STEPS = "query ($id: ID!) { opportunity(id: $id) { version availableActions { name allowed blockedBy { message } } } }"
PEOPLE = "{ members(first: 50) { nodes { id name carriesQuota } } }"
TRACE = "{ activity(first: 20) { nodes { event } } }"


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    return await everybody(database, make_committed)


async def people(desk: Desk, who: str = "runs") -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in (await desk.ask(who, PEOPLE))["members"]["nodes"]}


async def quota(desk: Desk, who: str, whose: str, *, carries: bool) -> Any:
    return await desk.does(who, QUOTA, memberId=(await people(desk))[whose]["id"], carries=carries)


def code_of(told: Any) -> list[str]:
    return [each["code"] for each in told["userErrors"]]


async def test_a_product_is_listed_renamed_and_ended_once(desk: Desk) -> None:
    made = (await desk.does("sales", ADD, code="gtx-lite", name="GTX Lite"))["product"]
    assert (made["code"], made["name"], made["endedAt"]) == ("GTX-LITE", "GTX Lite", None)
    again = await desk.does("sales", ADD, code="GTX-Lite", name="Another")
    assert again["userErrors"][0]["path"] == ["input", "code"]
    at = {"productId": made["id"], "expectedVersion": made["version"]}
    named = (await desk.does("runs", RENAME, **at, name="GTX Light"))["product"]
    assert (named["code"], named["name"], named["version"]) == ("GTX-LITE", "GTX Light", made["version"] + 1)
    assert code_of(await desk.does("sales", END, **at)) == ["STALE_VERSION"]
    ended = await desk.does("sales", END, productId=made["id"], expectedVersion=named["version"])
    assert ended["product"]["endedAt"]
    late = await desk.does("sales", END, productId=made["id"], expectedVersion=ended["product"]["version"])
    assert code_of(late) == ["WRONG_STATUS"]
    shown = await desk.ask("member", "query ($id: ID!) { product(id: $id) { code name endedAt } }", id=made["id"])
    assert shown["product"]["name"] == "GTX Light"


@pytest.mark.parametrize("who", ["ours", "member", "manager", "legal", "auditor"])
async def test_only_sales_and_who_runs_the_portal_change_the_list(desk: Desk, who: str) -> None:
    assert code_of(await desk.does(who, ADD, code="X", name="X")) == ["NOT_PERMITTED"]


async def test_who_carries_a_quota_decides_no_conflict_until_somebody_else_takes_it_away(desk: Desk) -> None:
    await registered(desk, "theirs", "Hartmann Werke GmbH")
    at = await registered(desk, "ours", "Hartmann Werke GmbH", regions=["DE", "FR"])
    told = await quota(desk, "runs", "Sales", carries=True)
    assert (told["member"]["carriesQuota"], told["userErrors"]) == (True, [])
    (before,) = [await desk.ask("sales", STEPS, id=at)]
    (award,) = [each for each in before["opportunity"]["availableActions"] if each["name"] == "AWARD_HERE"]
    assert award["allowed"] is False
    step = {"opportunityId": at, "expectedVersion": before["opportunity"]["version"]}
    refused = await desk.does("sales", AWARD, **step)
    assert "sales quota" in refused["userErrors"][0]["message"]
    await quota(desk, "runs", "Sales", carries=False)
    (after,) = [await desk.ask("sales", STEPS, id=at)]
    (award,) = [each for each in after["opportunity"]["availableActions"] if each["name"] == "AWARD_HERE"]
    assert award["allowed"] is True


async def test_who_sets_a_quota_is_told_and_the_same_again_is_told_once(desk: Desk) -> None:
    for carries in (True, True, False):
        assert code_of(await quota(desk, "runs", "Sales", carries=carries)) == []
    told = [each["event"] for each in (await desk.ask("runs", TRACE))["activity"]["nodes"] if "quota" in each["event"]]
    assert told == ["member.quota_ended", "member.quota_set"]
    assert (await people(desk, "legal"))["Sales"]["carriesQuota"] is False


async def test_nobody_takes_their_own_quota_away(desk: Desk) -> None:
    assert code_of(await quota(desk, "runs", "Runs", carries=True)) == []
    assert code_of(await quota(desk, "runs", "Runs", carries=False)) == ["NOT_PERMITTED"]


@pytest.mark.parametrize("who", ["sales", "legal", "manager", "auditor", "ours", "member"])
async def test_nobody_else_says_who_carries_one(desk: Desk, who: str) -> None:
    unseen = who == "ours"  # a partner's administrator manages people, and sees none of the company's
    assert code_of(await quota(desk, who, "Sales", carries=True)) == ["NOT_FOUND" if unseen else "NOT_PERMITTED"]


async def test_a_partner_neither_sets_nor_reads_it(desk: Desk) -> None:
    own = await people(desk, "ours")
    assert {each["carriesQuota"] for each in own.values()} == {None}
    assert code_of(await desk.does("ours", QUOTA, memberId=own["Max Member"]["id"], carries=True)) == ["NOT_PERMITTED"]
    theirs = await desk.does("runs", QUOTA, memberId=own["Max Member"]["id"], carries=True)
    assert code_of(theirs) == ["NOT_FOUND"]


NAMED = """query ($id: ID!) { opportunity(id: $id) { products soldProducts { code name }
  conflict { rivals { products soldProducts { code name } } } } }"""


async def test_products_are_read_with_their_names_also_when_they_are_no_longer_sold(desk: Desk) -> None:
    made = (await desk.does("sales", ADD, code="GTX-LITE", name="GTX Lite"))["product"]
    of = {"products": ["GTX-PRO", "GTX-LITE"]}
    await registered(desk, "theirs", "Hartmann Werke GmbH", **of)
    at = await registered(desk, "ours", "Hartmann Werke GmbH", regions=["DE", "FR"], **of)
    await desk.does("sales", END, productId=made["id"], expectedVersion=made["version"])
    names = [{"code": "GTX-PRO", "name": making.product().name}, {"code": "GTX-LITE", "name": "GTX Lite"}]
    for who in ("sales", "auditor", "ours", "member"):
        read = (await desk.ask(who, NAMED, id=at))["opportunity"]
        assert sorted(read["soldProducts"], key=str) == sorted(names, key=str), who
        assert [each["code"] for each in read["soldProducts"]] == read["products"], who
        rivals = [rival["soldProducts"] for rival in (read["conflict"] or {"rivals": []})["rivals"]]
        codes = [rival["products"] for rival in (read["conflict"] or {"rivals": []})["rivals"]]
        assert [[each["code"] for each in sold] for sold in rivals] == codes, who
        assert bool(rivals) is (who in {"sales", "auditor"})
        assert all(each in names for sold in rivals for each in sold)


async def test_a_code_without_an_entry_in_the_list_is_its_own_name(desk: Desk) -> None:
    async with desk.database.working(AccessClass.SYSTEM) as session:
        found = await session.scalar(select(queries.sold_products(literal(["OLD-1", "GTX-PRO"], ARRAY(Text)))))
        none = await session.scalar(select(queries.sold_products(literal([], ARRAY(Text)))))
    assert found == [{"code": "OLD-1", "name": "OLD-1"}, {"code": "GTX-PRO", "name": making.product().name}]
    assert none == []
