"""Alembic over the revisions beside it: a database taken to any of them, and back."""

from collections.abc import Callable
from pathlib import Path

import alembic.command
from alembic.config import Config
from sqlalchemy import Connection

from portal.database import direct
from portal.database.setup import ONE_AT_A_TIME
from portal.migrations import VERSIONS


def move(owner_url: str, revision: str, versions: Path = VERSIONS) -> None:
    """Takes the database forward to a revision; "head" is the newest."""
    _go(owner_url, versions, lambda config: alembic.command.upgrade(config, revision))


def back(owner_url: str, versions: Path = VERSIONS, *, to: str = "-1") -> None:
    """Takes the newest revision back, or all until `to`; "base" empties the database."""
    _go(owner_url, versions, lambda config: alembic.command.downgrade(config, to))


def _go(owner_url: str, versions: Path, step: Callable[[Config], None]) -> None:
    def go(connection: Connection) -> None:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock($1)", (ONE_AT_A_TIME,))
        step(_configuration(connection, versions))

    direct.through(owner_url, go)


def _configuration(connection: Connection, versions: Path) -> Config:
    """What Alembic needs to know, to work on this connection; it prints nothing."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", _escaped(Path(__file__).parent))
    config.set_main_option("version_locations", _escaped(versions))
    config.set_main_option("path_separator", "os")
    return config


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
