"""A promise tried from its form, what comes in place of another one, and of several values which one it is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from tests.frontend import markup
from tests.frontend.test_expectations import LIFE, action, shown
from tests.frontend.world import World, browser

NEW = "/expectations/new?metric=met_1"
FORM = {
    "operation": "ExpectationTry", "idempotencyKey": "k", "writtenIn": "en", "metricId": "met_1", "kind": "KPI",
    "obligor": "HOST", "title": "Paid in time, my words", "target": "97.5", "length": "QUARTER", "startsIn": "4",
    "months": "3", "minSample": "20", "parameter-early_days": "2", "scope-site": "Sofia\nPlovdiv",
}  # fmt: skip
PERIODS = [
    {"name": "Q1 2026", "sampleSize": 4, "isEnough": False, "value": "100", "verdict": None},
    {"name": "Q2 2026", "sampleSize": 40, "isEnough": True, "value": "97.5", "verdict": "MET"},
]
TRIAL = {"enough": 1, "met": 1, "missed": 0, "unsure": 0, "periods": PERIODS}


def offering(more: Mapping[str, Any] = MappingProxyType({})) -> World:
    metric = {
        "id": "met_1", "unit": "PERCENT", "decimals": 2, "direction": "HIGHER", "owes": "HOST", "version": 1,
        "code": "paid.on_time", "title": "Invoices paid on time", "sentence": "The share.", "parameters": [],
    }  # fmt: skip
    told = {
        "MetricConnection.nodes": [metric], "Viewer.permissions": ["expectation:propose"],
        "MetricTrialPayload.trial": TRIAL, "MetricTrialPayload.userErrors": [],
    }  # fmt: skip
    return World(side="PARTNER", answers=told | dict(more))


async def test_trying_shows_the_periods_beside_the_form_and_nothing_of_it_is_lost() -> None:
    world = offering()
    async with browser(world) as client:
        answer = await client.post(NEW, data=FORM)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (200, [])
    assert [each["operationName"] for each in world.asked] == ["ExpectationTry", "ExpectationNew"]
    asked = world.asked[0]["variables"]["input"]
    assert asked["obligor"] == "HOST"
    assert asked["terms"] == {
        "title": "Paid in time, my words", "kind": "KPI", "startsOn": "2026-11-22", "metricId": "met_1",
        "target": "97.5", "rhythm": {"length": "QUARTER", "startsIn": 4}, "minSample": 20,
        "parameters": [{"name": "early_days", "value": "2"}],
        "scope": [{"field": "site", "words": ["Sofia", "Plovdiv"]}],
    }  # fmt: skip
    assert 'value="Paid in time, my words"' in answer.text
    assert "Sofia\nPlovdiv</textarea>" in answer.text
    for told in ("1 of 2", "Q1 2026", "Too few", "97.50% · 40 counted", "Met"):
        assert told in page.text
    assert page.text.index("Q2 2026") < page.text.index("Q1 2026")


async def test_what_cannot_be_tried_stands_at_its_field() -> None:
    error = {"code": "INVALID", "message": "This is no time zone.", "path": ["input", "terms", "zone"]}
    world = offering({"MetricTrialPayload.userErrors": [error], "MetricTrialPayload.trial": None})
    async with browser(world) as client:
        answer = await client.post(NEW, data=FORM)
    assert answer.status_code == 422
    assert 'href="#ExpectationDraft-zone"' in answer.text
    assert 'value="Paid in time, my words"' in answer.text


async def test_a_form_begins_with_who_owes_such_subjects() -> None:
    told = await shown(offering(), NEW)
    (chosen,) = [line for line in told.split("<input") if 'name="obligor"' in line and "checked" in line]
    assert 'value="HOST"' in chosen


@pytest.mark.parametrize(("status", "after", "may"), [
    ("ACTIVE", None, True), ("ACTIVE", "PROPOSED", False), ("ACTIVE", "RETIRED", True), ("PROPOSED", None, False),
])  # fmt: skip
async def test_an_agreed_promise_is_replaced_from_its_page(status: str, after: str | None, may: bool) -> None:
    replaced = after and {"id": "ept_2", "title": "The next", "status": after, "startsOn": "2027-01-01"}
    world = offering({
        "Expectation.id": "ept_1", "Expectation.code": "paid.on_time", "Expectation.obligor": "HOST",
        "Metric.parameters": [], "Expectation.parameters": [], "Expectation.scope": [],
        "Expectation.status": status, "Expectation.replacedBy": replaced, "Expectation.consequence": None,
        "Expectation.availableActions": [action(step, "no") for step in LIFE],
    })  # fmt: skip
    assert ("/expectations/ept_1/next" in await shown(world, "/expectations/ept_1")) is may
    told = await shown(world, "/expectations/ept_1/next")
    assert ('name="supersedesId" value="ept_1"' in told) is may
    assert ('name="code" value="paid.on_time"' in told) is may


async def test_what_changes_with_a_replacement_is_told_to_who_is_to_agree() -> None:
    same = {"minSample": 20, "lagDays": 10, "cureDays": 30, "text": "", "zone": "UTC", "consequence": None,
            "parameters": [], "scope": [], "currency": "EUR", "tolerance": None, "floor": None,
            "period": {"length": "QUARTER", "startsIn": 1, "months": 0},
            "definition": {"title": "On time", "version": 1, "unit": "PERCENT", "decimals": 2, "direction": "HIGHER"},
            "title": "On time"}  # fmt: skip
    old = same | {"id": "ept_0", "target": "95"}
    world = World(side="PARTNER", answers={
        "Query.expectation": same | {"id": "ept_1", "target": "97", "minSample": 30, "status": "PROPOSED",
                                     "author": "HOST", "supersedes": old, "replacedBy": None,
                                     "availableActions": [], "waitingOn": ["PARTNER"]},
    })  # fmt: skip
    page = markup.Page(await shown(world, "/expectations/ept_1"))
    for told in ("Changes", "95%", "97%", "Minimum number for a value", "20", "30"):
        assert told in page.text
    assert "The expectation takes effect when your side agrees." in page.text
    assert "when the other side agrees" not in page.text


async def test_of_several_values_of_a_promise_the_first_page_says_which_one_it_is() -> None:
    turn = {"title": "Castings on time", "subject": {"__typename": "Measurement", "id": "mea_1", "period": "Q3 2026"},
            "next": [], "waitingOn": ["PARTNER"]}  # fmt: skip
    world = World(side="PARTNER", answers={"TurnConnection.nodes": [turn]})
    assert "Value of “Castings on time, Q3 2026”" in markup.Page(await shown(world, "/")).text
