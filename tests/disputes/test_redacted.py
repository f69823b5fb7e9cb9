"""A paper with parts blacked out: made on its page, seen by both sides; the whole stays with the side it is of."""

from typing import Any

from portal import ids
from portal.access import Role
from tests.entering import Enter
from tests.files import papers
from tests.files.test_bringing import bring
from tests.frontend.posting import forms_of
from tests.journeys.doors import Visitor
from tests.make import Make

SECRET = "Margin 47.11"
STEP = (
    "mutation ($input: {}!) {{ it: {}(input: $input) {{"
    " dispute {{ id version }} userErrors {{ code path message }} }} }}"
)
DRAFT = STEP.format("DisputeDraftInput", "disputeDraft")
BRING = STEP.format("DisputeAddEvidenceInput", "disputeAddEvidence")
FILE = STEP.format("DisputeStepInput", "disputeFile")
ONE = """query ($id: ID!) { dispute(id: $id) { evidence { kind isKeptBack
  file { id name digest redactionOf pages pagePaths } }
  entries { nodes { said { paper fileDigest redactionOf } } } } }"""


async def done(who: Visitor, query: str, **given: Any) -> Any:
    answer = (await who.ask(query, input=given))["it"]
    assert answer["userErrors"] == []
    return answer["dispute"]


async def looked_at(paula: Visitor, here: str, whole: str) -> None:
    """The paper's pages, one by one, on the way to blacking out parts of it."""
    shown = (await paula.client.get(here)).text
    assert f'href="{here}/papers/{whole}"' in shown
    second = (await paula.client.get(f"{here}/papers/{whole}?page=2")).text
    assert f'src="/files/{whole}/pages/2" alt="Page 2 of Cost.pdf"' in second
    assert "Page 2 of 2" in second
    assert f'href="{here}/papers/{whole}/redact"' in second


async def blacked_out(paula: Visitor, here: str, whole: str) -> None:
    """Boxes typed wrong are refused with their line; right ones lead back to the papers."""
    address = f"{here}/papers/{whole}/redact"
    (form,) = [each for each in forms_of((await paula.client.get(address)).text) if each.operation]
    fields = {**dict(form.values), "kind": "DOCUMENT"}
    for typed, said in (
        ("", "Enter at least one box."), ("1 10 14", "Line 1: write the page and four edges in percent"),
        ("1 10 14 60 20\nx", "Line 2: write the page"), ("7 10 14 60 20", "The file has no such page."),
        ("1 60 14 10 20", "the left before the right"), ("1 1e999 nan 3 4", "Line 1"),
    ):  # fmt: skip
        refused = await paula.client.post(address, data={**fields, "boxes": typed})
        assert (refused.status_code, said in refused.text) == (422, True), typed
    answer = await paula.client.post(address, data={**fields, "boxes": "1 8 14 60,5 22\n\n2; 0; 0; 100; 1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{here}#papers")


async def test_the_other_side_gets_the_copy_and_never_the_whole(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    partner = await make.partner(name="Northgate")
    paula, leoni = await enter(
        await make.member(partner, name="Paula"), await make.member(roles={Role.LEGAL}, name="Leoni")
    )
    drafted = await done(paula, DRAFT, reasonCode="OTHER", title="Prices", text="x" * 60, lines=[{"text": "Too dear"}])
    whole = await bring(paula, partner, papers.pdf(SECRET, "Rest"), "Cost.pdf")
    files = [{"fileId": whole["id"], "kind": "DOCUMENT", "isKeptBack": True}]
    drafted = await done(paula, BRING, disputeId=drafted["id"], expectedVersion=drafted["version"], files=files)
    here = f"/disputes/{drafted['id']}"
    await looked_at(paula, here, whole["id"])
    await blacked_out(paula, here, whole["id"])
    version = (await paula.ask("query ($id: ID!) { dispute(id: $id) { version } }", id=drafted["id"]))["dispute"]
    await done(paula, FILE, disputeId=drafted["id"], expectedVersion=version["version"])

    own, other = [(await who.ask(ONE, id=drafted["id"]))["dispute"] for who in (paula, leoni)]
    assert [(each["file"]["name"], each["isKeptBack"]) for each in own["evidence"]] == [
        ("Cost.pdf", True), ("Cost-redacted.pdf", False),
    ]  # fmt: skip
    (copy,) = [each["file"] for each in other["evidence"]]
    assert (copy["redactionOf"], copy["pages"]) == (whole["digest"], 2)
    told = {"paper": "DOCUMENT", "fileDigest": copy["digest"], "redactionOf": whole["digest"]}
    assert [each["said"] for each in other["entries"]["nodes"] if each["said"]["paper"]] == [told]
    content = (await leoni.client.get(f"/files/{copy['id']}")).content
    assert papers.texts_of(content) == ["", ""]
    assert papers.shades(papers.drawn(content), (8, 14, 60, 22)) == (0, 0)
    assert [(await leoni.client.get(path)).status_code for path in copy["pagePaths"]] == [200, 200]
    for path in (f"/files/{whole['id']}", f"/files/{whole['id']}/pages/1"):
        assert (await leoni.client.get(path)).status_code == 404
    page = (await leoni.client.get(f"{here}/papers/{copy['id']}")).text
    assert "A copy, with parts blacked out, of a file that its side keeps confidential." in page
    assert whole["id"] not in page
    hidden = (await leoni.client.get(f"{here}/papers/{whole['id']}")).text
    assert "There is no such file among the papers of this dispute." in hidden
    assert "Cost.pdf" not in hidden
    assert ids.parse(whole["id"])[1].hex not in (await leoni.client.get(here)).text
