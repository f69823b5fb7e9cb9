"""The stand-in for the API with a subscription: it speaks server-sent events as the API does."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from tests.frontend.world import World


class Speaking(World):
    """The world, with a subscription: `queue` holds what comes as it is written on the wire; None ends it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.after: list[str | None] = []
        self.unknown: set[str] = set()
        self.has_left = asyncio.Event()
        self.refusal = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        if headers.get(b"accept") != b"text/event-stream":
            await super().__call__(scope, receive, send)
            return
        self.seen_headers.append({name.decode(): value.decode() for name, value in headers.items()})
        after = json.loads((await receive())["body"])["variables"]["after"]
        self.after.append(after)
        if self.refusal or after in self.unknown:
            code = "UNAUTHENTICATED" if self.refusal else "BAD_USER_INPUT"
            body = json.dumps({"errors": [{"message": "no", "extensions": {"code": code}}]}).encode()
            await send({"type": "http.response.start", "status": self.refusal or 400, "headers": []})
            await send({"type": "http.response.body", "body": body})
            return
        kind = (b"content-type", b"text/event-stream; charset=utf-8")
        await send({"type": "http.response.start", "status": 200, "headers": [kind]})
        leaving = asyncio.create_task(receive())
        leaving.add_done_callback(lambda _: self.has_left.set())
        while not leaving.done():
            coming = asyncio.create_task(self.queue.get())
            await asyncio.wait({coming, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                coming.cancel()
                break
            piece = coming.result()
            await send({"type": "http.response.body", "body": piece or b"", "more_body": piece is not None})
            if piece is None:
                break
        leaving.cancel()
        with suppress(asyncio.CancelledError):
            await leaving

    def happens(self, cursor: str, *ids: str) -> None:
        changed = {"cursor": cursor, "ids": list(ids)}
        data = json.dumps({"data": {"recordsChanged": changed}})
        self.queue.put_nowait(f"event: next\nid: {cursor}\ndata: {data}\n\n".encode())
