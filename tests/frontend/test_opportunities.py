"""The pages of opportunities: what they say to each side in each status, and the forms that they offer."""

from typing import Any

import pytest

from frontend_stub import app
from frontend_stub.pages.opportunities import detail
from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.frontend.world import World, browser

HERE = "/opportunities/opp_1"
FORMS = {action: operation for operation, action, _ in detail.STEPS}
ASKED = ("EXTEND", "REFUSE_EXTENSION")
TIME = "2026-11-20T10:00:00.000Z"


def action(name: str, why: str = "") -> dict[str, Any]:
    blocked = {"code": "BLOCKED", "message": why} if why else None
    return {"name": name, "allowed": not why, "roles": ["PARTNER_ADMIN"], "notFor": [], "blockedBy": blocked}


def one(*actions: dict[str, Any], side: str = "PARTNER", **more: Any) -> World:
    """The API with an opportunity that offers these steps."""
    told = {
        "id": "opp_1", "version": 7, "status": "SUBMITTED", "availableActions": [*actions], "protection": None,
        "refusal": None, "conflict": None, "note": "", **more,
    }  # fmt: skip
    return World(side=side, answers={f"Opportunity.{name}": value for name, value in told.items()})


def protection(**more: Any) -> dict[str, Any]:
    return {
        "since": TIME, "until": TIME, "daysLeft": 12, "pausedSince": None, "extensions": 0, "extensionAskedAt": None,
        **more,
    }  # fmt: skip


async def shown(world: World, path: str = HERE) -> tuple[str, str]:
    """The page, and what it says as one line."""
    async with browser(world) as client:
        answer = await client.get(path)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (200, [])
    return answer.text, " ".join(" ".join(page.text).split())


def own(html: str) -> list[Any]:
    return [form for form in forms_of(html) if form.operation.startswith("Opportunity")]


@pytest.mark.parametrize("step", FORMS)
async def test_each_step_has_its_form_and_says_why_it_is_not_open(step: str) -> None:
    asked: dict[str, Any] = {"protection": protection(extensionAskedAt=TIME)} if step in ASKED else {}
    html, _ = await shown(one(action(step), **asked))
    (form,) = own(html)
    values = dict(form.values)
    assert (form.operation, values["opportunityId"], values["expectedVersion"]) == (FORMS[step], "opp_1", "7")
    html, refused = await shown(one(action(step, "Not before Monday."), **asked))
    assert ("Not before Monday." in refused, own(html)) == (True, [])


@pytest.mark.parametrize("step", ASKED)
async def test_more_time_is_answered_once_it_is_asked_for(step: str) -> None:
    html, _ = await shown(one(action(step), status="PROTECTED", protection=protection()))
    assert own(html) == []


async def test_one_sees_what_is_one_s_own_until_when_and_what_happens_otherwise() -> None:
    turn: dict[str, Any] = {
        "turn": {"otherwise": "Otherwise the protection ends."},
        "waitingOn": ["PARTNER"],
        "dueAt": TIME,
    }
    _, said = await shown(one(action("WIN"), status="PROTECTED", protection=protection(), **turn))
    for words in ("Protected until", "12 days left", "Otherwise the protection ends.", "Record the order"):
        assert words in said


async def test_a_rejection_says_the_rule_and_the_day_of_the_older_right_and_nobody_s_name() -> None:
    refusal = {
        "code": "EARLIER_REGISTRATION", "rule": "Somebody was before you.", "text": "", "olderRightOn": "2026-10-02",
    }  # fmt: skip
    _, said = await shown(one(status="REJECTED", refusal=refusal))
    assert "Registered earlier by someone else" in said
    assert "Somebody was before you." in said
    assert "2 October 2026" in said


@pytest.mark.parametrize(("permissions", "offers"), [(["opportunity:register"], True), ([], False)])
async def test_who_may_register_is_led_to_a_form_with_what_the_company_sells(
    permissions: list[str], *, offers: bool
) -> None:
    sold = {"Product.endedAt": None, "Viewer.permissions": permissions}
    html, said = await shown(World(side="PARTNER", answers=sold), "/opportunities/new")
    assert bool(own(html)) is offers
    html, said = await shown(World(side="PARTNER", answers=sold), "/opportunities")
    assert ("/opportunities/new" in html) is offers
    _, said = await shown(World(side="PARTNER", answers={**sold, "Product.endedAt": TIME}), "/opportunities/new")
    assert ("Nothing can be registered yet" in said) is offers


@pytest.mark.parametrize("side", ["HOST", "PARTNER"])
@pytest.mark.parametrize("fill", ["full", "long", "null"])
async def test_no_page_of_opportunities_breaks_on_what_it_is_told(side: str, fill: str) -> None:
    for page in app.PAGES:
        if "opportunit" not in page.path or side not in page.who.value:
            continue
        await shown(World(side=side, fill=fill), page.path.replace("{id}", "opp_1"))


