"""Asking the virus scanner, clamd, over TCP or a socket of this machine: only its plain OK lets a file go."""

import asyncio
import logging
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from portal.access import AccessClass
from portal.database.pools import Database
from portal.files import store
from portal.files.models import File
from portal.files.rules import State
from portal.files.store import Store

log = logging.getLogger(__name__)

SECONDS = 60.0
LONGEST_ANSWER = 4_096
WAITING = (State.QUARANTINED, State.NOT_SCANNED)
AT_ONCE = 50
PAUSE = timedelta(minutes=5)
"""How long a file about which the scanner said nothing is left alone."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """The scanner at an address, HOST:PORT or the path of a socket, and where the bytes are."""

    address: str
    kept: Store

    async def scan(self, database: Database, file: File, now: datetime) -> State:
        """What the scanner says of a file's bytes, which counts for all rows that name them; as it is, if nothing."""
        said = await self._verdict(file)
        named = (File.partner_id == file.partner_id, File.sha256 == file.sha256, File.state.in_(WAITING))
        told = {"checked_at": now} if said is None else {"checked_at": now, "state": said}
        async with database.working(AccessClass.SYSTEM) as session:
            await session.execute(update(File).where(*named).values(told))
        return said or file.state

    async def scan_waiting(self, database: Database, now: datetime) -> None:
        """Asks about what waits, the longest first; those that no scanner has seen come last, and can be fetched."""
        waiting = (
            select(File)
            .where(File.state.in_(WAITING), (File.checked_at.is_(None)) | (File.checked_at < now - PAUSE))
            .order_by(File.state.desc(), File.checked_at.nulls_first(), File.id)
            .limit(AT_ONCE)
        )
        async with database.working(AccessClass.SYSTEM) as session:
            found = (await session.scalars(waiting)).all()
        for file in found:
            if await self.scan(database, file, now) is file.state:
                return  # it is away: the others wait as well

    async def _verdict(self, file: File) -> State | None:
        """CLEAN or REFUSED; None where the scanner did not say so."""
        pieces = self.kept.pieces(store.key(file.partner_id, file.sha256), 0, file.bytes)
        try:
            answer = await asyncio.wait_for(self._asked(pieces), SECONDS)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as fault:
            log.warning("The virus scanner at %s did not answer: %s", self.address, type(fault).__name__)
            return None
        if answer == "stream: OK":
            return State.CLEAN
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            log.warning("The virus scanner found %s in file %s", answer[8:-6], file.id)
            return State.REFUSED
        log.warning("The virus scanner at %s answered: %s", self.address, answer[:200])
        return None

    async def _asked(self, pieces: AsyncIterator[bytes]) -> str:
        async with _connected(self.address) as (reader, writer):
            writer.write(b"zINSTREAM\0")
            async for piece in pieces:
                writer.write(struct.pack(">I", len(piece)) + piece)
                await writer.drain()
            writer.write(struct.pack(">I", 0))
            await writer.drain()
            told = await reader.readuntil(b"\0")
        return told[:-1].decode("utf-8", "replace").strip()


@asynccontextmanager
async def _connected(address: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, _, port = address.rpartition(":")
    if host and port.isdigit():
        reader, writer = await asyncio.open_connection(host.strip("[]"), int(port), limit=LONGEST_ANSWER)
    else:
        reader, writer = await asyncio.open_unix_connection(address, limit=LONGEST_ANSWER)
    try:
        yield reader, writer
    finally:
        writer.close()
