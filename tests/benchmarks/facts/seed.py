# ruff: noqa: T201 - a command says what it finds
"""The world of facts: ten thousand partners at scale 1, of whom the first has half of ten million facts."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg

from portal import canonical, ids, migrations
from portal.access import Side
from portal.database import direct, embedded, logins, setup
from portal.database.embedded import Server
from portal.database.policies import OWNER
from portal.expectations.metrics import shipped
from portal.expectations.rules import carding
from portal.expectations.rules.expectation import ExpectationKind
from portal.expectations.rules.promise import Promise
from portal.expectations.scores import periods, terms
from tests.benchmarks.facts import lines
from tests.benchmarks.facts.lines import FIRST, RECEIVED, SOURCE, Line
from tests.benchmarks.seed import SECRET
from tests.expectations.scene import metric_id
from tests.expectations.test_cards import BANDS

SERVER = {"shared_buffers": "512MB", "max_wal_size": "4GB", "work_mem": "32MB"}
STATEMENTS = Path(__file__).with_name("seed.sql")
PARTNERS, FACTS = 10_000, 10_000_000
CODES = tuple(code for code, each in shipped.DEFINITIONS.items() if each.kind == "ORDER_LINE")
"""Each partner promises all ten of them."""
AT_ONCE = 2_000
FACT = (
    "partner_id", "id", "kind", "statement", "subject_key", "source", "external_id", "revision", "document", "sha256",
    "side", "batch_id", "row_number", "reason", "received_at",
)  # fmt: skip
STATE = (*Line.of(ids.NIL, 1).state,)
SUBJECT = ("partner_id", "id", "kind", "subject_key", "day", "state_sha256", "currency", "changed_at", *STATE)


@dataclass(frozen=True, slots=True)
class World:
    """A seeded database, and how many lines each partner has."""

    server: Server
    database: str
    partner_ids: tuple[UUID, ...]
    """The whale's first."""
    facts: int

    @property
    def admin_url(self) -> str:
        return self.server.url(self.database)

    @property
    def owner_url(self) -> str:
        return logins.url_of(self.admin_url, OWNER, SECRET)

    @property
    def whale(self) -> UUID:
        return self.partner_ids[0]

    def many(self, partner_id: UUID) -> int:
        """Lines of a partner: number 0, 1, … of them."""
        half = self.facts // 2
        return half if partner_id == self.whale else half // (len(self.partner_ids) - 1)


@contextmanager
def made(folder: Path, scale: float) -> Iterator[World]:
    """The world at a scale, in a database of its own on the embedded server of a folder."""
    partners, facts = max(20, int(PARTNERS * scale)), max(4_000, int(FACTS * scale))
    with embedded.running(folder, settings=SERVER) as server:
        admin_url, name = server.url("postgres"), f"facts_{partners}_{facts}"
        setup.drop(admin_url, name)
        migrations.migrate(setup.prepare(admin_url, name, SECRET))
        started = perf_counter()
        partner_ids = direct.ask(server.url(name), lambda connection: _people(connection, partners))
        world = World(server, name, partner_ids, facts)
        asyncio.run(_fill(world))
        print(f"{partners:,} partners, {len(CODES) * partners:,} expectations, {facts:,} facts, of which one partner "
              f"has half: seeded in {perf_counter() - started:.0f} s")  # fmt: skip
        yield world


async def _people(connection: asyncpg.Connection, partners: int) -> tuple[UUID, ...]:
    """Everything but facts."""
    given = [canonical.text(_promises()), _card()]
    for statement in STATEMENTS.read_text(encoding="utf-8").format(partners=partners).split("--------\n"):
        if "INTO expectation" in statement:  # from here on no triggers: nobody is told, and nothing sealed
            await connection.execute("SET session_replication_role = replica")
        used = [value for place, value in enumerate(given, 1) if f"${place}" in statement]
        if used:
            await connection.fetch(statement.replace("$2", "$1"), *used)
        else:
            await connection.execute(statement)
    rows = await connection.fetch("SELECT id FROM organisation WHERE side = 'PARTNER' ORDER BY id")
    return tuple(row["id"] for row in rows)


