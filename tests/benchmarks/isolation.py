"""Reads by many partners at once over shared connections; every answer is held against what the seed made."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import asyncpg

from portal import ids
from portal.database import direct
from tests.benchmarks.load import Connection
from tests.benchmarks.peers import Peer
from tests.benchmarks.seed import World

PARTNERS = 64
PAGE = 20

Rows = Mapping[str, list[str]]
"""By the partner's key: the global ids of its published contracts, newest first."""


@dataclass
class Seen:
    reads: int = 0
    rows: int = 0
    foreign: int = 0
    missing: int = 0

    def __str__(self) -> str:
        return (
            f"{self.foreign} foreign rows and {self.missing} missing ones "
            f"in {self.rows:,} rows of {self.reads:,} reads by {PARTNERS} partners at once"
        )


async def read(world: World, product: Peer, *, reads: int) -> Seen:
    """Each partner reads its list and, in turn, a contract of its own and one of another's."""
    own = direct.ask(world.admin_url, _rows)
    readers, seen, turn = (world.whale, *world.readers)[:PARTNERS], Seen(), count()
    if len(readers) < PARTNERS:
        raise ValueError(f"there are {len(readers)} partners; {PARTNERS} are needed")

    async def one(number: int) -> None:
        reader = readers[number]
        mine = own[str(reader.partner_id)]
        theirs = own[str(readers[(number + 1) % PARTNERS].partner_id)]
        connection = await Connection.open(product.port)
        while (asked := next(turn)) < reads:
            if asked % 3:
                request = product.ask("nested", number, reader)
                expected = mine[:PAGE]
            else:
                wanted = theirs[0] if asked % 2 else mine[0]
                request = product.ask("q4", number, reader).replace(
                    ids.text("ctr", reader.contract_id).encode(), wanted.encode()
                )
                expected = [] if asked % 2 else [wanted]
            status, body = await connection.ask(request)
            if status != 200:
                raise RuntimeError(body)
            _check(seen, json.loads(body)["data"], expected, frozenset(mine))
        connection.close()

    await asyncio.gather(*(one(number) for number in range(PARTNERS)))
    return seen


def _check(seen: Seen, data: Any, expected: list[str], mine: frozenset[str]) -> None:
    nodes = data["contracts"]["nodes"] if "contracts" in data else [data["contract"]] if data["contract"] else []
    got = [node["id"] for node in nodes]
    seen.reads += 1
    seen.rows += len(got)
    seen.foreign += sum(each not in mine for each in got)
    seen.missing += sum(each not in got for each in expected)


async def _rows(connection: asyncpg.Connection) -> Rows:
    found = await connection.fetch(
        "SELECT partner_id::text, array_agg('ctr_' || replace(id::text, '-', '') ORDER BY created_at DESC, id DESC) "
        "FROM contract WHERE published_at IS NOT NULL GROUP BY partner_id"
    )
    return {row[0]: row[1] for row in found}
