"""Making a database ready: its logins and fences, and what a deployment's fences still miss."""

from collections.abc import Iterable

import asyncpg

from portal.database import catalogue, direct, driver, functions, logins
from portal.database.policies import OWNER

ONE_AT_A_TIME = 0x656E74656E7465  # key of the lock that two portals starting at once take in turn
ONE_INSIDE = ONE_AT_A_TIME + 1
"""Key of the same inside the database: of a portal that was killed the statement it was at goes on there."""
TRIES = 20


def prepare(admin_url: str, database: str, secret: bytes, *, request_seconds: float = 10.0) -> str:
    """The owner's URL of the database, which is made if it is missing; its logins get the present password.

    `admin_url` leads to any database of the server, as a role that may create roles and databases. A fence that the
    role may not raise is left out: `check` names it.
    """

    async def ready(server: asyncpg.Connection) -> None:
        await server.execute("SELECT pg_advisory_lock($1)", ONE_AT_A_TIME)
        await _make(server, database, logins.statements(secret, request_seconds=request_seconds))
        inside = await driver.connect(direct.url_of(admin_url, database))
        try:
            await inside.execute("SELECT pg_advisory_lock($1)", ONE_INSIDE)
            await _raise_fences(inside, database)
        finally:
            await inside.close()

    direct.ask(admin_url, ready)
    return logins.url_of(direct.url_of(admin_url, database), OWNER, secret)


async def _make(server: asyncpg.Connection, database: str, roles: Iterable[str]) -> None:
    for statement in roles:
        await _execute(server, statement)
    if not await server.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        await server.execute(f"GRANT {OWNER} TO CURRENT_USER")  # to hand the database over
    if not await server.fetchval("SELECT true FROM pg_database WHERE datname = $1", database):
        await server.execute(
            f"""CREATE DATABASE "{database}" TEMPLATE template0 ENCODING UTF8 LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"""
        )


async def _execute(server: asyncpg.Connection, statement: str) -> None:
    """Roles belong to the whole server and locks to one of its databases: who is in another changes the same role."""
    for _ in range(TRIES):
        try:
            await server.execute(statement)
        except asyncpg.InternalServerError as fault:
            if "concurrently updated" not in str(fault):
                raise
        else:
            return
    await server.execute(statement)


async def _raise_fences(inside: asyncpg.Connection, database: str) -> None:
    for statement in logins.fences(database):
        try:
            await inside.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            if not statement.startswith(("REVOKE", "GRANT")):
                raise


async def keep_context(owner: asyncpg.Connection) -> None:
    """Has a migrated database keep the context where nobody but its owner may, or where it can."""
    told = f"SELECT context_setting() = CASE WHEN {functions.MAY_KEEP} THEN $1 ELSE $2 END, {functions.MAY_KEEP}"
    is_there, may_keep = await owner.fetchrow(told, functions.SETTING, functions.FALLBACK)
    if not is_there:
        await owner.execute(functions.kept_in(functions.SETTING if may_keep else functions.FALLBACK))


def drop(admin_url: str, database: str) -> None:
    """Throws a database away with everything in it, whoever is using it."""

    async def away(server: asyncpg.Connection) -> None:
        await server.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    direct.ask(admin_url, away)


def check(owner_url: str) -> list[str]:
    """What keeps the walls from being whole, a sentence each; empty when everything is as it must be."""
    return direct.ask(owner_url, catalogue.faults)
