"""On the forms of a draft a file is shown as it is taken apart before it is stored, and those clauses are sent."""

import base64
import json
from typing import Any

import pytest
from markupsafe import escape

from tests.frontend import markup
from tests.frontend.posting import fields_of
from tests.frontend.world import World, browser

CLAUSES = [
    {"number": "", "heading": "", "text": "Between A & B", "depth": 0},
    {"number": "1.1", "heading": "Term", "text": "A year <b>", "depth": 1},
]
SHOWN = [each | {"isLeftOut": False, "unsure": []} for each in CLAUSES]
CAUTIONS = [{"kind": "DIRECTION", "found": "U+202E RIGHT-TO-LEFT OVERRIDE", "count": 1}]
ANSWERED = [SHOWN[0] | {"cautions": []}, SHOWN[1] | {"cautions": CAUTIONS}]
CARRIED = [["", "", "Between A & B", 0, 0, ""], ["1.1", "Term", "A year <b>", 1, 0, ""]]
REMARK = {"code": "JUMP", "message": "The numbering jumps from 1. to 3.", "clause": 1}
GENERAL = {"code": "GUESSED", "message": "The clauses were found by their numbers.", "clause": None}
FOUND: dict[str, Any] = {
    "preview": {
        "clauses": ANSWERED,
        "remarks": [GENERAL, REMARK],
        "comments": [{"author": "Paula", "text": "Really?"}],
    },
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

    for words in (
        "2 clauses.",
        "Nothing is saved yet",
        "A year <b>",
        "U+202E RIGHT-TO-LEFT OVERRIDE",
        "The numbering jumps from 1. to 3.",
        "Really?",
    ):
        assert words in said
    back = fields_of(html)
    assert (back["title"], back["text"]) == ("Parts", "typed before")
    assert json.loads(back["clauses"]) == CARRIED
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
    assert json.loads(fields_of(answer.text)["clauses"]) == CARRIED
    assert 'name="title-1" value="Term"' in answer.text


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


def edited(*fields: tuple[str, str]) -> dict[str, str]:
    return {"operation": "ContractDraft", **dict(fields)}


async def pressed(world: World, *fields: tuple[str, str]) -> tuple[Any, str]:
    """What the API is asked when a button of the shown list is pressed, and the page that comes back."""
    _, html = await looked(world, {"title": "Parts"})
    async with browser(world) as client:
        answer = await client.post("/contracts/new", data=fields_of(html) | edited(*fields))
    assert markup.Page(answer.text).all_problems() == []
    return world.asked[-2]["variables"].get("input"), answer.text


async def test_a_button_of_a_clause_asks_for_the_text_after_that_edit_and_what_was_typed() -> None:
    given, html = await pressed(World(answers=ANSWERS), ("edit", "SPLIT 1 2"), ("title-1", " Term of years"))

    assert given["clauses"] == SHOWN
    assert given["edits"] == [
        {"kind": "TITLE", "clause": 1, "text": "Term of years"}, {"kind": "SPLIT", "clause": 1, "at": 2},
    ]  # fmt: skip
    assert fields_of(html)["title"] == "Parts"


@pytest.mark.parametrize(
    ("button", "edits"),
    [
        ("JOIN 1", [{"kind": "JOIN", "clause": 1}]), ("RENUMBER", [{"kind": "RENUMBER"}]), ("SHOW 1", []),
        ("SHOW x", []), ("TEXT", []), ("", []), ("  ", []), ("FORGET 1", []), ("JOIN 99999999999", []), ("JOIN ²", []),
    ],
)  # fmt: skip
async def test_each_button_says_what_it_changes(button: str, edits: list[Any]) -> None:
    given, _ = await pressed(World(answers=ANSWERS), ("edit", button), ("operation", "ContractTextTry"))

    assert (given["clauses"], given["edits"]) == (SHOWN, edits)


async def test_a_clause_of_one_line_is_split_between_its_sentences() -> None:
    shown = [ANSWERED[0] | {"text": "It is blue. It is round."}, ANSWERED[1]]
    found = {"preview": FOUND["preview"] | {"clauses": shown}, "userErrors": []}
    _, html = await looked(World(answers=ANSWERS | {"Query.contractTextPreview": found}), {})

    assert 'value="SPLIT 0 12"' in html


async def test_what_was_told_of_the_file_stays_while_its_clauses_are_changed() -> None:
    _, html = await pressed(World(answers=ANSWERS), ("edit", "OUTDENT 1"))

    words = " ".join(" ".join(markup.Page(html).text).split())
    for said in (GENERAL["message"], REMARK["message"], "Really?", "How “Supply.docx” is taken apart"):
        assert words.count(str(said)) == 1, said


async def test_the_clauses_go_back_to_plain_text() -> None:
    _, html = await pressed(World(answers=ANSWERS), ("edit", "TEXT"))

    assert fields_of(html)["text"] == "Between A & B\n\n1.1 Term\nA year <b>"
    assert not fields_of(html).get("clauses")


async def test_what_is_left_out_is_not_saved_and_what_was_typed_is() -> None:
    out = FOUND["preview"] | {"clauses": [ANSWERED[0] | {"isLeftOut": True}, ANSWERED[1]]}
    answers = ANSWERS | {"Query.contractTextPreview": {"preview": out, "userErrors": []}}
    world = World(answers=answers | {"ContractDraftPayload.userErrors": []})
    typed = {
        "partnerId": "org_1", "kind": "SUPPLY", "startsOn": "2027-01-01", "renewal": "NONE", "noticeDays": "30",
        "governingLaw": "DE", "number-1": "1", "title-1": "Years",
    }  # fmt: skip
    _, html = await looked(world, {"title": "Parts"})
    async with browser(world) as client:
        answer = await client.post("/contracts/new", data=fields_of(html) | edited(*typed.items()))
    assert answer.status_code == 303
    assert world.asked[-1]["variables"]["input"]["clauses"] == [
        {"number": "1", "heading": "Years", "text": "A year <b>", "depth": 1}
    ]


async def test_an_edit_that_is_refused_leaves_the_list_and_what_was_typed_in_it() -> None:
    world = World(answers=ANSWERS)
    _, html = await looked(world, {"title": "Parts"})
    wrong = {"code": "INVALID", "message": "There is no clause before the first.", "path": ["input", "edits", "0"]}
    world.answers["ContractTextPreviewPayload.userErrors"] = [wrong]
    world.answers["Query.contractTextPreview"] = {"preview": None, "userErrors": [wrong]}
    async with browser(world) as client:
        sent = fields_of(html) | edited(("edit", "JOIN 0"), ("title-1", "Years"))
        answer = await client.post("/contracts/new", data=sent)
    assert answer.status_code == 422
    assert "There is no clause before the first." in answer.text
    assert 'name="title-1" value="Years"' in answer.text
    assert json.loads(fields_of(answer.text)["clauses"]) == CARRIED


async def test_a_long_text_is_shown_a_few_clauses_at_a_time_within_the_bytes_of_a_page() -> None:
    long: list[dict[str, Any]] = [
        {"number": f"{n}.", "heading": f"Title {n}", "text": f"Words {n} of the clause.\n" * 15, "depth": 0}
        for n in range(600)
    ]  # fmt: skip
    preview = {
        "clauses": [each | {"isLeftOut": False, "unsure": [], "cautions": []} for each in long],
        "remarks": [],
        "comments": [],
    }
    world = World(answers=ANSWERS | {"Query.contractTextPreview": {"preview": preview, "userErrors": []}})
    _, html = await looked(world, {"title": "Parts"})
    assert sum(len(each["text"].split()) for each in long) > 40_000
    assert html.count('class="piece"') == 20

    async with browser(world) as client:
        data = fields_of(html) | edited(("edit", "SHOW 590"))
        answer = await client.post("/contracts/new", data=data)
    assert 'id="clause-590"' in answer.text
    assert 'id="clause-0"' not in answer.text
    carried = len(escape(fields_of(html)["clauses"]))
    assert len(html.encode()) - carried <= 2 * 46_080


@pytest.mark.parametrize("kept", ["{", "[1]", '[{"number": "1"}]', "null", "9"])
async def test_what_somebody_changed_in_the_form_is_no_text(kept: str) -> None:
    async with browser(World(answers=ANSWERS)) as client:
        page = await client.get("/contracts/new")
        answer = await client.post(
            "/contracts/new", data=fields_of(page.text) | {"operation": "ContractDraft", "clauses": kept}
        )  # fmt: skip
    assert answer.status_code == 422 or "This field is required." in answer.text
