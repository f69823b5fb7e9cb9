# ruff: noqa: T201 - a command says what it finds
"""100,000 cells of 50,000 end customers: who the customer is and whom a registration meets, beside the plain way by
texts; and the lists and pages, read in process by a partner and by the company's sales."""

import asyncio
import os
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg

from frontend_stub.pages.opportunities import listing
from portal import ids
from portal.access import SYSTEM, AccessClass, Role
from portal.boundaries.rules.terms import point, stretch
from portal.database import direct, logins
from portal.database.policies import OWNER
from portal.database.pools import Database
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import customers, placing
from portal.opportunities.operations.deal import begun
from portal.partners.models import Organisation
from tests.benchmarks import seed
from tests.benchmarks.disputes import run as disputes
from tests.benchmarks.disputes.run import Read, page
from tests.benchmarks.seed import SECRET, World
from tests.opportunities import making

CELLS, WANTED = 100_000, 20.0
NOW = datetime(2026, 12, 1, tzinfo=UTC)
PRODUCTS = tuple(f"P-{number:02}" for number in range(20))
REGIONS = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
STATEMENTS = Path(__file__).with_name("seed.sql")
NAIVE = """
SELECT c.opportunity_id, c.product, c.region FROM protection_cell c JOIN end_customer e ON e.place = c.customer
JOIN customer_key k ON k.customer_id = e.id
WHERE k.kind = 'DOMAIN' AND k.value = $1 AND c.status <> 'ENDED' AND (c.ends_at IS NULL OR c.ends_at > $2)"""
PLAIN = (
    f"SELECT DISTINCT opportunity_id FROM ({NAIVE}) met WHERE product = ANY ($3::text[]) AND EXISTS (SELECT FROM"
    " unnest($4::text[]) r WHERE r = region OR r LIKE region || '-%' OR region LIKE r || '-%')"
)
"""Whom it meets by texts alone, as whoever has no lines of whole numbers would write it."""
LIST = {"first": 50, "filter": {"statuses": listing.OPEN}, "orderBy": listing.TURN}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A registration to be: of which customer, with what, where."""

    customer: int
    products: tuple[str, ...]
    regions: tuple[str, ...]

    @property
    def domain(self) -> str:
        return f"hartmann{self.customer}.example"

    @property
    def record(self) -> Opportunity:
        place = Organisation(id=ids.new())
        keys = [f"DOMAIN:{self.domain}", f"NAME:DE hartmannwerke{self.customer // 10}"]
        return making.opportunity(
            place, place, customer_name=f"Hartmann Werke {self.customer} GmbH", customer_keys=keys,
            products=sorted(self.products), regions=sorted(self.regions),
        )  # fmt: skip


def drawn(many: int, customers: int) -> list[Drawn]:
    """Registrations of any customer, every tenth of the large one, of up to six products in up to six regions."""
    chance = random.Random(9)
    found = []
    for number in range(many):
        regions = chance.sample(REGIONS, chance.randint(1, 6))
        parts = [f"{each}-{chance.randint(1, 9)}" if chance.random() < 0.3 else each for each in regions]
        customer = 0 if number % 10 == 0 else chance.randrange(customers)
        found.append(Drawn(customer, tuple(chance.sample(PRODUCTS, chance.randint(1, 6))), tuple(parts)))
    return found


def measure(folder: Path, scale: float, *, rounds: int) -> None:
    """Prints each figure with how busy the machine was. Raises RuntimeError where two ways give different answers."""
    cells = max(2_000, int(CELLS * scale))
    with seed.made(folder, scale / 10) as world:
        started = perf_counter()
        if direct.ask(world.admin_url, lambda one: _fill(one, cells)):
            print(f"{cells:,} cells of {cells // 2:,} customers: seeded in {perf_counter() - started:.0f} s")
        asyncio.run(_compared(world, drawn(rounds, cells // 2)))
        asyncio.run(disputes.read_all(world, _reads(), rounds, ("opportunity", "opp"), sales(world)))


async def _fill(connection: asyncpg.Connection, cells: int) -> bool:
    """Whether it was still to be filled."""
    if await connection.fetchval("SELECT EXISTS (SELECT FROM end_customer)"):
        return False
    await connection.execute("CREATE TEMP TABLE piece (kind text, number int, code text, first bigint, last bigint)")
    pieces = [("product", number, code, *point(code)) for number, code in enumerate(PRODUCTS)]
    pieces += [("region", number, code, *stretch(code)) for number, code in enumerate(REGIONS)]
    await connection.copy_records_to_table("piece", records=pieces)
    for statement in (
        STATEMENTS.read_text(encoding="utf-8").format(cells=cells, customers=cells // 2).split("--------\n")
    ):
        await connection.execute(statement)
    await connection.execute("VACUUM ANALYZE")
    return True


async def _compared(world: World, found: Sequence[Drawn]) -> None:
    """The portal's own look-up and check beside the plain way; first, that both say what a loop in Python says."""
    database = Database(logins.url_of(world.server.url(world.database), OWNER, SECRET), SECRET)
    peer = await asyncpg.connect(world.admin_url)
    times: dict[str, list[float]] = {"who the customer is": [], "whom it meets": [], "the plain way": []}
    met = 0
    for each in found:
        ours = await _ours(database, each, times)
        wanted = await _naive(peer, each)
        started = perf_counter()
        rows = await peer.fetch(PLAIN, each.domain, NOW, list(each.products), list(each.regions))
        times["the plain way"].append(perf_counter() - started)
        if not ours == wanted == {row["opportunity_id"] for row in rows}:
            raise RuntimeError(f"{each}: {ours} and {wanted}")
        met += bool(ours)
    await peer.close()
    await database.close()
    both = [sum(pair) for pair in zip(times["who the customer is"], times["whom it meets"], strict=True)]
    print(f"  {len(found)} registrations, of which {met} meet somebody: the same by all three ways")
    for name, seconds in (*times.items(), (f"look-up and check (wanted {WANTED:.0f})", both)):
        print(told(name, seconds))


