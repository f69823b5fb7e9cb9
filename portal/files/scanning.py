"""Asking the virus scanner, clamd, over TCP or a socket of this machine: only its plain OK lets a file go."""

import asyncio
import logging
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

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


class Away(Exception):  # noqa: N818 - where the scanner is
    """The scanner cannot be reached; nothing was learnt of the file."""


class BrokenOff(Away):
    """It was reached and did not answer, which may be the file's doing."""


class Unreadable(Exception):  # noqa: N818 - what the bytes are
    """The store did not give the file's bytes."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """The scanner at an address, HOST:PORT or the path of a socket, and where the bytes are."""

    address: str
    kept: Store

    async def scan(self, database: Database, file: File, now: datetime) -> State:
        """What the scanner says of a file's bytes, which counts for all rows that name them; as it is, if nothing.

        Where it is away `portal.files.rescanning` asks again.
        """
        try:
            said = await self.verdict(file)
        except BrokenOff:
            said = None
        except Away:
            return file.state
        await self.note(database, file, said, now)
        return said or file.state

    async def note(self, database: Database, file: File, said: State | None, now: datetime) -> None:
        """Writes down what it said, or that it said nothing that counts."""
        named = (File.partner_id == file.partner_id, File.sha256 == file.sha256, File.state.in_(WAITING))
        told = {"checked_at": now} if said is None else {"checked_at": now, "state": said}
        async with database.working(AccessClass.SYSTEM) as session:
            await session.execute(update(File).where(*named).values(told))

    async def verdict(self, file: File) -> State | None:
        """CLEAN or REFUSED; None where the scanner said something else, or the bytes are not there. Raises Away."""
        pieces = self.kept.pieces(store.key(file.partner_id, file.sha256), 0, file.bytes)
        try:
            async with asyncio.timeout(SECONDS):
                answer = await self._asked(pieces)
        except Unreadable as fault:
            log.warning("The bytes of file %s are not there for the virus scanner: %r", file.id, fault.__cause__)
            return None
        except asyncio.LimitOverrunError:
            answer = "too much"
        except (OSError, EOFError, TimeoutError) as fault:
            log.warning("The virus scanner at %s did not answer: %s", self.address, type(fault).__name__)
            raise BrokenOff from fault
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
            async for piece in _readable(pieces):
                writer.write(struct.pack(">I", len(piece)) + piece)
                await writer.drain()
            writer.write(struct.pack(">I", 0))
            await writer.drain()
            told = await reader.readuntil(b"\0")
        return told[:-1].decode("utf-8", "replace").strip()


async def _readable(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same. Raises Unreadable: what the store cannot do is no fault of the scanner's."""
    try:
        async for piece in pieces:
            yield piece
    except Exception as fault:
        raise Unreadable from fault


@asynccontextmanager
async def _connected(address: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Raises Away."""
    host, _, port = address.rpartition(":")
    try:
        if host and port.isdigit():
            reader, writer = await asyncio.open_connection(host.strip("[]"), int(port), limit=LONGEST_ANSWER)
        else:
            reader, writer = await asyncio.open_unix_connection(address, limit=LONGEST_ANSWER)
    except OSError as fault:
        log.warning("The virus scanner at %s cannot be reached: %s", address, type(fault).__name__)
        raise Away from fault
    try:
        yield reader, writer
    finally:
        writer.close()
