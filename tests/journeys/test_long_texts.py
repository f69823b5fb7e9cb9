"""The largest texts go through all their steps while the event loop goes on: nobody else's request waits for them."""

import asyncio
import gc
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from portal import ids
from portal.access import Role
from portal.contracts.text import bounds, splitting
from tests import databases
from tests.entering import Enter
from tests.frontend.posting import fields_of
from tests.journeys.doors import STEP, Visitor
from tests.journeys.heartbeat import heartbeat
from tests.make import Make

LONGEST_STOP = 50
"""Milliseconds."""
TRIES = 4
"""The least of each step's stops counts, so that what this machine does besides does not."""

FOLDER = os.environ.get("PORTAL_REAL_DATA")
REAL = sorted((Path(FOLDER) / "contracts").glob("*.txt")) if FOLDER else []
SENTENCE = "The parties keep to what they “agreed” in good faith, each at its own cost, unless Annex B says otherwise. "
SECTION = "\n\n{0}.{1} Matter {1}. " + SENTENCE * 6
AGREEMENT = "GENERAL TERMS\n\n" + "\n\n".join(
    f"{article}. Heading of {article}" + "".join(SECTION.format(article, section) for section in range(1, 13))
    for article in range(1, 37)
)
PAGES = ("", "/print", "/compare?base=1&head=2")
TERMS = {"startsOn": "2026-04-01", "renewal": "NONE", "noticeDays": 30, "governingLaw": "DE"}
STAFF = {Role.LEGAL, Role.SALES, Role.RELATIONSHIP_MANAGER}
READ = """query ($id: ID!) { contract(by: {id: $id}) {
  id version digest draft { clauses { key text digest } } currentVersion { document clauses { key text digest } }
  openRound { resultDigest changes { id } redline { changedCount clauses { kind segments { kind text } } } }
  redline(base: 1, head: 2) { changedCount clauses { kind segments { kind text } } }
} }"""


@dataclass
class Story:
    """A contract on its way from a text to the agreement on it, and the longest stop of each step."""

    staff: Visitor
    partner: Visitor
    partner_id: str
    now: dict[str, Any] = field(default_factory=dict)
    stops: dict[str, float] = field(default_factory=dict)

    async def draft(self, text: str) -> None:
        """The title is new each time, so that no text is known from an earlier try."""
        frame = {"partnerId": self.partner_id, "title": f"Supply {ids.new()}", "kind": "SUPPLY", "terms": TERMS}
        await self.do(self.staff, "contractDraft", **frame, text=text)

    async def run(self, text: str) -> None:
        await self.draft(text)
        await self.step(self.staff, "contractRedraft", text=text[:-9] + " The end.")
        await self.step(self.staff, "contractSubmitForReview", "contractStep")
        await self.step(self.staff, "contractPublish", "contractStep")
        changes = [_changed(clause) for clause in self.now["currentVersion"]["clauses"][:500]]
        await self.step(self.partner, "contractEditRound", changes=changes)
        await self.step(self.partner, "contractSubmitRound", expectedDigest=self.now["digest"])
        await self.read(self.staff)
        assert self.now["openRound"]["redline"]["changedCount"] == len(changes)
        answers = [_answer(place, each["id"]) for place, each in enumerate(self.now["openRound"]["changes"])]
        await self.step(self.staff, "contractCounterRound", dispositions=answers)
        await self.step(self.staff, "contractSubmitRound", expectedDigest=self.now["digest"])
        proposed = self.now["openRound"]["resultDigest"]
        await self.step(self.partner, "contractAcceptRound", "contractDigest", expectedDigest=proposed)
        assert self.now["digest"] == proposed
        assert self.now["redline"]["changedCount"] == (len(changes) + 1) // 2
        for page in PAGES:
            await self.show(page)

    async def step(self, who: Visitor, name: str, of: str = "", /, **given: Any) -> None:
        place = {"contractId": self.now["id"], "expectedVersion": self.now["version"]}
        await self.do(who, name, of, **place, **given)

    async def do(self, who: Visitor, name: str, of: str = "", /, **given: Any) -> None:
        """One mutation, and the contract read again as a page would."""
        of = of or name
        kind = f"{of[0].upper()}{of[1:]}Input"
        query = STEP.format(kind=kind, name=name).replace("{ version }", "{ id version }")
        payload = (await self._timed(who, name, query, input=given))[name]
        assert payload["userErrors"] == [], (name, payload)
        self.now = payload["contract"]
        await self.read(who)

    async def read(self, who: Visitor) -> None:
        self.now = (await self._timed(who, "read", READ, id=self.now["id"]))["contract"]

    async def show(self, page: str) -> None:
        request = self.partner.client.build_request("GET", f"/contracts/{self.now['id']}{page}")
        async with heartbeat() as beat:
            answer = await self.partner.client.send(request)
        assert answer.status_code == 200, answer.text[:300]
        self.stops[f"page {page}"] = beat.longest

    async def _timed(self, who: Visitor, name: str, query: str, **variables: Any) -> dict[str, Any]:
        request = who.client.build_request("POST", "/graphql", json={"query": query, "variables": variables})
        async with heartbeat() as beat:
            answer = await who.client.send(request)
        self.stops[name] = max(beat.longest, self.stops.get(name, 0))
        body: dict[str, Any] = answer.json()
        assert list(body) == ["data", "extensions"], answer.text[:300]
        data: dict[str, Any] = body["data"]
        return data


