"""By which numbers a partner knows the company's products: either side says it and both see who did."""

from dataclasses import replace
from itertools import product as every
from typing import Any

import pytest
import pytest_asyncio

from portal import ids
from portal.database.pools import Database
from portal.opportunities.rules.numbers import MOST_NUMBERS, meant
from tests.boundaries.making import TERRITORY, boundary
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.desk import Desk, deal, everybody
from tests.opportunities.test_api import REGISTER

NUMBER = """productNumber { id version number side madeBy madeAt product { code } partner { name }
  timeline { nodes { event sentence changes { field before after } } } } userErrors { code message path }"""
SET = f"mutation ($input: ProductNumberSetInput!) {{ productNumberSet(input: $input) {{ {NUMBER} }} }}"
CHANGE = f"mutation ($input: ProductNumberChangeInput!) {{ productNumberChange(input: $input) {{ {NUMBER} }} }}"
REMOVE = f"mutation ($input: ProductNumberRemoveInput!) {{ productNumberRemove(input: $input) {{ {NUMBER} }} }}"
NUMBERS = """query ($partner: ID, $has: Boolean) { productNumbers(partnerId: $partner, hasProduct: $has) {
  nodes { number madeBy side product { code } partner { name } } } }"""
CARRIED = """query ($partner: ID) { productsCarried(partnerId: $partner) {
  nodes { code numbers(partnerId: $partner) { number } } } }"""
MAY = {"ours", "member", "theirs", "sales", "runs"}


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    made = await everybody(database, make_committed)
    await make_committed.add(making.product("GTX-LITE"), making.product("PUMP"))
    await make_committed.session.commit()
    return made


async def codes(desk: Desk) -> dict[str, str]:
    nodes = (await desk.ask("sales", "{ products { nodes { id code } } }"))["products"]["nodes"]
    return {each["code"]: each["id"] for each in nodes}


def ours(desk: Desk) -> str:
    return ids.text("org", desk.callers["ours"].actor.partner_id)


async def set_(desk: Desk, who: str, number: str, code: str | None, **more: Any) -> Any:
    wanted = {"productId": (await codes(desk))[code]} if code else {}
    return await desk.does(who, SET, number=number, **wanted, **more)


def told(payload: Any) -> list[tuple[str, list[str]]]:
    return [(each["code"], each["path"]) for each in payload["userErrors"]]


async def test_a_partner_sets_changes_and_removes_a_number_and_both_sides_read_who_did(desk: Desk) -> None:
    made = (await set_(desk, "member", " 4711 A ", "GTX-PRO"))["productNumber"]
    assert (made["number"], made["side"], made["madeBy"], made["version"]) == ("4711 A", "PARTNER", "Max Member", 1)
    changed = (
        await desk.does("ours", CHANGE, productNumberId=made["id"], expectedVersion=1, number="4712")
    )["productNumber"]  # fmt: skip
    assert (changed["number"], changed["product"], changed["madeBy"]) == ("4712", {"code": "GTX-PRO"}, "Paula Admin")
    removed = (
        await desk.does("sales", REMOVE, productNumberId=changed["id"], expectedVersion=1)
    )["productNumber"]  # fmt: skip
    assert (removed["product"], removed["side"], removed["version"]) == (None, "HOST", 2)
    for who in ("ours", "sales", "auditor"):
        nodes = (await desk.ask(who, NUMBERS, partner=ours(desk)))["productNumbers"]["nodes"]
        assert {(each["number"], each["madeBy"]) for each in nodes} == {("4711 A", "Paula Admin"), ("4712", "Sales")}
    events = [(each["event"], each["sentence"]) for each in removed["timeline"]["nodes"]]
    assert [event for event, _ in events] == ["product_number.removed", "product_number.set"]
    assert events[1][1] == "Paula Admin (Northgate) set the partner's number for GTX Pro (GTX-PRO) to 4712."
    assert removed["timeline"]["nodes"][0]["changes"][0] == {"field": "number", "before": None, "after": "4712"}
    assert {"field": "product", "before": "GTX-PRO", "after": None} in removed["timeline"]["nodes"][0]["changes"]
    activity = "{ activity(first: 20) { nodes { event name } } }"
    seen = {(each["event"], each["name"]) for each in (await desk.ask("ours", activity))["activity"]["nodes"]}
    assert seen >= {("product_number.set", "Max Member"), ("product_number.removed", "Sales")}
    foreign = (await desk.ask("theirs", activity))["activity"]["nodes"]
    assert not [each for each in foreign if each["event"].startswith("product_number")]


