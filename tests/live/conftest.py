"""Two partners of the company, each with a contract, and somebody of every side who is signed in."""

from dataclasses import dataclass
from uuid import UUID

import pytest_asyncio

from portal import ids, journal, reactions
from portal.access import SYSTEM, AccessClass, Actor, Role, Side
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.database.pools import Database
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.make import NOW, Make


@dataclass
class Place:
    """What happens in it is written as the clock would write it, and placed at once."""

    database: Database
    ours: Contract
    others: Contract
    partner: Visitor
    stranger: Visitor
    company: Visitor
    legal: Visitor

    async def happens(
        self, contract: Contract | None = None, *, side: Side | None = None, kind: str = "ctr",
        record_id: UUID | None = None, about: tuple[str, UUID] | None = None,
    ) -> str:  # fmt: skip
        """Something happens at a contract, or at another record; with a side it is what that side keeps to itself."""
        of = contract or self.ours
        actor = Actor(ids.NIL, "Somebody", side or Side.HOST, ids.NIL, frozenset({Role.SYSTEM})) if side else SYSTEM
        async with self.database.transaction(AccessClass.SYSTEM) as session:
            journal.write(
                session, actor, "test.happened", partner_id=of.partner_id, record_type=kind,
                record_id=record_id or of.id, now=NOW, changes=[], published=side is None, about=about,
            )  # fmt: skip
        await reactions.relay(self.database, NOW, ())
        return ids.text("ctr", of.id)


@pytest_asyncio.fixture(loop_scope="session")
async def place(make_committed: Make, database: Database, enter: Enter) -> Place:
    manager = await make_committed.member()
    legal = await make_committed.member(roles={Role.LEGAL})
    partner, other = [await make_committed.partner(manager=manager) for _ in range(2)]
    people = [await make_committed.member(each) for each in (partner, other)]
    contracts = [await make_committed.contract(partner=each, status=Status.ACTIVE) for each in (partner, other)]
    signed_in = await enter(*people, manager, legal)
    return Place(database, contracts[0], contracts[1], *signed_in)
