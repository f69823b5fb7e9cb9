"""What each login may do is what is written in privileges.txt, and nothing else."""

import asyncpg
import pytest

from portal.database.policies import LOGINS
from tests.isolation import privileges
from tests.isolation.conftest import Connect
from tests.isolation.worlds import Worlds

WRITTEN = privileges.FILE.read_text(encoding="utf-8").splitlines()

PLANTED = {
    "GRANT SELECT (name) ON person TO portal_system": None,  # it reads the whole table anyway
    "GRANT TRUNCATE ON journal TO portal_staff": "TRUNCATE on journal: staff",
    "GRANT UPDATE (title) ON contract TO portal_auditor": "UPDATE (title) on contract: auditor",
    "GRANT USAGE ON SEQUENCE unsealed_position_seq TO PUBLIC": (
        "USAGE on sequence unsealed_position_seq: auditor auth manager mediator partner staff system"
    ),
    "GRANT EXECUTE ON FUNCTION pg_notify(text, text) TO portal_partner": "EXECUTE pg_notify(text,text): partner",
    "GRANT EXECUTE ON FUNCTION note_unsealed() TO portal_auth": "EXECUTE as the owner note_unsealed(): auth",
    "GRANT USAGE ON LANGUAGE plpgsql TO portal_manager": "USAGE on language plpgsql: manager",
    "GRANT CREATE ON SCHEMA public TO portal_staff": "CREATE on schema public: staff",
    "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO portal_auth', current_database()); END $$": (
        "TEMPORARY on database: auth"
    ),
    "GRANT SET ON PARAMETER backtrace_functions TO portal_system": "SET on parameter backtrace_functions: system",
    "SELECT lo_create(4711); GRANT SELECT ON LARGE OBJECT 4711 TO portal_partner": (
        "SELECT on large object 4711: partner"
    ),
    "GRANT SELECT (reltuples) ON pg_class TO portal_partner": "SELECT (reltuples) on pg_class: partner",
    "GRANT CREATE ON TABLESPACE pg_default TO portal_auditor": "CREATE in tablespace pg_default: auditor",
}

REFUSED = (
    "SELECT pg_notify('contract', 'false')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, '')",
    "SELECT pg_sleep(0)",
    "SELECT query FROM pg_stat_activity",
    "SELECT n_live_tup FROM pg_stat_user_tables",
    "SELECT seq_tup_read FROM pg_stat_all_tables",
    "SELECT count(*) FROM pg_locks",
    "SELECT reltuples FROM pg_class",
    "SELECT pg_relation_size('contract')",
    "SELECT pg_total_relation_size('contract')",
    "SELECT pg_database_size(current_database())",
    "SELECT pg_terminate_backend(0)",
    "SELECT pg_cancel_backend(0)",
    "SELECT pg_advisory_lock(1)",
    "SELECT query_to_xml('SELECT 1', true, true, '')",
    "SELECT database_to_xml(true, true, '')",
    "SELECT * FROM ts_stat('SELECT NULL::tsvector')",
    "SELECT pg_logical_emit_message(false, 'a', 'b')",
    "SELECT pg_export_snapshot()",
    "SELECT pg_current_wal_lsn()",
    "CREATE TEMPORARY TABLE t ()",
    "CREATE TABLE t ()",
    "CREATE SCHEMA s",
    "SELECT nextval('unsealed_position_seq')",
    "SELECT setval('journal_unread_position_seq', 1)",
)


async def test_each_login_may_do_what_is_written_and_nothing_else(within: tuple[asyncpg.Connection, Worlds]) -> None:
    assert await privileges.effective(within[0]) == WRITTEN


@pytest.mark.parametrize("planted", PLANTED)
async def test_a_privilege_that_is_not_written_is_seen(within: tuple[asyncpg.Connection, Worlds], planted: str) -> None:
    savepoint = within[0].transaction()
    await savepoint.start()
    await within[0].execute(planted)
    found = await privileges.effective(within[0])
    await savepoint.rollback()
    told = PLANTED[planted]
    assert sorted({*found} - {*WRITTEN}) == ([told] if told else [])


@pytest.mark.parametrize("login", LOGINS)
async def test_a_login_reaches_nothing_past_its_rows(connect: Connect, login: str) -> None:
    async with connect(login) as connection:
        for statement in REFUSED:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(statement)
