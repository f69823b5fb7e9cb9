"""Rows for every table of a database, made from its catalogue alone; and what has become of them later.

Every id is the same in one row of every table, so that all foreign keys hold. Texts and numbers are tried, beginning
with those that the CHECK constraints name, until PostgreSQL accepts the row.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

ROWS = tuple(UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0000 + number) for number in (1, 2))
TRIES = 4000
LITERAL = re.compile(r"'((?:[^']|'')*)'::text|\b(\d+)\b")
EQUATION = re.compile(r"\((\w+) = (?!ANY)(.+)\)", re.DOTALL)
"""A CHECK that says meaning of a column, such as the digest of another."""
TEXTS = ("a", "", "01", "en", "AA", "EUR", "a.example", "a@a.example", "https://a.example", "a" * 64)

TABLES = """
SELECT c.oid, c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind = 'r' AND nspname IN ('public', 'auth') AND relname <> 'alembic_version' ORDER BY 2"""
COLUMNS = """
SELECT attnum AS number, quote_ident(attname) AS name, format_type(atttypid, atttypmod) AS type,
       attnotnull AS filled FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped ORDER BY 1"""
CHECKS = """
SELECT conkey AS columns, pg_get_expr(conbin, conrelid) AS holds FROM pg_constraint
WHERE conrelid = $1 AND contype = 'c' ORDER BY conname"""
KEYS = """
SELECT conrelid::regclass::text AS name, pg_get_constraintdef(oid) AS key FROM pg_constraint
WHERE contype = 'f' AND connamespace IN ('public'::regnamespace, to_regnamespace('auth'))"""

Contents = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Column:
    """What may stand in it, the likeliest first; each is an SQL expression."""

    number: int
    name: str
    type: str
    choices: tuple[str, ...]


FOUND: dict[tuple[str, UUID, tuple[Column, ...], tuple[str, ...]], str] = {}
"""A row that such a table took before: another revision of it has most tables as they were."""


class NoRow(Exception):  # noqa: N818 - an answer to expect
    """No row was found that a table accepts."""


async def fill(connection: asyncpg.Connection) -> None:
    """Two rows in each table, as the superuser. Raises NoRow."""
    await connection.execute("SET session_replication_role = replica")
    for table in await connection.fetch(TABLES):
        checks = await connection.fetch(CHECKS, table["oid"])
        for row in ROWS:
            columns = [_column(each, row, checks) for each in await connection.fetch(COLUMNS, table["oid"])]
            key = (table["name"], row, tuple(columns), tuple(check["holds"] for check in checks))
            if key not in FOUND or not await _taken(connection, table["name"], FOUND[key]):
                dice = random.Random(f"{table['name']} {row}")
                FOUND[key] = await _insert(connection, table["name"], columns, checks, dice)
    await connection.execute("RESET session_replication_role")
    for each in await connection.fetch(KEYS):  # proves that every foreign key holds
        await connection.execute(f"ALTER TABLE {each['name']} ADD CONSTRAINT proof {each['key']}")
        await connection.execute(f"ALTER TABLE {each['name']} DROP CONSTRAINT proof")


def _column(found: asyncpg.Record, row: UUID, checks: list[asyncpg.Record]) -> Column:
    named = [
        text or number
        for check in checks
        if found["number"] in check["columns"]
        for text, number in LITERAL.findall(check["holds"])
    ]
    none = () if found["filled"] else ("NULL",)
    choices = dict.fromkeys((*_values(found["type"], row, named), *none))
    return Column(found["number"], found["name"], found["type"], tuple(choices))


def _values(kind: str, row: UUID, named: list[str]) -> Iterator[str]:
    texts = (*named, row.hex, *TEXTS)
    match kind:
        case "uuid":
            yield f"'{row}'"
        case "uuid[]":
            yield f"ARRAY['{row}'::uuid]"
        case "text":
            yield from (f"'{text}'" for text in texts)
        case "text[]":
            words = [f"'{text}'" for text in dict.fromkeys(named)]
            yield f"ARRAY[{', '.join(words)}]::text[]"
            yield from (f"ARRAY[{word}]::text[]" for word in words)
            yield from ("ARRAY[]::text[]", "ARRAY['a']::text[]")
        case _ if kind.partition("(")[0] in {"bigint", "integer", "numeric"}:
            yield from (str(number) for number in (1, 0, *(int(each) for each in named if each.isdigit()), -1))
        case "boolean":
            yield from ("true", "false")
        case "timestamp with time zone" | "date":
            yield from ("'2026-06-01'", "'2026-07-01'")
        case "bytea":
            yield f"sha256('{row.hex}')"
            yield from (
                f"substr(sha256('{row.hex}'), 1, {each})" for each in named if each.isdigit() and int(each) <= 32
            )
        case "jsonb" | "tsvector":  # a JSON document is words as well
            yield from ("'{}'", "'[]'")
        case _:
            raise NoRow(f"nothing is known of the type {kind}")


async def _insert(
    connection: asyncpg.Connection, table: str, columns: list[Column], checks: list[asyncpg.Record], dice: random.Random
) -> str:
    """The row that the table took."""
    chosen = {column.name: column.choices[0] for column in columns}
    for _ in range(TRIES):
        row = ", ".join(f"{chosen[column.name]}::{column.type} AS {column.name}" for column in columns)
        wrong = await _refused(connection, row, checks, dice)
        if wrong is None and await _taken(connection, table, row):
            return row
        equation = EQUATION.fullmatch(wrong["holds"]) if wrong else None
        if equation and equation[1] in chosen:
            right = await connection.fetchval(f"SELECT quote_literal({equation[2]}) FROM (SELECT {row}) AS it")
            chosen[equation[1]] = right or "NULL"
            continue
        column = dice.choice([each for each in columns if wrong is None or each.number in wrong["columns"]])
        chosen[column.name] = dice.choice(column.choices)
    raise NoRow(f"{table} accepted none of {TRIES} rows")


async def _refused(
    connection: asyncpg.Connection, row: str, checks: list[asyncpg.Record], dice: random.Random
) -> asyncpg.Record | None:
    """One of the constraints that do not hold."""
    holds = ", ".join(f"({check['holds']}) IS NOT FALSE" for check in checks) or "true"
    held = await connection.fetchrow(f"SELECT {holds} FROM (SELECT {row}) AS it")
    wrong = [check for check, is_held in zip(checks, held, strict=False) if not is_held]
    return dice.choice(wrong) if wrong else None


async def _taken(connection: asyncpg.Connection, table: str, row: str) -> bool:
    """Whether the table takes it: another row may have the same key."""
    try:
        await connection.execute(f"INSERT INTO {table} SELECT {row}")
    except (asyncpg.UniqueViolationError, asyncpg.ExclusionViolationError, asyncpg.DataError):
        return False
    return True


async def contents(connection: asyncpg.Connection) -> Contents:
    """All rows of all tables, each column by its name."""
    return {
        table["name"]: [dict(row) for row in await connection.fetch(f"SELECT * FROM {table['name']}")]
        for table in await connection.fetch(TABLES)
    }


def lost(before: Contents, after: Contents) -> list[str]:
    """What of the rows before is no longer there, in tables and columns that still are."""
    return [
        f"{table}: {found}"
        for table, rows in before.items()
        if table in after
        for row in rows
        if (found := _missing(row, after[table]))
    ]


def _missing(row: dict[str, Any], after: list[dict[str, Any]]) -> str:
    """The columns that no row has as this one had them; "" where one has all."""
    kept = [[name for name in row if name in other and other[name] != row[name]] for other in after]
    if not kept:
        return "the row"
    fewest: list[str] = min(kept, key=len)
    return ", ".join(fewest)
