"""A virus scanner that speaks clamd's protocol on a socket of this machine, and finds one word harmful."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HARMFUL = b"X5O!P%@AP-SPECIMEN"


@dataclass
class Clamd:
    """What it was sent, and how it answers: by what it finds, or always the same."""

    address: str = ""
    answer: bytes | None = None
    is_stalled: bool = False
    breaks_off_at: bytes | None = None
    """What it never answers to: it ends the connection."""
    seen: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack(">I", await reader.readexactly(4))[0]:
                content += await reader.readexactly(length)
            self.seen.append(content)
            if self.breaks_off_at is not None and self.breaks_off_at in content:
                return
            if self.is_stalled:
                await reader.read()  # until the other side has had enough
            found = b"stream: Specimen.Test FOUND" if HARMFUL in content else b"stream: OK"
            writer.write((found if self.answer is None else self.answer) + b"\0")
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def scanning() -> AsyncIterator[Clamd]:
    clamd = Clamd()
    server = await asyncio.start_server(clamd.serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    clamd.address = f"{host}:{port}"
    async with server:
        yield clamd
