"""The proof: what each access class gets of each table, tried in every way, in a superuser's transaction.

`SET LOCAL SESSION AUTHORIZATION` makes the connection that login in all that PostgreSQL asks about, so that one
transaction can try everything, with rows and planted faults that nobody else ever sees.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import ForeignKeyConstraint, Table

from portal import ids, records
from portal.access import AccessClass
from portal.database.policies import AUTH, OWNER
from tests.files import making as files
from tests.isolation.worlds import World, Worlds
from tests.notifications import making as telling
from tests.rooms import MAKING

OWNERS = {
    "organisation": ("id", "id"),
    "exclusive_cell": ("holder_id", "id"),
    "protection_cell": ("holder_id", "id"),
    "metric": ("owner_id", "id"),
    "fact_mapping": ("organisation_id", "id"),
    "person": ("id", "people"),
    "idempotency_key": ("person_id", "people"),
    **dict.fromkeys(("import_job", "import_row", "import_piece", "import_mapping"), ("person_id", "people")),
}
"""Tables without partner_id: the column that says whose a row is, and what of a world it names."""

NOBODYS = {
    "seal", "document_requirement", "product", "end_customer", "customer_key", "sales_quota", "rules_of_engagement",
    "suggestion_trial", "direct_deal",
}  # fmt: skip
"""Tables whose rows are of no world: a seal is over the rows of all; what the company requires and sells, and by which
rules it decides, is no secret; its customers, its own deals, and who of it carries a quota, are the company's; how well
suggestions foretell is said beside them."""

READS_ALL = {AccessClass.AUDITOR, AUTH}
OWNED = {"search_document", "external_key", "errand", "person"}
"""What a function of the owner looks into for those who may not: logins of people have no grant on it, or see a row of
their own alone."""
SIGN_IN_NEEDED = tuple(item.value for item in AccessClass if item is not AccessClass.SYSTEM)
LOGINS = (*(item.value for item in AccessClass), AUTH)

# How many rows each login sees of two partners' worlds and the company's; None: it may not even ask.
SEEN: dict[str, tuple[int | None, ...]] = {
    # partner, manager, staff, auditor, system, sign-in
    "setback": (None, None, 2, None, 2, None),
    "journal_unread": (None, None, None, None, 6, None),
    "job": (None, None, None, None, 2, None),
    "reaction_waiting": (None, None, None, None, 2, None),
    "api_client": (1, 0, 0, 2, 2, 2),
    "idempotency_key": (1, 1, 1, 7, 7, None),
    "directory_entry": (1, 0, 0, 2, 2, 2),
    "identity_connection": (1, 0, 0, 2, 2, 2),
    "journal": (2, 2, 4, 6, 6, None),
    "mail": (None, None, None, None, 2, None),
    "mail_domain": (1, 0, 0, 2, 2, 2),
    "placed": (1, 1, 2, 2, 2, None),
    "provisioning_token": (1, 0, 0, 2, 2, 2),
    "seal": (2, 2, 2, 2, 2, None),
    "sealed": (1, 1, 2, 2, 2, None),
    "unsealed": (None, None, None, None, 58, None),
    **files.SEEN,
}

for making in (*MAKING, telling):
    SEEN |= making.SEEN

Row = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """One table, whose its rows are, and one row of each world."""

    table: Table
    column: str
    ours: list[UUID]
    foreign: list[UUID]
    of_people: bool
    our_row: Row | None
    foreign_row: Row | None

    @property
    def name(self) -> str:
        return str(self.table)


async def targets(connection: asyncpg.Connection, worlds: Worlds) -> list[Target]:
    """Every mapped table outside the sign-in's schema; KeyError for one that does not say whose its rows are."""
    found = []
    for table in records.metadata().sorted_tables:
        if table.schema is None and table.name not in NOBODYS:
            column, whose = ("partner_id", "id") if "partner_id" in table.c else OWNERS[table.name]
            ours, foreign = (_named(world, whose) for world in (worlds.ours, worlds.foreign))
            rows = [await _sample(connection, table.name, column, owners) for owners in (ours, foreign)]
            found.append(Target(table, column, ours, foreign, whose == "people", *rows))
    return found


def _named(world: World, whose: str) -> list[UUID]:
    return list(world.people) if whose == "people" else [world.id]


async def _sample(connection: asyncpg.Connection, table: str, column: str, owners: list[UUID]) -> Row | None:
    row = await connection.fetchval(
        f"SELECT to_json(one)::text FROM {table} one WHERE {column} = ANY ($1) LIMIT 1", owners
    )
    return json.loads(row) if row else None


async def leaks(connection: asyncpg.Connection, worlds: Worlds) -> AsyncGenerator[str, None]:
    """A sentence for each way in which somebody saw or changed what is not theirs."""
    found = await targets(connection, worlds)
    for target in found:
        if target.our_row is None or target.foreign_row is None:
            yield f"{target.name} has no row in one of the worlds, so nothing is proven of it"
    for number, login in enumerate(LOGINS):
        async with _as(connection, login, worlds):
            async for sentence in _of_login(connection, found, number):
                yield f"{login} {sentence}"
    for sentence in [leak async for leak in _without_a_session(connection, found)]:
        yield sentence
    for sentence in [leak async for leak in _torn(connection, found)]:
        yield sentence


async def _of_login(connection: asyncpg.Connection, found: list[Target], number: int) -> AsyncIterator[str]:
    login = LOGINS[number]
    for target in found:
        async for sentence in _seen(connection, target.name, SEEN.get(target.name, ())[number:][:1]):
            yield sentence
        async for sentence in _changed(connection, login, target):
            yield sentence
    for name in NOBODYS:
        async for sentence in _seen(connection, name, SEEN[name][number:][:1]):
            yield sentence
    async for sentence in _sign_in_seen(connection, login):
        yield sentence


