"""Server-sent events, in the distinct connections mode of graphql-sse: one operation a request."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import aclosing
from typing import Any

from schema.engine.following import Event
from schema.engine.streams import Stream

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"), (b"x-accel-buffering", b"no"),
)  # fmt: skip
SIGN_OF_LIFE = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"


def told(body: bytes, cursor: str = "") -> bytes:
    """One answer; JSON has no line breaks, as its texts escape them."""
    return b"%bevent: next\ndata: %b\n\n" % (b"id: %b\n" % cursor.encode() if cursor else b"", body)


async def once(send: Send, body: bytes, more: Mapping[bytes, bytes]) -> None:
    """An answer that is the only one."""
    await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, *more.items()]})
    await send({"type": "http.response.body", "body": told(body) + COMPLETE})


async def serve(
    stream: Stream, receive: Receive, send: Send, more: Mapping[bytes, bytes], refusal: Callable[[Exception], bytes]
) -> None:  # fmt: skip
    """Tells of events until the client leaves, the session ends or the server stops."""
    await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, *more.items()]})
    await send(_part(SIGN_OF_LIFE))
    leaving = asyncio.create_task(_left(receive, stream))
    try:
        async with aclosing(stream.events()) as events:
            async for event in events:
                await send(_part(_event(event) if event else SIGN_OF_LIFE))
    except Exception as fault:  # noqa: BLE001 - what nobody expected is written down, and the client gets its reference
        await send(_part(told(refusal(fault))))
    finally:
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
    await send({"type": "http.response.body", "body": COMPLETE})


def _event(event: Event) -> bytes:
    return told(b'{"data":%b}' % event.answer.encode(), event.cursor)


def _part(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


async def _left(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()
