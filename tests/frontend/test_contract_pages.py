"""The pages of contracts: what they show of a contract's state, and what their forms send."""

from typing import Any

import pytest

from tests.frontend import markup
from tests.frontend.world import World, browser

ID = "xyz_0198f3c2"
HERE = f"/contracts/{ID}"
DIGEST = "ab" * 32
STEP = {"contractId": ID, "expectedVersion": "3"}
DONE: dict[str, Any] = {"ContractPayload.userErrors": []}


def action(name: str, why: str = "") -> dict[str, Any]:
    blocked = {"code": "NOT_PERMITTED", "message": why} if why else None
    return {"name": name, "allowed": not why, "blockedBy": blocked}


def offering(*actions: dict[str, Any], **answers: Any) -> World:
    return World(answers={"Contract.availableActions": list(actions)} | DONE | answers)


def clause(n: int) -> dict[str, Any]:
    return {
        "key": f"k{n}",
        "number": f"{n}.",
        "heading": f"Heading {n}",
        "text": f"Text {n}",
        "depth": 0,
        "digest": "d",
    }


def text_of(size: int) -> dict[str, Any]:
    drafting = {"Contract.openRound": {"status": "DRAFTING", "side": "HOST", "changeCount": 0, "changes": []}}
    return drafting | {"Contract.currentVersion": {"clauses": [clause(n) for n in range(1, size + 1)]}}


async def seen(world: World, path: str) -> tuple[markup.Page, str]:
    async with browser(world) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    page = markup.Page(answer.text)
    assert page.all_problems() == []
    return page, answer.text


async def sent(world: World, path: str, form: dict[str, Any]) -> Any:
    async with browser(world) as client:
        return await client.post(path, data=form)


async def test_the_filters_and_the_order_of_the_list_are_in_its_address() -> None:
    world = World()
    await seen(world, "/contracts?status=AGREED&kind=SUPPLY&waitingOn=HOST&partner=prt_1&text=bolt&order=due")
    await seen(world, "/contracts?status=SHUT&waitingOn=ME&order=size")
    assert [(asked["variables"]["filter"], asked["variables"]["orderBy"]) for asked in world.asked] == [
        (
            {"status": {"in": ["AGREED"]}, "kind": "SUPPLY", "waitingOn": "HOST", "partnerId": "prt_1", "text": "bolt"},
            {"field": "DUE_AT", "direction": "ASC"},
        ),
        ({}, {"field": "CREATED_AT", "direction": "DESC"}),
    ]


@pytest.mark.parametrize(
    ("path", "told"), [("/contracts", "No contracts yet"), ("/contracts?text=x", "No contract fits these filters")]
)
async def test_an_empty_list_says_why_it_is_empty(path: str, told: str) -> None:
    page, _html = await seen(World(answers={"ContractConnection.nodes": []}), path)
    assert told in page.text
    assert ("Clear filters" in page.text) is ("?" in path)


async def test_a_contract_offers_what_is_allowed_and_gives_the_reason_for_the_rest() -> None:
    page, _html = await seen(offering(action("SIGN"), action("SUSPEND", "Ask legal.")), HERE)
    assert f"{HERE}/sign" in page.links
    assert "Suspend" in page.text
    assert any("Ask legal." in each for each in page.text)
    assert not any(link.startswith(f"{HERE}/suspend") for link in page.links)


async def test_the_review_is_not_offered_before_there_is_a_change() -> None:
    page, _html = await seen(offering(action("EDIT_ROUND"), action("SUBMIT_ROUND"), **text_of(2)), HERE)
    assert f"{HERE}/propose" in page.links
    assert f"{HERE}/propose/review" not in page.links
    assert f"{HERE}/propose?clause=k2" in page.links


async def test_each_clause_of_a_short_contract_has_its_editor() -> None:
    _page, html = await seen(offering(action("EDIT_ROUND"), **text_of(40)), f"{HERE}/propose")
    assert html.count("<textarea") == 41
    assert html.count('name="operation" value="ContractEditRound"') == 2  # the clauses and the annexes


async def test_a_long_contract_is_edited_one_clause_at_a_time() -> None:
    page, html = await seen(offering(action("EDIT_ROUND"), **text_of(500)), f"{HERE}/propose")
    assert html.count("<textarea") == 0
    assert f"{HERE}/propose?clause=k499" in page.links
    page, html = await seen(offering(action("EDIT_ROUND"), **text_of(500)), f"{HERE}/propose?clause=k499")
    assert html.count("<textarea") == 1
    assert "Text 499" in html


STEPS = {
    "submit-for-review": ("SUBMIT_FOR_REVIEW", "ContractSubmitForReview", {}),
    "request-changes": ("REQUEST_CHANGES", "ContractRequestChanges", {"reason": "Too short"}),
    "publish": ("PUBLISH", "ContractPublish", {}),
    "withdraw": ("WITHDRAW", "ContractWithdraw", {"reason": "No need"}),
    "take-back": ("WITHDRAW_ROUND", "ContractWithdrawRound", {}),
    "reopen": ("REOPEN", "ContractReopen", {"reason": "One point"}),
    "start-approval": ("START_APPROVAL", "ContractStartApproval", {}),
    "decline": ("DECLINE", "ContractDecline", {"reason": "Wrong name"}),
}


