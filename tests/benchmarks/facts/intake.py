"""Facts through the one door, in one process, beside somebody who writes the same rows by hand."""

import json
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

import asyncpg

from portal import canonical, clock, ids
from portal.access import AccessClass, Actor, Role, Side
from portal.database import logins
from portal.database.pools import Database
from portal.expectations import operations
from portal.expectations.facts.kinds import KINDS
from portal.expectations.models import FactBatch
from portal.expectations.operations.recording import SETTLE, UNITS
from portal.expectations.scores.pieces import piece_of
from tests.benchmarks.facts.lines import SOURCE, Line, of_partner
from tests.benchmarks.facts.seed import World
from tests.benchmarks.seed import SECRET

BATCH = 1_000
NEXT = 50_000_000
"""From this number on lines are new."""
UNSAID = {name: None for counted in KINDS.values() for name in counted.fields}


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds for each batch."""

    product: Sequence[float]
    by_hand: Sequence[float]
    again: Sequence[float]
    cpu: Sequence[float]
    """Of this process, for the product's."""


def robin(partner_id: UUID) -> Actor:
    """Somebody of a partner who may bring facts."""
    return Actor(ids.NIL, "Robin", Side.PARTNER, partner_id, frozenset({Role.PARTNER_ADMIN}))


async def record(database: Database, partner_id: UUID, some: Iterable[Line], now: datetime) -> FactBatch:
    async with database.working(AccessClass.SYSTEM) as session:
        return await operations.record_facts(
            session, robin(partner_id), source=SOURCE, rows=[line.given for line in some], now=now,
            partner_id=partner_id,
        )  # fmt: skip


async def measure(world: World, database: Database, *, batches: int) -> Taken:
    """Each takes in as many batches of new lines of the whale, in turns. Raises RuntimeError where rows differ."""
    hand = await asyncpg.connect(logins.url_of(world.owner_url, AccessClass.SYSTEM, SECRET))
    product, by_hand, again, cpu = list[float](), list[float](), list[float](), list[float]()
    for number in range(batches + 1):
        start = NEXT + 2 * number * BATCH
        mine = [*of_partner(world.whale, BATCH, start=start)]
        theirs = [*of_partner(world.whale, BATCH, start=start + BATCH)]
        now = clock.now()
        used = process_time()
        product.append(await _timed(record(database, world.whale, mine, now)))
        cpu.append(process_time() - used)
        by_hand.append(await _timed(take_by_hand(hand, world.whale, theirs, now)))
        again.append(await _timed(record(database, world.whale, mine, now)))
        await _compare(hand, (*mine, *theirs))
    await hand.close()
    return Taken(product[1:], by_hand[1:], again[1:], cpu[1:])  # the first warms


async def _timed(work: Any) -> float:
    started = perf_counter()
    await work
    return perf_counter() - started


async def take_by_hand(connection: asyncpg.Connection, partner_id: UUID, some: Sequence[Line], now: datetime) -> None:
    """The rows that the portal writes, by six statements made for nothing but these lines."""
    async with connection.transaction():
        await connection.fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"facts {partner_id}")
        wanted = json.dumps([line.key for line in some])
        known = await connection.fetchval(
            "SELECT count(*) FROM fact WHERE partner_id = $1 AND source = $2 "
            "AND external_id = ANY (ARRAY(SELECT json_array_elements_text($3::json)))", partner_id, SOURCE, wanted,
        )  # fmt: skip
        if known:
            raise RuntimeError("by hand there are new lines alone")
        batch_id = ids.new()
        for table, rows in _rows(partner_id, batch_id, some, now).items():
            await connection.execute(_INSERT[table], json.dumps(rows))


