"""An amendment over HTTP, from both sides' pages to the next version; two at once; and the file that is handed over."""

import asyncio
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest_asyncio
from sqlalchemy import text

from portal import clock, ids, reactions
from portal.access import AccessClass, Role
from portal.contracts import operations
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.contracts.text import consolidating, documents
from portal.database.pools import Database
from portal.partners.models import Organisation
from tests.entering import Enter
from tests.expectations.making import expectation
from tests.expectations.scene import metric_id
from tests.journeys.doors import Visitor, codes
from tests.make import CLAUSES, Make

TEXT = (
    "{ clauses { key } amended { changedCount changes { key kind } } resting { record title clauseKey isGone fate } }"
)
READ = f"""query ($id: ID!) {{ contract(by: {{ id: $id }}) {{
  id version status digest amendedNumber amends {{ id }} currentVersion {TEXT}
  openRound {{ resultDigest }} versions {{ number digest parentDigest document }}
  amendments {{ nodes {{ id number status amendedNumber }} }}
}} }}"""
DRAFT = f"query ($id: ID!) {{ contract(by: {{ id: $id }}) {{ draft {TEXT} }} }}"
WORDS = "1. Scope\nThe supplier delivers what the buyer orders.\n\n2. Payment\nWithin 60 days.\n\n3. Law\nGerman.\n"


@dataclass
class Room:
    """The people around a contract in force, on whose second clause two expectations rest."""

    make: Make
    partner: Organisation
    contract: Contract
    legal: Visitor
    admin: Visitor
    signatory: Visitor
    ours: Visitor
    expected: list[Any]

    async def seen(self, who: Visitor, record: str) -> dict[str, Any]:
        found: dict[str, Any] = (await who.ask(READ, id=record))["contract"]
        return found

    async def step(self, who: Visitor, name: str, kind: str, record: str, **given: Any) -> list[str]:
        version = (await self.seen(who, record))["version"]
        done = await who.step(name, f"Contract{kind}Input", contractId=record, expectedVersion=version, **given)
        return codes(done)

    async def begun(self) -> str:
        """The id of the amendment that legal has begun."""
        here = ids.text("ctr", self.contract.id)
        assert await self.step(self.legal, "contractAmend", "Amend", here, title="Sixty days") == []
        nodes = (await self.seen(self.legal, here))["amendments"]["nodes"]
        return str(nodes[0]["id"])

    async def signed(self, made: str) -> None:
        """As it stands, by both sides."""
        for who, name, kind, given in (
            (self.legal, "contractSubmitForReview", "Step", {}), (self.legal, "contractPublish", "Step", {}),
            (self.admin, "contractSubmitRound", "SubmitRound", {"noChanges": True}),
            (self.legal, "contractAcceptRound", "Digest", {}), (self.legal, "contractStartApproval", "Step", {}),
            (self.signatory, "contractSign", "Sign", {"authority": "Director"}),
            (self.ours, "contractSign", "Sign", {"authority": "Director"}),
        ):  # fmt: skip
            digest = {} if kind == "Step" else {"expectedDigest": (await self.seen(who, made))["digest"]}
            assert await self.step(who, name, kind, made, **given, **digest) == [], name


@pytest_asyncio.fixture(loop_scope="session")
async def room(make_committed: Make, enter: Enter) -> Room:
    make = make_committed
    partner = await make.partner()
    contract = await make.contract(status=Status.ACTIVE, partner=partner)
    expected = [
        expectation(
            partner,
            await make.company(),
            title=title,
            code=title.lower(),
            contract_id=contract.id,
            clause_key=CLAUSES[1].key,
            contract_sha256=contract.sha256,
            metric_id=metric_id("on_time"),
        )
        for title in ("Punctuality", "Average")
    ]
    await make.add(*expected)
    people = [
        await make.member(roles={Role.LEGAL}), await make.member(partner, roles={Role.PARTNER_ADMIN}),
        await make.member(partner, roles={Role.PARTNER_SIGNATORY}),
        await make.member(roles={Role.COMPANY_SIGNATORY}),
    ]  # fmt: skip
    visitors = await enter(*people)
    legal, admin, signatory, ours = visitors
    return Room(make, partner, contract, legal, admin, signatory, ours, expected)