async def test_one_number_means_one_product_and_that_is_told_with_the_product_it_means(desk: Desk) -> None:
    first = (await set_(desk, "ours", "4711", "GTX-PRO"))["productNumber"]
    twice = await set_(desk, "ours", "4711", "GTX-LITE")
    assert told(twice) == [("INVALID", ["input", "number"])]
    assert twice["userErrors"][0]["message"].startswith("4711 is already the number for ")
    assert (await set_(desk, "ours", "4711", "GTX-PRO"))["productNumber"]["version"] == 1  # the same again: nothing
    other = (await set_(desk, "ours", "4712", "GTX-LITE"))["productNumber"]
    clash = await desk.does("ours", CHANGE, productNumberId=other["id"], expectedVersion=1, number="4711")
    assert told(clash) == [("INVALID", ["input", "number"])]
    moved = await set_(desk, "ours", "4711", "GTX-LITE", expectedVersion=first["version"])
    assert (moved["userErrors"], moved["productNumber"]["product"]) == ([], {"code": "GTX-LITE"})
    assert told(await set_(desk, "theirs", "4711", "PUMP")) == []  # another partner's numbers are its own
    code = await set_(desk, "ours", "pump", "GTX-PRO")
    assert code["userErrors"][0]["message"].startswith("pump is the company's code for ")
    assert told(await set_(desk, "ours", "PUMP", "PUMP")) == []  # a number may be the code of the same product
    again = await desk.does("ours", REMOVE, productNumberId=first["id"], expectedVersion=2)
    assert told(again) == []
    assert told(await desk.does("ours", REMOVE, productNumberId=first["id"], expectedVersion=3)) == [
        ("WRONG_STATUS", [])
    ]
    back = await set_(desk, "ours", "4711", "GTX-PRO")
    assert (back["userErrors"], back["productNumber"]["id"]) == ([], first["id"])


async def test_a_product_has_so_many_numbers_and_no_more(desk: Desk) -> None:
    for number in range(MOST_NUMBERS):
        assert told(await set_(desk, "ours", f"N-{number}", "GTX-PRO")) == []
    assert told(await set_(desk, "ours", "N-X", "GTX-PRO")) == [("INVALID", ["input", "number"])]
    assert told(await set_(desk, "ours", "N-X", "GTX-LITE")) == []


async def test_who_changes_a_number_after_somebody_else_is_told_and_nothing_is_lost(desk: Desk) -> None:
    made = (await set_(desk, "ours", "4711", "GTX-PRO"))["productNumber"]
    seen = {"productNumberId": made["id"], "expectedVersion": made["version"]}
    moved = await set_(desk, "sales", "4711", "GTX-LITE", partnerId=ours(desk), expectedVersion=1)
    assert (moved["userErrors"], moved["productNumber"]["side"]) == ([], "HOST")
    for late in (
        await desk.does("ours", CHANGE, **seen, number="4799"), await desk.does("ours", REMOVE, **seen),
        await set_(desk, "ours", "4711", "PUMP", expectedVersion=1),
    ):  # fmt: skip
        assert [each["code"] for each in late["userErrors"]] == ["STALE_VERSION"]
    nodes = (await desk.ask("ours", NUMBERS))["productNumbers"]["nodes"]
    assert [(each["number"], each["product"]["code"], each["madeBy"]) for each in nodes] == [
        ("4711", "GTX-LITE", "Sales")
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["sales", "legal", "auditor", "runs", "manager", "ours", "member", "theirs"])
async def test_who_may_and_whose(desk: Desk, who: str) -> None:
    foreign = await set_(desk, who, "4711", "GTX-PRO", partnerId=ours(desk))
    if who not in MAY:
        assert [each["code"] for each in foreign["userErrors"]] == ["NOT_PERMITTED"]
    elif who == "theirs":
        assert told(foreign) == [("NOT_FOUND", ["input", "partnerId"])]
    else:
        assert told(foreign) == []
    made = (await set_(desk, "ours", "4711", "GTX-PRO"))["productNumber"]
    for mutation, more in ((CHANGE, {"number": "9"}), (REMOVE, {})):
        if who == "theirs":
            late = await desk.does(who, mutation, productNumberId=made["id"], expectedVersion=1, **more)
            assert (told(late), late["productNumber"]) == ([("NOT_FOUND", ["input", "productNumberId"])], None)
    if who == "theirs":
        assert (await desk.ask(who, NUMBERS))["productNumbers"]["nodes"] == []
        assert (await desk.ask(who, NUMBERS, partner=ours(desk)))["productNumbers"]["nodes"] == []
        carried = (await desk.ask(who, CARRIED, partner=ours(desk)))["productsCarried"]["nodes"]
        assert [each["numbers"] for each in carried if each["numbers"]] == []
    if who in {"sales", "runs"}:
        assert told(await desk.does(who, SET, number="1")) == [("INVALID", ["input", "partnerId"])]


