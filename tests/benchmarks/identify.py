"""What it costs to know who asks: CPU of this process, on the loop and with the collector as the portal is served."""

import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import asyncpg
import uvloop
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from auth import tokens
from auth.identify import Door
from auth.keys import Keys
from auth.resource import Resource
from auth.server.models import Client, ClientAuthentication
from portal import clock, ids
from portal.database.policies import AUTH
from portal.database.pools import Database
from tests.benchmarks import seed
from tests.benchmarks.seed import Reader, World

ISSUER = "https://portal.example"
EACH = 20
"""Calls of one batch: the clock of a process has steps."""
LIMITS = {"known session": 30.0, "known token": 30.0, "first call of a token": 400.0}
"""Microseconds of CPU."""

Scope = dict[str, Any]
Call = Callable[[int], Awaitable[object]]


def measure(world: World, *, batches: int) -> Iterator[str]:
    """A line for each way of being known. The floors are what the first call of a token cannot do without."""
    found = uvloop.run(_measured(world, batches))
    for name, spent in found.items():
        limit = f" (wanted under {LIMITS[name]:.0f})" if name in LIMITS else ""
        yield f"  {name:<36}{statistics.median(spent):>7.1f} us, worst batch {max(spent):.1f}{limit}"


async def _measured(world: World, batches: int) -> Mapping[str, list[float]]:
    database = Database(world.owner_url, seed.SECRET)
    door, keys = Door(database, public_url=ISSUER), Keys(database, seed.SECRET)
    resource = Resource(door, keys, issuer=ISSUER)
    readers = world.readers[: EACH * (batches + 1)]
    client = await _registered(world, readers[0])
    texts = [await _token(database, keys, client) for _ in range(EACH * (batches + 1))]
    sessions = [_scope("cookie", f"{door.cookie.name.decode()}={reader.value}") for reader in readers]
    programs = [_scope("authorization", f"Bearer {text}") for text in texts]

    async def known(scope: Scope) -> None:
        if resource.known(scope) is None:
            raise RuntimeError("not known")

    with _frozen():
        ways: dict[str, Call] = {
            "first call of a session": lambda n: resource.identify(sessions[n]),
            "first call of a token": lambda n: resource.identify(programs[n]),
            "known session": lambda n: known(sessions[n]),
            "known token": lambda n: known(programs[n]),
            "floor: an empty statement's round trip": lambda _: database.reads[AUTH].fetch_value("SELECT 1"),
            "floor: one ES256 signature checked": _checked(),
        }
        for way in ways.values():  # the connection and its prepared statements, which no call pays alone
            await _spent(way, 0)
        found = {name: [await _spent(way, batch) for batch in range(1, batches + 1)] for name, way in ways.items()}
    await door.close()
    await database.close()
    await _ask(world, "DELETE FROM auth.session WHERE client_id = $1", client.client_id)
    await _ask(world, "DELETE FROM api_client WHERE client_id = $1", client.client_id)
    return found


async def _registered(world: World, reader: Reader) -> Client:
    """A program that acts for the reader."""
    made = Client(
        id=ids.new(), partner_id=reader.partner_id, member_id=reader.member_id, client_id=f"pgm_{ids.new().hex}",
        name="Benchmark", authentication=ClientAuthentication.BASIC, scopes=["contracts:read"], disabled_at=None,
    )  # fmt: skip
    await _ask(
        world,
        "INSERT INTO api_client (id, partner_id, member_id, client_id, name, authentication, scopes, redirect_uris, "
        "post_logout_redirect_uris, grant_types, is_native, id_token_alg, is_par_required, is_dpop_bound, "
        "is_dpop_nonce_required, may_introspect_all, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, '{}', "
        "'{}', '{client_credentials}', false, 'RS256', false, false, false, false, statement_timestamp(), 1)",
        made.id, made.partner_id, made.member_id, made.client_id, made.name, made.authentication.value, made.scopes,
    )  # fmt: skip
    return made


async def _token(database: Database, keys: Keys, client: Client) -> str:
    now = clock.now()
    ring = await keys.ring(now)
    async with database.transaction(AUTH) as transaction:
        made = await tokens.mint(transaction, ring, issuer=ISSUER, client=client, scopes=client.scopes, now=now)
    if made is None:
        raise RuntimeError("the program may not act")
    return made.text


async def _ask(world: World, sql: str, *values: Any) -> None:
    connection = await asyncpg.connect(world.admin_url)
    await connection.execute(sql, *values)
    await connection.close()


async def _spent(way: Call, batch: int) -> float:
    """Microseconds of CPU of one call, over a batch whose number tells which callers ask."""
    before = time.process_time()
    for number in range(batch * EACH, (batch + 1) * EACH):
        await way(number)
    return (time.process_time() - before) / EACH * 1e6


@contextmanager
def _frozen() -> Iterator[None]:
    """The collector as `serve` sets it: what is there already is not looked at again."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _checked() -> Call:
    key = ec.generate_private_key(ec.SECP256R1())
    text = b"x" * 400
    signature, public, how = key.sign(text, ec.ECDSA(hashes.SHA256())), key.public_key(), ec.ECDSA(hashes.SHA256())

    async def check(_: int) -> None:
        public.verify(signature, text, how)

    return check


def _scope(name: str, value: str) -> Scope:
    headers = [(b"host", b"portal.example"), (name.encode(), value.encode())]
    return {"type": "http", "method": "POST", "path": "/graphql", "headers": headers}
