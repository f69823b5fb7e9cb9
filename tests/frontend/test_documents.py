"""The pages of documents: what they say to each side in each status, and the forms that they offer."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from frontend_stub import app
from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.frontend.world import World, browser

HERE = "/documents/doc_1"
FORMS = {
    "CONFIRM": "DocumentConfirm", "ACCEPT": "DocumentAccept", "REFUSE": "DocumentRefuse", "UPLOAD": "DocumentUpload",
    "REPLACE": "DocumentReplace", "WITHDRAW": "DocumentWithdraw",
}  # fmt: skip
STALE = [{"code": "STALE_VERSION", "message": "Someone else changed this first.", "path": ["input", "expectedVersion"]}]
CONFIRMATION = [{"code": "CONFIRMATION_NEEDED", "message": "Confirm.", "path": []}]


def action(name: str, why: str = "") -> dict[str, Any]:
    blocked = {"code": "BLOCKED", "message": why} if why else None
    return {"name": name, "allowed": not why, "roles": ["PARTNER_ADMIN"], "notFor": [], "blockedBy": blocked}


def one(*actions: dict[str, Any], side: str = "PARTNER", **more: Any) -> World:
    """The API with a document that offers these steps."""
    told = {
        "ComplianceDocument.id": "doc_1", "ComplianceDocument.version": 7, "ComplianceDocument.kind": "INSURANCE",
        "ComplianceDocument.title": "", "ComplianceDocument.availableActions": [*actions],
        "ComplianceDocument.digest": "ab" * 32, "FileState": "CLEAN",
    }  # fmt: skip
    return World(side=side, answers=told | {f"ComplianceDocument.{name}": value for name, value in more.items()})


async def shown(world: World, path: str = HERE) -> tuple[str, str]:
    """The page, and what it says as one line."""
    async with browser(world) as client:
        answer = await client.get(path)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (200, [])
    return answer.text, " ".join(page.text)


@pytest.mark.parametrize("step", FORMS)
async def test_each_step_has_its_form_which_says_what_follows(step: str) -> None:
    html, said = await shown(one(action(step)))
    (form,) = [form for form in forms_of(html) if form.operation.startswith("Document")]
    values = dict(form.values)
    assert (form.operation, values["documentId"], values["expectedVersion"]) == (FORMS[step], "doc_1", "7")
    assert values.get("expectedDigest", "ab" * 32) == "ab" * 32
    html, refused = await shown(one(action(step, "Not before Monday.")))
    assert "Not before Monday." in refused
    assert [form for form in forms_of(html) if form.operation.startswith("Document")] == []
    assert said != refused


@pytest.mark.parametrize(
    ("kind", "asks"),
    [("INSURANCE", "Remark"), ("BANK_CONFIRMATION", "Who did you call back, and at which number?")],
)
async def test_who_accepts_a_bank_account_says_whom_they_called_back(kind: str, asks: str) -> None:
    html, said = await shown(one(action("ACCEPT"), side="HOST", kind=kind))
    assert asks in said
    (form,) = [form for form in forms_of(html) if form.operation == "DocumentAccept"]
    assert dict(form.values)["expectedDigest"] == "ab" * 32


async def test_a_bank_account_is_brought_with_the_word_that_two_people_stand_for_it() -> None:
    _, plain = await shown(one(action("UPLOAD")))
    _, bank = await shown(one(action("UPLOAD"), kind="BANK_CONFIRMATION"))
    assert "Two people change a bank account" not in plain
    assert "Two people change a bank account" in bank


@pytest.mark.parametrize("step", FORMS)
async def test_what_was_typed_stays_when_somebody_was_faster(step: str) -> None:
    world = one(action(step))
    async with browser(world) as client:
        (form,) = [each for each in forms_of((await client.get(HERE)).text) if each.operation.startswith("Document")]
        typed = {name: "2026-01-31" if kind == "date" else "Words that stay." for name, kind in form.typed.items()}
        world.answers["ComplianceDocumentPayload.userErrors"] = STALE
        answer = await client.post(HERE, data=dict(form.values) | typed | {"fileId": "fil_1"})
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (409, [])
    assert "Someone else changed this first" in " ".join(page.text)
    for name in typed.keys() - {"fileId"}:
        assert "Words that stay." in answer.text or "2026-01-31" in answer.text, name


@pytest.mark.parametrize("step", ["UPLOAD", "REPLACE", "CONFIRM", "ACCEPT"])
async def test_a_step_that_asks_for_a_proof_leads_to_it_and_back_with_what_was_typed(step: str) -> None:
    world = one(action(step), kind="BANK_CONFIRMATION")
    world.answers["ComplianceDocumentPayload.userErrors"] = CONFIRMATION
    async with browser(world) as client:
        (form,) = [each for each in forms_of((await client.get(HERE)).text) if each.operation.startswith("Document")]
        typed = {"validFrom": "2026-01-31", "note": "Mira, 089 12", "fileId": "fil_1", "fileId-name": "Bank.pdf"}
        sent = {name: value for name, value in typed.items() if name.partition("-")[0] in form.typed}
        answer = await client.post(HERE, data=dict(form.values) | sent)
        back = led_back(answer.headers["location"])
        page = (await client.get(back)).text
    for value in sent.values():
        assert value in page


def led_back(location: str) -> str:
    address = urlsplit(location)
    assert address.path == "/confirm"
    return parse_qs(address.query)["next"][0]


REACH = {"partners": 5000, "covered": 1200, "waitedFor": 3790}


async def test_one_sees_how_far_the_partners_are_whom_a_requirement_asks() -> None:
    told = {
        "DocumentRequirement.reach": REACH, "DocumentRequirement.endedAt": None,
        "DocumentRequirement.kind": "INSURANCE",
        "Viewer.permissions": ["document:require"],
    }  # fmt: skip
    html, said = await shown(World(answers=told), "/documents/required/drq_1")
    for number in ("5,000", "1,200", "3,790", "10"):
        assert f" {number} " in said
    assert [form.operation for form in forms_of(html) if form.operation.startswith("Doc")] == [
        "DocumentRequirementSet", "DocumentRequirementEnd",
    ]  # fmt: skip
    told["Viewer.permissions"] = []
    html, _ = await shown(World(answers=told), "/documents/required/drq_1")
    assert [form for form in forms_of(html) if form.operation.startswith("Doc")] == []


async def test_one_that_has_ended_is_not_changed_any_more() -> None:
    html, said = await shown(World(answers={"Viewer.permissions": ["document:require"]}), "/documents/required/drq_1")
    assert "Not required since" in said
    assert [form for form in forms_of(html) if form.operation.startswith("Doc")] == []


@pytest.mark.parametrize("fill", ["full", "long", "null"])
@pytest.mark.parametrize("side", ["HOST", "PARTNER"])
async def test_no_page_of_documents_breaks_on_what_it_is_told(side: str, fill: str) -> None:
    for page in app.PAGES:
        if "document" not in page.path or side not in page.who.value:
            continue
        async with browser(World(side=side, fill=fill)) as client:
            answer = await client.get(page.path.replace("{id}", "doc_1"))
        assert answer.status_code in ({200, 404} if fill == "null" else {200}), page.path
        assert markup.Page(answer.text).all_problems() == []
