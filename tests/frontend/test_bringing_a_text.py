"""On the forms of a draft a file is shown as it is taken apart before it is stored, and those clauses are sent."""

import base64
import json
from typing import Any

import pytest

from tests.frontend import markup
from tests.frontend.posting import fields_of
from tests.frontend.world import World, browser

CLAUSES = [
    {"number": "", "heading": "", "text": "Between A & B", "depth": 0},
    {"number": "1.1", "heading": "Term", "text": "A year <b>", "depth": 1},
]
REMARK = {"message": "After 1. comes 3."}
FOUND = {
    "preview": {"clauses": CLAUSES, "remarks": [REMARK], "comments": [{"author": "Paula", "text": "Really?"}]},
    "userErrors": [],
}
ANSWERS: dict[str, Any] = {
    "Viewer.permissions": ["contract:draft"],
    "Query.contractTextPreview": FOUND,
}


def files(content: bytes = b"x") -> dict[str, tuple[str, bytes, str]]:
    return {"agreement": ("Supply.docx", content, "application/octet-stream")}


async def looked(world: World, sent: dict[str, str], content: bytes = b"x") -> tuple[str, str]:
    """The page as it is asked for, and as it comes back."""
    async with browser(world) as client:
        page = await client.get("/contracts/new")
        data = fields_of(page.text) | {"operation": "ContractTextTry"} | sent
        answer = await client.post("/contracts/new", data=data, files=files(content))
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (200, [])
    return page.text, answer.text


async def test_a_file_is_shown_as_it_is_taken_apart_with_all_that_was_typed() -> None:
    world = World(answers=ANSWERS)
    _, html = await looked(world, {"title": "Parts", "changes": "ACCEPTED", "text": "typed before"})
    said = " ".join(" ".join(markup.Page(html).text).split())

    for words in ("2 clauses.", "Nothing is saved yet", "1.1 Term", "A year <b>", "After 1. comes 3.", "Really?"):
        assert words in said
    back = fields_of(html)
    assert (back["title"], back["text"]) == ("Parts", "typed before")
    assert json.loads(back["clauses"]) == CLAUSES
    assert base64.b64encode(b"x").decode() not in back.values()


async def test_the_clauses_that_were_shown_are_what_is_sent() -> None:
    world = World(answers=ANSWERS | {"ContractDraftPayload.userErrors": []})
    _, html = await looked(world, {})
    typed = {
        "operation": "ContractDraft", "partnerId": "org_1", "title": "Parts", "kind": "SUPPLY",
        "startsOn": "2027-01-01", "renewal": "NONE", "noticeDays": "30", "governingLaw": "DE",
    }  # fmt: skip
    async with browser(world) as client:
        answer = await client.post("/contracts/new", data=fields_of(html) | typed)
    assert answer.status_code == 303
    given = world.asked[-1]["variables"]["input"]
    assert given["clauses"] == CLAUSES
    assert "text" not in given


async def test_a_form_that_comes_back_shows_the_clauses_again() -> None:
    world = World(answers=ANSWERS)
    _, html = await looked(world, {})
    async with browser(world) as client:
        answer = await client.post("/contracts/new", data=fields_of(html) | {"operation": "ContractDraft", "title": ""})
    assert json.loads(fields_of(answer.text)["clauses"]) == CLAUSES
    assert "1.1 Term" in " ".join(" ".join(markup.Page(answer.text).text).split())


@pytest.mark.parametrize("brought", [{"files": files()}, {"text": "1. Term"}], ids=["file", "text"])
async def test_a_text_that_nobody_looked_at_is_shown_before_it_is_saved(brought: dict[str, Any]) -> None:
    world = World(answers=ANSWERS)
    async with browser(world) as client:
        page = await client.get("/contracts/new")
        sent = fields_of(page.text) | {"operation": "ContractDraft", "text": brought.get("text", "")}
        answer = await client.post("/contracts/new", data=sent, files=brought.get("files"))
    assert answer.status_code == 200
    assert "Nothing is saved yet" in answer.text
    assert not [each for each in world.asked if each["query"].startswith("mutation")]


async def test_a_file_that_is_too_large_is_refused_before_it_is_sent_on() -> None:
    async with browser(World(answers=ANSWERS)) as client:
        page = await client.get("/contracts/new")
        sent = fields_of(page.text) | {"operation": "ContractTextTry"}
        html = (await client.post("/contracts/new", data=sent, files=files(bytes(1_800_001)))).text
    assert "The file is too large to be looked at: at most 1.8 MB." in html


@pytest.mark.parametrize("kept", ["{", "[1]", '[{"number": "1"}]', "null", "9"])
async def test_what_somebody_changed_in_the_form_is_no_text(kept: str) -> None:
    async with browser(World(answers=ANSWERS)) as client:
        page = await client.get("/contracts/new")
        answer = await client.post(
            "/contracts/new", data=fields_of(page.text) | {"operation": "ContractDraft", "clauses": kept}
        )  # fmt: skip
    assert answer.status_code == 422 or "This is needed." in answer.text
