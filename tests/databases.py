"""The server of one test run, its migrated template, and databases cloned from it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from portal import migrations, records
from portal.database import direct, logins, setup
from portal.database.embedded import Server
from portal.database.policies import LOGINS, OWNER

SECRET = b"a secret of the tests, no other"
TEMPLATE = "template_entente"
QUICK = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off",
    "max_connections": "500",
}  # fmt: skip
"""For all workers of a run at once, each with the pools of a portal or two and processes of its own."""


def make_template(server: Server, folder: Path) -> None:
    """Migrates the template, once for all the workers of a run."""
    made = folder / "template"
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            migrations.migrate(setup.prepare(server.url("postgres"), TEMPLATE, SECRET))
            made.touch()


@contextmanager
def clone(server: Server, name: str, template: str = TEMPLATE) -> Iterator[str]:
    """A database of its own, as the owner's URL; dropped at the end."""
    admin = server.url("postgres")
    execute(
        admin,
        f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER {OWNER}',
        f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC',
        f'GRANT CONNECT ON DATABASE "{name}" TO {", ".join(LOGINS)}',
    )
    try:
        yield logins.url_of(server.url(name), OWNER, SECRET)
    finally:
        execute(admin, f'DROP DATABASE "{name}"')


def execute(url: str, *statements: str) -> None:
    """Runs statements one by one on a connection of their own."""

    async def run(connection: asyncpg.Connection) -> None:
        for statement in statements:
            await connection.execute(statement)

    direct.ask(url, run)


def asynchronous(url: str) -> str:
    """The same address, for SQLAlchemy."""
    return url.replace("postgresql:", "postgresql+asyncpg:", 1)


async def contents(session: AsyncSession) -> dict[str, str]:
    """A digest of all the rows of each table of the business: equal before and after means that nothing changed.

    But for the notes of rows that are not sealed yet: what is written down about a refusal leaves one as well.
    """
    tables = [str(table) for table in records.metadata().tables.values() if table.schema is None]
    tables.remove("unsealed")
    digest = "SELECT '{0}', md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {0} t"
    rows = await session.execute(text(" UNION ALL ".join(digest.format(name) for name in tables)))
    return {str(name): str(value) for name, value in rows}


COMES_WITH = {"metric": " WHERE owner_id IS NOT NULL", "rules_of_engagement": " WHERE number > 1"}
"""Which rows of a table are not among those that a new database has."""


async def empty(engine: AsyncEngine) -> None:
    """Deletes every row, append-only ones too, as the superuser who is asked neither by triggers nor by keys.

    What every database comes with stays.
    """
    tables = [
        f"gone_{number} AS (DELETE FROM {table}{COMES_WITH.get(table, '')})"
        for number, table in enumerate(records.metadata().tables)
    ]
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SET session_replication_role = replica")
        await connection.exec_driver_sql(f"WITH {', '.join(tables)} SELECT 1")
        await connection.exec_driver_sql("RESET session_replication_role")
