"""The page on which a partner registers many deals: a trial beside the sheet, and what was refused as a sheet."""

from typing import Any

import pytest

from tests.frontend import markup
from tests.frontend.posting import fields_of, forms_of
from tests.frontend.test_opportunities import shown
from tests.frontend.world import World, browser

PATH = "/opportunities/sheet"
CONTENT = "Reference;Customer\nA-1;Alder\nA-2;=Birch\n"
UNDERSTOOD = (("REFERENCE", "A-1"), ("COUNTRY", "DE"), ("REGIONS", "DE-BY AT"))
SELLS = {"Viewer.permissions": ["opportunity:register"]}


def tried() -> dict[str, Any]:
    known = {"number": 2, "cells": ["A-1", "Alder"], "result": "KNOWN", "knownAs": "opp_1", "faults": [],
             "understood": [{"column": name, "value": value} for name, value in UNDERSTOOD]}  # fmt: skip
    refused = {"number": 3, "cells": ["A-2", "=Birch"], "result": "REFUSED", "knownAs": None, "understood": [],
               "faults": [{"message": "This field is required."}]}  # fmt: skip
    trial = {"headings": ["Reference", "Customer"], "registered": 0, "known": 1, "refused": 1,
             "rows": [known, refused]}  # fmt: skip
    return {**SELLS, "Query.opportunitySheetTrial": {"trial": trial, "userErrors": []}}


@pytest.mark.parametrize(("permissions", "offers"), [(["opportunity:register"], True), ([], False)])
async def test_who_registers_finds_the_form(permissions: list[str], *, offers: bool) -> None:
    world = World(side="PARTNER", answers={"Viewer.permissions": permissions})
    html, _ = await shown(world, PATH)
    found = [form.operation for form in forms_of(html) if form.operation.startswith("Opportunity")]
    assert found == (["OpportunityRegisterSheet"] if offers else [])


async def test_a_trial_comes_back_beside_the_sheet_with_the_refused_rows_and_why() -> None:
    async with browser(World(side="PARTNER", answers=tried())) as client:
        page = await client.get(PATH)
        sent = fields_of(page.text) | {"operation": "OpportunitySheetTry", "content": CONTENT}
        answer = await client.post(PATH, data=sent)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (200, [])
    assert fields_of(answer.text)["content"].replace("\r\n", "\n").strip() == CONTENT.strip()
    said = " ".join(" ".join(markup.Page(answer.text).text).split())
    for words in (
        "Registered before: 1.",
        "Refused: 1.",
        "This field is required.",
        "Row 3",
        "Germany (DE-BY), Austria",
    ):
        assert words in said
    assert "A-2;&#39;=Birch;This field is required." in answer.text


def with_file(html: str, file: bytes, **more: str) -> list[tuple[str, Any]]:
    """The form as a browser sends it: the file stands before the field for what is pasted."""
    fields = fields_of(html) | more
    pasted = fields.pop("content")
    typed: list[tuple[str, Any]] = [(name, (None, value)) for name, value in fields.items()]
    return [*typed, ("content", ("deals.csv", file, "text/csv")), ("content", (None, pasted))]


@pytest.mark.parametrize("pasted", ["", "Reference;Customer\nA-9;Other"])
async def test_a_file_that_is_chosen_takes_the_place_of_what_is_pasted(pasted: str) -> None:
    world, file = World(side="PARTNER", answers=tried()), ("\ufeff" + CONTENT.replace("\n", "\r\n")).encode()
    async with browser(world) as client:
        page = await client.get(PATH)
        sent = with_file(page.text, file, operation="OpportunitySheetTry", content=pasted)
        answer = await client.post(PATH, files=sent)
    assert answer.status_code == 200
    asked = [each["variables"]["input"] for each in world.asked if each["operationName"] == "OpportunitySheetTry"]
    assert asked == [{"content": CONTENT.strip()}]
    assert fields_of(answer.text)["content"].split() == CONTENT.split()


async def test_a_file_with_letters_that_cannot_be_read_registers_nothing() -> None:
    world = World(side="PARTNER", answers=SELLS)
    async with browser(world) as client:
        page = await client.get(PATH)
        answer = await client.post(PATH, files=with_file(page.text, "Reference\nMüller\n".encode("latin-1")))
    assert answer.status_code == 422
    assert "Save the table as CSV in UTF-8." in answer.text
    assert "OpportunityRegisterSheet" not in {each["operationName"] for each in world.asked}


async def test_a_sheet_is_registered_and_leads_to_the_list() -> None:
    done = {**SELLS, "OpportunityRegisterSheetPayload.userErrors": []}
    async with browser(World(side="PARTNER", answers=done)) as client:
        page = await client.get(PATH)
        answer = await client.post(PATH, data=fields_of(page.text) | {"content": CONTENT})
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/opportunities")