@pytest.mark.parametrize("slug", STEPS)
async def test_a_step_is_confirmed_on_its_own_page(slug: str) -> None:
    name, operation, fields = STEPS[slug]
    world = offering(action(name))
    page, html = await seen(world, f"{HERE}/{slug}")
    assert html.count("<textarea") == len(fields)
    answer = await sent(world, f"{HERE}/{slug}", STEP | fields | {"operation": operation})
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    assert world.asked[-1]["variables"] == {"input": {"contractId": ID, "expectedVersion": 3} | fields}
    assert HERE in page.links


@pytest.mark.parametrize("slug", [slug for slug in STEPS if STEPS[slug][2]])
async def test_a_step_without_its_reason_goes_nowhere(slug: str) -> None:
    world = offering(action(STEPS[slug][0]))
    answer = await sent(world, f"{HERE}/{slug}", STEP | {"operation": STEPS[slug][1], "reason": "  "})
    assert answer.status_code == 422
    assert "Reason: This field is required." in markup.Page(answer.text).text
    assert [asked["operationName"] for asked in world.asked] == ["ContractStep"]


@pytest.mark.parametrize(
    "page", [*STEPS, "sign", "answer", "accept", "propose", "propose/review", "propose/accept", "edit"]
)
async def test_a_step_that_is_not_possible_has_no_form_but_the_reason(page: str) -> None:
    names = [name for name, _operation, _fields in STEPS.values()]
    names += ["SIGN", "COUNTER_ROUND", "ACCEPT_ROUND", "EDIT_ROUND", "SUBMIT_ROUND", "REDRAFT"]
    shown, html = await seen(offering(*(action(name, "Ask your director.") for name in names)), f"{HERE}/{page}")
    assert "Ask your director." in shown.text
    assert 'name="expectedVersion"' not in html


async def test_a_signature_names_the_text_and_needs_the_tick() -> None:
    world = offering(action("SIGN"), **{"Contract.digest": DIGEST})
    _page, html = await seen(world, f"{HERE}/sign")
    assert f'name="expectedDigest" value="{DIGEST}"' in html
    form = STEP | {"operation": "ContractSign", "expectedDigest": DIGEST, "authority": "Director"}
    refused = await sent(world, f"{HERE}/sign", form)
    assert refused.status_code == 422
    assert 'value="Director"' in refused.text
    signed = await sent(world, f"{HERE}/sign", form | {"read": "on"})
    assert (signed.status_code, signed.headers["location"]) == (303, HERE)
    assert world.asked[-1]["variables"] == {
        "input": {"contractId": ID, "expectedVersion": 3, "expectedDigest": DIGEST, "authority": "Director"}
    }


async def test_every_change_of_a_proposal_gets_an_answer() -> None:
    world = offering(action("COUNTER_ROUND"))
    form = STEP | {
        "operation": "ContractCounterRound",
        "change-1": "chg_1", "answer-1": "ACCEPT", "reason-1": "", "own-1": "as it was shown",
        "change-2": "chg_2", "answer-2": "REFUSE", "reason-2": "Too dear", "own-2": "as it was shown",
        "change-3": "chg_3", "answer-3": "OWN", "reason-3": "Shorter", "own-3": "12 days",
    }  # fmt: skip
    answer = await sent(world, f"{HERE}/answer", form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}/propose")
    assert world.asked[-1]["variables"]["input"]["dispositions"] == [
        {"changeId": "chg_1", "accept": True},
        {"changeId": "chg_2", "accept": False, "reason": "Too dear"},
        {"changeId": "chg_3", "accept": False, "reason": "Shorter", "replacement": "12 days"},
    ]


async def test_an_unanswered_change_and_a_refusal_without_a_reason_are_pointed_at() -> None:
    proposed = [{"id": "1"}, {"id": "2"}]
    world = offering(
        action("COUNTER_ROUND"), **{"NegotiationRound.status": "SUBMITTED", "NegotiationRound.changes": proposed}
    )
    form = {"operation": "ContractCounterRound", "change-1": "1", "change-2": "2", "answer-2": "REFUSE"}
    answer = await sent(world, f"{HERE}/answer", STEP | form)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (422, [])
    assert {"#ContractCounterRound-answer-1", "#ContractCounterRound-reason-2"} <= set(page.links)
    assert [asked["operationName"] for asked in world.asked] == ["ContractAnswer"]


async def test_accepting_names_the_digest_of_the_proposed_text() -> None:
    world = offering(action("ACCEPT_ROUND"), **{"NegotiationRound.resultDigest": DIGEST})
    _page, html = await seen(world, f"{HERE}/accept")
    assert f'name="expectedDigest" value="{DIGEST}"' in html