async def _without_a_session(connection: asyncpg.Connection, found: list[Target]) -> AsyncIterator[str]:
    for login in SIGN_IN_NEEDED:
        async with _as(connection, login, None):
            for name in [*(target.name for target in found), *NOBODYS]:
                if await _tried(connection, f"SELECT count(*) FROM {name}"):
                    yield f"{login} sees rows of {name} without a session"


async def _seen(connection: asyncpg.Connection, name: str, expected: tuple[int | None, ...]) -> AsyncIterator[str]:
    seen = await _tried(connection, f"SELECT count(*) FROM {name}")
    if (seen,) != expected:
        yield f"sees {seen} rows of {name}, not {expected}"


async def _sign_in_seen(connection: asyncpg.Connection, login: str) -> AsyncIterator[str]:
    for table in records.metadata().sorted_tables:
        if table.schema is not None:
            seen = await _tried(connection, f"SELECT count(*) FROM {table}")
            if (seen is None) == (login == AUTH):
                yield f"sees {seen} rows of {table}"


async def _changed(connection: asyncpg.Connection, login: str, target: Target) -> AsyncIterator[str]:
    """What a login could do to a foreign world; to the company's staff only other people's own rows are foreign."""
    if login == AccessClass.SYSTEM or (login == AccessClass.STAFF and not target.of_people):
        return
    column, name = target.column, target.name
    mine = f"WHERE {column} = ANY ($1)"
    if login not in READS_ALL and await _tried(connection, f"SELECT count(*) FROM {name} {mine}", target.foreign):
        yield f"sees foreign rows of {name}"
    if await _tried(connection, _counted(f"UPDATE {name} SET {column} = {column} {mine}"), target.foreign):
        yield f"changes foreign rows of {name}"
    if await _tried(connection, _counted(f"DELETE FROM {name} {mine}"), target.foreign):
        yield f"deletes foreign rows of {name}"
    moved = _counted(f"UPDATE {name} SET {column} = $2 WHERE {column} = ANY ($1)")
    if await _tried(connection, moved, target.ours, target.foreign[0]):
        yield f"moves its rows of {name} into a foreign world"
    refusal = await _planted(connection, target, target.foreign_row or {})
    if refusal != "42501":
        yield f"plants rows of {name} in a foreign world, or learns that they are there ({refusal or 'no refusal'})"


def _counted(change: str) -> str:
    return f"WITH changed AS ({change} RETURNING 1) SELECT count(*) FROM changed"


async def _torn(connection: asyncpg.Connection, found: list[Target]) -> AsyncIterator[str]:
    """What not even the owner may do: see without a policy, hang a child on a foreign parent, rewrite history."""
    async with _as(connection, OWNER, None):
        for target in found:
            if bool(await _tried(connection, f"SELECT count(*) FROM {target.name}")) != (target.name in OWNED):
                yield f"the owner sees rows of {target.name} without a policy"
    for target in found:
        for key in target.table.foreign_key_constraints:
            row = _hung(target, key)
            if row and await _planted(connection, target, row) != "23503":
                yield f"a row of {target.name} hangs on a foreign parent by {key.name}"
    for record in (mapper.class_ for mapper in records.mappers()):
        name, column = str(record.__table__), next(iter(record.__table__.c)).name
        for change in (f"UPDATE {name} SET {column} = {column}", f"DELETE FROM {name}"):
            if record.__append_only__ and await _tried(connection, _counted(change)):
                yield f"rows of {name} are changed or deleted, though they are history"


def _hung(target: Target, key: ForeignKeyConstraint) -> Row | None:
    """Our row with the foreign row's parent; None for a key that leads to no partner's row."""
    columns = [column.name for column in key.columns]
    parent = key.elements[0].column.table
    if "partner_id" not in parent.c or parent.name in NOBODYS or target.column not in columns:
        return None
    assert target.our_row
    assert target.foreign_row
    return target.our_row | {name: target.foreign_row[name] for name in columns if name != target.column}


async def _planted(connection: asyncpg.Connection, target: Target, row: Row) -> str:
    """Tries to insert a row like this one, as new: the code of the refusal, "" if it was taken."""
    fresh = row | ({"id": str(ids.new())} if "id" in row and target.column != "id" else {})
    fresh |= {
        name: "99" for name in ("number", "filed_number", "ordinal", "client_id", "domain", "product") if name in fresh
    }  # a name of its own
    made = f"INSERT INTO {target.name} SELECT * FROM json_populate_record(NULL::{target.name}, $1::text::json)"
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        await connection.execute(made, json.dumps(fresh))
    except asyncpg.PostgresError as refusal:
        return str(refusal.sqlstate)
    finally:
        await savepoint.rollback()
    return ""


async def _tried(connection: asyncpg.Connection, sql: str, *values: Any) -> int | None:
    """The count that a statement answers, undone again; None if it was refused."""
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        return int(await connection.fetchval(sql, *values))
    except asyncpg.PostgresError:
        return None
    finally:
        await savepoint.rollback()


@asynccontextmanager
async def _as(connection: asyncpg.Connection, login: str, worlds: Worlds | None) -> AsyncIterator[None]:
    """As a login, with the session of its person where it has one; everything is undone."""
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        token = worlds.tokens.get(login) if worlds else None
        await connection.execute(f"SET LOCAL SESSION AUTHORIZATION {login}")
        if token:
            assert await connection.fetchval("SELECT enter($1, 1)", token) is True
        yield
    finally:
        await savepoint.rollback()