async def test_the_form_says_before_where_one_may_sell_and_what_no_contract_names() -> None:
    sold = {
        "Viewer.permissions": ["opportunity:register"],
        "ProductConnection.nodes": [
            {"code": "GTX-PRO", "name": "GTX Pro", "endedAt": None, "numbers": []},
            {"code": "MG", "name": "MG", "endedAt": None, "numbers": []},
        ],
        "BoundaryConnection.nodes": [{"id": "bnd_1", "sentence": "Only in Germany.", "products": ["GTX-PRO"]}],
        "ContractConnection.nodes": [
            {"id": "ctr_1", "number": "C-1", "title": "Reselling", "kind": "RESELLER"},
            {"id": "ctr_2", "number": "C-2", "title": "Secrets", "kind": "CONFIDENTIALITY"},
        ],
    }  # fmt: skip
    html, said = await shown(World(side="PARTNER", answers=sold), "/opportunities/new")
    for words in ("Only in Germany.", "MG (MG) – not in your contracts", "C-1 Reselling"):
        assert words in said
    for words in ("GTX Pro (GTX-PRO) – not", "C-2 Secrets"):
        assert words not in said
    assert 'href="/boundaries/bnd_1"' in html
    free: dict[str, Any] = {**sold, "BoundaryConnection.nodes": []}
    _, said = await shown(World(side="PARTNER", answers=free), "/opportunities/new")
    assert "not in your contracts" not in said


@pytest.mark.parametrize("path", ["/partners/org_1", "/company", "/contracts/ctr_1"])
async def test_a_partner_and_a_contract_list_what_is_open_with_whose_turn_it_is(path: str) -> None:
    side = "PARTNER" if path == "/company" else "HOST"
    open_: dict[str, Any] = {
        "id": "opp_1", "number": "O-1", "status": "SUBMITTED", "customer": {"name": "Hartmann Werke"},
        "waitingOn": ["HOST"], "dueAt": TIME, "protection": None, "partner": {"zone": "UTC"},
    }  # fmt: skip
    held = {**open_, "id": "opp_2", "status": "PROTECTED", "waitingOn": ["PARTNER"], "protection": protection()}
    answers = {"OpportunityConnection.nodes": [open_, held]}
    html, said = await shown(World(side=side, answers=answers), path)
    assert 'href="/opportunities/opp_1"' in html
    line = said[said.index("O-1") + 3 :]
    assert line.index(f"Waiting for {'your' if side == 'HOST' else 'the other'} side") < line.index("O-1") < len(line)
    assert "12 days left" in line


@pytest.mark.parametrize("path", ["/opportunities", HERE, "/company"])
async def test_wherever_a_deal_is_listed_a_pause_of_its_protection_is_told(path: str) -> None:
    paused = protection(daysLeft=None, pausedSince=TIME)
    held: dict[str, Any] = {
        "id": "opp_1", "number": "O-1", "status": "PROTECTED", "customer": {"name": "Hartmann Werke", "country": "DE"},
        "waitingOn": [], "dueAt": None, "partner": {"name": "Northgate", "zone": "UTC"}, "protection": paused,
        "estimate": {"amount": "10.00", "currency": "EUR"}, "availableActions": [],
    }  # fmt: skip
    listed = World(side="PARTNER", answers={"OpportunityConnection.nodes": [held]})
    _, said = await shown(one(status="PROTECTED", protection=paused) if path == HERE else listed, path)
    assert "A dispute stops the time." in said


@pytest.mark.parametrize(("side", "path"), [("HOST", "/partners/org_1/exit"), ("PARTNER", "/org/account/exit")])
async def test_whoever_begins_an_exit_reads_what_becomes_of_what_is_open(side: str, path: str) -> None:
    can = [{"name": "START_EXIT", "allowed": True, "blockedBy": None}]
    for many, words in ((2, "2 opportunities are open. Those that have not been won or lost"), (0, "")):
        world = World(side=side, answers={
            "OpportunityConnection.totalCount": many, "Partner.availableActions": can,
        })  # fmt: skip
        _, said = await shown(world, path)
        assert words in said
        assert ("opportunities are open" in said) is bool(many)


@pytest.mark.parametrize("side", ["HOST", "PARTNER"])
async def test_what_waits_for_the_reader_s_side_stands_first_and_what_is_over_is_listed_newest_first(side: str) -> None:
    deal: dict[str, Any] = {
        "number": "O-1", "status": "SUBMITTED", "dueAt": TIME, "partner": {"name": "Northgate", "zone": "UTC"},
        "protection": None, "estimate": {"amount": "10.00", "currency": "EUR"}, "availableActions": [],
    }  # fmt: skip
    waiting = [("Ours", "HOST"), ("Theirs", "PARTNER")]
    nodes = [
        {**deal, "id": f"opp_{name}", "customer": {"name": name, "country": "DE"}, "waitingOn": [one]}
        for name, one in waiting
    ]
    world = World(side=side, answers={"OpportunityConnection.nodes": nodes})
    _, said = await shown(world, "/opportunities")
    mine, other = ("Ours", "Theirs") if side == "HOST" else ("Theirs", "Ours")
    first, then = said.index("Waiting for your side"), said.index("Waiting for the other side")
    assert first < said.index(mine) < then < said.index(other)
    _, over = await shown(world, "/opportunities?status=all")
    assert over.index("Ours") < over.index("Theirs")
    asked = [each["variables"]["orderBy"]["field"] for each in world.asked if "orderBy" in each["variables"]]
    assert asked == ["TURN", "CREATED_AT"]


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2026-12-14T22:59:59.000Z", "You can dispute this until"),
        ("2026-10-14T22:59:59.000Z", "The time to dispute this ended on"),
        (None, ""),
    ],
)
async def test_a_rejection_says_until_when_it_can_be_disputed(until: str | None, words: str) -> None:
    world = one(status="REJECTED", disputableUntil=until)
    world.answers["Viewer.permissions"] = ["dispute:file"]
    _, said = await shown(world)
    assert (words in said, "can dispute this" in said or "to dispute this" in said) == (True, until is not None)
    if until is not None:
        assert "14 " in said[said.index(words) :]
