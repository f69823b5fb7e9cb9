"""How often a step of a negotiation asks the database, and what becomes of it when the connection breaks."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, insert, select

from auth.models import Session
from portal import ids
from portal.access import Role, Side
from portal.app import Portal, create_app
from portal.contracts.models import Contract, Round
from portal.contracts.rules import Status
from portal.contracts.text import documents
from portal.database import logins
from portal.database.embedded import Server
from portal.database.policies import OWNER
from portal.journal import Entry
from portal.partners.models import Membership, Organisation
from portal.settings import Settings
from tests import databases, wire
from tests.journeys.doors import OURS, Visitor, codes
from tests.make import CLAUSES, Make
from tests.people import session_row
from tests.wire import Wire

MOST = 8
TURNS = 4
"""The first asks the driver to prepare each statement; now and then the portal notes that a session is in use."""
ADDRESS = "http://127.0.0.1"
CHANGES = [
    {
        "operation": "REPLACE", "clauseKey": "payment", "text": "Within 45 days.",
        "baseDigest": documents.clause_digest(CLAUSES[1]),
    },
    {"operation": "SET_TERM", "term": "notice_days", "termValue": "60"},
]  # fmt: skip


@pytest.fixture(scope="module")
def line(server: Server) -> Iterator[Wire]:
    with wire.counting(server) as counted:
        yield counted


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def behind(line: Wire, databases_of_worker: tuple[str, str]) -> AsyncIterator[Portal]:
    """The whole application but for the bell, over a socket that counts."""
    owner_url = logins.url_of(line.server.url(databases_of_worker[1]), OWNER, databases.SECRET)
    made = create_app(Settings(Path(), None, ADDRESS, databases.SECRET), owner_url, keep_time=False)
    made.database.wakes(lambda: None, made.bell.close)  # the bell's messages are after steps, and fall where they may
    yield made
    await made.door.close()
    await made.database.close()


@dataclass
class Table:
    """A partner's administrator, the company's lawyer, and contracts between the two."""

    make: Make
    partner: Organisation
    admin: Visitor
    legal: Visitor
    by_hand: asyncpg.Connection
    """A superuser's own connection."""

    async def contract(self, pen: Side) -> Contract:
        return await self.make.contract(status=Status.IN_NEGOTIATION, partner=self.partner, pen=pen)

    async def edit(self, who: Visitor, made: Contract, **more: Any) -> None:
        await self._take(who, "contractEditRound", "ContractEditRoundInput", made, 1, changes=CHANGES, **more)

    async def submit(self, who: Visitor, made: Contract, **more: Any) -> None:
        given = {"expectedDigest": made.sha256, **more}
        await self._take(who, "contractSubmitRound", "ContractSubmitRoundInput", made, 2, **given)

    async def accept(self, who: Visitor, made: Contract, **more: Any) -> None:
        digest = await self.make.session.scalar(select(Round.result_sha256).where(Round.contract_id == made.id))
        await self._take(who, "contractAcceptRound", "ContractDigestInput", made, 3, expectedDigest=digest, **more)

    async def _take(self, who: Visitor, name: str, kind: str, made: Contract, version: int, **given: Any) -> None:
        place = {"contractId": ids.text("ctr", made.id), "expectedVersion": version}
        assert codes(await who.step(name, kind, **place, **given)) == []

    async def state(self, made: Contract) -> tuple[int, int]:
        """The contract's version, and how many rows the journal has about it."""
        told = select(func.count()).select_from(Entry).where(Entry.record_id == made.id).scalar_subquery()
        found = select(Contract.version, told).where(Contract.id == made.id)
        version, rows = (await self.make.session.execute(found)).one()
        return version, rows

    @asynccontextmanager
    async def broken_off(self, table: str, made: Contract) -> AsyncIterator[None]:
        """Whoever waits for a row of the contract, which somebody else holds, loses the connection while waiting."""
        key = "id" if table == "contract" else "contract_id"
        async with self.by_hand.transaction():
            await self.by_hand.execute(f"SELECT FROM {table} WHERE {key} = $1 FOR UPDATE", made.id)
            ending = asyncio.create_task(self._end_whoever_waits())
            try:
                yield
            finally:  # one connection does one thing at a time
                await asyncio.wait_for(ending, timeout=60)

    async def _end_whoever_waits(self) -> None:
        ended = (
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE usename = 'portal_partner' AND wait_event_type = 'Lock' AND datname = current_database()"
        )
        while not await self.by_hand.fetchval(ended):
            await asyncio.sleep(0.01)
            await self.by_hand.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction it looks but once
        await self.by_hand.execute("ROLLBACK; BEGIN")


async def signed_in(make: Make, application: Portal, member: Membership) -> Visitor:
    value = secrets.token_urlsafe(32)
    row = session_row(await make.actor(member), value.encode(), member_id=member.id)
    await make.session.execute(insert(Session).values(row))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=ADDRESS, headers=OURS)
    client.headers["cookie"] = f"session={value}"
    return Visitor(client)


@pytest_asyncio.fixture(loop_scope="session")
async def table(
    make_committed: Make, behind: Portal, server: Server, databases_of_worker: tuple[str, str]
) -> AsyncIterator[Table]:
    make = make_committed
    partner = await make.partner()
    admin = await signed_in(make, behind, await make.member(partner))
    legal = await signed_in(make, behind, await make.member(roles={Role.LEGAL}))
    by_hand = await asyncpg.connect(server.url(databases_of_worker[1]))
    yield Table(make, partner, admin, legal, by_hand)
    await by_hand.close()
    await admin.close()
    await legal.close()


@pytest.mark.parametrize("has_key", [False, True])
async def test_a_step_of_a_round_takes_eight_round_trips_at_most(table: Table, line: Wire, has_key: bool) -> None:
    trips: dict[str, list[int]] = {"edit": [], "submit": [], "accept": []}
    for turn in range(TURNS):
        ours, theirs = await table.contract(Side.PARTNER), await table.contract(Side.HOST)
        await table.edit(table.legal, theirs)
        await table.submit(table.legal, theirs)
        for name, take, made in (
            ("edit", table.edit, ours), ("submit", table.submit, ours), ("accept", table.accept, theirs),
        ):  # fmt: skip
            before = line.trips
            await take(table.admin, made, **({"idempotencyKey": f"{name} in turn {turn}"} if has_key else {}))
            trips[name].append(line.trips - before)
        assert (await table.state(ours), await table.state(theirs)) == ((3, 2), (5, 4))
    fewest = {name: min(counted) for name, counted in trips.items()}
    assert max(fewest.values()) <= MOST, fewest


async def test_a_step_whose_connection_breaks_before_it_wrote_is_taken_once_more(table: Table) -> None:
    made = await table.contract(Side.PARTNER)
    async with table.broken_off("contract", made):
        await table.edit(table.admin, made)
    assert await table.state(made) == (2, 1)


async def test_a_step_whose_connection_breaks_after_it_wrote_is_not_taken_again(
    table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    made = await table.contract(Side.PARTNER)
    await table.edit(table.admin, made)
    async with table.broken_off("negotiation_round", made):
        with pytest.raises(AssertionError, match="UNAVAILABLE"):
            await table.submit(table.admin, made)
    assert await table.state(made) == (2, 1)
    assert len(caplog.records) == 1
    await table.submit(table.admin, made)
    assert await table.state(made) == (3, 2)
