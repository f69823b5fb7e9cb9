"""The pages of expectations, measurements and facts: what they ask for, and what their forms send."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from frontend_stub import app
from tests.frontend import markup
from tests.frontend.posting import fields_of, forms_of
from tests.frontend.world import World, browser

VALUE, ANSWER = "/measurements/mea_1", "/measurements/mea_1/answer"
STEPS = ("ACKNOWLEDGE", "TURN_INTO_DISPUTE", "WITHDRAW", "RESTATE", "DECLINE_RESTATEMENT", "OFFER_RESTATEMENT")
LIFE = ("AGREE", "REVISE", "DECLINE", "PROPOSE", "DISCARD", "RESUME", "SUSPEND", "RETIRE")


def action(name: str, why: str = "") -> dict[str, Any]:
    blocked = {"code": "BLOCKED", "message": why} if why else None
    return {"name": name, "allowed": not why, "roles": ["PARTNER_ADMIN"], "notFor": [], "blockedBy": blocked}


def line(key: str) -> dict[str, Any]:
    return {"id": f"sbj_{key}", "kind": "ORDER_LINE", "key": key, "digest": "ab" * 32, "hasTwoStories": False}


def lines(*keys: str) -> dict[str, Any]:
    page = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    return {"nodes": [line(key) for key in keys], "pageInfo": page, "totalCount": len(keys)}


def value(*steps: str, side: str = "PARTNER", more: Mapping[str, Any] = MappingProxyType({})) -> World:
    """The API with a value whose lines are 1, 2 and 3."""
    told = {
        "Measurement.id": "mea_1", "Measurement.version": 4, "Measurement.status": "PROVISIONAL",
        "Measurement.value": "81.82", "Measurement.verdict": "MISSED", "Measurement.contests": [],
        "Measurement.subjects": lines("1", "2", "3"), "Measurement.subjectSetDigest": "cd" * 32,
        "Measurement.availableActions": [action(step) for step in steps], "Expectation.currency": "EUR",
        "Metric.unit": "PERCENT", "MeasurementPayload.userErrors": [],
    }  # fmt: skip
    return World(side=side, answers=told | dict(more))


async def shown(world: World, path: str) -> str:
    async with browser(world) as client:
        answer = await client.get(path)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (200, [])
    return answer.text


async def sent(world: World, path: str, form: dict[str, Any]) -> tuple[int, Any]:
    """The status, and the variables that the mutation was asked with; none where nothing was asked."""
    async with browser(world) as client:
        answer = await client.post(path, data=form)
    asked = [each["variables"] for each in world.asked if "input" in each["variables"]]
    return answer.status_code, asked[0]["input"] if asked else markup.Page(answer.text).text


async def test_files_of_a_contest_show_every_line_that_is_ticked() -> None:
    form = {
        "operation": "MeasurementContest", "measurementId": "mea_1", "expectedVersion": "4", "line": ["sbj_1", "sbj_3"],
        "reason": "DATE", "claim": "It came in time.", "files": ["fil_1", "fil_2"],
    }  # fmt: skip
    status, asked = await sent(value("CONTEST"), VALUE, form)
    assert status == 303
    assert [(each["subjectId"], each["fileIds"]) for each in asked["lines"]] == [
        ("sbj_1", ["fil_1", "fil_2"]), ("sbj_3", ["fil_1", "fil_2"]),
    ]  # fmt: skip
    page = await shown(value("CONTEST"), VALUE)
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file" multiple' in page


async def test_ticked_lines_are_contested_with_one_reason_and_single_ones_with_their_own() -> None:
    form = fields_of(await shown(value("CONTEST"), VALUE), "MeasurementContest")
    typed = {"line": ["sbj_1", "sbj_3"], "reason": "DATE", "claim": "It came on the day.",
             "reason-sbj_3": "DUPLICATE", "claim-sbj_3": "See 2."}  # fmt: skip
    status, given = await sent(value("CONTEST"), VALUE, form | typed)
    assert (status, given["measurementId"], given["expectedVersion"]) == (303, "mea_1", 4)
    assert given["lines"] == [
        {"subjectId": "sbj_1", "reason": "DATE", "claim": "It came on the day."},
        {"subjectId": "sbj_3", "reason": "DUPLICATE", "claim": "See 2."},
    ]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"reason": "DATE", "claim": "Words."}, "Lines: Tick the lines that you contest."),
        ({"line": ["sbj_1"], "reason": "DATE"}, "Problem: This field is required."),
        ({"line": ["sbj_1"], "claim": "Words."}, "Why?: This field is required."),
    ],
)
async def test_a_contest_without_lines_or_words_is_refused_before_it_is_sent(typed: Any, says: str) -> None:
    form = {"operation": "MeasurementContest", "measurementId": "mea_1", "expectedVersion": "4"}
    status, text = await sent(value("CONTEST"), VALUE, form | typed)
    assert status == 422
    assert says in text


async def test_a_line_that_was_contested_as_it_is_has_no_tick() -> None:
    said = {
        "id": "fco_1", "subject": line("2"), "subjectDigest": "ab" * 32, "withdrawnAt": None, "answer": "UPHOLD",
        "answeredAt": "2026-11-20T08:00:00Z",
    }  # fmt: skip
    html = await shown(value("CONTEST", more={"Measurement.contests": [said]}), VALUE)
    (form,) = [each for each in forms_of(html) if each.operation == "MeasurementContest"]
    assert [code for name, code in form.ticks if name == "line"] == ["sbj_1", "sbj_3"]


@pytest.mark.parametrize("name", STEPS)
async def test_each_step_of_a_value_has_its_form_or_says_why_not(name: str) -> None:
    html = await shown(value(name), VALUE)
    (form,) = [each for each in forms_of(html) if each.operation.startswith("Measurement")]
    values = dict(form.values)
    assert (values["measurementId"], values["expectedVersion"]) == ("mea_1", "4")
    assert values.get("expectedDigest", "cd" * 32) == "cd" * 32
    world = value(more={"Measurement.availableActions": [action(name, "Not before Monday.")]})
    html = await shown(world, VALUE)
    assert "Not before Monday." in " ".join(markup.Page(html).text)
    assert [each for each in forms_of(html) if each.operation.startswith("Measurement")] == []


@pytest.mark.parametrize("name", LIFE)
async def test_each_step_of_an_expectation_has_its_form_and_agreeing_names_the_digest(name: str) -> None:
    told = {"Expectation.availableActions": [action(name)], "Expectation.version": 3, "Expectation.digest": "ef" * 32}
    html = await shown(World(side="PARTNER", answers=told), "/expectations/ept_1")
    (form,) = [each for each in forms_of(html) if each.operation.startswith("Expectation")]
    values = dict(form.values)
    assert values["expectedVersion"] == "3"
    assert ("expectedDigest" in values) == (name == "AGREE")
    assert values.get("expectedDigest", "ef" * 32) == "ef" * 32


def contest(fact: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "fco_1", "reason": "DATE", "claim": "Wrong day.", "answeredAt": None, "withdrawnAt": None,
        "subject": line("1") | {"state": [], "facts": [fact]},
    }  # fmt: skip


async def test_an_answer_corrects_what_the_own_side_said_and_nothing_of_the_others() -> None:
    own = {"side": "HOST", "source": "ERP", "externalId": "x1", "statement": "LINE", "revision": 1,
           "document": json.dumps({"agreed_on": "2026-02-10", "ordered": "10"})}  # fmt: skip
    world = value("RULE_ON_FACTS", side="HOST", more={"Measurement.contests": [contest(own)]})
    form = fields_of(await shown(world, ANSWER), "MeasurementRuleOnFacts")
    typed = {"answer-fco_1": "CORRECT", "text": "You are right.", "value-fco_1-agreed_on": "2026-02-17"}
    status, given = await sent(world, ANSWER, form | typed)
    assert status == 303
    assert given["answers"] == [{
        "contestId": "fco_1", "answer": "CORRECT", "text": "You are right.", "source": "ERP",
        "facts": [{"kind": "ORDER_LINE", "statement": "LINE", "subjectKey": "1", "externalId": "x1",
                   "values": [{"name": "agreed_on", "value": "2026-02-17"}, {"name": "ordered", "value": "10"}],
                   "reason": "You are right."}],
    }]  # fmt: skip
    world = value("RULE_ON_FACTS", side="HOST", more={"Measurement.contests": [contest(own | {"side": "PARTNER"})]})
    (form_,) = [each for each in forms_of(await shown(world, ANSWER)) if each.operation == "MeasurementRuleOnFacts"]
    assert [code for _, code in form_.ticks] == ["EXCLUDE", "UPHOLD"]


async def test_every_contested_line_needs_an_answer_and_a_reason() -> None:
    form = {"operation": "MeasurementRuleOnFacts", "measurementId": "mea_1", "expectedVersion": "4", "contest": "fco_1"}
    world = value("RULE_ON_FACTS", side="HOST", more={"Measurement.contests": [contest({"side": "PARTNER"})]})
    status, text = await sent(world, ANSWER, form)
    assert status == 422
    assert "Answer: Choose an answer for this line." in text


async def test_a_promise_is_read_as_its_author_writes_numbers() -> None:
    form = {
        "operation": "ExpectationDraft", "writtenIn": "bg", "obligor": "PARTNER", "code": "on_time", "title": "Навреме",
        "kind": "SLA", "startsOn": "2027-01-01", "metricId": "met_1", "target": "99,995", "length": "TRAILING",
        "months": "6", "startsIn": "1", "parameter-late_days": "0,5", "scope-site": "A\r\n\r\nB", "minSample": "20",
    }  # fmt: skip
    world = World(answers={"ExpectationPayload.userErrors": []})
    status, given = await sent(world, "/expectations/new", form)
    assert status == 303
    assert given["terms"] == {
        "title": "Навреме", "kind": "SLA", "startsOn": "2027-01-01", "metricId": "met_1", "target": "99.995",
        "rhythm": {"length": "TRAILING", "months": 6}, "minSample": 20,
        "parameters": [{"name": "late_days", "value": "0.5"}], "scope": [{"field": "site", "words": ["A", "B"]}],
    }  # fmt: skip


async def test_both_groups_are_asked_for_and_one_alone_is_paged() -> None:
    world = World()
    await shown(world, "/expectations?status=ACTIVE&kind=NONSENSE")
    await shown(world, "/expectations?obligor=HOST&after=c1")
    asked = [each["variables"] for each in world.asked]
    assert (asked[0]["filter"]["obligor"], asked[0]["others"]["obligor"], asked[0]["first"]) == ("PARTNER", "HOST", 10)
    assert asked[0]["filter"]["status"] == {"in": ["ACTIVE"]}
    assert "kind" not in asked[0]["filter"]
    assert (asked[1]["filter"]["obligor"], asked[1]["after"]) == ("HOST", "c1")


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [("", {"missed": True}), ("contested", {"contested": True}), ("stories", {"twoStories": True}), ("all", {})],
)
async def test_the_lines_of_a_value_are_the_missed_ones_unless_others_are_asked_for(chosen: str, wanted: Any) -> None:
    world = value()
    await shown(world, f"{VALUE}?lines={chosen}")
    assert world.asked[0]["variables"]["filter"] == wanted


async def test_all_that_a_value_rests_on_comes_in_one_file() -> None:
    world = value()
    async with browser(world) as client:
        answer = await client.get(f"{VALUE}/proof.json")
    told = answer.json()
    assert answer.headers["content-disposition"] == 'attachment; filename="measurement.json"'
    assert [each["key"] for each in told["subjects"]] == ["1", "2", "3"]
    assert (told["isWhole"], told["value"]) == (True, "81.82")
    async with browser(World(answers={"Query.measurement": None})) as client:
        assert (await client.get(f"{VALUE}/proof.json")).status_code == 404


@pytest.mark.parametrize("side", ["HOST", "PARTNER"])
@pytest.mark.parametrize("fill", ["full", "long", "null"])
async def test_no_page_of_expectations_breaks_on_what_either_side_is_told(side: str, fill: str) -> None:
    for page in app.PAGES:
        if page.path.split("/")[1] in {"expectations", "measurements", "facts", "subjects"}:
            async with browser(World(side=side, fill=fill)) as client:
                answer = await client.get(page.path.replace("{id}", "xyz_1"))
            assert (answer.status_code, markup.Page(answer.text).all_problems()) == (200, []), page.path
