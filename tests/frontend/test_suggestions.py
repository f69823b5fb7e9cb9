"""The pages of what customers may buy next: a sentence and two numbers each, and forms without JavaScript."""

from typing import Any

import pytest

from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.frontend.world import World, browser

LIST, HERE = "/opportunities/suggestions", "/opportunities/suggestions/sug_1"
BUDGET = 46_080
REASON = {
    "SuggestionReason.sentence": "6 of 7 customers who buy Pump also buy Valve.", "SuggestionReason.share": 0.8571,
    "SuggestionReason.lift": 1.57,
}  # fmt: skip


def action(name: str, why: str = "") -> dict[str, Any]:
    return {"name": name, "allowed": not why, "blockedBy": {"code": "BLOCKED", "message": why} if why else None}


def one(*actions: dict[str, Any], side: str = "PARTNER", **more: Any) -> World:
    told = {"id": "sug_1", "version": 3, "status": "OPEN", "availableActions": [*actions], "isShown": True, **more}
    return World(side=side, answers={**REASON, **{f"Suggestion.{name}": value for name, value in told.items()}})


async def shown(world: World, path: str) -> tuple[str, str]:
    """The page, and what it says as one line."""
    async with browser(world) as client:
        answer = await client.get(path)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (200, [])
    assert len(answer.content) <= BUDGET
    return answer.text, " ".join(" ".join(page.text).split())


@pytest.mark.parametrize("path", [LIST, HERE])
async def test_a_suggestion_is_one_sentence_and_two_numbers(path: str) -> None:
    _, said = await shown(one(action("TAKE")), path)
    for words in (
        "6 of 7 customers who buy Pump also buy Valve.", "86% of these buyers", "1.57 times as often as all customers",
    ):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(("step", "operation"), [("TAKE", "SuggestionTake"), ("DISMISS", "SuggestionDismiss")])
async def test_each_step_has_its_form_and_says_why_it_is_not_open(step: str, operation: str) -> None:
    html, _ = await shown(one(action(step)), HERE)
    (form,) = [each for each in forms_of(html) if each.operation.startswith("Suggestion")]
    values = dict(form.values)
    assert (form.operation, values["suggestionId"], values["expectedVersion"]) == (operation, "sug_1", "3")
    html, refused = await shown(one(action(step, "The account is on hold.")), HERE)
    assert "The account is on hold." in refused
    assert [each for each in forms_of(html) if each.operation.startswith("Suggestion")] == []


@pytest.mark.parametrize("path", [LIST, HERE])
async def test_only_the_company_reads_that_it_alone_sees_one(path: str) -> None:
    for side, told in (("HOST", True), ("PARTNER", False)):
        _, said = await shown(one(action("TAKE"), side=side, isShown=False), path)
        assert ("Only the company can see it" in said) is told


@pytest.mark.parametrize(
    ("trial", "words"),
    [
        ({"customers": 20, "ruleShare": 0.45, "popularityShare": 0.3, "shown": "RULE"}, "right for 45% of customers"),
        (
            {"customers": 20, "ruleShare": 0.2, "popularityShare": 0.3, "shown": "POPULARITY"},
            "so it is shown instead.",
        ),
        ({"customers": 0, "ruleShare": None, "popularityShare": None, "shown": "RULE"}, "not enough orders yet"),
        (None, "not enough orders yet"),
    ],
)  # fmt: skip
async def test_how_well_it_foretells_is_said_beside_the_list(trial: dict[str, Any] | None, words: str) -> None:
    told = {f"SuggestionTrial.{name}": value for name, value in (trial or {}).items()}
    world = World(side="PARTNER", answers=told if trial else {"Query.suggestionTrial": None})
    _, said = await shown(world, LIST)
    assert words in said


async def test_an_empty_list_says_so_and_the_opportunities_lead_to_it() -> None:
    nothing: dict[str, Any] = {"SuggestionConnection.nodes": []}
    _, said = await shown(World(side="PARTNER", answers=nothing), LIST)
    assert "No suggestions yet" in said
    _, said = await shown(World(side="PARTNER", answers=nothing), f"{LIST}?status=TAKEN")
    assert "No suggestion fits these filters" in said
    html, _ = await shown(World(side="PARTNER"), "/opportunities")
    assert f'href="{LIST}"' in html
