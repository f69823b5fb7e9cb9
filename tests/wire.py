"""A socket before PostgreSQL that counts round trips: how often a client sends something and waits for the answer."""

import asyncio
import tempfile
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from portal.database.embedded import Server

CHUNK = 2**16


@dataclass
class Wire:
    """What went over it so far; `server` is reached through it.

    All that a client sends before anything comes back is one trip: what is sent in one go counts once, and a statement
    that is prepared first counts twice.
    """

    server: Server
    trips: int = 0
    heard: bytearray | None = None
    """What clients have sent, where somebody wants to look at it."""


@contextmanager
def counting(server: Server) -> Iterator[Wire]:
    """The server behind a socket that counts, until the end of the block; it works in a thread of its own."""
    with tempfile.TemporaryDirectory(prefix="entente-wire-") as folder:
        wire = Wire(replace(server, socket_folder=Path(folder)))
        loop, listening, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
        thread = threading.Thread(target=lambda: loop.run_until_complete(_serve(wire, server, listening.set, over)))
        thread.start()
        try:
            listening.wait()
            yield wire
        finally:
            loop.call_soon_threadsafe(over.set)
            thread.join()
            loop.close()


def _path(server: Server) -> str:
    return str(server.socket_folder / f".s.PGSQL.{server.port}")


async def _serve(wire: Wire, behind: Server, listening: Callable[[], None], over: asyncio.Event) -> None:
    joined: set[asyncio.Task[None]] = set()

    def join(reader: StreamReader, writer: StreamWriter) -> None:
        joined.add(asyncio.get_running_loop().create_task(_join(wire, reader, writer, _path(behind))))

    server = await asyncio.start_unix_server(join, _path(wire.server))
    listening()
    await over.wait()
    server.close()
    for task in joined:
        task.cancel()
    await asyncio.gather(*joined, return_exceptions=True)


async def _join(wire: Wire, reader: StreamReader, writer: StreamWriter, path: str) -> None:
    """Passes everything on in both directions until either side closes."""
    behind, before = await asyncio.open_unix_connection(path)
    is_waiting = False

    def asked(chunk: bytes) -> None:
        nonlocal is_waiting
        if wire.heard is not None:
            wire.heard += chunk
        wire.trips += not is_waiting
        is_waiting = True

    def answered(_chunk: bytes) -> None:
        nonlocal is_waiting
        is_waiting = False

    pumps = [asyncio.create_task(_pump(reader, before, asked)), asyncio.create_task(_pump(behind, writer, answered))]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        writer.close()
        before.close()


async def _pump(source: StreamReader, target: StreamWriter, seen: Callable[[bytes], None]) -> None:
    while chunk := await source.read(CHUNK):
        seen(chunk)
        target.write(chunk)
        await target.drain()
