# ruff: noqa: T201 - a command says what it finds
"""Ten thousand disputes: a list, a case and the API's whole answer, read in process by a partner and by the company."""

import asyncio
import json
import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg

from frontend_stub.site.api import read_operations
from portal import canonical, ids
from portal.access import Actor, Role, Side
from portal.database import direct, logins
from portal.database.policies import OWNER
from portal.database.pools import Database
from portal.reasons import REASONS
from schema import root
from schema.engine.context import Api
from tests import wire
from tests.benchmarks import seed
from tests.benchmarks.seed import SECRET, World
from tests.disputes.asking import ONE

CASES, WANTED, WARM = 10_000, 60.0, 10
STATEMENTS = Path(__file__).with_name("seed.sql")
OPEN = {"status": {"notIn": ["DISCARDED", "LAPSED", "WITHDRAWN", "CLOSED"]}}


@dataclass(frozen=True, slots=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """One kind of reading."""

    name: str
    document: str
    root: str
    """The field of the answer that must not be null."""
    variables: Mapping[str, Any]
    is_of_a_case: bool = False
    is_rare: bool = False
    """It adds up all that there is: what it takes is told, and not held to the budget of a page."""


def reads() -> Sequence[Read]:
    case = {"first": 50, "entries": 10}
    return (
        Read("list, as the page asks", page("DisputeList"), "disputes", {"first": 50, "filter": OPEN}),
        Read("list of what waits for the company", page("DisputeList"), "disputes",
             {"first": 50, "filter": {**OPEN, "waitingOn": "HOST"}}),
        Read("figures of a year, as the page asks", page("DisputeFigures"), "all",
             {"period": {"since": "2026-01-01", "until": "2026-12-31"}}, is_rare=True),
        Read("case, as the page asks", page("DisputeDetail"), "dispute", case, is_of_a_case=True),
        Read("case, all that the API tells", ONE, "dispute", {}, is_of_a_case=True),
    )  # fmt: skip


@cache
def page(name: str) -> str:
    """The operation with its fragments, as the page sends it."""
    text: str = json.loads(read_operations(root.sdl())[name].opening + b"{}}")["query"]
    return text


def measure(folder: Path, scale: float, *, rounds: int) -> None:
    """Prints each figure with how busy the machine was. Raises RuntimeError where a reading takes two statements."""
    cases = max(100, int(CASES * scale))
    with seed.made(folder, scale / 10) as world:
        started = perf_counter()
        if direct.ask(world.admin_url, lambda one: _fill(one, cases)):
            print(f"{cases:,} disputes, {10 * cases:,} lines, {20 * cases:,} entries: seeded in "
                  f"{perf_counter() - started:.0f} s")  # fmt: skip
        asyncio.run(read_all(world, reads(), rounds, ("dispute", "dsp"), legal(world)))


async def _fill(connection: asyncpg.Connection, cases: int) -> bool:
    """Whether it was still to be filled."""
    if await connection.fetchval("SELECT EXISTS (SELECT FROM dispute)"):
        return False
    for statement in STATEMENTS.read_text(encoding="utf-8").format(cases=cases).split("--------\n"):
        given = [canonical.text(REASONS["OTHER"].plain())] if "$1" in statement and "INSERT" in statement else []
        await connection.execute(statement, *given)
    await connection.execute("VACUUM ANALYZE")
    return True


async def read_all(world: World, wanted: Sequence[Read], rounds: int, kind: tuple[str, str], company: Caller) -> None:
    """Each reading by a partner, the whale and somebody of the company, of records by their table and prefix."""
    callers = {"a partner": _partner(world, 0), "the whale": _partner(world, None), "the company": company}
    cases = {name: await _cases(world, caller, *kind) for name, caller in callers.items()}
    with wire.counting(world.server) as line:
        database = Database(logins.url_of(line.server.url(world.database), OWNER, SECRET), SECRET)
        api = Api(root.schema(), database, b"a secret of 32 bytes for cursors")
        for read in wanted:
            for name, caller in callers.items():
                found = cases[name] if read.is_of_a_case else [""]
                for place in range(WARM):
                    await _timed(api, caller, read, found[place % len(found)])
                before = line.trips
                await _timed(api, caller, read, found[0])
                trips = line.trips - before
                times = [
                    await _timed(api, caller, read, found[place % len(found)]) for place in range(_rounds(read, rounds))
                ]
                print(_told(read, name, times, trips), flush=True)
                if trips != 1:
                    raise RuntimeError(f"{read.name}: {trips} round trips")
        await database.close()


def _rounds(read: Read, rounds: int) -> int:
    return min(rounds, 20) if read.is_rare else rounds


def _partner(world: World, place: int | None) -> Caller:
    one = world.whale if place is None else world.readers[place]
    actor = Actor(one.person_id, "Robin", Side.PARTNER, one.partner_id, frozenset({Role.PARTNER_ADMIN}))
    return Caller(actor, one.token_sha256)


def legal(world: World) -> Caller:
    row = direct.ask(world.admin_url, lambda one: one.fetchrow(
        "SELECT person_id, partner_id FROM membership WHERE email = 'manager0@entente.example'"
    ))  # fmt: skip
    actor = Actor(row["person_id"], "Lee", Side.HOST, row["partner_id"], frozenset({Role.LEGAL}))
    return Caller(actor, sha256(seed.value_of("manager0@entente.example").encode()).digest())


async def _cases(world: World, caller: Caller, table: str, prefix: str) -> list[str]:
    """Global ids of up to 200 records that the caller sees, all over the years."""
    connection = await asyncpg.connect(world.admin_url)
    own = caller.actor.partner_id if caller.actor.side is Side.PARTNER else None
    rows = await connection.fetch(
        f"SELECT id FROM {table} WHERE $1::uuid IS NULL OR partner_id = $1 ORDER BY md5(id::text) LIMIT 200", own
    )
    await connection.close()
    return [ids.text(prefix, row["id"]) for row in rows]


async def _timed(api: Api, caller: Caller, read: Read, case: str) -> float:
    started = perf_counter()
    document = api.documents.get(read.document)
    variables = {**read.variables, **({"id": case} if case else {})}
    answer = await api.answer(caller, api.question(document, document.operation(None), variables))
    seconds = perf_counter() - started
    if json.loads(answer)[read.root] is None:
        raise RuntimeError(f"{read.name}: nothing of {case}")
    return seconds


def _told(read: Read, who: str, times: Sequence[float], trips: int) -> str:
    ordered = sorted(times)
    p95 = ordered[max(0, -(-len(ordered) * 95 // 100) - 1)] * 1000
    wanted = "" if read.is_rare else f" (wanted {WANTED:.0f})"
    return (
        f"  {read.name}, {who}: p50 {statistics.median(ordered) * 1000:.1f} ms, p95 {p95:.1f}{wanted}, of "
        f"{len(ordered)}; {trips} statement (wanted 1) [load {os.getloadavg()[0]:.1f}]"
    )
