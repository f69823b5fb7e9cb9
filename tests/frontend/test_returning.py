"""Somebody else saved first: the form as it is now, with what was typed in it and what changed beside it."""

from typing import Any

from starlette.datastructures import FormData

from frontend_stub.site import returning
from frontend_stub.site.returning import Back, Filled
from tests.frontend import markup
from tests.frontend.posting import fields_of
from tests.frontend.test_contract_pages import HERE, STEP, action, clause, offering
from tests.frontend.world import World, browser

STALE = [{"code": "STALE_VERSION", "message": "Someone else changed this first.", "path": ["input", "expectedVersion"]}]


def opened(defaults: dict[str, str]) -> str:
    """What a form says of how its fields began."""
    shown = Filled("Planted")
    for name, text in defaults.items():
        shown.call(name, name, text)
    return shown.shown


def back(sent: dict[str, str], began: dict[str, str], why: Back = Back.STALE) -> Filled:
    return returning.filled("Planted", FormData({**sent, "opened": opened(began)}), back=why)


def test_what_nobody_touched_shows_what_is_now_and_what_one_typed_stays() -> None:
    form = back({"title": "Castings", "law": "France"}, {"title": "Castings", "law": "Germany"})
    assert form.value("title", "Forgings") == "Forgings"
    assert form.value("law", "Germany") == "France"
    form.call("title", "Title", "Forgings")
    form.call("law", "Law", "Germany")
    assert [form.is_changed(name) for name in ("title", "law")] == [False, False]


def test_what_both_changed_is_told_beside_what_one_typed() -> None:
    form = back({"law": "France"}, {"law": "Germany"})
    form.call("law", "Law", "Spain")
    assert (form.value("law", "Spain"), form.is_changed("law")) == ("France", True)
    same = back({"law": "Spain"}, {"law": "Germany"})
    same.call("law", "Law", "Spain")
    assert same.is_changed("law") is False


def test_what_the_form_says_of_the_thing_itself_is_as_it_is_now() -> None:
    assert back({"expectedVersion": "3"}, {}).hidden("expectedVersion", 4) == "4"
    assert back({"expectedVersion": "3"}, {}, why=Back.REFUSED).hidden("expectedVersion", 4) == "3"


def test_what_was_typed_for_something_that_is_gone_is_not_lost() -> None:
    sent = {"text-k1": "mine", "text-k2": "as it was"}
    form = back(sent, {"text-k1": "old", "text-k2": "as it was"})
    form.call("text-k3", "Text", "new")
    assert form.left() == ["mine"]


def test_choices_are_put_back_as_a_whole() -> None:
    sent = FormData([("roles", "A"), ("roles", "B"), ("opened", opened({"roles": "A"}))])
    form = returning.filled("Planted", sent, back=Back.STALE)
    assert form.chosen("roles", ["A", "C"]) == ["A", "B"]
    assert returning.filled(
        "Planted", FormData([("roles", "A"), ("opened", opened({"roles": "A"}))]), back=Back.STALE
    ).chosen("roles", ["C"]) == ["C"]


def drafting(*keys: int, **texts: str) -> World:
    clauses = [clause(n) | {"text": texts.get(f"k{n}", f"Text {n}")} for n in keys]
    return offering(
        action("EDIT_ROUND"),
        **{
            "Contract.openRound": {"status": "DRAFTING", "side": "HOST", "changes": []},
            "Contract.currentVersion": {"clauses": clauses},
            "Contract.version": 4,
        },
    )


async def test_ones_own_words_stand_at_the_clause_they_were_typed_for_though_the_order_is_another() -> None:
    async with browser(drafting(1, 2, 3)) as client:
        shown = (await client.get(f"{HERE}/propose")).text
    form = {**fields_of(shown), **STEP, "operation": "ContractEditRound", "text-k2": "Mine", "text-k3": "Lost?"}
    world = drafting(4, 2, k2="Theirs")
    world.answers["ContractPayload.userErrors"] = STALE
    async with browser(world) as client:
        answer = await client.post(f"{HERE}/propose", data=form)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (409, [])
    now = fields_of(answer.text)
    assert (now["text-k2"], now["text-k4"], now["expectedVersion"]) == ("Mine", "Text 4", "4")
    assert "text-k3" not in now
    assert "Someone else changed this first" in page.text
    assert page.text[page.text.index("Someone else changed this to:") + 1] == "Theirs"
    assert "Lost?" in page.text
    assert world.asked[-1]["operationName"] == "ContractPropose"


async def test_the_words_are_not_lost_when_the_step_is_not_open_any_more() -> None:
    async with browser(offering(action("WITHDRAW"))) as client:
        shown = fields_of((await client.get(f"{HERE}/withdraw")).text)
    world = offering(action("WITHDRAW", "It is signed."), **{"ContractPayload.userErrors": STALE})
    form = {**shown, "operation": "ContractWithdraw", "reason": "We found another way."}
    async with browser(world) as client:
        answer = await client.post(f"{HERE}/withdraw", data=form)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (409, [])
    assert {"It is signed.", "We found another way.", "Someone else changed this first"} <= {
        each.strip() for each in page.text
    }


async def test_a_thing_that_is_gone_leaves_the_words_to_copy() -> None:
    answers: dict[str, Any] = {"Query.contract": None, "ContractPayload.userErrors": STALE}
    form = {**STEP, "operation": "ContractWithdraw", "reason": "We found another way."}
    async with browser(World(answers=answers)) as client:
        answer = await client.post(f"{HERE}/withdraw", data=form)
    assert answer.status_code == 409
    assert "We found another way." in markup.Page(answer.text).text
