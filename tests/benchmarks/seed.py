# ruff: noqa: T201 - a command says what it finds
"""The benchmarks' world: many small partners and one whale, made of numbers by set-based SQL, and who is signed in."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from uuid import UUID

import asyncpg

from portal import migrations
from portal.database import direct, embedded, functions, logins, setup
from portal.database.embedded import Server
from portal.database.policies import OWNER

SECRET = b"a secret of the benchmarks, no other"
PEER = "bench_postgraphile"
PARTNERS, CONTRACTS = 2_000, 50_000
SERVER = {"shared_buffers": "512MB", "max_wal_size": "4GB", "fsync": "off"}
"""Only the seed writes, so the reads measured do not depend on fsync."""
STATEMENTS = Path(__file__).with_name("seed.sql")


@dataclass(frozen=True, slots=True)
class Reader:
    """A signed-in person of one partner, and what a peer without sign-in is told of them."""

    value: str
    """The session's cookie."""
    person_id: UUID
    member_id: UUID
    partner_id: UUID
    contract_id: UUID
    """One contract they may see."""

    @property
    def token_sha256(self) -> bytes:
        return hashlib.sha256(self.value.encode()).digest()


@dataclass(frozen=True, slots=True)
class World:
    """A seeded database: its addresses and some readers, each of another partner."""

    admin_url: str
    owner_url: str
    server: Server
    database: str
    whale: Reader
    readers: tuple[Reader, ...]
    """Without the whale's: a peer that plans with the settings of the first who asks must not plan for the whale."""


@contextmanager
def made(folder: Path, scale: float, *, readers: int = 500) -> Iterator[World]:
    """The world at a scale, in a database of its own on the embedded server of a folder; made unless it is there."""
    partners, contracts = max(70, int(PARTNERS * scale)), max(2_200, int(CONTRACTS * scale))
    with embedded.running(folder, settings=SERVER) as server:
        whole = statements(partners, contracts)
        admin_url, name = server.url("postgres"), f"benchmark_{_digest(whole)}"
        if not direct.ask(admin_url, lambda one: one.fetchval("SELECT true FROM pg_database WHERE datname = $1", name)):
            _make(admin_url, name, whole)
            print(f"{partners:,} partners and {contracts:,} contracts")
        owner_url = logins.url_of(server.url(name), OWNER, SECRET)
        whale, *found = direct.ask(server.url(name), lambda connection: readers_of(connection, readers + 1))
        yield World(server.url(name), owner_url, server, name, whale, tuple(found))


def statements(partners: int, contracts: int) -> str:
    """The SQL that makes a world of this size."""
    return STATEMENTS.read_text(encoding="utf-8").format(partners=partners, contracts=contracts)


def _digest(whole: str) -> str:
    """Of everything the database is made from, so that one made earlier is used again only if it is the same."""
    revisions = sorted(migrations.VERSIONS.glob("*.py"))
    return hashlib.sha256(whole.encode() + b"".join(each.read_bytes() for each in revisions)).hexdigest()[:12]


def _make(admin_url: str, name: str, whole: str) -> None:
    """Migrates and fills a database under another name, so that one left half done is never taken for whole."""
    setup.drop(admin_url, "benchmark_new")
    migrations.migrate(setup.prepare(admin_url, "benchmark_new", SECRET))
    started = perf_counter()
    direct.ask(direct.url_of(admin_url, "benchmark_new"), lambda connection: _fill(connection, whole))
    direct.ask(admin_url, lambda one: one.execute(f'ALTER DATABASE benchmark_new RENAME TO "{name}"'))
    print(f"seeded in {perf_counter() - started:.1f} s")


async def insert(connection: asyncpg.Connection, whole: str) -> None:
    for statement in whole.split("--------\n"):
        await connection.execute(statement)


async def _fill(connection: asyncpg.Connection, whole: str) -> None:
    await insert(connection, whole)
    await connection.execute("VACUUM ANALYZE")
    await _let_in(connection)


async def readers_of(connection: asyncpg.Connection, readers: int) -> tuple[Reader, ...]:
    """The whale's first: keys rise with the partners' numbers."""
    rows = await connection.fetch(
        "SELECT DISTINCT ON (m.partner_id) m.email, m.person_id, m.id, m.partner_id, c.id AS contract_id "
        "FROM membership m JOIN contract c ON c.partner_id = m.partner_id AND c.published_at IS NOT NULL "
        "WHERE m.roles = '{PA}' ORDER BY m.partner_id, c.created_at DESC LIMIT $1",
        readers,
    )
    return tuple(Reader(value_of(row["email"]), *list(row.values())[1:]) for row in rows)


def value_of(email: str) -> str:
    """The cookie's value of a person's session, as the seed made it."""
    return base64.urlsafe_b64encode(hashlib.sha256(email.encode()).digest()).rstrip(b"=").decode()


async def _let_in(connection: asyncpg.Connection) -> None:
    """The login of the peer that sets its own context: under the partners' policies, and it alone may set_config."""
    await connection.execute(
        f"DO $$ BEGIN CREATE ROLE {PEER}; EXCEPTION WHEN duplicate_object THEN NULL; END $$; "
        f"ALTER ROLE {PEER} LOGIN INHERIT PASSWORD '{password()}'; GRANT portal_partner TO {PEER}; "
        f"GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO {PEER}; "
        f"GRANT SET ON PARAMETER {functions.SETTING} TO {PEER}; "
        f"GRANT SELECT ON pg_class TO {PEER}"  # it looks at every column
    )


def password() -> str:
    return logins.password(SECRET, PEER)