async def test_accepting_as_it_stands_says_so_to_the_api() -> None:
    world = offering(action("SUBMIT_ROUND"))
    form = STEP | {"operation": "ContractSubmitRound", "expectedDigest": DIGEST, "message": "Fine."}
    await sent(world, f"{HERE}/propose/accept", form)
    assert world.asked[-1]["variables"]["input"] == {
        "contractId": ID, "expectedVersion": 3, "expectedDigest": DIGEST, "message": "Fine.", "noChanges": True,
    }  # fmt: skip


async def test_a_draft_without_a_value_sends_none() -> None:
    form = {
        "operation": "ContractDraft", "partnerId": "prt_1", "title": "Castings", "kind": "SUPPLY",
        "startsOn": "2027-01-01", "renewal": "NONE", "noticeDays": "30", "value": "", "valueCurrency": "EUR",
        "governingLaw": "Germany", "text": "1. Purpose\r\nWords.",
    }  # fmt: skip
    world = offering()
    world.answers["Viewer.permissions"] = ["contract:draft"]
    answer = await sent(world, "/contracts/new", form)
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    terms = {"startsOn": "2027-01-01", "renewal": "NONE", "noticeDays": 30, "governingLaw": "Germany"}
    assert world.asked[-1]["variables"]["input"] == {
        "partnerId": "prt_1", "title": "Castings", "kind": "SUPPLY", "terms": terms, "text": "1. Purpose\nWords.",
    }  # fmt: skip


async def test_a_draft_sends_what_it_says_of_disputes_and_nothing_of_what_is_empty() -> None:
    form = {
        "operation": "ContractDraft", "partnerId": "prt_1", "title": "Castings", "kind": "SUPPLY",
        "startsOn": "2027-01-01", "renewal": "NONE", "noticeDays": "30", "governingLaw": "Germany", "text": "1. Words.",
        "dispute_decider": "EXECUTIVE", "dispute_decider_codes": "", "dispute_days_0": "20", "dispute_mediation": "",
    }  # fmt: skip
    world = offering()
    world.answers["Viewer.permissions"] = ["contract:draft"]
    await sent(world, "/contracts/new", form)
    assert world.asked[-1]["variables"]["input"]["disputeTerms"] == [
        {"term": "dispute_decider", "termValue": "EXECUTIVE"}, {"term": "dispute_days_0", "termValue": "20"},
    ]  # fmt: skip


async def test_what_a_contract_says_of_disputes_is_read_in_words() -> None:
    texts = {
        "dispute_decider": "EXECUTIVE", "dispute_decider_codes": "DAMAGED, OTHER", "dispute_days_0": "20",
        "dispute_decider_limit": "5000.00 EUR", "dispute_mediation": "YES", "dispute_mediators": "Ana Ruiz; Bo Chen",
        "dispute_windows": "DAMAGED 21",
    }  # fmt: skip
    said: Any = [{"term": term, "value": text} for term, text in texts.items()]
    _page, html = await seen(World(answers={"Contract.disputeTerms": said}), HERE)
    for told in (
        "The company’s executive",
        "Visibly damaged<br>Something else",
        "€5,000.00",
        "20 business days",
        "Before a court or arbitrator, a mediator",
        "Ana Ruiz; Bo Chen",
        "Visibly damaged: 21 days",
    ):
        assert told in html


async def test_a_change_that_nobody_would_see_is_named_and_a_moved_clause_says_so_too() -> None:
    segments = [
        {"kind": "EQUAL", "text": "Pay EUR", "unseen": ""}, {"kind": "DELETED", "text": " ", "unseen": "U+0020 SPACE"},
        {"kind": "INSERTED", "text": "\xa0", "unseen": "U+00A0 NO-BREAK SPACE"},
        {"kind": "EQUAL", "text": "5", "unseen": ""},
    ]  # fmt: skip
    found = {"ClauseDiff.kind": "CHANGED", "ClauseDiff.isMoved": True, "ClauseDiff.segments": segments}
    page, _ = await seen(offering(**found), f"{HERE}/compare?base=1&head=2")
    words = " ".join(" ".join(page.text).split())
    assert "[U+0020 SPACE]" in words
    assert "[U+00A0 NO-BREAK SPACE]" in words
    assert "Changed Moved" in words
    still, _ = await seen(offering(**found | {"ClauseDiff.isMoved": False}), f"{HERE}/compare?base=1&head=2")
    assert "Changed Moved" not in " ".join(" ".join(still.text).split())


async def test_two_versions_are_compared_by_their_numbers() -> None:
    world = World()
    await seen(world, f"{HERE}/compare?base=1&head=3")
    await seen(world, f"{HERE}/compare?base=-1&head=²")
    assert [asked["variables"] for asked in world.asked] == [
        {"id": ID, "base": 1, "head": 3},
        {"id": ID, "base": 0, "head": 0},
    ]