async def test_the_list_holds_what_the_contracts_name_and_what_has_a_number(desk: Desk, make_committed: Make) -> None:
    async def carried(who: str, **more: Any) -> list[str]:
        found = (await desk.ask(who, CARRIED, **more))["productsCarried"]["nodes"]
        return sorted(each["code"] + "".join(f"={it['number']}" for it in each["numbers"]) for each in found)

    everything = ["GTX-LITE", "GTX-PRO", "PUMP"]
    assert await carried("ours") == everything  # no contract names any
    partner_id = desk.callers["ours"].actor.partner_id
    here = await make_committed.session.get_one(type(await make_committed.partner()), partner_id)
    await make_committed.add(boundary(here, replace(TERRITORY, products=("GTX-PRO",))))
    await make_committed.session.commit()
    assert await carried("ours") == ["GTX-PRO"]
    assert await carried("sales", partner=ours(desk)) == ["GTX-PRO"]
    assert await carried("theirs") == everything
    await set_(desk, "ours", "P-1", "PUMP")
    assert await carried("ours") == ["GTX-PRO", "PUMP=P-1"]


async def test_a_registration_names_products_by_the_partner_s_own_numbers(desk: Desk) -> None:
    for number, code in (("4711", "GTX-PRO"), ("4712", "GTX-PRO"), ("4713", "GTX-LITE")):
        await set_(desk, "ours", number, code)
    named = "query ($id: ID!) { opportunity(id: $id) { products } }"
    made = await desk.does("ours", REGISTER, **deal("Alder Metals", products=["4711", " 4712", "4713", "GTX-LITE"]))
    assert made["userErrors"] == []
    found = (await desk.ask("ours", named, id=made["opportunity"]["id"]))["opportunity"]["products"]
    assert found == ["GTX-LITE", "GTX-PRO"]
    for who, number in (("theirs", "4711"), ("ours", "4799")):
        refused = await desk.does(who, REGISTER, **deal("Birch", products=[number]))
        assert refused["userErrors"] == [
            {"code": "INVALID", "message": f"The company does not sell these products: {number}.",
             "path": ["input", "products"]}
        ]  # fmt: skip
    add = "mutation ($input: ProductAddInput!) { productAdd(input: $input) { userErrors { code } } }"
    assert (await desk.does("sales", add, code="4711", name="New"))["userErrors"] == []
    unclear = await desk.does("ours", REGISTER, **deal("Cedar", products=["4711"]))
    assert unclear["userErrors"][0]["message"] == (
        "4711 is the code of one product and the partner's number for another. Change the partner's number."
    )
    assert (await desk.does("theirs", REGISTER, **deal("Cedar", products=["4711"])))["userErrors"] == []


def test_what_is_typed_means_a_code_or_a_number_and_never_both_nor_what_is_alike() -> None:
    for code, number, is_same in every(("A", "a", "B"), ("A", "B"), (True, False)):
        found = meant([code], frozenset({"A"}), {number: "A" if is_same else "C"})
        ways = ({"A"} if code == "A" else set()) | ({"A" if is_same else "C"} if code == number else set())
        assert (list(found.codes), bool(found.unclear), bool(found.unknown)) == (
            sorted(ways) if len(ways) == 1 else [], len(ways) > 1, not ways,
        )  # fmt: skip
