"""Single edits that somebody with the owner's or a superuser's SQL could make, each in a savepoint of its own."""

import json
import random
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass

import asyncpg

from portal import ids, records, sealing

OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "uuid": ("gen_random_uuid()",),
    "bigint": ("coalesce({0}, 0) + 1",),
    "boolean": ("NOT {0}",),
    "timestamp with time zone": ("coalesce({0}, now()) + interval '1 microsecond'",),
    "jsonb": ("{0} || '[{{\"field\": \"x\"}}]'", "'[]'"),
    "text": (
        "coalesce({0}, '') || ' '", "CASE {0} WHEN 'HOST' THEN 'PARTNER' ELSE 'HOST' END",
        "CASE {0} WHEN 'REFUSED' THEN 'ACCEPTED' ELSE 'REFUSED' END", "'SIGN_OUT'", "repeat('a', 64)",
    ),
}  # fmt: skip
"""What else a column could hold, the likeliest that its CHECKs let through first."""
_DIGESTED = "document = document || ' ', sha256 = encode(sha256(convert_to(document || ' ', 'UTF8')), 'hex')"
TOGETHER = {
    ("contract_version", "document"): _DIGESTED,
    ("contract_version", "sha256"): _DIGESTED,
    ("signature", "side"): "side = CASE side WHEN 'HOST' THEN 'PARTNER' ELSE 'HOST' END, \"window\" = \"window\" + 9",
}
"""What a careful hand changes with it, so that the database accepts it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of one row: what it is called, and its SQL, where $1 is the row's id."""

    table: str
    what: str
    choices: tuple[str, ...]
    under_triggers: bool = False


def edits(columns: Mapping[str, list[tuple[str, str]]]) -> Iterator[Edit]:
    """Every column of every table changed; rows deleted, moved and added in every way."""
    for table, named in columns.items():
        for name, kind in named:
            choices = tuple(f'"{name}" = {each.format(f"{chr(34)}{name}{chr(34)}")}' for each in OTHERWISE[kind])
            if (table, name) in TOGETHER:
                choices = (TOGETHER[table, name],)
            yield Edit(table, f"{name} changed", tuple(f"UPDATE {table} SET {each} WHERE id = $1" for each in choices))
        yield Edit(table, "deleted", (f"DELETE FROM {table} WHERE id = $1",))
        for under_triggers in (False, True):
            for how in ("gen_random_uuid()", f"'{ids.new()}'::uuid"):
                copied = ", ".join(_copied(table, name, how) for name, _ in named)
                yield Edit(
                    table, f"added as {how[:3]}",
                    (f"INSERT INTO {table} SELECT {copied} FROM {table} WHERE id = $1",), under_triggers,
                )  # fmt: skip


def _copied(table: str, name: str, new_id: str) -> str:
    if name == "id":
        return new_id
    unique = (table, name) in {("contract_version", "number"), ("signature", "window")}
    return f'"{name}" + 1000' if unique else f'"{name}"'


async def columns(connection: asyncpg.Connection) -> dict[str, list[tuple[str, str]]]:
    """The columns of each table under seals, in order, with their types."""
    found = {}
    for table in sealing.covered(records.mappers()):
        rows = await connection.fetch(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
            "WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            table,
        )
        found[table] = [(row[0], row[1]) for row in rows]
    return found


async def made(connection: asyncpg.Connection, edit: Edit, chance: random.Random) -> AsyncGenerator[str, None]:
    """Makes the edit to some row while the caller looks: gives the id of the row that was edited or added."""
    rows = json.loads(await connection.fetchval(f"SELECT json_agg(id)::text FROM {edit.table}"))
    chosen = chance.choice(sorted(rows))
    before = set(rows)
    for choice in edit.choices:
        savepoint = connection.transaction()
        await savepoint.start()
        try:
            role = "origin" if edit.under_triggers else "replica"
            await connection.execute(f"SET LOCAL session_replication_role = {role}")
            done = await connection.execute(choice, chosen)
        except asyncpg.IntegrityConstraintViolationError:
            await savepoint.rollback()
            continue
        assert done in {"UPDATE 1", "DELETE 1", "INSERT 0 1"}, (edit, done)
        after = set(json.loads(await connection.fetchval(f"SELECT json_agg(id)::text FROM {edit.table}") or "[]"))
        try:
            yield (after - before).pop() if done.startswith("INSERT") else chosen
        finally:
            await savepoint.rollback()
        return
    raise AssertionError(f"no edit was possible: {edit}")
