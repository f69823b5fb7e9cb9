"""How a text or file would be taken apart is shown to those who draft; nothing is stored, and its clauses are taken."""

import base64
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio

from portal import ids
from portal.access import Actor, Role
from portal.database.pools import Database
from portal.partners.models import Organisation
from schema import root
from schema.engine.context import Api
from tests import databases
from tests.make import NOW, Make
from tests.papers.making import agreement, changed, paper
from tests.people import sign_in

LOOK = """query ($input: ContractTextPreviewInput!) { contractTextPreview(input: $input) {
  preview { clauses { number heading text depth cautions { kind count } } remarks { code message clause }
    comments { author text } } userErrors { code message path } } }"""
DRAFT = """mutation ($input: ContractDraftInput!) { contractDraft(input: $input) {
  contract { id version draft { clauses { number heading text depth } } } userErrors { code message path } } }"""
REDRAFT = DRAFT.replace("ContractDraftInput", "ContractRedraftInput").replace("contractDraft", "contractRedraft")
TERMS = {"startsOn": "2026-04-01", "renewal": "NONE", "noticeDays": 30, "governingLaw": "DE"}
CLAUSES = [
    {"number": "", "heading": "", "text": "Supply Agreement", "depth": 0},
    {"number": "1.", "heading": "Term", "text": "", "depth": 0},
    {"number": "1.1", "heading": "", "text": "It lasts a year.", "depth": 1},
    {"number": "2.", "heading": "Price", "text": "", "depth": 0},
]


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Desk:
    api: Api
    callers: dict[str, Caller]
    partner: Organisation

    async def look(self, query: str = LOOK, /, *, who: str = "sales", **given: Any) -> Any:
        document = self.api.documents.get(query)
        question = self.api.question(document, document.operation(None), {"input": given})
        return json.loads(await self.api.answer(self.callers[who], question))["contractTextPreview"]

    async def do(self, mutation: str, /, **given: Any) -> Any:
        document = self.api.documents.get(mutation)
        told = await self.api.do(self.callers["sales"], document, document.operation(None), {"input": given})
        return next(iter(json.loads(told).values()))

    async def draft(self, **given: Any) -> Any:
        partner = ids.text("org", self.partner.id)
        return await self.do(DRAFT, partnerId=partner, title="Parts", kind="SUPPLY", terms=TERMS, **given)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    make = make_committed
    sales = await make.member(name="Sam Sales", roles={Role.SALES})
    partner = await make.partner(name="Northgate", manager=sales)
    callers = {}
    for name, member in {"sales": sales, "admin": await make.member(partner, name="Paula Admin")}.items():
        actor = await make.actor(member)
        callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    api = Api(root.schema(), database, b"a secret of 32 bytes for cursors", now=lambda: NOW)
    return Desk(api, callers, partner)


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


async def test_a_file_is_shown_as_it_would_be_taken_apart_and_its_clauses_make_a_draft(desk: Desk) -> None:
    found = await desk.look(file=encoded(paper(agreement)), name="Supply.docx")

    assert found["userErrors"] == []
    clauses = [{**each} for each in found["preview"]["clauses"]]
    assert [each.pop("cautions") for each in clauses] == [[]] * 4
    assert clauses == CLAUSES
    assert found["preview"]["remarks"] == [
        {"code": "PREAMBLE", "message": "Words before the first numbered clause: 2.", "clause": 0}
    ]
    made = await desk.draft(clauses=clauses)
    assert made["userErrors"] == []
    assert made["contract"]["draft"]["clauses"] == CLAUSES


SAID = """query ($input: ContractTextPreviewInput!) { contractTextPreview(input: $input) {
  preview { clauses { number heading text depth isLeftOut unsure } remarks { code clause } comments { text } }
  userErrors { code message path } } }"""


async def test_clauses_are_changed_by_edits_and_go_round_until_they_are_a_draft(desk: Desk) -> None:
    first = await desk.look(SAID, text="Between A and B. 1. Term. A year.\n2. Price\nFixed.\n\nVAT is added.\n3. Law")
    clauses = first["preview"]["clauses"]
    edits = [{"kind": "SPLIT", "clause": 2, "at": 8}, {"kind": "LEAVE_OUT", "clause": 0}, {"kind": "RENUMBER"}]

    changed_ = (await desk.look(SAID, clauses=clauses, edits=edits))["preview"]
    again = (await desk.look(SAID, clauses=changed_["clauses"]))["preview"]

    assert [(each["number"], each["text"], each["isLeftOut"]) for each in changed_["clauses"]] == [
        ("", "Between A and B.", True), ("1.", "A year.", False), ("2.", "Fixed.", False), ("", "VAT is added.", False),
        ("3.", "", False),
    ]  # fmt: skip
    assert clauses[1]["unsure"] == ["INSIDE", "LEAD"]
    assert {each["code"] for each in changed_["remarks"]} == {
        "INSIDE", "LEAD", "LEFT_OUT", "RENUMBERED",
    }  # fmt: skip
    assert again["clauses"] == changed_["clauses"]
    kept = [{name: each[name] for name in CLAUSES[0]} for each in again["clauses"] if not each["isLeftOut"]]
    assert (await desk.draft(clauses=kept))["contract"]["draft"]["clauses"] == kept


