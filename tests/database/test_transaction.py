"""What an operation's transaction finds and writes, and what becomes of it when its connection breaks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import delete, exc, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from portal import journal
from portal.access import SYSTEM, AccessClass
from portal.contracts.models import Contract, Draft
from portal.contracts.rules import Status
from portal.database import layouts, pools, writing
from portal.database.base import Record
from portal.database.embedded import Server
from portal.database.pools import Database, Lost, NotEntered
from portal.database.transaction import BROKEN, Transaction
from portal.journal import Entry
from portal.partners.models import Organisation
from tests import databases, people, wire
from tests.isolation import worlds
from tests.make import NOW, Make
from tests.wire import Wire

FRESH = {"populate_existing": True}


@pytest_asyncio.fixture(loop_scope="session")
async def transaction(connection: AsyncConnection) -> Transaction:
    """As a superuser, in the test's own transaction."""
    return Transaction(await people.kept(connection))


@pytest.fixture(scope="module")
def line(server: Server) -> Iterator[Wire]:
    with wire.counting(server) as counted:
        yield counted


@pytest_asyncio.fixture(loop_scope="session")
async def behind(line: Wire, databases_of_worker: tuple[str, str]) -> AsyncIterator[Database]:
    """The database where things are committed, over a socket that counts, with one connection for each login."""
    found = Database(line.server.url(databases_of_worker[1]), databases.SECRET, pool_size=1)
    yield found
    await found.close()


async def test_every_record_is_read_as_sqlalchemy_reads_it_and_put_down_as_it_was(
    make: Make, transaction: Transaction
) -> None:
    await worlds.fill(make)
    await make.contract(status=Status.SIGNED)
    seen = 0
    for mapper in Record.registry.mappers:
        kind: Any = mapper.class_
        layout = layouts.of(kind)
        theirs = (await make.session.scalars(select(mapper.class_))).all()
        ours = {layout.key_of(each): each for each in await transaction.scalars(select(mapper.class_))}
        assert {key: _values(each) for key, each in ours.items()} == {
            layout.key_of(each): _values(each) for each in theirs
        }
        if ours:
            (written,) = writing.inserts(list(ours.values()))
            rows = await transaction._fetch(written.sql[written.sql.index("SELECT") :], written.values)
            again = [layout.record(row) for row in rows]
            assert {layout.key_of(each): _values(each) for each in again} == {
                key: _values(each) for key, each in ours.items()
            }
            seen += 1
    assert seen > 20


def _values(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in layouts.of(type(record)).names}


async def test_a_record_is_the_same_one_however_often_it_is_found(make: Make, transaction: Transaction) -> None:
    made = await make.contract()
    found = select(Contract).where(Contract.id == made.id)
    first: Contract = await transaction.scalar(found)
    first.title = "Nails"
    assert await transaction.scalar(found) is first
    assert await transaction.get(Contract, (made.partner_id, made.id)) is first
    assert (await transaction.execute(select(Contract, Contract.title).where(Contract.id == made.id))).one() == (
        first, "Supply of parts",
    )  # fmt: skip
    assert first.title == "Nails"
    assert await transaction.scalar(found, execution_options=FRESH) is first
    assert first.title == "Supply of parts"


async def test_a_record_that_is_locked_is_as_it_is_now_but_for_what_was_changed_here(
    make: Make, transaction: Transaction
) -> None:
    made = await make.contract()
    found = select(Contract).where(Contract.id == made.id)
    first: Contract = await transaction.scalar(found)
    await make.session.execute(update(Contract).values(title="Nails").where(Contract.id == made.id))
    await transaction.scalar(found)
    assert first.title == "Supply of parts"
    assert (await transaction.execute(found.with_for_update(of=Contract))).one()[0] is first
    assert first.title == "Nails"
    first.title = "Screws"
    assert await transaction.scalar(found.with_for_update()) is first
    assert first.title == "Screws"
    await transaction.flush()
    assert (await make.session.scalars(select(Contract.title).where(Contract.id == made.id))).one() == "Screws"


