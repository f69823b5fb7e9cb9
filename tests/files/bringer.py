"""Somebody who brings one file after the other until they are killed, in a process of their own.

It tells through a pipe when bytes are about to be put into the store: what comes then is where a kill hurts most.
"""

import asyncio
import itertools
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from portal import clock, files
from portal.access import Actor
from portal.database.pools import Database
from portal.files import receiving, store
from portal.files.receiving import Arrivals
from portal.files.store import Folder


class Telling(Folder):
    """A folder that says when something comes."""

    def __init__(self, root: Path, pipe: Connection) -> None:
        super().__init__(root)
        self._pipe = pipe

    async def put(self, key: str, file: Path) -> None:
        self._pipe.send_bytes(b".")
        await super().put(key, file)


def bring_for_ever(
    url: str, secret: bytes, token_sha256: bytes, actor: Actor, root: str, seed: int, pipe: Connection
) -> None:
    """Until somebody kills the process."""
    asyncio.run(_bring(url, secret, token_sha256, actor, Path(root), seed, pipe))


async def _bring(
    url: str, secret: bytes, token_sha256: bytes, actor: Actor, root: Path, seed: int, pipe: Connection
) -> None:  # fmt: skip
    database = Database(url, secret, pool_size=1)
    arrivals = Arrivals(Telling(root / "kept", pipe), root / "incoming")

    def acting() -> Any:
        return database.acting(actor.access_class, token_sha256, actor.version)

    async def body(number: int) -> Any:
        yield f"{seed};{number}\n".encode() * 20_000

    for number in itertools.count():
        async with acting() as session:
            ticket = await files.start_upload(
                session, actor, partner_id=actor.partner_id, name="Table.csv", now=clock.now()
            )
        async with store.spooled(arrivals.folder) as spool:
            await receiving.take(ticket, spool, body(number))
            await receiving.keep(arrivals, ticket, spool)
            async with acting() as session:
                await receiving.enter(session, actor, arrivals, ticket=ticket, spool=spool, now=clock.now())
