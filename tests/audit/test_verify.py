"""Whatever is edited behind the portal's back, by whomever, is named by the audit, and nothing else is."""

import itertools
import os
import random
from contextlib import aclosing

import asyncpg
import pytest

from portal import audit, records, sealing
from portal.audit import ADDED, ALTERED, MISSING, UNSEALED, Fault
from portal.database.pools import Database
from tests.audit import edits
from tests.audit.conftest import Kept, entry
from tests.make import Make

TRIES = int(os.environ.get("PORTAL_TRIES", "0"))
"""How many edits; without it each kind once."""
HISTORY = sorted(sealing.covered(records.mappers()))
UNSEALED_THEMSELVES = {"seal", "sealed", "fact", "metric", "open_calendar", "rules_of_engagement"}
"""The chain, and what others hold by its digest: a fact stands in its batch's, rules in the journal row of
their publication, the rest in what was agreed."""


async def found(kept: Kept, noted: str = "") -> list[Fault]:
    return await audit.faults(kept.connection, kept.secret, noted)


def test_every_table_of_history_is_under_seals() -> None:
    assert HISTORY == [
        "acceptance", "auth.event", "boundary_crossing", "boundary_override", "conflict_rival", "consequence",
        "contract_version",
        "dispute_entry", "exposure", "fact_batch", "fee_entry", "journal", "measurement_revision",
        "opportunity_arrival", "overlap_log", "payout", "plan_step", "scorecard_period",
        "signature", "suggestion_reason",
    ]  # fmt: skip
    kept = {mapper.class_ for mapper in records.mappers() if mapper.class_.__append_only__}
    assert {str(kind.__table__) for kind in kept if kind.__is_chain__} == UNSEALED_THEMSELVES
    assert len(kept) == len(HISTORY) + len(UNSEALED_THEMSELVES)


async def test_what_was_written_by_the_portal_has_no_fault(kept: Kept) -> None:
    assert await found(kept) == []
    (rows,) = await kept.asked("SELECT count(*) FROM sealed WHERE seal = 1")
    assert rows[0] == sum([(await kept.asked(f"SELECT count(*) FROM {table}"))[0][0] for table in HISTORY])
    for table in HISTORY:
        (count,) = await kept.asked(f"SELECT count(*) FROM {table}")
        assert count[0] >= 2, table


async def test_every_single_edit_is_named_and_no_other_row(kept: Kept) -> None:
    connection, chance = kept.connection, random.Random(15)
    every = list(edits.edits(await edits.columns(connection)))
    several = itertools.islice(itertools.cycle(every), max(TRIES, len(every)))
    for edit in several:
        async with connection.transaction(), aclosing(edits.made(connection, edit, chance)) as made:
            async for edited in made:
                faults = await found(kept)
                named = [(fault.table, fault.id, fault.what) for fault in faults]
                assert named == expected(edit, edited, named), edit
    assert await found(kept) == []