def _rows(partner_id: UUID, batch_id: UUID, some: Sequence[Line], now: datetime) -> Mapping[str, list[dict[str, Any]]]:
    place, at = {"partner_id": str(partner_id)}, now.isoformat()
    pieces = sorted({piece_of(line.agreed_on, unit) for line in some for unit in UNITS})
    return {
        "fact_batch": [{
            **place, "id": str(batch_id), "source": SOURCE, "side": "PARTNER", "person_id": str(ids.NIL),
            "made_by_name": "Robin", "program": "", "accepted": len(some), "unchanged": 0, "corrected": 0, "refused": 0,
            "refusals": [], "facts_sha256": canonical.digest([line.fact_sha256 for line in some]), "received_at": at,
        }],
        "fact": [{
            **place, "id": str(ids.new()), "kind": "ORDER_LINE", "statement": "LINE", "subject_key": line.key,
            "source": SOURCE, "external_id": line.key, "revision": 1, "document": line.document,
            "sha256": line.fact_sha256, "side": "PARTNER", "batch_id": str(batch_id), "row_number": number,
            "reason": "", "received_at": at,
        } for number, line in enumerate(some)],
        "subject": [{
            **place, "id": str(line.subject_id), "kind": "ORDER_LINE", "subject_key": line.key,
            "day": str(line.agreed_on), "state_sha256": line.state_sha256, "currency": "EUR", "changed_at": at,
            **line.state,
        } for line in some],
        "fact_mark": [{
            **place, "kind": "ORDER_LINE", "unit": each.length.value, "piece": str(each.first), "number": 1,
            "marked_at": at,
        } for each in pieces],
        "job": [{
            **place, "id": str(ids.new()), "name": SETTLE, "key": str(batch_id), "given": {}, "created_at": at,
            "due_at": at, "starts": 0,
        }],
    }  # fmt: skip


def _insert(table: str, after: str = "") -> str:
    return f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, $1::json) {after}"


_INSERT = {
    "fact_batch": _insert("fact_batch"), "fact": _insert("fact"), "subject": _insert("subject"),
    "fact_mark": _insert(
        "fact_mark AS m", "ON CONFLICT (partner_id, kind, unit, piece) DO UPDATE SET number = m.number + 1, "
        "marked_at = excluded.marked_at",
    ).replace("NULL::fact_mark AS m", "NULL::fact_mark"),
    "job": _insert("job"),
}  # fmt: skip


async def _compare(connection: asyncpg.Connection, some: Sequence[Line]) -> None:
    """Whether what both left in the tables is what the lines come to: facts and subjects, but for ids and moments."""
    rows = await connection.fetchval(
        "SELECT json_agg(json_build_array(to_jsonb(f) - '{id,partner_id,batch_id,row_number,received_at}'::text[], "
        "to_jsonb(s) - '{partner_id,changed_at}'::text[]) ORDER BY f.row_number, f.subject_key)::text "
        "FROM json_to_recordset($2::json) AS k (key text, id uuid) "
        "JOIN fact f ON f.partner_id = $1 AND f.kind = 'ORDER_LINE' AND f.subject_key = k.key "
        "JOIN subject s ON s.partner_id = $1 AND s.id = k.id",
        some[0].partner_id, json.dumps([{"key": line.key, "id": str(line.subject_id)} for line in some]),
    )  # fmt: skip
    found = {fact["subject_key"]: (fact, subject) for fact, subject in json.loads(rows)}
    if len(found) != len(some):
        raise RuntimeError(f"{len(found)} of {len(some)} lines are there")
    for line in some:
        fact, subject = found[line.key]
        right = {**UNSAID, **line.state, "state_sha256": line.state_sha256, "id": str(line.subject_id)}
        wrong = {name for name, value in right.items() if subject[name] != value}
        if wrong or (fact["sha256"], fact["document"]) != (line.fact_sha256, line.document):
            raise RuntimeError(f"{line.key}: {sorted(wrong)} differ")


def told(taken: Taken) -> Iterator[str]:
    product, hand, again = (BATCH / statistics.median(each) for each in (taken.product, taken.by_hand, taken.again))
    yield (
        f"  {product:,.0f} facts/s in one process (wanted 2,000), {BATCH / statistics.median(taken.cpu):,.0f} for a "
        f"second of its CPU; by hand {hand:,.0f}, of which it has {product / hand:.2f}; the rows are equal"
    )
    yield (
        f"  {BATCH:,} facts: p50 {statistics.median(taken.product) * 1000:.0f} ms, worst "
        f"{max(taken.product) * 1000:.0f}; by hand {statistics.median(taken.by_hand) * 1000:.0f}; the same again "
        f"{statistics.median(taken.again) * 1000:.0f} ms, nothing written ({again:,.0f} facts/s)"
    )
