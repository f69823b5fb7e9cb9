"""Whoever follows what happens misses nothing that is committed late, and sees nothing twice."""

import asyncio
import json
import os
import random
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from portal import ids, journal, reactions
from portal.access import SYSTEM, AccessClass, Side
from portal.contracts.rules import Status
from portal.database.pools import Database
from schema import root
from schema.engine.context import Api
from tests.make import NOW, Make
from tests.schema.test_compiler import SECRET, Caller, World, made

TRIES = int(os.environ.get("PORTAL_TRIES", "10"))
ACTIVITY = """query($after: String) {
  activity(first: 3, after: $after, orderBy: { field: COMMITTED, direction: ASC }) {
    nodes { id event } pageInfo { hasNextPage endCursor } } }"""
CONTRACTS = ACTIVITY.replace("activity", "contracts").replace("id event", "id status")
PARTNERS = ACTIVITY.replace("activity", "partners").replace("id event", "id status")


@dataclass
class Follower:
    """A program that keeps the last cursor, and asks for what comes after it."""

    api: Api
    caller: Caller
    source: str
    cursor: str | None = None
    seen: list[str] = field(default_factory=list)

    async def look(self) -> list[str]:
        """What is new, to the end."""
        new: list[str] = []
        while True:
            document = self.api.documents.get(self.source)
            question = self.api.question(document, document.operation(None), {"after": self.cursor})
            answer: dict[str, Any] = json.loads(await self.api.answer(self.caller, question))
            (page,) = answer.values()
            new += [node["id"] for node in page["nodes"]]
            self.cursor = page["pageInfo"]["endCursor"] or self.cursor
            if not page["pageInfo"]["hasNextPage"]:
                self.seen += new
                return new


@pytest.fixture
async def world(make_committed: Make) -> World:
    return await made(make_committed)


@pytest.fixture
def api(database: Database) -> Api:
    return Api(root.schema(), database, SECRET)


def write(session: Any, partner_id: UUID, record_id: UUID, *, published: bool = True) -> str:
    entry = journal.write(
        session, SYSTEM, "test.happened", partner_id=partner_id, record_type="ctr", record_id=record_id, now=NOW,
        changes=[], published=published,
    )  # fmt: skip
    entry.id = ids.new()
    return ids.text("jrn", entry.id)


def contract_of(world: World, number: int = 0) -> tuple[UUID, UUID]:
    """A contract of the partner whom the world's callers belong to, and that partner."""
    (partner, *_), contracts = world.ids, [each for each in world.ids if each.startswith("ctr_")]
    return ids.parse(partner)[1], ids.parse(contracts[number])[1]


@pytest.mark.parametrize("role", ["partner", "manager", "legal", "auditor"])
async def test_what_commits_late_is_seen_once_by_those_who_follow_meanwhile(
    api: Api, database: Database, world: World, role: str
) -> None:
    follower = Follower(api, world.callers[role], ACTIVITY)
    partner, contract = contract_of(world)
    async with database.transaction(AccessClass.SYSTEM) as slow:
        late = write(slow, partner, contract)
        await slow.flush()
        async with database.transaction(AccessClass.SYSTEM) as quick:
            early = write(quick, partner, contract)
        await reactions.relay(database, NOW)
        assert await follower.look() == [early]
        assert await follower.look() == []
    assert await follower.look() == []
    await reactions.relay(database, NOW)
    assert await follower.look() == [late]
    assert await follower.look() == []


async def test_whatever_order_things_commit_in_each_is_seen_once(api: Api, database: Database, world: World) -> None:
    partner, contract = contract_of(world)
    followers = [Follower(api, world.callers[role], ACTIVITY) for role in ("partner", "legal")]
    for number in range(TRIES):
        chance, written, is_over = random.Random(number), list[str](), asyncio.Event()

        async def step(waits: float, commits_after: float, written: list[str] = written) -> None:
            await asyncio.sleep(waits)
            async with database.transaction(AccessClass.SYSTEM) as session:
                written.append(write(session, partner, contract))
                await session.flush()
                await asyncio.sleep(commits_after)

        async def relay(is_over: asyncio.Event = is_over) -> None:
            while not is_over.is_set():
                await reactions.relay(database, NOW)

        async def poll(follower: Follower, is_over: asyncio.Event = is_over) -> None:
            while not is_over.is_set():
                await follower.look()

        before = [len(follower.seen) for follower in followers]
        background = [asyncio.create_task(each) for each in (relay(), relay(), *map(poll, followers))]
        await asyncio.gather(*(step(chance.random() / 50, chance.random() / 20) for _ in range(6)))
        is_over.set()
        await asyncio.gather(*background)
        await reactions.relay(database, NOW)
        for follower, start in zip(followers, before, strict=True):
            await follower.look()
            assert sorted(follower.seen[start:]) == sorted(written), number


@pytest.mark.parametrize(("source", "prefix"), [(CONTRACTS, "ctr"), (PARTNERS, "org")])
async def test_a_record_comes_again_when_it_has_changed_again(
    api: Api, database: Database, world: World, source: str, prefix: str
) -> None:
    partner, contract = contract_of(world, 1)
    record = contract if prefix == "ctr" else partner
    follower = Follower(api, world.callers["partner"], source)
    assert await follower.look() == []
    for _ in range(2):
        async with database.transaction(AccessClass.SYSTEM) as slow:
            write(slow, partner, record)
            await slow.flush()
            await reactions.relay(database, NOW)
            assert await follower.look() == []
        await reactions.relay(database, NOW)
        assert await follower.look() == [ids.text(prefix, record)]
        assert await follower.look() == []


async def test_several_changes_before_one_looks_are_one_and_the_last_counts(
    api: Api, database: Database, world: World
) -> None:
    partner, first = contract_of(world, 1)
    _, second = contract_of(world, 2)
    for record in (first, second, first):
        async with database.transaction(AccessClass.SYSTEM) as session:
            write(session, partner, record)
        await reactions.relay(database, NOW)
    follower = Follower(api, world.callers["legal"], CONTRACTS)
    assert await follower.look() == [ids.text("ctr", second), ids.text("ctr", first)]


async def test_one_side_does_not_learn_when_the_other_acted_by_itself(
    api: Api, database: Database, world: World, make_committed: Make
) -> None:
    partner, _ = contract_of(world)
    draft = await make_committed.contract(status=Status.DRAFT)
    async with database.transaction(AccessClass.SYSTEM) as session:
        write(session, partner, draft.id, published=False)
    await reactions.relay(database, NOW)
    seen = {role: await Follower(api, world.callers[role], ACTIVITY).look() for role in ("partner", "legal")}
    assert (len(seen["partner"]), len(seen["legal"])) == (0, 1)
    async with database.transaction(AccessClass.PARTNER) as session:
        assert await database.entered(session, world.callers["partner"].token_sha256, 1)
        assert await database.value(session, "SELECT count(*) FROM placed") == 0
    assert SYSTEM.side is Side.HOST


async def test_the_list_for_those_who_follow_reads_backwards_and_on_as_well(
    api: Api, database: Database, world: World
) -> None:
    partner, contract = contract_of(world)
    written = []
    for _ in range(7):
        async with database.transaction(AccessClass.SYSTEM) as session:
            written.append(write(session, partner, contract))
        await reactions.relay(database, NOW)
    newest = Follower(api, world.callers["partner"], ACTIVITY.replace("ASC", "DESC"))
    assert await newest.look() == written[::-1]
