"""A contract's text on its page: an open proposal in its place, three views of it, a long one in parts, the rail."""

import gzip
import random
import re
from typing import Any

import pytest
from sqlalchemy import text as sql

from frontend_stub.pages.contracts import rail, reading
from frontend_stub.site.assets import STATIC
from portal import ids, sealing
from portal.access import Role
from portal.contracts.rules import Status
from portal.contracts.text import documents
from portal.contracts.text import redline as comparison
from portal.contracts.text.documents import Clause
from portal.database.pools import Database
from tests.contracts.making import TERMS
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.test_past import negotiated, posted, text_of
from tests.frontend.world import World, browser
from tests.make import Make

KEYS = "abcdefgh"


def clause(key: str, text: str = "") -> Clause:
    return Clause(key, key.upper(), f"Heading {key}", text or f"Words of {key}.", 0)


def document(*clauses: Clause) -> documents.Document:
    return documents.Document("Supply", "SUPPLY", (), TERMS, clauses)


def told(base: documents.Document, head: documents.Document) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The clauses of the older text and what differs, as the API tells them."""
    plain = [
        {"key": c.key, "number": c.number, "heading": c.heading, "text": c.text, "depth": c.depth, "cautions": []}
        for c in base.clauses
    ]
    diffs, behind = [], None
    for each in comparison.redline(base, head):
        if each.kind is not comparison.Kind.UNCHANGED:
            segments = [{"kind": part.op.value, "text": part.text} for part in each.segments]
            diffs.append({
                "key": each.key, "number": each.number, "heading": each.heading, "depth": each.depth, "cautions": [],
                "numberBefore": each.number_before, "headingBefore": each.heading_before, "kind": each.kind.value,
                "segments": segments, "afterKey": behind,
            })  # fmt: skip
        behind = each.key
    return plain, diffs


@pytest.mark.parametrize("seed", range(100))
def test_the_changes_stand_where_the_comparison_has_them(seed: int) -> None:
    chance = random.Random(seed)
    old, new, reworded = (chance.sample(KEYS, chance.randrange(len(KEYS) + 1)) for _ in range(3))
    base = document(*map(clause, old))
    head = document(*(clause(key, "Other words." if key in reworded else "") for key in new))
    plain, diffs = told(base, head)
    whole = [(each.key, each.kind.value) for each in comparison.redline(base, head)]
    assert [(each["key"], each["kind"] or "UNCHANGED") for each in reading.items(plain, diffs, "changes")] == whole
    assert [each["text"] for each in reading.items(plain, diffs, "new")] == [each.text for each in head.clauses]
    assert [each["text"] for each in reading.items(plain, diffs, "last")] == [each.text for each in base.clauses]


@pytest.mark.parametrize(
    ("lengths", "made"),
    [
        ([], [[]]),
        ([10, 10], [[10, 10]]),
        ([20_000, 24_999], [[20_000, 24_999]]),
        ([20_000, 10_000, 20_000], [[20_000, 10_000], [20_000]]),
        ([200_000, 5, 5], [[200_000], [5, 5]]),
        ([1] * 401, [[1] * 200, [1] * 200, [1]]),
    ],
)
def test_a_long_text_is_cut_between_clauses(lengths: list[int], made: list[list[int]]) -> None:
    parts = reading.parts([{"length": each} for each in lengths])
    assert [[each["length"] for each in part] for part in parts] == made


def long_text(clauses: int, words: int) -> list[dict[str, Any]]:
    """Clauses with so many words in all, none like the next, as agreements have them."""
    made = []
    for n in range(clauses):
        text = " ".join(f"{('obligation', 'notice', 'remedy', 'party')[w % 4]}{(n * 7919 + w * 104729) % 3511}"
                        for w in range(words // clauses))  # fmt: skip
        made.append({"key": f"c{n}", "number": f"{n + 1}", "heading": f"Matter {n}", "text": text, "depth": n % 3,
                     "digest": "d", "cautions": []})  # fmt: skip
    return made


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


@pytest.mark.parametrize(("clauses", "words"), [(2_000, 47_000), (36, 47_000), (3_000, 3_000)])
async def test_each_part_of_the_longest_text_stays_within_the_budget_of_a_page(clauses: int, words: int) -> None:
    world = World(
        answers={
            "Contract.currentVersion": {"clauses": long_text(clauses, words)}, "Contract.openRound": None,
            "Viewer.permissions": ["note:write"],
            "Contract.notedClauses": [{"key": f"c{n}", "count": n} for n in range(0, clauses, 2)],
        }
    )  # fmt: skip
    files = sum(packed((STATIC / name).read_bytes()) for name in ("app.css", "portal.js", "icon.svg"))
    read: list[str] = []
    async with browser(world) as client:
        first = await client.get("/contracts/ctr_1")
        number = int(re.findall(r"Part 1 of (\d+)", first.text)[0])
        for part in range(1, number + 1):
            answer = await client.get(f"/contracts/ctr_1?part={part}")
            assert markup.Page(answer.text).all_problems() == []
            assert packed(answer.content) <= 25 * 1024
            assert packed(answer.content) + files <= 45 * 1024
            read += re.findall(r'<li id="c-(c\d+)" class="clause', answer.text)
    assert read == [f"c{n}" for n in range(clauses)]


async def test_a_clause_has_an_address_that_opens_the_part_it_is_in() -> None:
    world = World(answers={"Contract.currentVersion": {"clauses": long_text(500, 20_000)}, "Contract.openRound": None})
    async with browser(world) as client:
        for asked, shown in (("clause=c490", "c490"), ("clause=nothing", "c0"), ("part=99", "c490"), ("part=²", "c0")):
            assert f'<li id="c-{shown}"' in (await client.get(f"/contracts/ctr_1?{asked}")).text


async def test_both_sides_read_an_open_proposal_in_the_clauses_and_terms_it_changes(
    make_committed: Make, enter: Enter
) -> None:
    paula, lena, here = await negotiated(make_committed, enter)
    page = (await lena.client.get(f"{here}/propose")).text
    key = re.findall(r'name="key-([^"]+)"', page)[1]
    was = {name: re.findall(f'name="{name}-{key}" value="([^"]*)"', page)[0] for name in ("base", "text-was")}
    await posted(lena, f"{here}/propose", "ContractEditRound", **{
        f"key-{key}": key, f"base-{key}": was["base"], f"text-was-{key}": was["text-was"], f"why-{key}": "Sooner.",
        f"text-{key}": "Invoices are paid within 14 days.",
    })  # fmt: skip
    assert "within 14 days" not in (await paula.client.get(here)).text
    own = await text_of(lena, here)
    assert "2 changes are saved in your draft; the other side does not see them yet." in own
    await posted(lena, f"{here}/propose/review", "ContractSubmitRound", message="Two points.")
    for reader in (paula, lena):
        text = await text_of(reader, here)
        assert "2 changes are proposed." in text
        assert "Two points." in text
        assert "Round 2, by Lena for Entente Works" in text
        assert re.search(r"Invoices are paid within \[removed: 30 \] \[added: 14 \] days.", text)
        assert "Why: Sooner." in text
        assert re.search(r"Last day \[removed: .* 2027 ] → \[added: 30 June 2031 ]", text)
        last, new = [await text_of(reader, f"{here}?view={view}") for view in ("last", "new")]
        assert ("within 30 days" in last, "within 14 days" in last) == (True, False)
        assert ("within 30 days" in new, "within 14 days" in new) == (False, True)
        assert "[added: 14" not in new


async def test_the_rail_opens_each_round_to_its_answers(make_committed: Make, enter: Enter) -> None:
    paula, lena, here = await negotiated(make_committed, enter)
    for reader in (paula, lena):
        html = (await reader.client.get(here)).text
        rounds = " ".join(
            markup.Page("<main>" + html.partition('<ul class="rounds">')[2].partition("</aside>")[0]).text
        )
        assert "Answered by Lena (Company)" in rounds
        for said in ("Notice period Accepted", "Governing law Rejected Reason: Germany it stays.",
                     "Last day Countered Reason: Half a year is enough."):  # fmt: skip
            assert said in rounds
        assert "The proposal of round 1 has been answered." in html


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        ({"endsOn": None, "renewal": "EVERGREEN"}, [("2026-04-01", "First day")]),
        ({"endsOn": "2027-03-31", "renewal": "NONE"}, [("2026-04-01", "First day"), ("2027-03-31", "Last day")]),
        (
            {"endsOn": "2027-03-31", "renewal": "EVERGREEN"},
            [("2026-04-01", "First day"), ("2027-03-01", "Last day to give notice before it renews"),
             ("2027-03-31", "Last day")],
        ),
    ],
)  # fmt: skip
def test_the_days_that_bind_stand_in_their_order(terms: dict[str, Any], days: list[tuple[str, str]]) -> None:
    assert rail.dates({"startsOn": "2026-04-01", "noticeDays": 30, **terms}) == days


async def test_a_signature_says_for_whom_as_what_and_under_which_text() -> None:
    signed = {"side": "PARTNER", "name": "Peter", "authority": "Director", "digest": "ab" * 32, "isVoid": False}
    answers = {
        "Contract.status": "OUT_FOR_SIGNATURE", "Contract.signedBy": ["PARTNER"], "Contract.signatures": [signed],
        "Contract.versions": [{"number": 4, "digest": "ab" * 32}], "Company.name": "Larkfield",
        "Contract.partner": {"name": "Northgate", "zone": "Europe/London"},
    }  # fmt: skip
    async with browser(World(answers=answers)) as client:
        text = " ".join(markup.Page((await client.get("/contracts/ctr_1")).text).text)
    assert re.search(r"Peter for Northgate, as Director 23 Nov 2026.* Version 4 · abababab…abab", text)
    assert "has not signed this text yet" in text


async def test_both_sides_read_the_seals_over_the_text_and_the_signatures(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    make = make_committed
    partner = await make.partner(name="Northgate")
    lena = await make.member(roles={Role.LEGAL}, name="Lena")
    contract = await make.contract(status=Status.ACTIVE, partner=partner, owner=lena)
    vera = await make.member(partner, roles={Role.PARTNER_VIEWER}, name="Vera")
    here = f"/contracts/{ids.text('ctr', contract.id)}"
    readers = await enter(lena, vera)
    for reader in readers:
        assert (await text_of(reader, here)).count("It will be sealed within seconds.") == 3
    await sealing.run(database)
    newest = await make.session.scalar(sql("SELECT sha256 FROM seal ORDER BY number DESC LIMIT 1"))
    for reader in readers:
        html = (await reader.client.get(here)).text
        proof = html.partition('<h2 id="proof">')[2].partition("</details>\n</div>")[0]
        assert proof.count("".join(f"<span>{newest[at : at + 8]}</span>" for at in range(0, 64, 8))) == 3
        assert "Signature of For the partner" in html


async def test_an_annex_that_is_proposed_stands_before_the_text_it_comes_with() -> None:
    change = {
        "operation": "SET_ANNEX", "annex": "Drawing.pdf", "clauseKey": None, "term": None, "baseDigest": None,
        "rationale": "", "status": "PROPOSED", "reason": "",
    }  # fmt: skip
    world = World(
        answers={"NegotiationRound.status": "SUBMITTED", "NegotiationRound.changes": [change], "Redline.changes": []}
    )
    async with browser(world) as client:
        answers = [await client.get(f"/contracts/ctr_1{view}") for view in ("", "?view=last")]
    shown, last = [" ".join(markup.Page(each.text).text) for each in answers]
    assert ("Annex: Drawing.pdf New" in shown, "Annex: Drawing.pdf" in last) == (True, False)
    assert "Drawing.pdf Proposed" in last
