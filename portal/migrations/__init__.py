"""The history of the database's schema: which revision is the newest, and taking a database there."""

from pathlib import Path

import asyncpg

from portal import deferred
from portal.database import direct, setup

VERSIONS = Path(__file__).parent / "versions"
MOVE = "portal.migrations.moving:move"
"""What loads Alembic: a start on a database that is up to date goes without it."""


def revisions() -> list[str]:
    """All of them, oldest first: one line, each named by its file's number."""
    return sorted(file.name.partition("_")[0] for file in VERSIONS.glob("*_*.py"))


def migrate(owner_url: str) -> None:
    """Takes the database to the newest revision of its schema."""
    if direct.ask(owner_url, _found) != revisions()[-1]:
        deferred.load(MOVE)(owner_url, "head")
        direct.ask(owner_url, setup.keep_context)


async def _found(connection: asyncpg.Connection) -> str | None:
    """The revision; a database that has the newest one is made ready for use."""
    revision = await _revision(connection)
    if revision == revisions()[-1]:
        await setup.keep_context(connection)
    return revision


async def _revision(connection: asyncpg.Connection) -> str | None:
    """The revision that the database has; None for one that is empty."""
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    found: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return found
