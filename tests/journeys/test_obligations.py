"""Obligations over HTTP: the partner's program does the daily work; two at once; what only a person says."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest_asyncio
from sqlalchemy import text

from portal import clock, ids, work
from portal.access import Role
from portal.app import Portal
from portal.contracts.models import Contract
from portal.contracts.rules import Status as ContractStatus
from portal.database.pools import Database
from portal.obligations.models import Obligation
from portal.obligations.rules import Status
from portal.partners.models import Membership, Organisation
from tests.auth.programs import Programs
from tests.entering import Enter
from tests.files import making as files
from tests.journeys.doors import PUBLIC_URL, TRIES, Visitor
from tests.make import Make
from tests.obligations.making import obligation

S = Status
AHEAD = clock.now().date() + timedelta(days=200)
STEP = """mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code message path }} obligation {{
  id version status digest evidenceDigest waitingOn }} }} }}"""
KINDS = {
    "obligationPropose": "Propose", "obligationAgree": "Agree", "obligationDecline": "Reason",
    "obligationWithdraw": "Step", "obligationClaimDone": "ClaimDone", "obligationConfirm": "Confirm",
    "obligationRefuse": "Reason", "obligationDefault": "Reason", "obligationWaive": "Waive",
}  # fmt: skip


async def act(who: Visitor, name: str, **given: Any) -> dict[str, Any]:
    source = STEP.format(name=name, kind=f"Obligation{KINDS[name]}Input")
    payload: dict[str, Any] = (await who.ask(source, input=given))[name]
    return payload


@dataclass
class Desk:
    """A partner and the company with a contract in force, two people of each, and the partner's program."""

    make: Make
    database: Database
    partner: Organisation
    contract: Contract
    paula: Visitor
    mina: Visitor
    lee: Visitor
    admin: Membership
    program: Visitor

    def proposal(self, **more: Any) -> dict[str, Any]:
        return {
            "contractId": ids.text("ctr", self.contract.id), "clauseKey": "payment", "obligor": "PARTNER",
            "expectedDigest": self.contract.sha256, "title": "Send the stock report", "dueOn": AHEAD.isoformat(),
            "text": "All parts in the warehouse.", **more,
        }  # fmt: skip

    async def owed(self, status: Status, **columns: Any) -> Obligation:
        made = obligation(self.partner, await self.make.company(), **{"status": status, "due_on": AHEAD, **columns})
        await self.make.add(made)
        return made

    async def status(self, owed: Obligation) -> str:
        found = await self.make.session.execute(text("SELECT status FROM obligation WHERE id = :id"), {"id": owed.id})
        return str(found.scalar_one())

    async def told(self, owed: Obligation) -> Counter[str]:
        query = text("SELECT event, count(*) FROM journal WHERE record_id = :id GROUP BY event")
        rows = (await self.make.session.execute(query, {"id": owed.id})).all()
        return Counter({str(row[0]).partition(".")[2]: int(row[1]) for row in rows})


@pytest_asyncio.fixture(loop_scope="session")
async def desk(make_committed: Make, enter: Enter, database: Database, application: Portal) -> Any:
    make = make_committed
    manager = await make.member(name="Mina Manager", roles={Role.RELATIONSHIP_MANAGER})
    legal = await make.member(name="Lee Legal", roles={Role.LEGAL})
    partner = await make.partner(name="Northgate", manager=manager)
    admin = await make.member(partner, name="Paula Admin")
    contract = await make.contract(partner=partner, owner=manager, status=ContractStatus.ACTIVE)
    paula, mina, lee = await enter(admin, manager, legal)
    programs = Programs(database, make)
    scopes = ["obligations:write", "files:write"]
    client = await programs.client(admin, scopes=scopes)
    token = await programs.token(client, scopes=scopes, issuer=PUBLIC_URL)
    web = httpx.AsyncClient(
        transport=httpx.ASGITransport(application), base_url=PUBLIC_URL, headers={"authorization": f"Bearer {token}"}
    )
    yield Desk(make, database, partner, contract, paula, mina, lee, admin, Visitor(web))
    await web.aclose()


def said(payload: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["code"], each["message"]) for each in payload["userErrors"]]


