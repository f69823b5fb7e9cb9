"""The pages of obligations: what they say to each side in each status, and the forms that they offer."""

from typing import Any

import pytest

from frontend_stub import app
from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.frontend.world import World, browser

HERE = "/obligations/obl_1"
FORMS = {
    "AGREE": "ObligationAgree", "DECLINE": "ObligationDecline", "WITHDRAW": "ObligationWithdraw",
    "CLAIM_DONE": "ObligationClaimDone", "CONFIRM": "ObligationConfirm", "REFUSE": "ObligationRefuse",
    "DEFAULT": "ObligationDefault", "WAIVE": "ObligationWaive", "CANCEL": "ObligationCancel",
}  # fmt: skip
DIGESTS = {"AGREE": "ab" * 32, "WAIVE": "ab" * 32, "CONFIRM": "cd" * 32}
"""What each step that binds names: the terms, or the evidence."""
STALE = [{"code": "STALE_VERSION", "message": "Someone else changed this first.", "path": ["input", "expectedVersion"]}]
NEVER = ["FULFILLED", "DEFAULTED", "WAIVED", "CANCELLED", "DECLINED", "WITHDRAWN", "LAPSED"]


def action(name: str, why: str = "") -> dict[str, Any]:
    blocked = {"code": "BLOCKED", "message": why} if why else None
    return {"name": name, "allowed": not why, "roles": ["PARTNER_ADMIN"], "notFor": [], "blockedBy": blocked}


def one(*actions: dict[str, Any], side: str = "PARTNER", **more: Any) -> World:
    """The API with an obligation of the partner's that offers these steps."""
    told = {
        "id": "obl_1", "version": 7, "obligor": "PARTNER", "status": "DUE", "repeats": "NEVER", "digest": "ab" * 32,
        "evidenceDigest": "cd" * 32, "availableActions": [*actions], "lateSince": None, **more,
    }  # fmt: skip
    return World(
        side=side, answers={f"Obligation.{name}": value for name, value in told.items()} | {"FileState": "CLEAN"}
    )


async def shown(world: World, path: str = HERE) -> tuple[str, str]:
    """The page, and what it says as one line."""
    async with browser(world) as client:
        answer = await client.get(path)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (200, [])
    return answer.text, " ".join(" ".join(page.text).split())


def own(html: str) -> list[Any]:
    return [form for form in forms_of(html) if form.operation.startswith("Obligation")]


@pytest.mark.parametrize("step", FORMS)
async def test_each_step_has_its_form_which_names_what_it_binds_to(step: str) -> None:
    html, said = await shown(one(action(step)))
    (form,) = own(html)
    values = dict(form.values)
    assert (form.operation, values["obligationId"], values["expectedVersion"]) == (FORMS[step], "obl_1", "7")
    assert values.get("expectedDigest") == DIGESTS.get(step)
    html, refused = await shown(one(action(step, "Not before Monday.")))
    assert ("Not before Monday." in refused, own(html)) == (True, [])
    assert said != refused


@pytest.mark.parametrize(("side", "whose"), [("PARTNER", "Owed by us"), ("HOST", "Owed to us")])
async def test_one_sees_who_owes_it_until_when_and_what_happens_otherwise(side: str, whose: str) -> None:
    world = one(action("CLAIM_DONE"), side=side, waitingOn=["PARTNER"], otherwise="Otherwise it is overdue.")
    _, said = await shown(world)
    assert whose in said
    assert "Otherwise it is overdue." in said
    assert ("Add evidence that it is done" in said) == (side == "PARTNER") or side == "HOST"
    assert "23 November" in said or "23 Nov" in said


async def test_what_is_late_says_so_also_when_it_is_done_and_a_default_says_what_may_follow() -> None:
    late = {"lateSince": "2026-11-01T22:59:59.000Z"}
    for status in ("OVERDUE", "FULFILLED"):
        _, said = await shown(one(status=status, mayDispute=False, **late))
        assert "Late: it was due by" in said
        assert "A dispute or a breach can be opened" not in said
    _, said = await shown(one(status="DEFAULTED", mayDispute=True, **late))
    assert "A dispute or a breach can be opened because of it." in said


async def test_what_is_waived_before_it_falls_due_ends_its_series() -> None:
    ends = "It does not have to be done, and it does not repeat."
    for status, repeats, says in (
        ("SCHEDULED", "MONTHLY", True),
        ("DUE", "MONTHLY", False),
        ("SCHEDULED", "NEVER", False),
    ):
        _, said = await shown(one(action("WAIVE"), status=status, repeats=repeats))
        assert (ends in said) == says


