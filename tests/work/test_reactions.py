"""What follows from an event: exactly once, in the order of each record's steps, whatever fails."""

import asyncio
import random
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from portal import errors, ids, journal, reactions, setbacks, work
from portal.access import ROLES, SYSTEM, AccessClass, Actor, Role
from portal.contracts.models import Change, Contract, Round
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.database.session import Session
from portal.journal import Entry
from portal.outbox import Unread, Waiting
from portal.partners import operations
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus, Stage
from portal.post import Post
from portal.reactions import Reaction
from portal.setbacks import Kind, Setback
from portal.settings import Settings
from tests import patience
from tests.make import NOW, Make

LATER = timedelta(hours=2)
IN_FORCE = datetime.fromisoformat("2026-05-04T09:00:00Z")


async def entries(make: Make, partner_id: UUID, prefix: str) -> list[tuple[str, UUID, str]]:
    """(event, record, note) of the partner's rows whose event begins so, in the order in which they were written."""
    found = select(Entry).where(Entry.partner_id == partner_id, Entry.event.startswith(prefix)).order_by(Entry.id)
    rows = (await make.session.scalars(found.execution_options(populate_existing=True))).all()
    return [(row.event, row.record_id, row.note) for row in rows]


async def count(make: Make, record: Any) -> int:
    return len((await make.session.scalars(select(record))).all())


async def happen(database: Database, partner_id: UUID, record_id: UUID, event: str, note: str) -> None:
    async with database.transaction(AccessClass.SYSTEM) as session:
        write(session, partner_id, record_id, event, note, NOW)


def write(session: Session, partner_id: UUID, record_id: UUID, event: str, note: str, now: datetime) -> None:
    journal.write(
        session, SYSTEM, event, partner_id=partner_id, record_type="ctr", record_id=record_id, now=now, changes=[],
        note=note,
    )  # fmt: skip


def leaving_a_row(name: str, *, fails: random.Random | None = None) -> Reaction:
    """A reaction whose effect is a row of the journal; with `fails` it breaks down now and then, after its effect."""

    async def leave(session: Session, _actor: Actor, entry: Entry, now: datetime) -> None:
        write(session, entry.partner_id, entry.record_id, f"effect.{name}", entry.note, now)
        await session.flush()
        if fails and fails.random() < 0.3:
            raise RuntimeError("it broke down")

    return Reaction("test.happened", name, leave)


async def test_a_relationship_grows_with_the_contract_that_comes_into_force(
    make_committed: Make, database: Database
) -> None:
    partner = await make_committed.partner(stage=Stage.AWARENESS)
    contract = await make_committed.contract(partner=partner, status=Status.SIGNED, due_at=NOW)
    assert await work.run_due(database, IN_FORCE) == 5  # the step, the relationship, boundaries, disputes, fees
    assert await work.run_due(database, IN_FORCE) == 0
    assert [event for event, *_ in await entries(make_committed, partner.id, "")] == [
        "contract.activated", "relationship.stage_changed",
    ]  # fmt: skip
    row = (await make_committed.session.scalars(select(Organisation).where(Organisation.id == partner.id))).one()
    await make_committed.session.refresh(row)
    assert (row.stage, row.grown_at, contract.partner_id) == (Stage.EXPANSION, IN_FORCE, partner.id)
    assert (await count(make_committed, Unread), await count(make_committed, Waiting)) == (0, 0)


async def test_a_relationship_ends_in_the_transaction_in_which_the_account_ends(
    make_committed: Make, database: Database
) -> None:
    partner = await make_committed.partner(stage=Stage.EXPANSION, status=AccountStatus.OFFBOARDED)
    async with database.transaction(AccessClass.SYSTEM) as session:
        journal.write(
            session, SYSTEM, "partner.offboarded", partner_id=partner.id, record_type="org", record_id=partner.id,
            now=NOW, changes=[],
        )  # fmt: skip
        await reactions.follow_at_once(session, SYSTEM, NOW)
    assert [event for event, *_ in await entries(make_committed, partner.id, "")] == [
        "partner.offboarded", "relationship.dissolved",
    ]  # fmt: skip
    async with database.transaction(AccessClass.SYSTEM) as session:
        assert await operations.end(session, SYSTEM, partner_id=partner.id, now=NOW) is None


