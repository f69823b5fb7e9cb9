"""The pages of scorecards and breaches: what they say to each side, and what their forms send."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from tests.frontend.posting import fields_of, forms_of
from tests.frontend.test_expectations import action, sent, shown
from tests.frontend.world import World

CARDS, CARD, BREACH = "/scorecards/org_1", "/scorecards/cards/scd_1", "/breaches/bre_1"
LIFE = ("AGREE", "REVISE", "DECLINE", "PROPOSE", "DISCARD", "RETIRE")
STEPS = ("NOTIFY", "SUBMIT_PLAN", "VERIFY_CURE", "REFUSE_PLAN", "APPLY_CONSEQUENCE", "CLOSE", "WAIVE")
POINT = {
    "id": "mea_1", "period": "Q3 2026", "status": "FINAL", "value": "84.85", "low": "80.6", "high": "88.3",
    "sampleSize": 330, "verdict": "MISSED", "waitingOn": [], "dueAt": None,
}  # fmt: skip
WAITS = POINT | {"status": "PROVISIONAL", "waitingOn": ["PARTNER"], "dueAt": "2026-11-27T22:59:59.000Z"}
BANDS = [
    {"since": "0", "until": "50", "standing": "CRITICAL", "effects": []},
    {"since": "50", "until": "100", "standing": "GOOD", "effects": ["NOTICE"]},
]
MAY = {"Viewer.permissions": ["measurement:acknowledge"]}
AGREED = json.dumps({"consequence": {"rates": "ECB", "currency": "EUR"}})


def line(**more: Any) -> dict[str, Any]:
    return {
        "expectationId": "ept_1", "title": "Delivery on time", "code": "on_time", "unit": "PERCENT", "decimals": 2,
        "currency": None, "direction": "HIGHER", "weight": "60", "target": "95", "tolerance": None, "floor": "80",
        "score": "32.33", "contested": False, "closesAt": None, "newest": POINT, "history": [POINT], "waiting": [],
        "change": {"trend": "WORSE", "difference": "-12.1"}, "changeOfYear": {"trend": "BETTER", "difference": "3.2"},
        **more,
    }  # fmt: skip


def card(**more: Any) -> dict[str, Any]:
    return {
        "id": "scd_1", "version": 3, "digest": "ab" * 32, "title": "Deliveries", "status": "AGREED", "score": "84",
        "standing": "GOOD", "coveredWeight": "100", "unscored": 0, "effects": [], "bands": BANDS, "lines": [line()],
        "rank": {"name": "4th of 18 scored"}, "history": [], "availableActions": [], "waitingOn": [], "dueAt": None,
        **more,
    }  # fmt: skip


def world(side: str = "PARTNER", more: Mapping[str, Any] = MappingProxyType({}), **columns: Any) -> World:
    """The API with a card of the partner's, and none of the company's."""
    told = {"Query.scorecardById": card(**columns), "Query.breaches": {"nodes": [], "totalCount": 0}} | MAY
    found = World(side=side, answers=told | {"Query.scorecards": {"nodes": []}} | dict(more))
    given = found._field

    def field(source: Any, info: Any, **arguments: Any) -> Any:
        if info.field_name == "scorecard" and info.parent_type.name == "Query":
            return card(**columns) if arguments["side"] == "PARTNER" else None
        return given(source, info, **arguments)

    found._field = field  # type: ignore[method-assign]  # what one side owes is another card than what the other does
    return found


async def test_a_card_says_its_word_and_number_why_it_moved_and_what_waits_until_when() -> None:
    html = await shown(world(lines=[line(newest=WAITS, waiting=[WAITS, WAITS])]), CARDS)
    for said in (
        "Good, 84", "Delivery on time: worse than the period before by 12.1 points", "2 items are waiting for you",
        "Review the value", "84.85%", "of 330, agreed 95%", "Weight 60 of 100, scores 32.33.", "4th of 18 scored",
        "No scorecard is agreed",
    ):  # fmt: skip
        assert said in html
    assert html.index("2 items are waiting for you") < html.index("Good, 84") < html.index("84.85%")
    assert 'href="/measurements/mea_1"' in html


@pytest.mark.parametrize(
    ("trend", "said", "cell"),
    [
        ("BETTER", "Better than in the same period a year before by 3.2 points.", "Better by 3.2 points"),
        ("WORSE", "Worse than in the same period a year before by 3.2 points.", "Worse by 3.2 points"),
        ("UNCLEAR", "No clear change against the same period a year before.", "No clear change"),
        ("NEW_DEFINITION", "", "Measured in another way then"),
        ("NONE", "", "–"),
    ],
)
async def test_each_line_says_how_it_moved_since_the_same_period_a_year_before(
    trend: str, said: str, cell: str
) -> None:
    html = await shown(world(lines=[line(changeOfYear={"trend": trend, "difference": "-3.2"})]), CARDS)
    assert said in html
    assert ("a year before" in html.partition("How each line moved")[0]) is bool(said)
    assert f'data-label="Against the same period a year before"><div>{cell}</div>' in html
    assert 'data-label="Against the period before"><div>Worse by 12.1 points</div>' in html


@pytest.mark.parametrize("path", [CARDS, "/scorecards"])
async def test_who_may_only_read_is_told_whose_turn_a_value_is_and_offered_nothing(path: str) -> None:
    found = card(lines=[line(newest=WAITS, waiting=[WAITS])], partner={"id": "org_1", "name": "N", "zone": "UTC"})
    told = {"Viewer.permissions": [], "Query.scorecards": {"nodes": [found], "totalCount": 1, "pageInfo": {}}}
    reader = await shown(world(more=told, **found), path)
    assert "Waiting for your side" in reader
    assert ("Review the value" in reader, "waiting for you<" in reader) == (False, False)
    assert "Review the value" in await shown(world(more=told | MAY, **found), path)


async def test_a_rank_is_shown_to_the_partner_itself_alone() -> None:
    assert "4th of 18 scored" not in await shown(world("HOST"), CARDS)


async def test_a_contested_line_says_so_and_leads_to_what_is_contested() -> None:
    html = await shown(world(lines=[line(newest=POINT | {"status": "CONTESTED"}, contested=True)]), CARDS)
    assert "Contested: its last final value counts" in html
    assert 'href="/measurements/mea_1?lines=contested#lines"' in html


async def test_what_is_not_scored_is_said_and_no_arrow_is_drawn_that_chance_explains() -> None:
    unclear = line(score=None, change={"trend": "UNCLEAR", "difference": "-3"})
    html = await shown(world(score=None, standing=None, unscored=1, coveredWeight="40", lines=[unclear]), CARDS)
    assert "1 of 1 lines not scored, 40 of 100 weight" in html
    assert "Weight 60 of 100, not scored." in html
    assert "▼" not in html


async def test_the_company_sees_partners_by_lines_and_a_partner_does_not() -> None:
    row = card(partner={"id": "org_1", "name": "Northgate", "zone": "UTC"}, obligor="PARTNER")
    told = {"Query.scorecards": {"nodes": [row], "totalCount": 1, "pageInfo": {}}}
    html = await shown(World(side="HOST", answers=told), "/scorecards")
    assert "What partners owe, line by line" in html
    assert 'class="h1"' in html  # 32.33 of 100
    assert "What partners owe, line by line" not in await shown(World(side="PARTNER", answers=told), "/scorecards")


@pytest.mark.parametrize("name", LIFE)
async def test_each_step_of_a_card_has_its_form_and_agreeing_names_the_digest(name: str) -> None:
    html = await shown(world(availableActions=[action(name)]), CARD)
    (form,) = [each for each in forms_of(html) if each.operation.startswith("Scorecard")]
    values = dict(form.values)
    assert (values["scorecardId"], values["expectedVersion"]) == ("scd_1", "3")
    assert values.get("expectedDigest") == ("ab" * 32 if name == "AGREE" else None)
    html = await shown(world(availableActions=[action(name, "Not before Monday.")]), CARD)
    assert "Not before Monday." in html
    assert [each for each in forms_of(html) if each.operation.startswith("Scorecard")] == []


async def test_a_draft_is_read_as_its_author_writes_numbers_and_leaves_no_gap_between_bands() -> None:
    form = {
        "operation": "ScorecardDraft", "writtenIn": "bg", "partnerId": "org_1", "obligor": "PARTNER",
        "title": "Доставки", "length": "QUARTER", "leastCovered": "50", "weight-ept_1": "62,5",
        "weight-ept_2": "37,5", "weight-ept_3": "", "since-CRITICAL": "0", "since-POOR": "", "since-GOOD": "80,5",
        "effects-CRITICAL": ["NOTICE", "PLAN_REQUIRED"],
    }  # fmt: skip
    status, given = await sent(World(answers={"ScorecardPayload.userErrors": []}), "/scorecards/new", form)
    assert status == 303
    assert given["card"] == {
        "title": "Доставки", "rhythm": {"length": "QUARTER"}, "leastCovered": "50",
        "lines": [{"expectationId": "ept_1", "weight": "62.5"}, {"expectationId": "ept_2", "weight": "37.5"}],
        "bands": [
            {"since": "0", "until": "80.5", "standing": "CRITICAL", "effects": ["NOTICE", "PLAN_REQUIRED"]},
            {"since": "80.5", "until": "100", "standing": "GOOD", "effects": []},
        ],
    }  # fmt: skip


async def test_a_card_without_weights_or_bands_is_refused_before_it_is_sent() -> None:
    form = {"operation": "ScorecardDraft", "obligor": "HOST", "title": "x", "length": "QUARTER", "leastCovered": "50"}
    known = {"Expectation.kind": "SLA", "Expectation.status": "ACTIVE", "Expectation.obligor": "HOST"}
    world_ = World(answers=known | {"Viewer.permissions": ["expectation:propose"]})
    status, text = await sent(world_, "/scorecards/new?partner=org_1&side=HOST", form)
    assert status == 422
    assert "Give at least one line a weight." in " ".join(text)


def breach(*names: str, why: str = "", **more: Any) -> World:
    told = {
        "id": "bre_1", "version": 5, "status": "UNCURED", "obligor": "PARTNER", "value": "84.85", "target": "95",
        "availableActions": [action(name, why) for name in names], "consequences": [], **more,
    }  # fmt: skip
    answers = {f"Breach.{name}": value for name, value in told.items()} | {"BreachPayload.userErrors": []}
    return World(side="HOST", answers=answers | {"Expectation.document": AGREED, "Metric.unit": "PERCENT"})


COST = {"amount": {"amount": "2500.00", "currency": "EUR"}, "missing": None, "periods": [{
    "period": "Q3 2026", "amount": {"amount": "2500.00", "currency": "EUR"}, "percent": "25",
    "basis": {"amount": "12000.00", "currency": "EUR"}, "left": {"amount": "2500.00", "currency": "EUR"},
    "limitedBy": "PERIOD",
}]}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
async def test_each_step_of_a_breach_has_its_form_or_says_why_not(name: str) -> None:
    html = await shown(breach(name, comesTo=COST), BREACH)
    (form,) = [each for each in forms_of(html) if each.operation.startswith("Breach")]
    values = dict(form.values)
    assert (values["breachId"], values["expectedVersion"]) == ("bre_1", "5")
    html = await shown(breach(name, why="Not before Monday."), BREACH)
    assert "Not before Monday." in html
    assert [each for each in forms_of(html) if each.operation.startswith("Breach")] == []


async def test_what_it_comes_to_is_read_with_basis_and_caps_and_exactly_that_is_applied() -> None:
    html = await shown(breach("APPLY_CONSEQUENCE", comesTo=COST), BREACH)
    for said in ("The amount is €2,500.00.", "€12,000.00", "limited by the cap of a period"):
        assert said in html
    form = fields_of(html, "BreachApplyConsequence")
    status, given = await sent(breach("APPLY_CONSEQUENCE", comesTo=COST), BREACH, form | {"reason": "As agreed."})
    assert (status, given["expectedAmount"], given["reason"]) == (
        303, {"amount": "2500.00", "currency": "EUR"}, "As agreed.",
    )  # fmt: skip
    assert "rates" not in given


async def test_rates_are_named_in_the_address_reckoned_with_and_sent_along() -> None:
    rate = {"source": "ECB", "day": "2026-09-30", "base": "USD", "quote": "EUR", "figure": "0.90912"}
    missing: dict[str, Any] = {"amount": None, "missing": "There is no rate from USD to EUR of ECB.", "periods": []}
    html = await shown(breach("APPLY_CONSEQUENCE", comesTo=missing), BREACH)
    assert "There is no rate from USD to EUR of ECB." in html
    assert [each for each in forms_of(html) if each.operation.startswith("Breach")] == []
    asked = breach("APPLY_CONSEQUENCE", comesTo=COST)
    query = "source=ECB&quote=EUR&base-1=usd&day-1=2026-09-30&figure-1=0.90912&base-2=JPY&day-2=&figure-2=x"
    html = await shown(asked, f"{BREACH}?{query}")
    assert asked.asked[0]["variables"]["rates"] == [rate]
    form = fields_of(html, "BreachApplyConsequence")
    _status, given = await sent(breach("APPLY_CONSEQUENCE", comesTo=COST), BREACH, form)
    assert given["rates"] == [rate]


async def test_a_plan_names_for_each_part_what_who_and_until_when() -> None:
    form = fields_of(await shown(breach("SUBMIT_PLAN"), BREACH), "BreachSubmitPlan")
    names = ("CONTAINMENT", "ROOT_CAUSE", "CORRECTIVE_ACTION", "PREVENTION")
    typed = {
        f"{part}-{name}-1": value for name in names
        for part, value in (("text", "Two drivers."), ("responsible", "Dispatch"), ("dueOn", "2026-12-18"))
    }  # fmt: skip
    typed |= {
        "text-PREVENTION-2": "A check.",
        "responsible-PREVENTION-2": "Quality",
        "dueOn-PREVENTION-2": "2027-01-15",
    }
    status, given = await sent(breach("SUBMIT_PLAN"), BREACH, form | typed | {"files": ["fil_1", "fil_2"]})
    assert (status, given["fileIds"]) == (303, ["fil_1", "fil_2"])
    assert [each["discipline"] for each in given["steps"]] == [*names, "PREVENTION"]
    assert given["steps"][-1] == {
        "discipline": "PREVENTION", "text": "A check.", "responsible": "Quality", "dueOn": "2027-01-15",
    }  # fmt: skip
    status, text = await sent(
        breach("SUBMIT_PLAN"), BREACH, form | {"text-ROOT_CAUSE-1": "No slots.", "dueOn-ROOT_CAUSE-1": "soon"}
    )
    assert status == 422
    assert "Who does it: This field is required." in " ".join(text)
    assert "By when: Enter a date" in " ".join(text)


async def test_each_plan_says_how_many_files_came_with_it_and_links_them() -> None:
    files = [{"name": f"{name}.pdf", "bytes": 9, "state": "CLEAN", "path": f"/files/{name}"} for name in "ab"]
    step = {"discipline": "PREVENTION", "text": "A check.", "responsible": "Quality", "dueOn": "2026-12-18"}
    steps = [{**step, "submission": 2, "files": files}, {**step, "submission": 1, "files": files[1:]}]
    html = await shown(breach(planSteps=[*steps, steps[1]]), BREACH)
    newest, _heading, earlier = html.partition("An earlier plan")
    assert "2 files attached" in newest
    assert [f'href="/files/{name}"' in newest for name in "ab"] == [True, True]
    assert "1 file attached" in earlier
    assert [f'href="/files/{name}"' in earlier for name in "ab"] == [False, True]


async def test_what_was_taken_back_stands_in_the_ledger_beside_what_it_takes_back() -> None:
    entry = {
        "number": 1, "kind": "CHARGE", "amount": {"amount": "2500.00", "currency": "EUR"}, "percent": "25",
        "basis": {"amount": "12000.00", "currency": "EUR"}, "left": None, "rate": None, "reason": "",
        "madeBy": "Leonie", "madeAt": "2026-11-20T08:00:00Z", "revision": 1,
    }  # fmt: skip
    back = entry | {"number": 2, "amount": {"amount": "-2500.00", "currency": "EUR"}}
    html = await shown(breach(consequences=[entry, back], cost={"amount": "0.00", "currency": "EUR"}), BREACH)
    assert html.count("Cancelled after a restatement") == 1
    assert "With the current ledger, it costs €0.00." in html


@pytest.mark.parametrize("side", ["HOST", "PARTNER"])
@pytest.mark.parametrize("fill", ["full", "long", "null"])
async def test_no_page_of_cards_and_breaches_breaks_on_what_either_side_is_told(side: str, fill: str) -> None:
    paths = ("/scorecards", CARDS, CARD, f"{CARD}/edit", "/scorecards/new?partner=org_1&side=HOST", "/breaches", BREACH)
    for path in paths:
        await shown(World(side=side, fill=fill), path)
