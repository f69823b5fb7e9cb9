"""Whatever is killed with -9 while it files, compares, approves or ends registrations, each is whole afterwards.

First the portal is killed while two partners register the same and sales approves; then the clock is, in a process of
its own that lives 120 days. PORTAL_TRIES=100 is the whole of it.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import threading
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from portal import clock
from portal.access import Role
from portal.database.embedded import Server
from portal.database.pools import Database
from portal.opportunities.rules.statuses import HOLDING, OpportunityStatus
from tests import databases
from tests.journeys.signing import _cookie
from tests.journeys.test_documents_killed import Bringing, kill_again_and_again
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.test_rules import TABLE
from tests.opportunities.ticking import PASSES, STEP, tick

S = OpportunityStatus
LIVES = int(os.environ.get("PORTAL_TRIES", "2"))
OF_A_LIFE = 4
"""Customers, whom both partners register."""
LONGEST_LIFE = 4.0
"""Seconds, of which it takes about two to begin."""
REGISTER = """mutation ($input: OpportunityRegisterInput!) { opportunityRegister(input: $input) {
  opportunity { id status version } userErrors { code message } } }"""
APPROVE = """mutation ($input: OpportunityStepInput!) { opportunityApprove(input: $input) {
  opportunity { id status version } userErrors { code message } } }"""
FACTS = """
SELECT coalesce(json_agg(json_build_object('id', o.id, 'status', o.status, 'version', o.version,
  'placed', o.placed_at IS NOT NULL, 'customer', o.customer_name, 'wanted', cardinality(o.products) *
  cardinality(o.regions), 'number', o.filed_number,
  'arrivals', (SELECT json_agg(a.number) FROM opportunity_arrival a WHERE a.opportunity_id = o.id),
  'kept', (SELECT count(*) FROM protection_cell c WHERE c.opportunity_id = o.id AND c.status <> 'ENDED'),
  'held', (SELECT count(*) FROM protection_cell c WHERE c.opportunity_id = o.id),
  'conflicts', (SELECT count(*) FROM conflict_case c WHERE c.opportunity_id = o.id),
  'events', (SELECT json_agg(replace(j.event, 'opportunity.', '') ORDER BY j.id) FROM journal j
    WHERE j.record_id = o.id AND j.event LIKE 'opportunity.%'))), '[]')::text FROM opportunity o"""


@dataclass
class Registering(Bringing):
    """Two partners who register the same, and sales who approves every other; each goes on where it was."""

    cookies: Sequence[str] = ()
    sales: str = ""
    turns: Counter[str] = field(default_factory=Counter)

    def _bring(self, client: httpx.Client, document: str) -> None:
        until = (clock.now() + timedelta(days=200)).date().isoformat()
        made = []
        for place, cookie in enumerate(self.cookies):
            client.headers["cookie"] = cookie
            given = {
                "customer": {"name": f"{document} GmbH", "country": "DE"}, "products": [making.PRODUCT],
                "regions": ["DE", "FR"] if place else ["FR", "DE-BY"], "expectedCloseOn": until,
                "estimate": {"amount": "1000.00", "currency": "EUR"}, "idempotencyKey": f"register {document} {place}",
            }  # fmt: skip
            answer = self._ask(client, REGISTER, given)
            assert answer["userErrors"] == [], answer
            made.append(answer["opportunity"])
        if int(document.rpartition(" ")[2]) % 2:
            self._approve(client, document, made[0])

    def _approve(self, client: httpx.Client, document: str, made: Any) -> None:
        """Sales approves, as soon as it is compared; asked anew under a key of its own each time that it is not yet."""
        client.headers["cookie"] = self.sales
        for _ in range(50):
            self.turns[document] += 1
            given = {"opportunityId": made["id"], "expectedVersion": made["version"],
                     "idempotencyKey": f"approve {document} {self.turns[document]}"}  # fmt: skip
            answer = self._ask(client, APPROVE, given)
            codes = [each["code"] for each in answer["userErrors"]]
            if codes != ["BLOCKED"]:
                # After a kill it may have been done, and nobody was told so.
                assert codes == [] or answer["opportunity"]["status"] == "PROTECTED", answer
                return
            threading.Event().wait(0.1)
        raise AssertionError(f"{document} stays uncompared")


async def wanted(url: str, many: int) -> Registering:
    """Two partners' administrators and somebody of sales, who are signed in, and the customers."""
    engine = create_async_engine(databases.asynchronous(url))
    async with AsyncSession(engine, expire_on_commit=False) as session:
        make = Make(session)
        await make.add(making.product())
        partners = [await make.partner(manager=await make.member()) for _ in range(2)]
        cookies = [await _cookie(make, await make.actor(of=each, roles={Role.PARTNER_ADMIN})) for each in partners]
        sales = await _cookie(make, await make.actor(roles={Role.SALES}))
        await session.commit()
    await engine.dispose()
    left = deque(f"Hartmann {number}" for number in range(many))
    return Registering("", left, cookies[0], cookies=cookies, sales=sales)


