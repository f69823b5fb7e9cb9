"""Single edits that somebody with the owner's or a superuser's SQL could make, each in a savepoint of its own."""

import json
import random
import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import asyncpg

from portal import ids, records, sealing

OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "uuid": ("gen_random_uuid()",),
    "bigint": ("coalesce({0}, 0) + 1",),
    "boolean": ("NOT {0}",),
    "integer": ("coalesce({0}, 0) + 1", "coalesce({0}, 0) - 1"),
    "numeric": ("coalesce({0}, 0) + 1", "coalesce({0}, 0) / 2"),
    "date": ("coalesce({0}, current_date) + 1", "coalesce({0}, current_date) - 1"),
    "timestamp with time zone": ("coalesce({0}, now()) + interval '1 microsecond'",),
    "jsonb": ("{0} || '[{{\"field\": \"x\"}}]'", "'[]'"),
    "text[]": ("{0} || 'X'::text",),
    "text": (
        "coalesce({0}, '') || ' '", "CASE {0} WHEN 'REFUSED' THEN 'ACCEPTED' ELSE 'REFUSED' END", "'SIGN_OUT'",
        "repeat('a', 64)",
    ),
}  # fmt: skip
"""What else a column could hold, the likeliest that its CHECKs let through first."""
_RATED = (
    "original_minor = coalesce(original_minor, 0) + 1, original_currency = 'XTS', rate = coalesce(rate, '') || '1', "
    "rate_source = coalesce(rate_source, '') || ' ', rate_on = coalesce(rate_on, current_date) + 1"
)
WORD = re.compile("'(\\w+)'::text")
_DIGESTED = "document = document || ' ', sha256 = encode(sha256(convert_to(document || ' ', 'UTF8')), 'hex')"
TOGETHER = {
    ("contract_version", "document"): _DIGESTED,
    ("contract_version", "sha256"): _DIGESTED,
    ("signature", "side"): "side = CASE side WHEN 'HOST' THEN 'PARTNER' ELSE 'HOST' END, \"window\" = \"window\" + 9",
    (
        "boundary_crossing",
        "is_late",
    ): "is_late = NOT is_late, override_id = CASE WHEN NOT is_late THEN NULL ELSE id END",
    ("boundary_crossing", "override_id"): "override_id = gen_random_uuid(), is_late = false",
    ("boundary_override", "until"): "until = coalesce(until, current_date) + 1, act_digest = NULL",
    ("boundary_override", "act_digest"): "until = NULL, act_digest = repeat('a', 64)",
    ("opportunity_arrival", "opportunity_id"): "opportunity_id = gen_random_uuid(), direct_deal_id = NULL",
    ("opportunity_arrival", "direct_deal_id"): "opportunity_id = NULL, direct_deal_id = gen_random_uuid()",
    ("conflict_rival", "rival_id"): "rival_id = gen_random_uuid(), direct_deal_id = NULL",
    ("conflict_rival", "direct_deal_id"): "rival_id = NULL, direct_deal_id = gen_random_uuid()",
    ("overlap_log", "shown"): "shown = CASE shown WHEN '7' THEN '8' ELSE '7' END",
    ("consequence", "cap_minor"): "cap_minor = coalesce(cap_minor, amount_minor) + 1",
    **{
        ("exposure", name): _RATED for name in ("original_minor", "original_currency", "rate", "rate_source", "rate_on")
    },
}
"""What a careful hand changes with it, so that the database accepts it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of one row: what it is called, and its SQL, where $1 is the row's id."""

    table: str
    what: str
    choices: tuple[str, ...]
    under_triggers: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the database tells it; `words` are the only ones that it may hold, where there are such."""

    name: str
    kind: str
    words: tuple[str, ...]

    def otherwise(self) -> Iterator[str]:
        """What an UPDATE could set."""
        others = [f"CASE {{0}} WHEN '{one}' THEN '{two}' ELSE '{one}' END" for one, two in pairwise(self.words)]
        if self.kind == "text[]":
            others = [f"{{0}} || ARRAY['{word}']" for word in self.words]
        for each in others or OTHERWISE[self.kind]:
            yield f'"{self.name}" = ' + each.format(f'"{self.name}"')


def edits(columns: Mapping[str, list[Column]]) -> Iterator[Edit]:
    """Every column of every table changed; rows deleted, moved and added in every way."""
    for table, named in columns.items():
        for column in named:
            together = TOGETHER.get((table, column.name))
            choices = (together,) if together else tuple(column.otherwise())
            changes = tuple(f"UPDATE {table} SET {each} WHERE id = $1" for each in choices)
            yield Edit(table, f"{column.name} changed", changes)
        yield Edit(table, "deleted", (f"DELETE FROM {table} WHERE id = $1",))
        for under_triggers in (False, True):
            for how in ("gen_random_uuid()", f"'{ids.new()}'::uuid"):
                copied = ", ".join(_copied(column, how) for column in named)
                yield Edit(
                    table, f"added as {how[:3]}",
                    (f"INSERT INTO {table} SELECT {copied} FROM {table} WHERE id = $1",), under_triggers,
                )  # fmt: skip


def _copied(column: Column, new_id: str) -> str:
    name = column.name
    if name == "id":
        return new_id
    if name == "number" and column.kind == "text":
        return f"'X' || \"{name}\""
    return f'"{name}" + 1000' if name in {"number", "window"} else f'"{name}"'


async def columns(connection: asyncpg.Connection) -> dict[str, list[Column]]:
    """The columns of each table under seals, in order."""
    found = {}
    for table in sealing.covered(records.mappers()):
        rows = await connection.fetch(
            "SELECT attname, format_type(atttypid, NULL), pg_get_constraintdef(pg_constraint.oid) FROM pg_attribute "
            "JOIN pg_class ON pg_class.oid = attrelid "
            "LEFT JOIN pg_constraint ON conrelid = attrelid AND conname = "
            "concat_ws('_', 'ck', relname, attname, 'known') "
            "WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            table,
        )
        found[table] = [Column(row[0], row[1], tuple(WORD.findall(row[2] or ""))) for row in rows]
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
