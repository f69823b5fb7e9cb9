"""The portal is killed with -9 between a file's bytes, its row, the document and the answer: each is brought once.

PORTAL_TRIES=100 is the whole of it.
"""

import asyncio
import os
import random
import threading
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from portal import clock, ids
from portal.access import Role
from portal.database.embedded import Server
from portal.database.pools import Database
from portal.files.receiving import Arrivals
from portal.files.store import Folder
from portal.files.sweeping import ON_THE_WAY, Sweeping
from tests import databases, patience, served
from tests.files.test_bringing import START
from tests.journeys.doors import OURS
from tests.journeys.signing import _cookie
from tests.make import Make
from tests.partners import making

LIVES = int(os.environ.get("PORTAL_TRIES", "4"))
OF_A_LIFE = 4
"""Documents."""
LONGEST_LIFE = 1.5
"""Seconds in which the portal answers."""
UPLOAD = """mutation ($input: DocumentUploadInput!) { documentUpload(input: $input) {
  userErrors { code message } document { status } } }"""
COME, COME_ALREADY = 201, 409
FACTS = """
SELECT d.status, d.version, (SELECT count(*) FROM journal j WHERE j.record_id = d.id),
  (SELECT count(*) FROM file f WHERE f.record_id = d.id AND f.id = d.file_id),
  (SELECT count(*) FROM file f WHERE f.record_id = d.id)
FROM compliance_document d"""
LEFT = "SELECT (SELECT count(*) FROM file WHERE record_id IS NULL) + (SELECT count(*) FROM file_ticket)"


class Lost(Exception):  # noqa: N818 - what befell the portal
    """It did not answer."""


@dataclass
class Bringing:
    """A program that brings one document after the other, and goes on where it was with the keys that it had."""

    partner: str
    left: deque[str]
    cookie: str
    tickets: dict[str, dict[str, str]] = field(default_factory=dict)

    def go_on(self, address: str) -> None:
        """Until all are brought, or the portal is lost."""
        headers = {**OURS, "cookie": self.cookie}
        with httpx.Client(base_url=address, headers=headers, timeout=patience.SECONDS) as client:
            while self.left:
                try:
                    self._bring(client, self.left[0])
                except (httpx.TransportError, Lost):
                    return
                self.left.popleft()

    def _bring(self, client: httpx.Client, document: str) -> None:
        if document not in self.tickets:
            begun = {"partnerId": self.partner, "name": "Insurance.csv", "idempotencyKey": f"start {document}"}
            self.tickets[document] = self._ask(client, START, begun)["upload"]
        ticket = self.tickets[document]
        sent = client.put(ticket["path"], content=f"Insurance;{document}\n".encode() * 2_000)
        if sent.is_server_error:
            raise Lost
        assert sent.status_code in {COME, COME_ALREADY}, sent.text
        given = {
            "documentId": document, "expectedVersion": 1, "fileId": ticket["fileId"],
            "validFrom": clock.now().date().isoformat(), "idempotencyKey": f"upload {document}",
        }  # fmt: skip
        assert self._ask(client, UPLOAD, given) == {"userErrors": [], "document": {"status": "UPLOADED"}}

    def _ask(self, client: httpx.Client, query: str, given: dict[str, Any]) -> Any:
        answer = client.post("/graphql", json={"query": query, "variables": {"input": given}})
        if answer.is_server_error:
            raise Lost
        (payload,) = answer.json()["data"].values()
        return payload


async def asked_for(url: str, many: int) -> Bringing:
    """A partner's administrator who is signed in, and so many documents that are asked for."""
    engine = create_async_engine(databases.asynchronous(url))
    async with AsyncSession(engine, expire_on_commit=False) as session:
        make = Make(session)
        owner, partner = await make.member(roles={Role.LEGAL}), await make.partner()
        cookie = await _cookie(make, await make.actor(of=partner, roles={Role.PARTNER_ADMIN}))
        wanted = [making.document(partner, owner, due_at=clock.now() + timedelta(days=30)) for _ in range(many)]
        await make.add(*wanted)
        await session.commit()
    await engine.dispose()
    return Bringing(ids.text("org", partner.id), deque(ids.text("doc", each.id) for each in wanted), cookie)


def kill_again_and_again(url: str, folder: Path, work: Bringing) -> int:
    """How often the portal was killed until all was brought."""
    chance, killed = random.Random(LIVES), 0
    while work.left:
        with served.serving_on(url, folder) as (process, address):
            ends = threading.Timer(chance.uniform(0.05, LONGEST_LIFE), process.kill)
            if killed < LIVES:
                ends.start()
                killed += 1
            work.go_on(address)
            ends.cancel()
    return killed


async def test_however_the_portal_is_killed_each_document_is_brought_once_and_nothing_is_left(
    server: Server, worker_id: str, tmp_path: Path
) -> None:
    name = f"documents_killed_{worker_id}"
    with databases.clone(server, name) as owner_url:
        url = server.url(name)
        work = await asked_for(url, LIVES * OF_A_LIFE)
        killed = await asyncio.to_thread(kill_again_and_again, url, tmp_path, work)
        engine = create_async_engine(databases.asynchronous(url))
        async with engine.connect() as connection:
            found = Counter(tuple(row) for row in (await connection.execute(text(FACTS))).all())
            left = (await connection.execute(text(LEFT))).scalar_one()
            rows = (await connection.execute(text("SELECT partner_id || '/' || sha256 FROM file"))).scalars().all()
        await engine.dispose()
        database, arrivals = Database(owner_url, databases.SECRET), _arrivals(tmp_path)
        await Sweeping(arrivals).tidy(database, clock.now() + 2 * ON_THE_WAY)
        await database.close()
    assert killed >= 1
    assert found == {("UPLOADED", 2, 1, 1, 1): LIVES * OF_A_LIFE}
    assert left == 0
    assert {key async for key, _ in arrivals.store.listed()} == set(rows)
    assert [*arrivals.folder.iterdir()] == []


def _arrivals(folder: Path) -> Arrivals:
    return Arrivals(Folder(folder / "files" / "kept"), folder / "files" / "incoming")