async def _ours(database: Database, each: Drawn, times: dict[str, list[float]]) -> set[UUID]:
    """The registrations that it meets, as the portal finds them."""
    record = each.record
    place = Organisation(id=record.partner_id, calendar="DE", zone="Europe/Berlin")
    async with database.working(AccessClass.SYSTEM) as session:
        started = perf_counter()
        customer = await customers.identified(session, record, NOW)
        between = perf_counter()
        case = begun(session, SYSTEM, record, place, place, now=NOW)
        met = await placing.met(case, customer.place, placing.wanted(record))
        times["who the customer is"].append(between - started)
        times["whom it meets"].append(perf_counter() - between)
    return {other.id for other, _ in met}


async def _naive(peer: asyncpg.Connection, each: Drawn) -> set[UUID]:
    """The same by a loop over all that the customer's cells say."""
    rows = await peer.fetch(NAIVE, each.domain, NOW)
    return {
        row["opportunity_id"]
        for row in rows
        if row["product"] in each.products and any(_is_same(row["region"], one) for one in each.regions)
    }


def _is_same(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def told(name: str, seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[max(0, -(-len(ordered) * 95 // 100) - 1)] * 1000
    return (
        f"  {name}: p50 {statistics.median(ordered) * 1000:.1f} ms, p95 {p95:.1f}, most {ordered[-1] * 1000:.1f}, "
        f"of {len(ordered)} [load {os.getloadavg()[0]:.1f}]"
    )


def _reads() -> Sequence[Read]:
    waiting = {**LIST, "filter": {"statuses": listing.OPEN, "waitingOn": "HOST"}}
    return (
        Read("list, as the page asks", page("OpportunityList"), "opportunities", LIST),
        Read("list of what waits for the company", page("OpportunityList"), "opportunities", waiting),
        Read("opportunity, as the page asks", page("OpportunityDetail"), "opportunity", {}, is_of_a_case=True),
    )


def sales(world: World) -> Any:
    """Somebody of the company who decides registrations."""
    legal = disputes.legal(world)
    return replace(legal, actor=replace(legal.actor, roles=frozenset({Role.SALES})))