def kill_the_clock(url: str, folder: Path) -> int:
    """How often the clock was killed in the middle of its work."""
    chance, killed = random.Random(LIVES), 0
    command = [sys.executable, "-m", "tests.opportunities.ticking", url, databases.SECRET.decode()]
    for _ in range(LIVES):
        with (folder / "clock.log").open("a") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
            try:
                process.wait(chance.uniform(1.5, LONGEST_LIFE))
            except subprocess.TimeoutExpired:
                killed += 1
            process.kill()
    return killed


async def facts(url: str) -> list[dict[str, Any]]:
    engine = create_async_engine(databases.asynchronous(url))
    async with engine.connect() as connection:
        found: list[dict[str, Any]] = json.loads((await connection.execute(text(FACTS))).scalar_one())
    await engine.dispose()
    return found


def walked(events: Sequence[str]) -> str:
    """Where the events lead by the table; raises KeyError for one that leads nowhere."""
    status = "DRAFT"
    steps = {(row.source, row.event.partition(".")[2]): row.target for row in TABLE.values()}
    for event in events:
        if event not in {"drafted", "placed"}:
            status = steps[status, event]
    return status


def check(each: dict[str, Any]) -> None:
    """It is where its history leads, came in once, was compared once, and holds all that it wants or nothing."""
    assert each["status"] == walked(each["events"]), each
    assert each["arrivals"] == [each["number"]], each
    assert each["placed"], each
    assert each["events"].count("placed") == each["events"].count("registered") == 1, each
    assert each["kept"] == (each["wanted"] if S(each["status"]) in HOLDING else 0), each
    assert each["held"] in {0, each["wanted"]}, each
    assert (each["conflicts"] == 1) == ("conflict_found" in each["events"]) == (each["held"] == 0), each


async def test_whatever_is_killed_each_registration_is_whole_and_none_stays_uncompared(
    server: Server, worker_id: str, tmp_path: Path
) -> None:
    name = f"opportunities_killed_{worker_id}"
    with databases.clone(server, name) as owner_url:
        url = server.url(name)
        many = LIVES * OF_A_LIFE
        work = await wanted(url, many)
        assert await asyncio.to_thread(kill_again_and_again, url, tmp_path, work) >= 1
        database, now = Database(owner_url, databases.SECRET), clock.now()
        await tick(database, now)
        first = await facts(url)
        killed = await asyncio.to_thread(kill_the_clock, owner_url, tmp_path)
        between = await facts(url)
        for each in (*range(0, PASSES, 10), PASSES):
            await tick(database, now + each * STEP)
        last = await facts(url)
        await database.close()
    assert killed >= 1, (tmp_path / "clock.log").read_text()
    for found in (first, last):
        assert len(found) == 2 * many
        for each in found:
            check(each)
    for each in between:  # what the clock was killed in is undone: its row and its cells agree all the same
        assert each["status"] == walked(each["events"]), each
    assert Counter(each["status"] for each in first) == {
        "CONFLICT": many, "SUBMITTED": -(-many // 2), "PROTECTED": many // 2
    }  # fmt: skip
    assert Counter(each["status"] for each in last) == {"CONFLICT": many, "EXPIRED": many}