def _promises() -> list[dict[str, Any]]:
    return [_row(place, code) for place, code in enumerate(CODES)]


def _row(place: int, code: str) -> dict[str, Any]:
    metric = shipped.DEFINITIONS[code]
    promise = Promise(
        code=code.replace(".", "_"), title=code, kind=ExpectationKind.KPI, obligor=Side.PARTNER, starts_on=FIRST,
        zone="Europe/Berlin", calendars=("DE",), metric=metric, target=Decimal(95), floor=None, min_sample=20,
        parameters={each.name: each.default for each in metric.parameters},
        currency="EUR" if metric.adds_money else None, lag_days=10,
    )  # fmt: skip
    return {
        "place": place, "code": promise.code, "title": promise.title, "kind": promise.kind.value,
        "metric_id": str(metric_id(code)), "document": promise.written(), "sha256": promise.sha256, "target": "95",
        "floor": None, "zone": promise.zone, "min_sample": promise.min_sample, "starts_on": str(promise.starts_on),
    }  # fmt: skip


def _card() -> str:
    """An agreed card's text with a hole for its ten lines."""
    one = {"lines": [{"expectation": str(ids.NIL), "weight": "100"}], "bands": BANDS, "least_covered": "50"}
    written = carding.Agreed(
        title="Deliveries", obligor=Side.PARTNER, rhythm=periods.rhythm(periods.Length.QUARTER), terms=terms.read(one),
    ).written()  # fmt: skip
    return written.replace(f'{{"expectation":"{ids.NIL}","weight":"100"}}', '"LINES"')


async def _fill(world: World) -> None:
    """Facts and subjects, as `COPY` takes them; then what the planner knows of them."""
    batches = {partner_id: ids.new() for partner_id in world.partner_ids}
    await asyncio.gather(
        _copied(world, "fact", FACT, (_fact(each, batches[each.partner_id]) for each in _lines(world))),
        _copied(world, "subject", SUBJECT, (_subject(each) for each in _lines(world))),
        _copied(
            world, "fact_batch",
            ("partner_id", "id", "source", "side", "person_id", "made_by_name", "program", "accepted", "unchanged",
             "corrected", "refused", "refusals", "facts_sha256", "received_at"),
            (
                f"{partner_id}\t{batch_id}\t{SOURCE}\tPARTNER\t{ids.NIL}\tRobin\t\t{world.many(partner_id)}\t0\t0\t0\t[]"
                f"\t{'0' * 64}\t{RECEIVED}\n"
                for partner_id, batch_id in batches.items()
            ),
        ),
    )  # fmt: skip
    connection = await asyncpg.connect(world.admin_url)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


def _lines(world: World) -> Iterator[Line]:
    for partner_id in world.partner_ids:
        yield from lines.of_partner(partner_id, world.many(partner_id))


async def _copied(world: World, table: str, columns: Iterable[str], rows: Iterator[str]) -> None:
    connection = await asyncpg.connect(world.admin_url)
    await connection.execute("SET session_replication_role = replica")

    async def parts() -> AsyncIterator[bytes]:
        while some := "".join(islice(rows, AT_ONCE)):
            yield some.encode()

    await connection.copy_to_table(table, source=parts(), columns=[*columns])
    await connection.close()


def _fact(line: Line, batch_id: UUID) -> str:
    return (
        f"{line.partner_id}\t{ids.new()}\tORDER_LINE\tLINE\t{line.key}\t{SOURCE}\t{line.key}\t1\t{line.document}\t"
        f"{line.fact_sha256}\tPARTNER\t{batch_id}\t{line.number}\t\t{RECEIVED}\n"
    )


def _subject(line: Line) -> str:
    known: Mapping[str, Any] = line.state
    state = "\t".join(str(known[name]) if name in known else r"\N" for name in STATE)
    return (
        f"{line.partner_id}\t{line.subject_id}\tORDER_LINE\t{line.key}\t{line.agreed_on}\t{line.state_sha256}\tEUR\t"
        f"{RECEIVED}\t{state}\n"
    )
