"""What proves a text: digests and seals on a tab, the text to check them by; and a history that leads to each thing."""

import hashlib
import re
from typing import Any

import pytest
from sqlalchemy import text as sql

from frontend_stub.site import api
from portal import ids, sealing
from portal.access import Role
from portal.contracts.rules import Status
from portal.database.pools import Database
from tests.entering import Enter
from tests.frontend.test_contract_text import long_text
from tests.frontend.test_past import negotiated, text_of
from tests.frontend.world import SDL, World, browser
from tests.make import Make

SHA256 = r"[0-9a-f]{64}"


async def test_both_sides_fetch_a_text_whose_digest_their_own_computer_finds(
    make_committed: Make, enter: Enter
) -> None:
    paula, lena, here = await negotiated(make_committed, enter)
    for reader in (paula, lena):
        page = (await reader.client.get(f"{here}/proof")).text
        links = re.findall(r'href="([^"]+/versions/\d+/text)"', page)
        assert links == [f"{here}/versions/{number}/text" for number in (2, 1)]
        shown = re.findall(r'<code class="digest" translate="no">(.*?)</code>', page)
        told = ["".join(re.findall(r"[0-9a-f]{8}", each)) for each in shown]
        for link, digest in zip(links, told, strict=False):
            fetched = await reader.client.get(link)
            assert hashlib.sha256(fetched.content).hexdigest() == digest
            assert fetched.headers["content-type"] == "application/json"
            number = link.split("/")[-2]
            assert fetched.headers["content-disposition"] == f'attachment; filename="version-{number}.json"'


async def test_nobody_fetches_a_text_that_is_not_there_or_not_theirs(make_committed: Make, enter: Enter) -> None:
    paula, _lena, here = await negotiated(make_committed, enter)
    other = await make_committed.member(await make_committed.partner(name="Other"), roles={Role.PARTNER_ADMIN})
    (stranger,) = await enter(other)
    for number in ("0", "3", "x", "99999999999999999999"):
        assert (await paula.client.get(f"{here}/versions/{number}/text")).status_code == 404
    assert (await stranger.client.get(f"{here}/versions/1/text")).status_code == 404
    assert (await stranger.client.get(f"{here}/proof")).status_code == 404
    paula.client.cookies.clear()
    answer = await paula.client.get(f"{here}/versions/1/text")
    assert answer.headers["location"].startswith("/login?next=")


async def test_the_page_names_the_newest_seal_and_the_command_that_looks_for_it(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    make = make_committed
    partner = await make.partner()
    contract = await make.contract(status=Status.SIGNED, partner=partner)
    vera = await make.member(partner, roles={Role.PARTNER_VIEWER})
    paula, lena = await enter(await make.member(partner), await make.member(roles={Role.LEGAL}))
    (viewer,) = await enter(vera)
    here = f"/contracts/{ids.text('ctr', contract.id)}/proof"
    await sealing.run(database)
    newest = await make.session.scalar(sql("SELECT sha256 FROM seal ORDER BY number DESC LIMIT 1"))
    for reader, may_export in ((paula, True), (lena, True), (viewer, False)):
        text = await text_of(reader, here)
        assert f"python -m portal audit verify --seal {newest}" in text
        assert "sha256sum -c SHA256SUMS" in text
        assert ("with checksums to verify it" in text) == may_export


async def test_each_line_of_the_history_leads_to_what_it_tells_of(make_committed: Make, enter: Enter) -> None:
    paula, lena, here = await negotiated(make_committed, enter)
    for reader in (paula, lena):
        page = (await reader.client.get(f"{here}/history")).text
        lines = re.findall(r'<li class="by-[a-z]+">(.*?)</li>', page, re.DOTALL)
        told = {re.sub("<[^>]+>", "", each.partition("</p>")[0]): re.findall('href="([^"]+)"', each) for each in lines}
        answered = next(links for said, links in told.items() if "countered round 1" in said)
        assert answered == [f"{here}/rounds/1", f"{here}/versions/2"]
        assert all(told.values())
        for link in {each for links in told.values() for each in links}:
            assert (await reader.client.get(link)).status_code == 200


async def test_a_signature_and_a_note_are_lines_that_lead_there() -> None:
    note: dict[str, Any] = {"event": "note.written", "aboutNote": {"id": "not_1"}, "changes": []}
    signed: dict[str, Any] = {"event": "contract.signature_given", "aboutNote": None, "changes": []}
    rest = {"sentence": "Ada did it.", "at": "2026-11-21T05:00:00.000Z", "name": "Ada", "isSystem": False, "note": ""}
    world = World(answers={"JournalEntryConnection.nodes": [note | rest, signed | rest], "Contract.id": "ctr_1"})
    async with browser(world) as client:
        page = (await client.get("/contracts/ctr_1/history")).text
    assert '<a href="/notes/not_1">Note</a>' in page
    assert '<a href="/contracts/ctr_1#signatures">Signatures</a>' in page


@pytest.mark.parametrize("operation", ["ContractReview", "ContractAnswer", "ContractCompare", "ContractRound"])
def test_a_page_that_shows_changes_asks_for_nothing_else_of_the_text(operation: str) -> None:
    asked = api.read_operations(SDL)[operation].opening.decode()
    assert re.findall(r"\bclauses\b", asked) == []
    assert "changes" in asked


async def test_the_longest_text_prints_whole_and_once() -> None:
    """One document: paper has no parts, and half a contract must never look like all of it."""
    text = long_text(2_000, 47_000)
    world = World(answers={"Contract.currentVersion": {"clauses": text}})
    async with browser(world) as client:
        page = (await client.get("/contracts/ctr_1/print")).text
    assert re.findall(r'<span class="clause-number">(\d+)</span>', page) == [each["number"] for each in text]
    assert page.index("Fingerprint of this exact text") > page.index("Matter 1999")
    assert len(page.encode()) <= 4 * sum(len(each["text"]) + len(each["heading"]) for each in text)
