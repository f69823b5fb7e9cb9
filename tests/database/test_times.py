"""No column of the database holds an infinity: every table refuses one, and those that stood there were mended."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.database import direct, setup
from portal.database.embedded import Server
from portal.migrations import moving
from tests import databases
from tests.database import rows
from tests.make import Make

TIMES = """
SELECT attrelid::regclass::text AS name, quote_ident(attname) AS column,
       coalesce((SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint k
                 WHERE conrelid = attrelid AND contype = 'c'), '') AS checks
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'auth'::regnamespace) AND relname <> 'alembic_version'
  AND attnum > 0 AND NOT attisdropped
  AND atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)"""
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)


async def test_every_day_and_every_instant_is_finite(make: Make) -> None:
    found = [*await make.session.execute(text(TIMES))]
    assert len(found) > 90
    assert [f"{name}.{column}" for name, column, checks in found if f"isfinite({column})" not in checks] == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("starts_on", "-infinity"), ("ends_on", "infinity"), ("due_at", "infinity"), ("created_at", "-infinity")],
)
async def test_an_infinity_is_refused_whoever_writes_it(make: Make, column: str, value: str) -> None:
    await make.contract()
    with pytest.raises(IntegrityError, match="ck_contract_times_are_finite"):
        await make.session.execute(text(f"UPDATE contract SET {column} = '{value}'"))


@pytest.fixture
def old(server: Server, worker_id: str) -> Iterator[tuple[str, str]]:
    """A database of the revision before, with rows in every table: the owner's URL and the superuser's."""
    name = f"infinite_{worker_id}"
    owner, superuser = setup.prepare(server.url("postgres"), name, databases.SECRET), server.url(name)
    moving.move(owner, "0002")
    direct.ask(superuser, rows.fill)
    yield owner, superuser
    setup.drop(server.url("postgres"), name)


async def spoil(connection: asyncpg.Connection) -> None:
    """As the last and the first day that Python knows were written, and files that lie beside the zones."""
    await connection.execute("SET session_replication_role = replica")
    first, second = rows.ROWS
    for statement, values in (
        ("UPDATE contract SET ends_on = $2, due_at = 'infinity', zone = $3 WHERE id = $1",
         (first, date.max, "Factory")),
        ("UPDATE contract SET starts_on = $2, ends_on = $2, zone = $3 WHERE id = $1",
         (second, date.min, "right/Europe/Berlin")),
        ("UPDATE signing_authority SET valid_from = $2, valid_until = 'infinity' WHERE id = $1", (first, date.max)),
        ("UPDATE person SET zone = $2 WHERE id = $1", (first, "localtime")),
        ("UPDATE person SET zone = $2 WHERE id = $1", (second, "Asia/Manila")),
    ):  # fmt: skip
        await connection.execute(statement, *values)


def test_what_stood_there_as_an_infinity_is_the_nearest_day_or_no_end(old: tuple[str, str]) -> None:
    owner, superuser = old
    direct.ask(superuser, spoil)
    moving.move(owner, "head")

    async def found(connection: asyncpg.Connection) -> list[tuple[object, ...]]:
        wanted = ("starts_on, ends_on, zone FROM contract", "valid_from, valid_until FROM signing_authority",
                  "zone FROM person", "due_at FROM contract")  # fmt: skip
        return [tuple(row) for each in wanted for row in await connection.fetch(f"SELECT {each} ORDER BY id")]

    usual = date(2026, 6, 1)
    mended = direct.ask(superuser, found)
    assert mended[0] == (usual, None, "UTC")
    assert mended[1] == (FIRST.date(), FIRST.date(), "Europe/Berlin")
    assert mended[2] == (LAST.date(), None)
    assert mended[4:6] == [("UTC",), ("Asia/Manila",)]
    assert mended[6] == (None,)