PERSON = [("NOT_PERMITTED", "Only a person can do this, not an app running on its own.")]
OWED = """query ($filter: ObligationFilter) { obligations(filter: $filter) { nodes { id version status title dueAt
  availableActions { name allowed blockedBy { message } } } } }"""
START = """mutation ($input: FileStartUploadInput!) { fileStartUpload(input: $input) {
  userErrors { code } upload { fileId path } } }"""


async def brought(who: Visitor, partner: Organisation, content: bytes = b"Stock;5\n") -> str:
    given = {"partnerId": ids.text("org", partner.id), "name": "Stock.csv"}
    upload = (await who.ask(START, input=given))["fileStartUpload"]["upload"]
    answer = await who.client.put(upload["path"], content=content)
    assert answer.status_code == 201, answer.text
    return str(upload["fileId"])


async def test_a_program_does_what_is_owed_and_leaves_to_people_what_binds(desk: Desk) -> None:
    proposed = await act(desk.mina, "obligationPropose", **desk.proposal(), idempotencyKey="the report of April")
    again = await act(desk.mina, "obligationPropose", **desk.proposal(), idempotencyKey="the report of April")
    owed = proposed["obligation"]
    assert (proposed["userErrors"], again["obligation"]["id"], owed["status"]) == ([], owed["id"], "PROPOSED")
    place = {"obligationId": owed["id"], "expectedVersion": 1}
    assert said(await act(desk.program, "obligationAgree", **place, expectedDigest=owed["digest"])) == PERSON
    assert said(await act(desk.program, "obligationDecline", **place, reason="No.")) == PERSON
    agreed = await act(desk.paula, "obligationAgree", **place, expectedDigest=owed["digest"])
    assert (agreed["userErrors"], agreed["obligation"]["status"]) == ([], "SCHEDULED")

    (found,) = (await desk.program.ask(OWED, filter={"obligor": "PARTNER"}))["obligations"]["nodes"]
    steps = {each["name"]: each["allowed"] for each in found["availableActions"]}
    assert (found["title"], steps) == ("Send the stock report", {"CLAIM_DONE": True})
    place = {"obligationId": found["id"], "expectedVersion": found["version"]}
    file_id = await brought(desk.program, desk.partner)
    assert said(await act(desk.program, "obligationClaimDone", **place, fileIds=[])) == [
        ("INVALID", "Attach 1 to 100 files as evidence.")
    ]
    done = await act(desk.program, "obligationClaimDone", **place, fileIds=[file_id], note="By night.")
    assert (done["userErrors"], done["obligation"]["status"]) == ([], "EVIDENCED")
    late = await act(desk.program, "obligationClaimDone", **place, fileIds=[file_id])
    assert [code for code, _ in said(late)] == ["STALE_VERSION"]

    place = {"obligationId": found["id"], "expectedVersion": done["obligation"]["version"]}
    evidence = done["obligation"]["evidenceDigest"]
    fetched = await desk.mina.client.get(f"/files/{file_id}")
    assert fetched.content == b"Stock;5\n"
    confirmed = await act(desk.mina, "obligationConfirm", **place, expectedDigest=evidence)
    assert (confirmed["userErrors"], confirmed["obligation"]["status"]) == ([], "FULFILLED")


async def test_a_token_without_the_scope_reads_no_obligation(desk: Desk, application: Portal) -> None:
    await desk.owed(S.DUE)
    programs = Programs(desk.database, desk.make)
    for scopes, read in ((["contracts:read"], False), (["contracts:read", "obligations:read"], True)):
        client = await programs.client(desk.admin, scopes=scopes)
        token = await programs.token(client, scopes=scopes, issuer=PUBLIC_URL)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=PUBLIC_URL) as web:
            query = {"query": "{ contracts { totalCount } obligations { totalCount } }"}
            answer = await web.post("/graphql", json=query, headers={"authorization": f"Bearer {token}"})
        assert answer.json()["data"] == {
            "contracts": {"totalCount": 1}, "obligations": {"totalCount": 1} if read else None,
        }  # fmt: skip