Begin = Callable[[], Story]


def _changed(clause: dict[str, Any]) -> dict[str, Any]:
    words = f"New {clause['text'][9:-9]} at last"
    return {"operation": "REPLACE", "clauseKey": clause["key"], "baseDigest": clause["digest"], "text": words}


def _answer(place: int, change_id: str) -> dict[str, Any]:
    """Every other change is accepted, the others are answered with other words."""
    if place % 2 == 0:
        return {"changeId": change_id, "accept": True}
    return {"changeId": change_id, "accept": False, "reason": "Too much.", "replacement": SENTENCE}


@pytest.fixture
def settled() -> Iterator[None]:
    """What the tests before have left is not collected meanwhile, as in a server that has begun to serve."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest_asyncio.fixture(loop_scope="session")
async def begin(make_committed: Make, enter: Enter, settled: None) -> Begin:  # noqa: ARG001
    """`begin()`: a new story, once a short one has gone all its way and nothing happens for the first time."""
    ours = await make_committed.partner()
    staff, partner = await enter(await make_committed.member(roles=STAFF), await make_committed.member(ours))
    await Story(staff, partner, ids.text("org", ours.id)).run("1. One\n\nA.\n\n2. Two\n\nB.\n\n3. Three\n\nC.")
    return lambda: Story(staff, partner, ids.text("org", ours.id))


async def stops(begin: Begin, run: Callable[[Story], Awaitable[None]]) -> dict[str, int]:
    """The steps that stopped the loop for too long in every try, and for how long."""
    least: dict[str, float] = {}
    for _ in range(TRIES):
        story = begin()
        await run(story)
        least = {step: min(stop, least.get(step, stop)) for step, stop in story.stops.items()}
        if max(least.values()) < LONGEST_STOP:
            break
    return {step: round(stop) for step, stop in least.items() if stop >= LONGEST_STOP}


@pytest.mark.parametrize("text", [AGREEMENT, "the " * 47_000], ids=["an agreement", "one word again and again"])
async def test_no_step_of_a_long_text_stops_the_event_loop(begin: Begin, text: str) -> None:
    assert await stops(begin, lambda story: story.run(text)) == {}


@pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder of real agreements")
async def test_no_step_of_the_longest_real_agreement_stops_the_event_loop(begin: Begin) -> None:
    text = splitting.read_text(max(REAL, key=lambda file: file.stat().st_size))
    assert await stops(begin, lambda story: story.run(text)) == {}


async def test_drafting_the_most_characters_does_not_stop_the_event_loop(begin: Begin) -> None:
    text = "ab " * (bounds.LONGEST_DOCUMENT // 3)
    assert await stops(begin, lambda story: story.draft(text)) == {}


FORM = {
    "operation": "ContractDraft", "kind": "SUPPLY", "startsOn": "2026-04-01", "renewal": "NONE", "noticeDays": "30",
    "governingLaw": "DE",
}  # fmt: skip
WHOLE = "query ($id: ID!) { contract(by: {id: $id}) { draft { clauses { number heading text } } } }"


def _words(html: str) -> list[str]:
    """The words of the clauses that a form carries."""
    clauses = json.loads(fields_of(html)["clauses"])
    return " ".join(f"{number} {heading} {words}" for number, heading, words, *_ in clauses).split()


async def test_a_text_is_seen_changed_and_saved_on_the_pages(begin: Begin) -> None:
    story = begin()
    typed = {**FORM, "partnerId": story.partner_id, "title": "Supply", "text": AGREEMENT}
    shown = (await story.staff.client.get("/contracts/new")).text
    answer = await story.staff.client.post("/contracts/new", data=fields_of(shown) | typed)
    assert (answer.status_code, "Nothing is saved yet" in answer.text) == (200, True)
    before = _words(answer.text)
    assert before == AGREEMENT.split()
    for edit in ("JOIN 2", "", "SPLIT 1 102", "INDENT 4", "SHOW 300", "LEAVE_OUT 0", "TAKE_IN 0", "LEAVE_OUT 0"):
        sent = fields_of(answer.text) | {"operation": "ContractDraft" if edit else "ContractTextTry", "edit": edit}
        answer = await story.staff.client.post("/contracts/new", data=sent)
        assert (answer.status_code, _words(answer.text)) == (200, before), (edit, answer.text[:2000])
    saved = await story.staff.client.post("/contracts/new", data=fields_of(answer.text))
    assert saved.status_code == 303, saved.text[:2000]
    made = saved.headers["location"].rpartition("/")[2]
    found = (await story.staff.ask(WHOLE, id=made))["contract"]["draft"]["clauses"]
    words = " ".join(f"{each['number']} {each['heading']} {each['text']}" for each in found).split()
    assert words == before[2:]


async def test_the_largest_text_that_is_shown_is_changed_and_saved(begin: Begin) -> None:
    """Nearly as many clauses as there may be, and nearly as many bytes: no change is lost for their size."""
    story = begin()
    text = "\n\n".join(f"{n}. Срок {n}\n\n" + "Страните спазват „договора“.\n" * 18 for n in range(1, 2_400))
    assert 2_450_000 < len(text.encode()) < 2_500_000
    shown = fields_of((await story.staff.client.get("/contracts/new")).text)
    typed = {**FORM, "partnerId": story.partner_id, "title": "Supply", "text": text}
    answer = await story.staff.client.post("/contracts/new", data=shown | typed)
    for edit in ("INDENT 1", "RENUMBER", "JOIN 2"):
        sent = fields_of(answer.text) | {"operation": "ContractTextTry", "edit": edit}
        answer = await story.staff.client.post("/contracts/new", data=sent, files={"agreement": ("", b"")})
        assert (answer.status_code, "Nothing is saved yet" in answer.text) == (200, True)
    saved = await story.staff.client.post(
        "/contracts/new", data=fields_of(answer.text) | FORM, files={"agreement": ("", b"")}
    )
    assert saved.status_code == 303, saved.text[:2000]


@pytest.mark.parametrize(
    "text",
    ["ab " * 666_666 + "c.", "(" * bounds.LONGEST_DOCUMENT, "да\r\n" * 350_000],
    ids=["Latin", "signs", "lines"],
)
async def test_the_pages_take_the_longest_text_that_the_api_takes(begin: Begin, text: str) -> None:
    story = begin()
    given = {**FORM, "partnerId": story.partner_id, "title": "Supply", "text": text}
    answer = await story.staff.client.post("/contracts/new", data=given)
    assert answer.status_code == 303, answer.text[:2000]
    made = answer.headers["location"].rpartition("/")[2]
    found = (await story.staff.ask(WHOLE, id=made))["contract"]["draft"]["clauses"]
    assert "".join("".join("".join(clause.values()).split()) for clause in found) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("a" * (bounds.LONGEST_DOCUMENT + 1), 422, "The text is longer than 2,000,000 characters."),
        ("да " * 600_000, 413, "That is too long"),
        ("(" * 2_500_000, 413, "That is too long"),
    ],
    ids=["characters", "bytes of the request", "bytes of the form"],
)
async def test_a_longer_text_is_refused_by_a_page_that_says_so(
    begin: Begin, make_committed: Make, text: str, status: int, words: str
) -> None:
    story = begin()
    before = await databases.contents(make_committed.session)
    given = {**FORM, "partnerId": story.partner_id, "title": "Supply", "text": text}
    answer = await story.staff.client.post("/contracts/new", data=given)
    assert answer.status_code == status
    assert words in answer.text
    assert await databases.contents(make_committed.session) == before


async def test_the_heartbeat_sees_work_on_the_loop_and_in_a_thread_that_lets_nobody_in() -> None:
    async with heartbeat() as beat:
        _long_call()
    assert beat.longest >= LONGEST_STOP
    async with heartbeat() as beat:
        await asyncio.to_thread(_long_call)
    assert beat.longest >= LONGEST_STOP
    async with heartbeat() as beat:
        await asyncio.to_thread(lambda: [_short_call() for _ in range(50)])
    assert beat.longest < LONGEST_STOP


def _long_call() -> int:
    """Over a tenth of a second in one call that cannot be interrupted."""
    return sum(range(8_000_000))


def _short_call() -> int:
    return sum(range(100_000))