async def test_only_what_has_changed_is_written(make: Make, transaction: Transaction) -> None:
    made = await make.contract()
    found: Contract = await transaction.scalar(select(Contract).where(Contract.id == made.id))
    found.title, found.version = "Nails", 2
    found.governing_law = made.governing_law
    (write,) = writing.updates([found])
    assert write.sql.startswith("UPDATE contract SET title = $1::VARCHAR, version = $2::BIGINT WHERE")
    await transaction.flush()
    row = (await make.session.scalars(select(Contract).where(Contract.id == made.id))).one()
    assert (row.title, row.version) == ("Nails", 2)
    assert list(writing.updates([found])) == []


async def test_what_a_table_has_twice_is_written_in_its_order(make: Make, transaction: Transaction) -> None:
    made = await make.contract()
    draft: Draft = await transaction.scalar(select(Draft).where(Draft.contract_id == made.id))
    await transaction.delete(draft)
    transaction.add(Draft(partner_id=made.partner_id, contract_id=made.id, document=draft.document, updated_at=NOW))
    waves = [
        [write.table for write in wave.writes]
        for wave in writing.waves([*transaction._waiting, *writing.inserts(transaction._new)])
    ]
    assert waves == [["contract_draft"], ["contract_draft"]]
    await transaction.flush()
    assert len((await transaction.scalars(select(Draft).where(Draft.contract_id == made.id))).all()) == 1


async def test_a_change_in_words_of_its_own_waits_for_the_next_question(make: Make, transaction: Transaction) -> None:
    made = await make.contract()
    await transaction.execute(update(Contract).where(Contract.id == made.id).values(title="Nails"))
    assert not transaction.has_written
    assert await transaction.scalar(select(Contract.title).where(Contract.id == made.id)) == "Nails"
    assert transaction.has_written


async def test_a_record_that_has_gone_is_not_changed_in_silence(make: Make, transaction: Transaction) -> None:
    made = await make.contract()
    draft: Draft = await transaction.scalar(select(Draft).where(Draft.contract_id == made.id))
    await make.session.execute(delete(Draft).where(Draft.contract_id == made.id))
    draft.updated_at = draft.updated_at.replace(year=2030)
    with pytest.raises(exc.DBAPIError, match="a record that was changed is not there any more"):
        await transaction.flush()


async def test_everything_that_a_step_writes_goes_out_in_one_message(
    make_committed: Make, line: Wire, behind: Database
) -> None:
    contracts = [await make_committed.contract() for _ in range(3)]
    trips = []
    for made in contracts:
        async with behind.working(AccessClass.SYSTEM) as session:
            before = line.trips
            contract = await session.scalar(select(Contract).where(Contract.id == made.id).with_for_update())
            partner = await session.scalar(select(Organisation).where(Organisation.id == made.partner_id))
            contract.version, partner.version = 7, 9
            for event in ("first", "second"):
                journal.write(
                    session, SYSTEM, event, partner_id=made.partner_id, record_type="ctr", record_id=made.id, now=NOW,
                    changes=[],
                )  # fmt: skip
            await session.flush()
            trips.append(line.trips - before)
    assert trips[-1] == 3
    rows = select(Contract.version, Organisation.version).join(Organisation, Organisation.id == Contract.partner_id)
    assert set((await make_committed.session.execute(rows)).all()) == {(7, 9)}
    events = (await make_committed.session.scalars(select(Entry.event).order_by(Entry.id))).all()
    assert events == ["first", "second"] * 3


async def test_beginning_and_entering_are_one_message(make_committed: Make, line: Wire, behind: Database) -> None:
    actor = await make_committed.actor()
    token = sha256(await people.sign_in(make_committed.session, actor)).digest()
    for origin in ("", "request 10.0.0.1", "request o'clock"):
        async with behind.acting(actor.access_class, token, actor.version, origin) as session:
            assert await session.value("SELECT current_person()") == actor.person_id
            assert await session.value("SELECT current_request()") == ("request" if origin else "")
    before = line.trips
    async with behind.acting(actor.access_class, token, actor.version, "request o'clock"):
        pass
    assert line.trips - before == 2