async def test_an_edit_that_cannot_be_made_is_refused_where_it_stands(desk: Desk) -> None:
    refused = await desk.look(SAID, text="1. Term", edits=[{"kind": "RENUMBER"}, {"kind": "JOIN", "clause": 0}])

    assert refused["preview"] is None
    assert refused["userErrors"] == [
        {
            "code": "INVALID",
            "message": "There is no clause before the first.",
            "path": ["input", "edits", "1", "clause"],
        }
    ]


async def test_the_encoding_of_a_file_is_told_where_it_was_guessed_and_taken_where_it_is_named(desk: Desk) -> None:
    text = "1. Срок\n\nДоговорът важи една година.\n\n2. Цена\n\nЦената е твърда.\n\n3. Право\n\nБългарското."
    file = encoded(text.encode("cp1251"))

    guessed = await desk.look(SAID, file=file, name="a.txt")
    named = await desk.look(SAID, file=file, name="a.txt", encoding="windows-1251")

    codes = [[each["code"] for each in found["preview"]["remarks"]] for found in (guessed, named)]
    assert ["ENCODING" in each for each in codes] == [True, False]
    assert guessed["preview"]["clauses"] == named["preview"]["clauses"]


async def test_a_draft_takes_other_clauses_in_place_of_its_own(desk: Desk) -> None:
    made = (await desk.draft(text="1. Scope\n\nGoods."))["contract"]

    changed_ = await desk.do(REDRAFT, contractId=made["id"], expectedVersion=made["version"], clauses=CLAUSES[1:])

    assert changed_["contract"]["draft"]["clauses"] == CLAUSES[1:]


@pytest.mark.parametrize(
    ("given", "path", "message"),
    [
        ({}, ["input", "text"], "Enter a text."),
        ({"text": "x", "clauses": CLAUSES}, ["input", "clauses"], "Send the text or its clauses, not both."),
        (
            {"clauses": [{"text": "x", "depth": 21}]}, ["input", "clauses", "0", "depth"],
            "Clause depth must be between 0 and 20.",
        ),
        (
            {"clauses": [{"text": "\x01"}]}, ["input", "clauses", "0", "text"],
            "The text has a control character (U+0001).",
        ),
    ],
)  # fmt: skip
async def test_what_is_no_text_makes_no_draft(desk: Desk, given: Any, path: list[str], message: str) -> None:
    refused = await desk.draft(**given)

    assert refused == {"contract": None, "userErrors": [{"code": "INVALID", "message": message, "path": path}]}


async def test_typed_text_is_shown_with_what_reads_otherwise_than_it_looks(desk: Desk) -> None:
    found = (await desk.look(text="1. Term\n\nA\u202e year.\n\n3. Price\n\nFixed.\n\n4. Law\n\nGerman."))["preview"]

    assert [each["number"] for each in found["clauses"]] == ["1.", "3.", "4."]
    assert found["clauses"][0]["cautions"] == [{"kind": "DIRECTION", "count": 1}]
    assert [(each["code"], each["clause"]) for each in found["remarks"]] == [("GUESSED", None), ("JUMP", 1)]


async def test_tracked_changes_wait_for_which_text_counts(desk: Desk) -> None:
    file = encoded(paper(changed))

    refused = await desk.look(file=file, name="a.docx")
    accepted = await desk.look(file=file, name="a.docx", state="ACCEPTED")

    assert refused["preview"] is None
    assert (refused["userErrors"][0]["code"], refused["userErrors"][0]["path"]) == ("INVALID", ["input", "state"])
    assert accepted["preview"]["remarks"][0]["code"] == "CHANGES"


@pytest.mark.parametrize("kind", ["text", "clauses"])
async def test_what_would_not_come_back_once_it_is_changed_is_refused_at_once(desk: Desk, kind: str) -> None:
    text = "Страните спазват договора. " * 58_000
    given: Any = {"text": f"1. Срок\n\n{text}", "clauses": [{"text": text[:150_000]}] * 11}[kind]

    found = await desk.look(**{kind: given})

    assert (found["preview"], found["userErrors"]) == (
        None,
        [
            {
                "code": "INVALID",
                "message": "The text is larger than 2,850,000 bytes. Import it on the command line.",
                "path": ["input", kind],
            }
        ],
    )


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({}, ["input", "text"]), ({"text": "x", "file": "eA=="}, ["input", "text"]),
        ({"file": "!", "name": "a.pdf"}, ["input", "file"]), ({"file": "", "name": "a.pdf"}, ["input", "file"]),
        ({"file": "eA==", "name": "a.exe"}, ["input", "file"]), ({"file": "eA=="}, ["input", "file"]),
        ({"file": encoded(bytes(1_800_001)), "name": "a.pdf"}, ["input", "file"]),
    ],
)  # fmt: skip
async def test_what_is_no_file_is_refused_where_it_stands(desk: Desk, given: Any, path: list[str]) -> None:
    refused = await desk.look(**given)

    assert (refused["preview"], [each["path"] for each in refused["userErrors"]]) == (None, [path])


async def test_who_drafts_nothing_looks_at_nothing(desk: Desk) -> None:
    assert await desk.look(who="admin", text="1. Term") is None


async def test_a_look_stores_nothing_and_holds_no_transaction(
    desk: Desk, make_committed: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await databases.contents(make_committed.session)
    monkeypatch.setattr(Database, "looking", None)

    assert (await desk.look(text="1. Term"))["preview"]["clauses"]
    assert await databases.contents(make_committed.session) == before
