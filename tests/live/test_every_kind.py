"""A step at a record of whatever kind is told to exactly those who can read it, and to nobody else if it is hidden."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import select

from portal import ids, journal, reactions, rooms
from portal.access import SYSTEM, AccessClass, Actor, Role, Side
from portal.database.pools import Database
from portal.room import Subject
from schema import root
from schema.engine.context import Api
from schema.engine.errors import RequestError
from schema.engine.following import After
from tests.isolation.worlds import Worlds, fill
from tests.make import NOW, Make
from tests.schema.test_compiler import SECRET, Caller

LOGINS = (AccessClass.PARTNER, AccessClass.MANAGER, AccessClass.STAFF, AccessClass.AUDITOR)
FIRST = After(datetime(2000, 1, 1, tzinfo=UTC))
RECORDS = "subscription { recordsChanged { ids } }"


@dataclass
class Everything:
    """Two partners' worlds with a record of every kind."""

    api: Api
    database: Database
    worlds: Worlds
    rows: list[tuple[str, UUID, UUID]]
    """Each record by its kind, its partner and its id."""

    async def happens(self, side: Side | None = None) -> None:
        """A step at each record; with a side it is that side's own."""
        actor = SYSTEM if side is None else Actor(ids.NIL, "Robin", side, ids.NIL, frozenset({Role.SYSTEM}))
        async with self.database.transaction(AccessClass.SYSTEM) as session:
            for kind, partner_id, record_id in self.rows:
                journal.write(
                    session, actor, "test.happened", partner_id=partner_id, record_type=kind, record_id=record_id,
                    now=NOW, changes=[], published=side is None,
                )  # fmt: skip
        await reactions.relay(self.database, NOW, ())

    def caller(self, login: str) -> Caller:
        return Caller(self.worlds.actors[login], self.worlds.tokens[login])

    async def readable(self, login: str) -> set[str]:
        """What the database shows of them to a login, of the worlds whose journal it reads, by the tables alone."""
        caller, found = self.caller(login), set[tuple[str, UUID]]()
        actor = caller.actor
        named = {(kind, record_id) for kind, partner_id, record_id in self.rows if is_followed(actor, partner_id)}
        async with self.database.looking(login, caller.token_sha256, caller.actor.version) as session:
            for subject in rooms.KINDS:
                if subject.alone in {None, actor.side}:
                    shown = await session.scalars(select(subject.record.id))
                    found |= {(subject.prefix, each) for each in shown} & named
        return {ids.text(*each) for each in found}

    async def told(self, login: str, source: str, after: After = FIRST) -> tuple[list[Any], After]:
        """What a subscription tells from a place on, to its end."""
        document = self.api.documents.get(source)
        question, found = self.api.question(document, document.operation(None), {}), list[Any]()
        assert await self.api.begin(self.caller(login), question, "") is None
        while (event := await self.api.next_event(self.caller(login), question, after, "en")) is not None:
            after = event.after
            if event.answer:
                found += json.loads(event.answer).values()
        return found, after


def is_followed(actor: Actor, partner_id: UUID) -> bool:
    """Staff is told of the company's own people as well, managers of their partners alone."""
    if actor.side is Side.PARTNER:
        return partner_id == actor.partner_id
    return partner_id in actor.partners or actor.access_class is not AccessClass.MANAGER


@pytest_asyncio.fixture(loop_scope="session")
async def everything(make_committed: Make, database: Database) -> Everything:
    worlds = await fill(make_committed)
    await make_committed.session.commit()
    rows = [row for subject in rooms.KINDS for row in await _rows(database, subject)]
    return Everything(Api(root.schema(), database, SECRET), database, worlds, rows)


async def _rows(database: Database, subject: Subject) -> list[tuple[str, UUID, UUID]]:
    record = subject.record
    found = select(subject.partner_id(record), record.id)
    if subject.prefix == "org":
        found = found.where(record.side == Side.PARTNER)
    async with database.transaction(AccessClass.SYSTEM) as session:
        return [(subject.prefix, *each) for each in (await session.execute(found)).all()]


UNREAD = {(AccessClass.AUDITOR, "overlapSession")}
"""Of a search for common customers auditors read the log alone."""
REFUSED = {(login, "directDeal") for login in (AccessClass.PARTNER, AccessClass.MANAGER)}
"""What the company keeps to itself cannot be followed at all."""


@pytest.mark.parametrize("login", LOGINS)
async def test_a_step_is_told_to_exactly_those_who_can_read_the_record(everything: Everything, login: str) -> None:
    assert {kind for kind, _, _ in everything.rows} == rooms.PREFIXES
    await everything.happens()
    readable = await everything.readable(login)
    told, _ = await everything.told(login, RECORDS)
    assert {each for event in told for each in event["ids"]} == readable
    assert all(0 < len(event["ids"]) <= 100 for event in told)


@pytest.mark.parametrize("login", LOGINS)
async def test_so_it_is_of_each_kind_with_a_subscription_of_its_own(everything: Everything, login: str) -> None:
    await everything.happens()
    readable = await everything.readable(login)
    fields = root.schema().subscription_type.fields.items()  # type: ignore[union-attr]
    of_kinds = {name: field for name, field in fields if name != "recordsChanged"}
    assert len(of_kinds) == 15
    for name in of_kinds:
        shown = name.removesuffix("Changed")
        source = f"subscription {{ {name} {{ cursor {shown} {{ id }} }} }}"
        if (login, shown) in REFUSED:
            with pytest.raises(RequestError, match="do not allow you to follow this"):
                await everything.told(login, source)
            continue
        told, _ = await everything.told(login, source)
        found = {event[shown]["id"] for event in told if event[shown]}
        prefixes = {each[:3] for each in found}
        assert len(prefixes) == (0 if (login, shown) in UNREAD else 1)
        assert found == {each for each in readable if each[:3] in prefixes}, name


@pytest.mark.parametrize("side", Side)
async def test_what_a_side_keeps_to_itself_is_an_event_for_nobody_of_the_other(
    everything: Everything, side: Side
) -> None:
    await everything.happens()
    places = {login: (await everything.told(login, RECORDS))[1] for login in LOGINS}
    await everything.happens(side)
    for login in LOGINS:
        actor = everything.caller(login).actor
        told, _ = await everything.told(login, RECORDS, places[login])
        found = {each for event in told for each in event["ids"]}
        is_own = actor.side is side or login == AccessClass.AUDITOR
        assert found == (await everything.readable(login) if is_own else set())
