"""Whoever has a login's password, and no session, sees nothing: no setting they can make is believed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from portal import ids, records
from portal.access import AccessClass
from portal.database import functions, logins
from portal.database.embedded import Server
from portal.database.policies import AUTH
from tests import databases
from tests.isolation.conftest import Connect
from tests.isolation.worlds import Worlds

PEOPLE = (AccessClass.PARTNER, AccessClass.MANAGER, AccessClass.STAFF, AccessClass.AUDITOR)
NAMES = (functions.SETTING, functions.FALLBACK, "portal.partner", "portal.caller", "portal.origin")
WAYS = (
    "SET {name} = '{value}'",
    "SET SESSION {name} = '{value}'",
    "SET LOCAL {name} = '{value}'",
    "SET LOCAL {name} TO DEFAULT",
    "RESET {name}",
    "SELECT set_config('{name}', '{value}', true)",
    "SELECT set_config('{name}', '{value}', false)",
    "UPDATE pg_settings SET setting = '{value}' WHERE name = '{name}'",
    "ALTER ROLE CURRENT_USER SET {name} = '{value}'",
    "ALTER DATABASE {database} SET {name} = '{value}'",
    "ALTER SYSTEM SET {name} = '{value}'",
    "DO $$ BEGIN PERFORM set_config('{name}', '{value}', false); END $$",
    "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql SET {name} = '{value}' AS 'SELECT count(*) FROM contract'",
    "GRANT SET ON PARAMETER {name} TO CURRENT_USER",
    "CREATE OR REPLACE FUNCTION public.context_setting() RETURNS text LANGUAGE sql AS 'SELECT ''portal.partner'''",
    "SET search_path = pg_temp, public",
    "SET ROLE portal_owner",
    "SET SESSION AUTHORIZATION portal_system",
)
TABLES = [str(table) for table in records.metadata().sorted_tables]


def forgeries(worlds: Worlds) -> list[str]:
    """What a context has looked like, for everybody's worlds and people."""
    found = []
    for world in (worlds.ours, worlds.foreign, worlds.company):
        whole = [world.id, world.people[0], world.people[0], ids.NIL, worlds.ours.id, worlds.foreign.id]
        hexadecimal = "".join(part.hex for part in whole[:4])
        lists = ",".join(part.hex for part in whole[4:])
        found += [f"{world.id}", hexadecimal + lists, "".join(map(str, whole[:4])) + f"{{{whole[4]},{whole[5]}}}"]
    return found


async def rows(connection: asyncpg.Connection) -> int:
    """How many rows it sees of all tables together."""
    seen = 0
    for table in TABLES:
        try:
            async with connection.transaction():
                seen += await connection.fetchval(f"SELECT count(*) FROM {table}")
        except asyncpg.InsufficientPrivilegeError:
            continue
    return seen


async def tried(connection: asyncpg.Connection, statement: str) -> None:
    """A refusal is as good as any setting that changes nothing."""
    try:
        async with connection.transaction():
            await connection.execute(statement)
    except asyncpg.PostgresError:
        pass


@asynccontextmanager
async def whole(connect: Connect, login: str) -> AsyncIterator[asyncpg.Connection]:
    async with connect(login) as connection, connection.transaction():
        yield connection


@pytest.mark.parametrize("login", PEOPLE)
async def test_no_setting_shows_a_row_to_a_login_without_a_session(
    filled: Worlds, connect: Connect, databases_of_worker: tuple[str, str], login: str
) -> None:
    for value in forgeries(filled):
        async with whole(connect, login) as connection:
            for name in NAMES:
                for way in WAYS:
                    await tried(connection, way.format(name=name, value=value, database=databases_of_worker[1]))
            assert await connection.fetchval("SELECT current_partner()") == ids.NIL
            assert await rows(connection) == 0


@pytest.mark.parametrize("login", [*PEOPLE, AccessClass.SYSTEM, AUTH])
async def test_a_connection_does_not_begin_in_a_context(
    filled: Worlds, server: Server, databases_of_worker: tuple[str, str], login: str
) -> None:
    url = logins.url_of(server.url(databases_of_worker[1]), login, databases.SECRET)
    for settings in (
        {functions.SETTING: filled.ours.id.hex * 4},
        {"options": f"-c {functions.SETTING}={filled.ours.id.hex * 4}"},
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(url, server_settings=settings)
    connection = await asyncpg.connect(url, server_settings={name: str(filled.ours.id) for name in NAMES[1:]})
    assert await connection.fetchval("SELECT current_partner()") == ids.NIL
    assert login in {AccessClass.SYSTEM, AUTH} or await rows(connection) == 0
    await connection.close()


@pytest.mark.parametrize("login", PEOPLE)
async def test_what_a_session_was_told_is_of_no_use_afterwards(filled: Worlds, connect: Connect, login: str) -> None:
    async with connect(login) as connection:
        async with connection.transaction():
            await connection.fetchval("SELECT enter($1, 1)", filled.tokens[login])
            context = await connection.fetchval(f"SELECT {functions.CONTEXT}")
            assert len(context) >= 128
        async with connection.transaction():
            for name in NAMES:
                await tried(connection, f"SET LOCAL {name} = '{context}'")
            assert await rows(connection) == 0


@pytest.mark.parametrize("login", PEOPLE)
async def test_a_session_shows_no_other_world_whatever_is_set_beside_it(
    filled: Worlds, connect: Connect, login: str
) -> None:
    async with whole(connect, login) as connection:
        await connection.fetchval("SELECT enter($1, 1)", filled.tokens[login])
        before = await rows(connection)
        for value in forgeries(filled):
            for name in NAMES:
                await tried(connection, f"SET LOCAL {name} = '{value}'")
        assert await rows(connection) == before > 0


@pytest.mark.parametrize("login", PEOPLE)
async def test_a_context_ends_with_the_savepoint_that_it_was_entered_in(
    filled: Worlds, connect: Connect, login: str
) -> None:
    async with whole(connect, login) as connection:
        savepoint = connection.transaction()
        await savepoint.start()
        assert await connection.fetchval("SELECT enter($1, 1)", filled.tokens[login]) is True
        assert await rows(connection) > 0
        await savepoint.rollback()
        assert await rows(connection) == 0