async def test_from_the_draft_to_the_next_version_with_one_expectation_kept_and_one_ended(
    room: Room, database: Database
) -> None:
    made, here = await room.begun(), ids.text("ctr", room.contract.id)
    kept, ended = (ids.text("ept", each.id) for each in room.expected)
    assert await room.step(room.legal, "contractRedraft", "Redraft", made, text=WORDS) == []
    draft = (await room.legal.ask(DRAFT, id=made))["contract"]["draft"]
    assert [each["key"] for each in draft["clauses"]] == ["scope", "payment", "a2c1"]
    assert [(each["key"], each["kind"]) for each in draft["amended"]["changes"]] == [
        ("scope", "CHANGED"), ("payment", "CHANGED"), ("a2c1", "INSERTED"),
    ]  # fmt: skip
    assert sorted((each["title"], each["fate"]) for each in draft["resting"]) == [
        ("Average", None), ("Punctuality", None),
    ]  # fmt: skip
    page = (await room.legal.client.get(f"/contracts/{made}/amendment")).text
    assert "Punctuality" in page
    assert (await room.admin.client.get(f"/contracts/{made}/amendment")).status_code == 404
    assert (await room.seen(room.admin, here))["amendments"]["nodes"] == []
    answers = [{"recordId": kept, "fate": "KEEP"}, {"recordId": ended, "fate": "RETIRE"}]
    assert await room.step(room.legal, "contractRedraft", "Redraft", made, answers=answers) == []
    await room.signed(made)
    for who in (room.admin, room.legal):
        after, amendment = await room.seen(who, here), await room.seen(who, made)
        assert [each["number"] for each in after["versions"]] == [2, 1]
        assert after["versions"][0]["parentDigest"] == room.contract.sha256
        assert (amendment["status"], amendment["amends"], amendment["amendedNumber"]) == ("ACTIVE", {"id": here}, 1)
        assert [(each["id"], each["status"]) for each in after["amendments"]["nodes"]] == [(made, "ACTIVE")]
        for address in (f"/contracts/{made}", f"/contracts/{made}/amendment", f"/contracts/{here}"):
            assert (await who.client.get(address)).status_code == 200
        compared = await who.client.get(f"/contracts/{here}/compare?base=1&head=2")
        assert "60" in compared.text
    await reactions.run(database, clock.now())
    found = await room.make.session.execute(text("SELECT title, status, contract_sha256 FROM expectation"))
    digests = [each["digest"] for each in after["versions"]]
    assert sorted(map(tuple, found)) == [("Average", "RETIRED", digests[1]), ("Punctuality", "ACTIVE", digests[0])]


async def test_the_file_says_how_the_next_version_follows_from_what_was_signed(room: Room) -> None:
    made = await room.begun()
    answers = [{"recordId": ids.text("ept", each.id), "fate": "KEEP"} for each in room.expected]
    assert await room.step(room.legal, "contractRedraft", "Redraft", made, text=WORDS, answers=answers) == []
    await room.signed(made)
    answer = await room.legal.client.post(f"/partners/{ids.text('org', room.partner.id)}/export")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = sorted(name for name in archive.namelist() if "/version-" in name)
    first, second, amendment = (archive.read(name) for name in names)
    assert [name.rpartition("/")[2] for name in names] == ["version-1.json", "version-2.json", "version-1.json"]
    told = json.loads(archive.read(f"{names[2].rpartition('/')[0]}/contract.json"))
    assert (told["amends"], told["base_number"]) == (ids.text("ctr", room.contract.id), 1)
    content = json.loads(amendment)
    amends = content.pop("amends")
    assert amends["sha256"] == hashlib.sha256(first).hexdigest()
    content |= {"title": amends["title"], "terms": content["terms"] | {"starts_on": amends["starts_on"]}}
    assert content == json.loads(second)
    assert documents.written(consolidating.consolidated(documents.parse(amendment.decode()))).text == second.decode()


async def test_of_two_who_begin_one_at_once_one_does_and_the_other_is_told(room: Room) -> None:
    here = ids.text("ctr", room.contract.id)
    given = {"contractId": here, "expectedVersion": 1, "title": "At once"}
    found = await asyncio.gather(
        *(room.legal.step("contractAmend", "ContractAmendInput", **given) for _ in range(4))
    )  # fmt: skip
    assert sorted(codes(each) for each in found) == [[], ["BLOCKED"], ["BLOCKED"], ["BLOCKED"]]
    assert len((await room.seen(room.legal, here))["amendments"]["nodes"]) == 1


async def test_clocks_at_once_make_one_version(room: Room, database: Database) -> None:
    made, here, now = await room.begun(), ids.text("ctr", room.contract.id), clock.now()
    terms = {
        "startsOn": (now + timedelta(days=2)).date().isoformat(), "endsOn": None, "renewal": "NONE", "noticeDays": 30,
        "governingLaw": "DE",
    }  # fmt: skip
    assert await room.step(room.legal, "contractRedraft", "Redraft", made, terms=terms) == []
    await room.signed(made)
    assert (await room.seen(room.legal, made))["status"] == "SIGNED"

    async def keep_time() -> None:
        async with database.working(AccessClass.SYSTEM) as session:
            await operations.keep_time(session, contract_id=ids.parse(made)[1], now=now + timedelta(days=3))

    await asyncio.gather(*(keep_time() for _ in range(4)))
    after = await room.seen(room.legal, here)
    assert ([each["number"] for each in after["versions"]], after["status"]) == ([2, 1], "ACTIVE")