async def test_who_is_not_signed_in_has_no_transaction(make_committed: Make, behind: Database) -> None:
    actor = await make_committed.actor()
    token = sha256(await people.sign_in(make_committed.session, actor)).digest()
    for known, version in ((b"another", actor.version), (token, actor.version + 1)):
        with pytest.raises(NotEntered):
            async with behind.acting(actor.access_class, known, version):
                pytest.fail("nobody entered")
    async with behind.acting(actor.access_class, token, actor.version) as session:
        assert await session.value("SELECT current_person()") == actor.person_id


Work = Callable[[Transaction], Awaitable[object]]


async def _worked(database: Database, *work: Work) -> Transaction:
    """One piece of work after the other in a transaction of portal_system."""
    async with database.working(AccessClass.SYSTEM) as session:
        for each in work:
            await each(session)
    return session


def _says(statement: str) -> Work:
    return lambda session: session.execute(text(statement))


def _breaks_off(make: Make) -> Work:
    """Ends the server's process behind the transaction."""

    async def broken(session: Transaction) -> None:
        pid = session._kept.connection.get_server_pid()
        await make.session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})

    return broken


def _renumbers(contract: Contract) -> Work:
    async def renumbered(session: Transaction) -> None:
        found = select(Contract).where(Contract.id == contract.id)
        (await session.scalar(found)).version = 7

    return renumbered


async def _version(make: Make, contract: Contract) -> int | None:
    return await make.session.scalar(select(Contract.version).where(Contract.id == contract.id))


@pytest.mark.parametrize(
    ("statement", "kind", "words"),
    [
        ("UPDATE contract_version SET number = 2", exc.ProgrammingError, "permission denied"),
        ("UPDATE contract SET notice_days = -1", exc.IntegrityError, "notice_not_negative"),
        ("SELECT 1 / 0", exc.DBAPIError, "division by zero"),
        ("SELECT count(*) FROM generate_series(1, 1000000000)", TimeoutError, "the statement took too long"),
    ],
)
async def test_faults_have_the_names_that_sqlalchemy_gives_them_and_the_connection_goes_on(
    make_committed: Make, behind: Database, statement: str, kind: type[Exception], words: str
) -> None:
    await make_committed.contract()
    before = await _worked(behind)
    with pytest.raises(kind, match=words):
        await _worked(behind, _says("SET LOCAL statement_timeout = 200"), _says(statement))
    assert (await _worked(behind, _says("SELECT 1")))._kept is before._kept


async def test_a_connection_that_broke_while_nobody_used_it_is_replaced(make_committed: Make, behind: Database) -> None:
    first = await _worked(behind, _says("SELECT 1"))
    await _breaks_off(make_committed)(first)
    second = await _worked(behind, _says("SELECT 1"))
    assert second._kept is not first._kept


async def test_one_that_breaks_before_anything_is_written_is_told_from_one_that_breaks_after(
    make_committed: Make, behind: Database
) -> None:
    made = await make_committed.contract()
    renumbers, breaks_off = _renumbers(made), _breaks_off(make_committed)
    with pytest.raises(Lost):
        await _worked(behind, renumbers, breaks_off, renumbers)
    with pytest.raises(BROKEN) as fault:
        await _worked(behind, renumbers, Transaction.flush, breaks_off, renumbers)
    assert not isinstance(fault.value, Lost)
    assert await _version(make_committed, made) == 1


async def test_who_finds_every_connection_taken_waits_for_one_but_not_for_ever(
    behind: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with behind.working(AccessClass.SYSTEM):
        async with behind.working(AccessClass.SYSTEM):
            waiting = asyncio.create_task(_worked(behind, _says("SELECT 1")))
            await asyncio.sleep(0)
            monkeypatch.setattr(pools, "PATIENCE", 0.05)
            with pytest.raises(TimeoutError):
                await _worked(behind)
            assert not waiting.done()
        await waiting


async def test_an_operation_that_fails_leaves_nothing(make_committed: Make, behind: Database) -> None:
    made = await make_committed.contract()

    async def fails(_session: Transaction) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await _worked(behind, _renumbers(made), Transaction.flush, fails)
    assert await _version(make_committed, made) == 1
