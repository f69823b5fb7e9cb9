"""The pages of boundaries: what they say to each side, the forms that they offer, and the dry run."""

import re
from typing import Any

import pytest

from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.frontend.world import World, browser

HERE = "/boundaries/bnd_1"
FORMS = {
    "AGREE": "BoundaryAgree", "DECLINE": "BoundaryDecline", "WITHDRAW": "BoundaryWithdraw", "END": "BoundaryEnd",
    "OVERRIDE": "BoundaryOverride",
}  # fmt: skip
ASKED_OF_THE_PROPOSER = {"WITHDRAW"}
KINDS = ["TERRITORY", "CHANNEL", "EXCLUSIVITY", "CREDIT_LIMIT", "CONFIDENTIALITY"]
MAY = {"Viewer.permissions": ["boundary:propose"]}


def action(name: str, why: str = "") -> dict[str, Any]:
    blocked = {"code": "BLOCKED", "message": why} if why else None
    return {"name": name, "allowed": not why, "roles": ["PARTNER_ADMIN"], "notFor": [], "blockedBy": blocked}


def one(*actions: dict[str, Any], side: str = "PARTNER", **more: Any) -> World:
    """The API with a boundary that offers these steps."""
    told = {
        "Boundary.id": "bnd_1", "Boundary.version": 7, "Boundary.kind": "TERRITORY", "Boundary.digest": "ab" * 32,
        "Boundary.availableActions": [*actions], "Boundary.side": "HOST", "Boundary.status": "PROPOSED",
        "Boundary.binds": ["PARTNER"], "Boundary.waitingOn": ["PARTNER"], **MAY,
    }  # fmt: skip
    return World(side=side, answers=told | {f"Boundary.{name}": value for name, value in more.items()})


async def shown(world: World, path: str = HERE) -> tuple[str, str]:
    """The page, and what it says as one line."""
    async with browser(world) as client:
        answer = await client.get(path)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (200, [])
    return answer.text, " ".join(page.text)