def expected(edit: edits.Edit, edited: str, named: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What the audit must say: a row that got another key is missing, and another one was added."""
    if edit.what == "deleted":
        return [(edit.table, edited, MISSING)]
    if edit.what.startswith("added"):
        return [(edit.table, edited, ADDED)]
    if edit.what == "id changed" or (edit.what == "partner_id changed" and edit.table != "auth.event"):
        assert len(named) == 2
        return [(edit.table, edited, MISSING), (edit.table, named[1][1], ADDED)]
    return [(edit.table, edited, ALTERED)]


CHAIN = {
    "a digest of the list": ("UPDATE sealed SET sha256 = repeat('0', 64) WHERE table_name = 'journal'", "the list of"),
    "the writer in the list": ("UPDATE sealed SET written_by = 'portal_auth'", "the list of seal 1"),
    "a row out of the list": (
        "DELETE FROM sealed WHERE row_id = (SELECT min(row_id::text)::uuid FROM sealed)", "the list of seal 1",
    ),
    "a row with its entry": (
        ("WITH gone AS (DELETE FROM journal WHERE note = 'number 1' RETURNING id) "
        "DELETE FROM sealed WHERE row_id IN (SELECT id FROM gone)"), "the list of seal 1",
    ),
    "the list and its digest in the seal": (
        "WITH gone AS (DELETE FROM sealed) UPDATE seal SET rows = 0, rows_sha256 = ''", "seal 1",
    ),
    "when it was sealed": ("UPDATE seal SET at = at + interval '1 second'", "seal 1"),
    "the columns": ("UPDATE seal SET columns = '{}'", "seal 1"),
    "the hash": ("UPDATE seal SET sha256 = repeat('0', 64)", "seal 1"),
    "the code": ("UPDATE seal SET mac = repeat('0', 64)", "seal 1"),
    "the number": ("UPDATE seal SET number = 2", "seal 1"),
    "the whole seal": ("DELETE FROM seal", "seal 1"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHAIN)
async def test_the_chain_itself_cannot_be_edited(kept: Kept, what: str) -> None:
    edit, named = CHAIN[what]
    savepoint = kept.connection.transaction()
    await savepoint.start()
    await kept.connection.execute("SET LOCAL session_replication_role = replica")
    await kept.connection.execute(edit)
    first = (await found(kept))[0]
    await savepoint.rollback()
    assert (first.table, first.seal) == (audit.CHAIN, 1)
    assert named in first.id


async def test_a_chain_made_anew_without_the_secret_is_another(kept: Kept) -> None:
    assert [fault.id for fault in await audit.faults(kept.connection, b"another")] == ["seal 1"]


async def test_a_seal_that_was_noted_tells_when_the_end_is_cut_off(
    kept: Kept, make_committed: Make, database: Database
) -> None:
    first = (await audit.newest(kept.connection)).partition(" of ")[0]
    (partner,) = await kept.asked("SELECT partner_id FROM journal LIMIT 1")
    await make_committed.add(entry(partner[0], "the last word"))
    await kept.connection.execute("UPDATE unsealed SET written_by = 'portal_staff'")
    assert await sealing.run(database) == 1
    second = (await audit.newest(kept.connection)).partition(" of ")[0]
    assert (first[:2], second[:2]) == ("1:", "2:")
    assert await found(kept, first) == await found(kept, second) == []
    assert await found(kept, second.partition(":")[2]) == []
    await kept.connection.execute(
        "SET session_replication_role = replica; DELETE FROM seal WHERE number = 2; "
        "DELETE FROM sealed WHERE seal = 2; DELETE FROM journal WHERE note = 'the last word'; "
        "RESET session_replication_role"
    )
    assert await found(kept, first) == []
    for noted in (second, second.partition(":")[2]):
        assert [fault.what for fault in await found(kept, noted)] == ["not the noted one"]


async def test_a_row_that_is_not_sealed_yet_is_no_fault_and_one_by_an_administrator_of_the_database_is(
    kept: Kept, make_committed: Make
) -> None:
    (partner,) = await kept.asked("SELECT partner_id FROM journal LIMIT 1")
    new = entry(partner[0], "new")
    await make_committed.add(new)
    assert await found(kept) == [Fault(UNSEALED, "journal", str(new.id), ADDED)]
    await kept.connection.execute("UPDATE unsealed SET written_by = 'portal_manager'")
    assert await found(kept) == []
    await kept.connection.execute("DELETE FROM unsealed")
    assert await found(kept) == [Fault(UNSEALED, "journal", str(new.id), ADDED)]


async def test_a_column_that_came_later_does_not_change_what_was_sealed(kept: Kept) -> None:
    savepoint = kept.connection.transaction()
    await savepoint.start()
    await kept.connection.execute("ALTER TABLE journal ADD COLUMN mood text NOT NULL DEFAULT 'calm'")
    faults = await found(kept)
    await savepoint.rollback()
    assert faults == []


async def test_rows_that_stood_before_the_chain_are_sealed_with_it(
    kept: Kept, make_committed: Make, database: Database
) -> None:
    (partner,) = await kept.asked("SELECT partner_id FROM journal LIMIT 1")
    old = entry(partner[0], "old")
    old.id = old.id.__class__("01700000-0000-7000-8000-000000000001")
    await make_committed.add(old)
    for writer, faults in (("portal_staff", [Fault(UNSEALED, "journal", str(old.id), ADDED)]), (sealing.FORMER, [])):
        await kept.connection.execute("UPDATE unsealed SET written_by = $1", writer)
        assert await found(kept) == faults
    assert await sealing.run(database) == 1
    assert await found(kept) == []


@pytest.mark.parametrize("login", ["postgres", "portal_owner"])
@pytest.mark.parametrize("table", [*HISTORY, "seal", "sealed"])
async def test_history_is_not_emptied_even_by_the_owner(kept: Kept, login: str, table: str) -> None:
    savepoint = kept.connection.transaction()
    await savepoint.start()
    await kept.connection.execute(f"SET LOCAL SESSION AUTHORIZATION {login}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed or deleted"):
        await kept.connection.execute(f"TRUNCATE {table} CASCADE")
    await savepoint.rollback()


async def test_two_processes_seal_each_row_once(kept: Kept, make_committed: Make, database: Database) -> None:
    (partner,) = await kept.asked("SELECT partner_id FROM journal LIMIT 1")
    await make_committed.add(*(entry(partner[0], f"more {number}") for number in range(20)))
    await kept.connection.execute("UPDATE unsealed SET written_by = 'portal_staff'")
    assert sum([await sealing.run(database), await sealing.run(database)]) == 20
    assert await found(kept) == []


async def test_a_table_that_only_a_newer_portal_knows_is_left_to_it(kept: Kept, database: Database) -> None:
    await kept.connection.execute(
        "INSERT INTO unsealed (partner_id, table_name, row_id, written_by) "
        "SELECT partner_id, 'promise', row_id, 'portal_staff' FROM sealed LIMIT 1"
    )
    assert await sealing.run(database) == 0
    (left,) = await kept.asked("SELECT table_name FROM unsealed")
    assert left[0] == "promise"
