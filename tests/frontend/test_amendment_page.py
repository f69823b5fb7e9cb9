"""The page of an amendment: what it changes, and the answers about what rests on those clauses."""

from typing import Any

import pytest

from tests.frontend.test_contract_pages import HERE, ID, STEP, action, offering, seen, sent

KEPT, GONE = "ept_" + "1" * 32, "obl_" + "2" * 32
RESTING = [
    {"record": KEPT, "title": "Punctuality", "clauseKey": "k1", "isGone": False, "fate": "KEEP"},
    {"record": GONE, "title": "Monthly report", "clauseKey": "k2", "isGone": True, "fate": None},
]
SAID = {"operation": "SETTLE", "term": KEPT, "termValue": "RETIRE"}
TEXT: dict[str, Any] = {"Contract.currentVersion": {"resting": RESTING}, "Contract.draft": {"resting": RESTING}}


@pytest.mark.parametrize(("name", "operation"), [("REDRAFT", "ContractRedraft"), ("EDIT_ROUND", "ContractEditRound")])
async def test_whoever_writes_the_text_answers_what_becomes_of_each(name: str, operation: str) -> None:
    world = offering(action(name), **TEXT, **{"NegotiationRound.changes": []})
    page, html = await seen(world, f"{HERE}/amendment")
    assert (f"/expectations/{KEPT}" in page.links, f"/obligations/{GONE}" in page.links) == (True, True)
    assert html.count('<option value="RETIRE"') == 2
    assert html.count('<option value="KEEP"') == 1  # what goes with its clause cannot stay
    form = {**STEP, "operation": operation, f"fate-{KEPT}": "RETIRE", f"fate-{GONE}": "", "saved": f"[{_saved()}]"}
    answer = await sent(world, f"{HERE}/amendment", form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}/amendment")
    given = {"contractId": ID, "expectedVersion": 3}
    told = {"answers": [{"recordId": KEPT, "fate": "RETIRE"}]} if name == "REDRAFT" else {"changes": [_move(), SAID]}
    assert world.asked[-1]["variables"] == {"input": given | told}


def _move() -> dict[str, Any]:
    return {"operation": "MOVE", "clauseKey": "k1", "baseDigest": "d"}


def _saved() -> str:
    earlier = f'{{"operation":"SETTLE","term":"{KEPT}","termValue":"KEEP"}}'
    return f'{{"operation":"MOVE","clauseKey":"k1","baseDigest":"d"}},{earlier}'


async def test_who_only_reads_sees_the_answers_and_no_form() -> None:
    page, html = await seen(offering(**TEXT), f"{HERE}/amendment")
    assert ("It stays, based on the new text" in page.text, "Not answered yet" in page.text) == (True, True)
    assert "<select" not in html.partition("<main")[2]


async def test_a_contract_that_amends_nothing_has_no_such_tab() -> None:
    page, _html = await seen(offering(**{"Contract.amends": None}), HERE)
    assert f"{HERE}/amendment" not in page.links


async def test_an_amendment_begins_with_its_title() -> None:
    world = offering(action("AMEND"))
    await seen(world, f"{HERE}/amend")
    answer = await sent(world, f"{HERE}/amend", STEP | {"operation": "ContractAmend", "title": "Sixty days"})
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    assert world.asked[-1]["variables"]["input"] == {"contractId": ID, "expectedVersion": 3, "title": "Sixty days"}


@pytest.mark.parametrize(("side", "amends", "asks"), [("PARTNER", None, True), ("HOST", None, False)])
async def test_a_partner_asks_for_an_amendment_in_a_note_or_task_that_both_read(
    side: str, amends: None, asks: bool
) -> None:
    told = {"Contract.status": "ACTIVE", "Contract.amends": amends, "Viewer.permissions": ["note:write"]}
    page, _html = await seen(offering(action("SIGN", "Not yet."), **told, **{"Viewer.side": side}), HERE)
    assert ("Ask for an amendment" in page.text) is asks
