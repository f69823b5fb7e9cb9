"""Server-sent events, as they are read: one answer after the other out of pieces that break anywhere."""

from collections.abc import AsyncIterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One event: its kind, what it says, and the place behind which to go on."""

    kind: str
    text: str
    id: str = ""


async def events(pieces: AsyncIterator[bytes]) -> AsyncIterator[Event]:
    """The events in the pieces of a stream; comments, which only keep it open, are passed over."""
    told: dict[str, str] = {}
    async for line in _lines(pieces):
        if not line:
            if "data" in told:
                yield Event(told.get("event", "message"), told["data"], told.get("id", ""))
            told = {}
            continue
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        told[name] = f"{told[name]}\n{value}" if name == "data" and name in told else value


async def _lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[str]:
    rest = b""
    async for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line.removesuffix(b"\r").decode()
