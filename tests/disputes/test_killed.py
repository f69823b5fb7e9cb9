"""The portal is killed with -9 between a paper's bytes, its row, the case and the answer: each case is filed once.

PORTAL_TRIES=100 is the whole of it.
"""

import asyncio
import json
import os
from collections import deque
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from portal import clock, ids
from portal.access import Role
from portal.database.embedded import Server
from portal.database.pools import Database
from portal.disputes import chain
from portal.files.sweeping import ON_THE_WAY, Sweeping
from tests import databases
from tests.files.test_bringing import START
from tests.files.test_broken_off import arrivals_in
from tests.journeys.signing import _cookie
from tests.journeys.test_documents_killed import COME, COME_ALREADY, Bringing, Lost, kill_again_and_again
from tests.make import Make

LIVES = int(os.environ.get("PORTAL_TRIES", "4"))
OF_A_LIFE = 2
"""Cases."""
PAPERS = ("INVOICE", "ORDER")
STEPS = {
    "disputeDraft": "DisputeDraftInput", "disputeAddEvidence": "DisputeAddEvidenceInput",
    "disputeFile": "DisputeStepInput",
}  # fmt: skip
"""Each with the type of its input."""
STEP = """mutation ($input: %s!) { %s(input: $input) { userErrors { code message } dispute { id status } } }"""
SAID = {
    "reasonCode": "PRICE_DIFFERS", "title": "Prices of March", "text": "The invoices name the old prices.",
}  # fmt: skip
FACTS = """
SELECT coalesce(json_agg(json_build_object(
  'status', d.status, 'version', d.version, 'head', d.chain_head, 'lines',
  (SELECT count(*) FROM dispute_line l WHERE l.dispute_id = d.id AND l.is_open), 'papers',
  (SELECT json_agg(f.kind ORDER BY f.kind) FROM file f WHERE f.record_id = d.id AND f.is_shared), 'events',
  (SELECT json_agg(j.event ORDER BY j.id) FROM journal j WHERE j.record_id = d.id AND j.event LIKE 'dispute.%'),
  'entries', (SELECT json_agg(json_build_object('kind', e.kind, 'document', e.document, 'chain', e.chain)
    ORDER BY e.number) FROM dispute_entry e WHERE e.dispute_id = d.id))), '[]') FROM dispute d"""
LEFT = "SELECT (SELECT count(*) FROM file WHERE record_id IS NULL) + (SELECT count(*) FROM file_ticket)"


class Filing(Bringing):
    """A program that files one case after the other, each with its papers, and goes on where it was."""

    def _bring(self, client: httpx.Client, document: str) -> None:
        line = {"documentKind": "INVOICE", "documentNumber": document}
        made = self._step(client, "disputeDraft", document, **SAID, lines=[line])
        place = {"disputeId": made["id"], "expectedVersion": 1}
        files = [{"fileId": self._paper(client, f"{document} {kind}"), "kind": kind} for kind in PAPERS]
        self._step(client, "disputeAddEvidence", document, **place, files=files)
        filed = self._step(client, "disputeFile", document, **{**place, "expectedVersion": 2})
        assert filed == {"id": made["id"], "status": "SUBMITTED"}

    def _step(self, client: httpx.Client, name: str, key: str, **given: Any) -> Any:
        answer = self._ask(client, STEP % (STEPS[name], name), {**given, "idempotencyKey": f"{name} {key}"})
        assert answer["userErrors"] == [], (name, answer)
        return answer["dispute"]

    def _paper(self, client: httpx.Client, name: str) -> str:
        """The id of a file whose bytes have come."""
        if name not in self.tickets:
            begun = {"partnerId": self.partner, "name": "Paper.csv", "idempotencyKey": f"start {name}"}
            self.tickets[name] = self._ask(client, START, begun)["upload"]
        ticket = self.tickets[name]
        sent = client.put(ticket["path"], content=f"Paper;{name}\n".encode() * 2_000)
        if sent.is_server_error:
            raise Lost
        assert sent.status_code in {COME, COME_ALREADY}, sent.text
        return ticket["fileId"]


async def wanted(url: str, many: int) -> Filing:
    """A partner's administrator who is signed in, and the numbers of so many invoices."""
    engine = create_async_engine(databases.asynchronous(url))
    async with AsyncSession(engine, expire_on_commit=False) as session:
        make = Make(session)
        partner = await make.partner(manager=await make.member(roles={Role.RELATIONSHIP_MANAGER}))
        for role in (Role.LEGAL, Role.DISPUTE_OFFICER):
            await make.member(roles={role})
        cookie = await _cookie(make, await make.actor(of=partner, roles={Role.PARTNER_ADMIN}))
        await session.commit()
    await engine.dispose()
    return Filing(ids.text("org", partner.id), deque(f"INV-{number:05}" for number in range(many)), cookie)


async def test_however_the_portal_is_killed_each_case_is_filed_once_with_its_papers_and_nothing_is_left(
    server: Server, worker_id: str, tmp_path: Path
) -> None:
    name = f"disputes_killed_{worker_id}"
    with databases.clone(server, name) as owner_url:
        url = server.url(name)
        work = await wanted(url, LIVES * OF_A_LIFE)
        killed = await asyncio.to_thread(kill_again_and_again, url, tmp_path, work)
        engine = create_async_engine(databases.asynchronous(url))
        async with engine.connect() as connection:
            cases = (await connection.execute(text(FACTS))).scalar_one()
            left = (await connection.execute(text(LEFT))).scalar_one()
            rows = (await connection.execute(text("SELECT partner_id || '/' || sha256 FROM file"))).scalars().all()
        await engine.dispose()
        database, arrivals = Database(owner_url, databases.SECRET), arrivals_in(tmp_path)
        await Sweeping(arrivals).tidy(database, clock.now() + 2 * ON_THE_WAY)
        await database.close()
    assert killed >= 1
    assert len(cases) == LIVES * OF_A_LIFE
    for case in cases if isinstance(cases, list) else json.loads(cases):
        assert (case["status"], case["version"], case["lines"], case["papers"]) == ("SUBMITTED", 3, 1, [*PAPERS])
        assert case["events"] == ["dispute.drafted", "dispute.evidence_added", "dispute.filed"]
        assert [each["kind"] for each in case["entries"]] == ["FILED", "EVIDENCE", "EVIDENCE"]
        assert [*chain.faults(case["entries"], case["head"])] == []
    assert left == 0
    assert len(rows) == 2 * len(cases)
    assert {key async for key, _ in arrivals.store.listed()} == set(rows)
    assert [*arrivals.folder.iterdir()] == []
