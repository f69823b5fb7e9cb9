"""Both partners' worlds, written by the portal's logins and under seals."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest_asyncio

from auth.models import Event
from auth.rules import Action, Outcome
from portal import ids, sealing
from portal.access import Role
from portal.database.pools import Database
from portal.journal import Entry
from tests.make import NOW, Make
from tests.rooms import MAKING


@dataclass(frozen=True)
class Kept:
    """What is under seals, on a superuser's connection that no trigger or policy stops."""

    connection: asyncpg.Connection
    secret: bytes

    async def asked(self, sql: str, *values: Any) -> list[Any]:
        return list(await self.connection.fetch(sql, *values))


@pytest_asyncio.fixture(loop_scope="session")
async def kept(make_committed: Make, database: Database, superuser_of_committed: asyncpg.Connection) -> Kept:
    for _ in range(2):
        await world(make_committed)
    # Builders write as the superuser, which nobody does for the portal.
    await superuser_of_committed.execute("UPDATE unsealed SET written_by = 'portal_staff'")
    await sealing.run(database)
    return Kept(superuser_of_committed, database.secret_of("seals"))


async def world(make: Make) -> None:
    """Rows of every table whose rows are never changed."""
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER})
    partner = await make.partner(manager=manager)
    admin = await make.member(partner)
    for making in MAKING:
        await making.world(make, partner, manager, admin)
    for number in range(3):
        await make.add(entry(partner.id, f"number {number}"))
    await make.add(
        Event(
            at=NOW, action=Action.SIGN_IN, method="password", outcome=Outcome.ACCEPTED, reason="", address="",
            person_id=admin.person_id, partner_id=partner.id, network="", agent="",
        ),
        Event(
            at=NOW, action=Action.SIGN_IN, method="password", outcome=Outcome.REFUSED, reason="unknown", address="",
            network="", agent="",
        ),
    )  # fmt: skip


def entry(partner_id: Any, note: str) -> Entry:
    return Entry(
        partner_id=partner_id, id=ids.new(), record_type="org", record_id=partner_id, event="told", at=NOW,
        by_id=ids.new(), by_name="Robin", side="HOST", is_system=False, is_published=True, note=note,
        changes=[{"field": "title", "before": None, "after": "Screws"}],
    )  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def superuser_of_committed(server: Any, databases_of_worker: tuple[str, str]) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(server.url(databases_of_worker[1]), server_settings={"TimeZone": "UTC"})
    yield connection
    await connection.close()
