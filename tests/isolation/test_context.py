"""Nobody gives themselves a context: it comes from a live session of one's own class, and lasts one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from portal import ids
from portal.access import AccessClass
from portal.database.policies import LOGINS
from tests.isolation.conftest import Connect
from tests.isolation.worlds import Worlds

PEOPLE = (AccessClass.PARTNER, AccessClass.MANAGER, AccessClass.STAFF, AccessClass.AUDITOR)
CONTRACTS = "SELECT count(*) FROM contract"
SEEN = {AccessClass.PARTNER: 2, AccessClass.MANAGER: 3, AccessClass.STAFF: 6, AccessClass.AUDITOR: 6}
DENIED = asyncpg.InsufficientPrivilegeError

# What could slip into a statement, or be one; `query_to_xml` runs a text as a statement of its own.
FORGED = {
    "the function": "SELECT set_config('portal.partner', '{foreign}', false)",
    "the function inside an answer": "SELECT count(*) FROM contract WHERE set_config('portal.partner', '', true) = ''",
    "a block": "DO $$ BEGIN PERFORM set_config('portal.partner', '{foreign}', false); END $$",
    "the view of settings": "UPDATE pg_settings SET setting = 'portal_staff' WHERE name = 'role'",
    "another role": "SET ROLE portal_owner",
    "another login": "SET SESSION AUTHORIZATION portal_owner",
    "a function of one's own": "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a temporary table": "CREATE TEMPORARY TABLE contract (id uuid)",
    "a look at the sessions": "SELECT count(*) FROM auth.session",
    "row security off": "ALTER TABLE contract DISABLE ROW LEVEL SECURITY",
    "a file": "SELECT pg_read_file('postgresql.conf')",
    "a program": "COPY contract TO PROGRAM 'cat'",
}


@pytest.mark.parametrize("login", PEOPLE)
async def test_a_login_cannot_change_its_context(filled: Worlds, connect: Connect, login: str) -> None:
    async with connect(login) as connection, connection.transaction():
        await connection.fetchval("SELECT enter($1, 1)", filled.tokens[login])
        for forged in FORGED.values():
            savepoint = connection.transaction()
            await savepoint.start()
            with pytest.raises(DENIED):
                await connection.fetch(forged.format(foreign=filled.foreign.id))
            await savepoint.rollback()
            assert await connection.fetchval(CONTRACTS) == SEEN[AccessClass(login)]


@pytest.mark.parametrize("login", [*PEOPLE, AccessClass.SYSTEM])
async def test_a_statement_that_takes_too_long_is_cancelled_and_the_clocks_later(
    connect: Connect, login: AccessClass
) -> None:
    async with connect(login) as connection:
        wanted = "1min" if login is AccessClass.SYSTEM else "10s"
        assert await connection.fetchval("SELECT current_setting('statement_timeout')") == wanted


@pytest.mark.parametrize("login", LOGINS)
async def test_a_statement_is_planned_once_and_the_clocks_by_its_values(connect: Connect, login: str) -> None:
    async with connect(login) as connection:
        wanted = "auto" if login == AccessClass.SYSTEM else "force_generic_plan"
        assert await connection.fetchval("SELECT current_setting('plan_cache_mode')") == wanted


@pytest.mark.parametrize("login", PEOPLE)
async def test_a_second_statement_does_not_pass(filled: Worlds, connect: Connect, login: str) -> None:
    async with connect(login) as connection:
        with pytest.raises(asyncpg.PostgresSyntaxError, match="multiple commands"):
            await connection.fetch(f"SELECT 1; SET portal.partner = '{filled.foreign.id}'")


@pytest.mark.parametrize("login", PEOPLE)
async def test_a_setting_inside_an_answer_does_not_pass(filled: Worlds, connect: Connect, login: str) -> None:
    setting = f"SET portal.partner = ''{filled.foreign.id}''"
    async with connect(login) as connection:
        for carrier in (f"query_to_xml('{setting}', true, true, '')", f"ts_stat('{setting}')"):
            with pytest.raises(asyncpg.PostgresError):
                await connection.fetchval(f"SELECT {carrier}::text")
        assert await connection.fetchval("SELECT current_partner()") == ids.NIL


@pytest.mark.parametrize("login", PEOPLE)
async def test_without_a_session_no_contract_is_seen(filled: Worlds, connect: Connect, login: str) -> None:
    async with connect(login) as connection:
        assert await connection.fetchval(CONTRACTS) == 0
        assert await connection.fetchval("SELECT enter($1, 1)", filled.tokens[login]) is True
        assert await connection.fetchval(CONTRACTS) == 0  # the context ended with its transaction


@pytest.mark.parametrize("login", PEOPLE)
async def test_a_token_opens_only_what_is_of_its_class(filled: Worlds, connect: Connect, login: str) -> None:
    async with connect(login) as connection, connection.transaction():
        for other in PEOPLE:
            entered = await connection.fetchval("SELECT enter($1, 1)", filled.tokens[other])
            assert entered is (True if login == other else None)
            assert await connection.fetchval(CONTRACTS) == (SEEN[AccessClass(login)] if login == other else 0)


@asynccontextmanager
async def undone(superuser: asyncpg.Connection) -> AsyncIterator[None]:
    """Members and sessions are afterwards as they were."""
    kept = await superuser.fetch("SELECT * FROM auth.session")
    try:
        yield
    finally:
        await superuser.execute("UPDATE membership SET version = 1, status = 'ACTIVE'")
        await superuser.execute("DELETE FROM auth.session")
        await superuser.copy_records_to_table("session", schema_name="auth", records=kept)


DEAD: dict[str, tuple[str, int]] = {
    "revoked": ("UPDATE auth.session SET ended_at = now() WHERE token_sha256 = $1", 1),
    "expired": ("UPDATE auth.session SET expires_at = now() - interval '1 second' WHERE token_sha256 = $1", 1),
    "idle": ("UPDATE auth.session SET seen_at = now() - interval '1 hour' WHERE token_sha256 = $1", 1),
    "of a member who was changed": (
        "UPDATE membership SET version = 2 WHERE id = (SELECT member_id FROM auth.session WHERE token_sha256 = $1)", 1,
    ),
    "of a member who was suspended": (
        ("UPDATE membership SET status = 'SUSPENDED' WHERE id = "
        "(SELECT member_id FROM auth.session WHERE token_sha256 = $1)"), 1,
    ),
    "moved to another class": ("UPDATE auth.session SET access_class = 'portal_auth' WHERE token_sha256 = $1", 1),
    "known by another version of the actor": ("SELECT $1::bytea", 2),
}  # fmt: skip


@pytest.mark.parametrize("login", PEOPLE)
@pytest.mark.parametrize("dead", DEAD)
async def test_a_dead_session_gives_nothing_and_clears_what_was(
    filled: Worlds, connect: Connect, login: str, dead: str
) -> None:
    death, version = DEAD[dead]
    token = filled.tokens[login]
    async with connect(login) as connection, connection.transaction(), connect("postgres") as superuser:
        assert await connection.fetchval("SELECT enter($1, 1)", token) is True
        assert await connection.fetchval(CONTRACTS) == SEEN[AccessClass(login)]
        async with undone(superuser):
            await superuser.execute(death, token)
            assert await connection.fetchval("SELECT enter($1, $2)", token, version) is None
            assert await connection.fetchval(CONTRACTS) == 0


async def test_the_clock_and_the_sign_in_enter_nobody(filled: Worlds, connect: Connect) -> None:
    for login in ("portal_system", "portal_auth"):
        async with connect(login) as connection:
            with pytest.raises(DENIED):
                await connection.fetchval("SELECT enter($1, 1)", filled.tokens[AccessClass.STAFF])


async def test_a_new_manager_sees_the_partner_at_once_and_the_former_one_no_more(
    filled: Worlds, connect: Connect
) -> None:
    token: Any = filled.tokens[AccessClass.MANAGER]
    async with connect(AccessClass.MANAGER) as connection, connect("postgres") as superuser:
        member = await superuser.fetchval("SELECT member_id FROM auth.session WHERE token_sha256 = $1", token)
        for manager, seen in ((None, 0), (member, 3)):
            await superuser.execute("UPDATE organisation SET manager_id = $1 WHERE id = $2", manager, filled.ours.id)
            async with connection.transaction():
                assert await connection.fetchval("SELECT enter($1, 1)", token) is True
                assert await connection.fetchval(CONTRACTS) == seen