@pytest.mark.parametrize("seed", range(3))
async def test_every_reaction_happens_once_in_order_whatever_fails_and_however_many_work(
    make_committed: Make, database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    partner = await make_committed.partner()
    records = [ids.new() for _ in range(4)]
    names = ["first", "second", "third"]
    table = [leaving_a_row(name, fails=chance) for name in names]
    told = defaultdict(list)
    for number in range(24):
        record_id = chance.choice(records)
        told[record_id].append(str(number))
        await happen(database, partner.id, record_id, "test.happened", str(number))
    await happen(database, partner.id, records[0], "test.nothing_follows", "")
    now = NOW
    while await count(make_committed, Unread) + await count(make_committed, Waiting):
        await asyncio.gather(*(reactions.run(database, now, table) for _ in range(3)))
        now += LATER
    found = await entries(make_committed, partner.id, "effect.")
    assert sorted(found) == sorted(
        (f"effect.{name}", record_id, note) for record_id, notes in told.items() for note in notes for name in names
    )
    for record_id, notes in told.items():
        assert [note for event, record, note in found if record == record_id and event == "effect.first"] == notes


async def test_one_that_fails_holds_up_its_own_record_alone_and_waits_longer_each_time(
    make_committed: Make, database: Database
) -> None:
    partner, (bad, good) = await make_committed.partner(), (ids.new(), ids.new())

    async def leave(session: Session, _actor: Actor, entry: Entry, now: datetime) -> None:
        if entry.record_id == bad and now < NOW + LATER:
            raise RuntimeError("it broke down")
        write(session, entry.partner_id, entry.record_id, "effect.left", entry.note, now)

    table = [Reaction("test.happened", "left", leave)]
    for record_id in (bad, good, bad):
        await happen(database, partner.id, record_id, "test.happened", "")
    assert await reactions.run(database, NOW, table) == 1
    assert [record for _, record, _ in await entries(make_committed, partner.id, "effect.")] == [good]
    first = (await make_committed.session.scalars(select(Setback))).one()
    assert (first.kind, first.record_type, first.record_id, first.step) == (Kind.REACTION, "ctr", bad, "left")
    assert (first.tries, first.since, first.retry_at) == (1, NOW, NOW + timedelta(seconds=5))
    assert str(setbacks.said(first.fault)) == "Something went wrong (RuntimeError). The log has the details."
    assert await reactions.run(database, NOW + timedelta(seconds=4), table) == 0
    await make_committed.session.refresh(first)
    assert first.tries == 1
    assert await reactions.run(database, NOW + timedelta(seconds=5), table) == 0
    await make_committed.session.refresh(first)
    assert (first.tries, first.since, first.retry_at) == (2, NOW, NOW + timedelta(seconds=15))
    assert await reactions.run(database, NOW + LATER, table) == 2
    assert (await count(make_committed, Waiting), await count(make_committed, Setback)) == (0, 0)


@pytest.mark.parametrize(("tries", "seconds"), [(1, 5), (2, 10), (3, 20), (10, 2_560), (11, 3_600), (10_000, 3_600)])
def test_what_has_failed_waits_twice_as_long_each_time_and_an_hour_at_most(tries: int, seconds: int) -> None:
    assert setbacks.pause_after(tries) == timedelta(seconds=seconds)


async def test_records_that_cannot_be_moved_wait_and_the_others_go_on(make_committed: Make, database: Database) -> None:
    partner, owner = await make_committed.partner(), await make_committed.member(roles={Role.LEGAL})
    for _ in range(work.AT_ONCE + 4):
        await make_committed.contract(partner=partner, owner=owner, status=Status.IN_NEGOTIATION, due_at=NOW)
    for table in (Change, Round):
        await make_committed.session.execute(delete(table))
    movable = await make_committed.contract(
        partner=partner, owner=owner, status=Status.AGREED, due_at=NOW + timedelta(seconds=1)
    )
    now = NOW + timedelta(seconds=1)
    assert await work.run_due(database, now) == 0
    assert await work.run_due(database, now) == 1
    assert [record for _, record, _ in await entries(make_committed, partner.id, "contract.")] == [movable.id]
    found = (await make_committed.session.scalars(select(Setback))).all()
    assert len(found) == work.AT_ONCE + 4
    assert {(each.kind, each.record_type, each.step, each.tries, each.since, each.retry_at) for each in found} == {
        (Kind.CLOCK, "ctr", "lapse", 1, now, now + timedelta(seconds=5))
    }
    assert {str(setbacks.said(each.fault)) for each in found} == {
        "There is no open round. The contract is being negotiated."
    }
    assert await work.run_due(database, now + timedelta(seconds=4)) == 0
    for seconds, tries in ((5, 2), (15, 3), (35, 4)):
        for _ in range(2):
            assert await work.run_due(database, now + timedelta(seconds=seconds)) == 0
        for each in found:
            await make_committed.session.refresh(each)
        assert {each.tries for each in found} == {tries}


async def test_a_record_that_somebody_moved_meanwhile_is_held_up_no_more(
    make_committed: Make, database: Database
) -> None:
    held = await make_committed.contract(status=Status.IN_NEGOTIATION, due_at=NOW)
    for table in (Change, Round):
        await make_committed.session.execute(delete(table))
    await work.run_due(database, NOW)
    assert await count(make_committed, Setback) == 1
    await make_committed.session.execute(update(Contract).where(Contract.id == held.id).values(due_at=NOW + LATER))
    await work.run_due(database, NOW)
    assert await count(make_committed, Setback) == 0


async def test_what_an_administrator_wants_tried_again_is_due_at_once(make_committed: Make, database: Database) -> None:
    admin = await make_committed.actor(await make_committed.member(roles={Role.PLATFORM_ADMIN}))
    await make_committed.contract(status=Status.IN_NEGOTIATION, due_at=NOW)
    for table in (Change, Round):
        await make_committed.session.execute(delete(table))
    await work.run_due(database, NOW)
    (held,) = (await make_committed.session.scalars(select(Setback))).all()
    async with database.working(AccessClass.SYSTEM) as session:
        await setbacks.try_again(session, admin, setback_id=held.id, now=NOW + timedelta(seconds=1))
    await work.run_due(database, NOW + timedelta(seconds=1))
    await make_committed.session.refresh(held)
    assert (held.tries, held.retry_at) == (2, NOW + timedelta(seconds=11))
    legal = replace(admin, roles=frozenset({Role.LEGAL}))
    async with database.working(AccessClass.SYSTEM) as session:
        with pytest.raises(errors.NotAllowed):
            await setbacks.try_again(session, legal, setback_id=held.id, now=NOW)


def test_a_fault_tells_nobodys_data() -> None:
    assert (
        str(setbacks.described(ValueError("mira@partner.example")))
        == "Something went wrong (ValueError). The log has the details."
    )
    assert str(setbacks.described(errors.WrongStatus("There is no open round."))) == "There is no open round."
    assert str(setbacks.said("There is no open {round}.")) == "There is no open {round}."
    long = errors.Invalid("The term must be one of {known}.", known="x" * setbacks.LONGEST_FAULT)
    assert str(setbacks.described(long)) == "Something went wrong (Invalid). The log has the details."


def test_what_failed_is_kept_with_its_words_and_values() -> None:
    told = errors.NotAllowed("Only these roles can do this: {roles}.", roles=(ROLES[Role.LEGAL],))
    again = setbacks.said(setbacks.written(setbacks.described(told)))
    assert (again.in_("en"), again.in_("bg")) == (
        "Only these roles can do this: Legal.",
        "Това могат да правят само следните роли: Юрист.",
    )


async def test_what_fails_in_a_round_of_the_clock_keeps_nothing_else(
    make_committed: Make, database: Database, tmp_path: Path
) -> None:
    done = asyncio.Event()

    async def broken(_database: Database, _now: datetime) -> None:
        raise RuntimeError("it broke down")

    async def last(_database: Database, _now: datetime) -> None:
        done.set()

    moved = await make_committed.contract(status=Status.SIGNED, due_at=NOW)
    post = Post.of(Settings(tmp_path, None, "http://localhost:8000", b"secret"))
    running = asyncio.create_task(work.keep_time(database, post, (broken, last)))
    async with asyncio.timeout(patience.SECONDS):
        await done.wait()
    running.cancel()
    told = await entries(make_committed, moved.partner_id, "contract.")
    assert [event for event, *_ in told] == ["contract.activated"]