def names(html: str) -> set[str]:
    """Of all fields that one can fill in, tick or choose."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', html))


def own(html: str) -> list[Any]:
    return [form for form in forms_of(html) if form.operation.startswith("Boundary")]


@pytest.mark.parametrize("step", FORMS)
async def test_each_step_has_its_form_which_names_what_is_shown(step: str) -> None:
    side = "HOST" if step in ASKED_OF_THE_PROPOSER else "PARTNER"
    html, said = await shown(one(action(step), side=side))
    (form,) = own(html)
    values = dict(form.values)
    assert (form.operation, values["boundaryId"], values["expectedVersion"]) == (FORMS[step], "bnd_1", "7")
    assert (values.get("expectedDigest") == "ab" * 32) is (step == "AGREE")
    html, refused = await shown(one(action(step, "Not before Monday."), side=side))
    assert "Not before Monday." in refused
    assert own(html) == []
    assert said != refused


async def test_nobody_is_told_why_they_do_not_take_the_other_sides_step() -> None:
    _, ours = await shown(one(action("AGREE", "Not yours."), action("WITHDRAW"), side="HOST"))
    _, theirs = await shown(one(action("AGREE"), action("WITHDRAW", "Not yours."), side="PARTNER"))
    assert "Not yours." not in ours + theirs


async def test_whom_it_binds_is_said_to_each_side_in_its_words() -> None:
    assert "Binds us" in (await shown(one(side="PARTNER")))[1]
    assert "Binds the other side" in (await shown(one(side="HOST")))[1]
    assert "Binds both sides" in (await shown(one(side="HOST", binds=["HOST", "PARTNER"])))[1]


async def test_leave_names_one_act_or_a_day_and_comes_filled_from_where_it_was_refused() -> None:
    html, _ = await shown(one(action("OVERRIDE"), side="HOST", kind="EXCLUSIVITY"), f"{HERE}?key=ctr_1")
    (form,) = own(html)
    assert form.operation == "BoundaryOverride"
    assert {"act", "actKey", "until", "reason"} <= names(html)
    assert 'value="ctr_1"' in html
    assert all(f'value="{act}"' in html for act in ("PUBLISH", "GRANT", "OFFER"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", ["HOST", "PARTNER"])
async def test_each_kind_asks_for_what_it_says_and_nothing_else(kind: str, side: str) -> None:
    path = f"/partners/org_1/boundaries/new?kind={kind}" if side == "HOST" else f"/boundaries/new?kind={kind}"
    html, _ = await shown(World(side=side, answers=MAY), path)
    (form,) = own(html)
    own_fields = {
        "TERRITORY": {"regions", "products", "isPassiveWarned"},
        "CHANNEL": {"channels", "products", "isPassiveWarned"},
        "EXCLUSIVITY": {"regions", "dealings", "products", "minimum", "minimumCurrency"},
        "CREDIT_LIMIT": {"limit", "limitCurrency", "counted", "orderer"},
        "CONFIDENTIALITY": {"classes", "ndaContractId"},
    }
    every = set().union(*own_fields.values())
    assert names(html) & every == own_fields[kind]
    assert dict(form.values)["kind"] == kind


@pytest.mark.parametrize("side", ["HOST", "PARTNER"])
async def test_first_one_says_what_it_is_about(side: str) -> None:
    path = "/partners/org_1/boundaries/new" if side == "HOST" else "/boundaries/new"
    html, said = await shown(World(side=side, answers=MAY), path)
    assert own(html) == []
    assert all(f"kind={kind}" in html for kind in KINDS)
    assert "Orders, deals won and orders opened again are refused" in said
    _, lacking = await shown(World(side=side, answers={"Viewer.permissions": []}), path)
    assert "For Legal and partner administrators" in lacking


async def test_an_amount_left_empty_is_none_and_codes_are_read_with_spaces_or_commas() -> None:
    world = World(side="PARTNER", answers=MAY)
    async with browser(world) as client:
        page = await client.get("/boundaries/new?kind=EXCLUSIVITY")
        (form,) = own(page.text)
        typed = {"regions": "de, at ch-zh", "dealings": "DISTRIBUTION", "validFrom": "2027-01-01", "minimum": ""}
        await client.post("/boundaries/new?kind=EXCLUSIVITY", data=dict(form.values) | typed)
    terms = world.asked[-1]["variables"]["input"]["terms"]
    assert terms == {
        "kind": "EXCLUSIVITY", "validFrom": "2027-01-01", "regions": ["DE", "AT", "CH-ZH"],
        "dealings": ["DISTRIBUTION"],
    }  # fmt: skip


async def test_other_terms_begin_with_those_on_the_table() -> None:
    world = one(kind="CREDIT_LIMIT", limit={"amount": "5000.00", "currency": "EUR"}, counted=["ORDERS"])
    html, _ = await shown(world, f"{HERE}/revise")
    (form,) = own(html)
    assert dict(form.values)["expectedDigest"] == "ab" * 32
    assert 'value="5000.00"' in html


async def test_what_was_typed_stays_when_somebody_was_faster() -> None:
    world = one(action("END"), status="ACTIVE")
    async with browser(world) as client:
        (form,) = own((await client.get(HERE)).text)
        stale = {
            "code": "STALE_VERSION",
            "message": "Someone else changed this first.",
            "path": ["input", "expectedVersion"],
        }
        world.answers["BoundaryPayload.userErrors"] = [stale]
        answer = await client.post(HERE, data=dict(form.values) | {"reason": "Words that stay."})
    assert answer.status_code == 409
    assert "Words that stay." in answer.text


async def test_the_dry_run_asks_nothing_until_an_act_is_chosen() -> None:
    world = World(side="PARTNER")
    await shown(world, "/boundaries/try")
    assert world.asked[-1]["variables"]["asked"] is False
    html, _ = await shown(world, "/boundaries/try?act=ORDER&amount=1.000,5x&regions=de")
    asked = world.asked[-1]["variables"]
    assert (asked["asked"], asked["input"]) == (True, {"act": "ORDER", "isPassive": False, "regions": ["DE"]})
    assert "could not be read" in html
    await shown(world, "/boundaries/try?act=SHARE&classes=TECHNICAL&classes=NONE&amount=12.50&currency=usd")
    assert world.asked[-1]["variables"]["input"]["money"] == {"amount": "12.50", "currency": "USD"}
    assert world.asked[-1]["variables"]["input"]["classes"] == ["TECHNICAL"]


async def test_those_in_force_stand_first() -> None:
    world = World(side="HOST", answers=MAY)
    _, said = await shown(world, "/boundaries")
    assert world.asked[-1]["variables"]["filter"] == {"status": {"in": ["ACTIVE", "AGREED", "PROPOSED"]}}
    await shown(world, "/boundaries?status=ENDED&binds=PARTNER&kind=CHANNEL&kind=NONE")
    assert world.asked[-1]["variables"]["filter"] == {
        "status": {"in": ["ENDED"]}, "binds": "PARTNER", "kind": "CHANNEL",
    }  # fmt: skip
    assert "Boundaries" in said