async def winner(*steps: Any, late: frozenset[str] = frozenset({"STALE_VERSION"})) -> int:
    """Which of the two was first; the other was told that it came late."""
    found = [[code for code, _ in said(each)] for each in await asyncio.gather(*steps)]
    assert Counter(map(len, found)) == {0: 1, 1: 1}, found
    assert {code for each in found for code in each} <= late
    return found.index([])


def place(owed: Obligation, **more: Any) -> dict[str, Any]:
    return {"obligationId": ids.text("obl", owed.id), "expectedVersion": owed.version, **more}


async def test_of_an_agreement_and_a_withdrawal_at_one_moment_one_counts(desk: Desk) -> None:
    for turn in range(TRIES):
        owed = await desk.owed(S.PROPOSED)
        agree = act(desk.paula, "obligationAgree", **place(owed, expectedDigest=owed.sha256))
        withdraw = act(desk.mina, "obligationWithdraw", **place(owed))
        won = await winner(*((agree, withdraw) if turn % 2 else (withdraw, agree)))
        agreed = (won == 0) == bool(turn % 2)
        assert await desk.status(owed) == ("SCHEDULED" if agreed else "WITHDRAWN")
        assert (await desk.told(owed)).total() == 1


async def test_of_a_confirmation_and_a_refusal_at_one_moment_one_counts(desk: Desk) -> None:
    for turn in range(TRIES):
        owed = await desk.owed(S.EVIDENCED, evidence_digests=[])
        confirm = act(desk.mina, "obligationConfirm", **place(owed, expectedDigest=owed.evidence_sha256))
        refuse = act(desk.mina, "obligationRefuse", **place(owed, reason="Not the right month."))
        won = await winner(*((confirm, refuse) if turn % 2 else (refuse, confirm)))
        confirmed = (won == 0) == bool(turn % 2)
        assert await desk.status(owed) == ("FULFILLED" if confirmed else "DUE")
        assert (await desk.told(owed)).total() == 1


async def test_an_answer_at_the_moment_at_which_silence_would_count_leaves_one_history(desk: Desk) -> None:
    for turn in range(TRIES):
        now = clock.now()
        owed = await desk.owed(S.EVIDENCED, evidence_digests=[], due_at=now)
        refuse = act(desk.mina, "obligationRefuse", **place(owed, reason="Not the right month."))
        tick = work.move_due(desk.database, now)
        done = await asyncio.gather(*((refuse, tick) if turn % 2 else (tick, refuse)))
        payload = next(each for each in done if isinstance(each, dict))
        expected = "FULFILLED" if payload["userErrors"] else "DUE"
        assert (await desk.status(owed), (await desk.told(owed)).total()) == (expected, 1)


async def test_a_file_is_evidence_of_one_thing(desk: Desk) -> None:
    for _ in range(TRIES):
        first, second = await desk.owed(S.DUE), await desk.owed(S.DUE)
        file = files.file(desk.admin, content=ids.new().bytes)
        await desk.make.add(file)
        given = {"fileIds": [ids.text("fil", file.id)]}
        await winner(
            act(desk.paula, "obligationClaimDone", **place(first, **given)),
            act(desk.paula, "obligationClaimDone", **place(second, **given)),
            late=frozenset({"NOT_FOUND"}),
        )
        assert sorted([await desk.status(first), await desk.status(second)]) == ["DUE", "EVIDENCED"]


async def test_a_default_is_legal_s_word_or_the_partner_s_and_opens_a_dispute(desk: Desk) -> None:
    owed = await desk.owed(S.OVERDUE, cure_ends_at=clock.now(), is_cure_over=True)
    refused = await act(desk.mina, "obligationDefault", **place(owed, reason="Never came."))
    assert said(refused) == [("NOT_PERMITTED", "Only these roles can do this: Partner administrator, Legal.")]
    stated = await act(desk.lee, "obligationDefault", **place(owed, reason="Never came."))
    assert (stated["userErrors"], stated["obligation"]["status"]) == ([], "DEFAULTED")
    asked = await desk.paula.ask(
        "query ($id: ID!) { obligation(id: $id) { mayDispute decidedBy reason } }", id=ids.text("obl", owed.id)
    )
    assert asked["obligation"] == {"mayDispute": True, "decidedBy": "Lee Legal", "reason": "Never came."}