async def test_evidence_that_does_not_count_any_more_is_told_from_what_does() -> None:
    file = {"bytes": 12, "state": "CLEAN", "path": "/files/fil_1"}
    files = [{"id": "fil_1", "name": "Old.csv", **file}, {"id": "fil_2", "name": "New.csv", **file}]
    html, said = await shown(one(evidence=files[1:], files=files))
    assert "One earlier file" in said
    assert html.index("New.csv") < html.index("Old.csv")


@pytest.mark.parametrize("step", FORMS)
async def test_what_was_typed_stays_when_somebody_was_faster(step: str) -> None:
    world = one(action(step))
    async with browser(world) as client:
        (form,) = own((await client.get(HERE)).text)
        typed = dict.fromkeys(form.typed, "Words that stay.")
        world.answers["ObligationPayload.userErrors"] = STALE
        answer = await client.post(HERE, data=dict(form.values) | typed | {"files": "fil_1"})
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (409, [])
    assert "Someone else changed this first" in " ".join(page.text)
    assert not typed or "Words that stay." in answer.text


async def test_the_list_hides_what_is_over_and_asks_for_what_is_chosen() -> None:
    world = World(side="PARTNER")
    await shown(world, "/obligations")
    assert world.asked[-1]["variables"]["filter"] == {"status": {"notIn": NEVER}}
    await shown(world, "/obligations?obligor=HOST&status=FULFILLED&waitingOn=PARTNER&contract=ctr_1&clause=payment")
    assert world.asked[-1]["variables"]["filter"] == {
        "status": {"in": ["FULFILLED"]}, "obligor": "HOST", "waitingOn": "PARTNER", "contractId": "ctr_1",
        "clauseKey": "payment",
    }  # fmt: skip
    await shown(world, "/obligations?obligor=NOBODY&status=nothing")
    assert world.asked[-1]["variables"]["filter"] == {"status": {"notIn": NEVER}}


@pytest.mark.parametrize(
    ("status", "permissions", "offers"),
    [("ACTIVE", ["obligation:propose"], True), ("DRAFT", ["obligation:propose"], False), ("ACTIVE", [], False)],
)
async def test_it_is_proposed_at_a_clause_of_a_contract_in_force(
    status: str, permissions: list[str], *, offers: bool
) -> None:
    clauses = [{"key": "payment", "number": "2", "heading": "Payment"}]
    answers = {
        "Viewer.permissions": permissions, "Contract.status": status, "Contract.id": "ctr_1",
        "Contract.digest": "ab" * 32, "ContractVersion.clauses": clauses,
    }  # fmt: skip
    html, _ = await shown(World(answers=answers), "/obligations/new?contract=ctr_1&clause=payment")
    found = own(html)
    assert bool(found) == offers
    if offers:
        values = dict(found[0].values)
        assert (values["contractId"], values["expectedDigest"]) == ("ctr_1", "ab" * 32)
        assert (values["clauseKey"], values["leadDays"], values["cureDays"]) == ("payment", "10", "10")
        assert '<option value="payment" selected>' in html


async def test_the_form_sends_days_as_days_and_leaves_out_what_is_empty() -> None:
    world = World(side="PARTNER", answers={"Viewer.permissions": ["obligation:propose"]})
    typed = {
        "obligor": "HOST", "title": "Forecast", "text": "Per month.", "dueOn": "2027-01-31", "repeats": "MONTHLY",
        "repeatsUntil": "", "leadDays": "5", "cureDays": "0", "clauseKey": "", "operation": "ObligationPropose",
    }  # fmt: skip
    async with browser(world) as client:
        (form,) = own((await client.get("/obligations/new")).text)
        await client.post("/obligations/new", data=dict(form.values) | typed)
    sent = next(each for each in world.asked if each["operationName"] == "ObligationPropose")["variables"]["input"]
    assert {name: value for name, value in sent.items() if name != "idempotencyKey"} == {
        "obligor": "HOST", "title": "Forecast", "text": "Per month.", "dueOn": "2027-01-31", "repeats": "MONTHLY",
        "leadDays": 5, "cureDays": 0, "survives": False,
    }  # fmt: skip


@pytest.mark.parametrize("fill", ["full", "long", "null"])
@pytest.mark.parametrize("side", ["HOST", "PARTNER"])
async def test_no_page_of_obligations_breaks_on_what_it_is_told(side: str, fill: str) -> None:
    for page in app.PAGES:
        if "obligation" not in page.path:
            continue
        async with browser(World(side=side, fill=fill)) as client:
            answer = await client.get(page.path.replace("{id}", "obl_1"))
        assert answer.status_code in ({200, 404} if fill == "null" else {200}), page.path
        assert markup.Page(answer.text).all_problems() == []
