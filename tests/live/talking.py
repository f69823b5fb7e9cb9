"""Somebody who speaks graphql-transport-ws with the application in this process."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from portal.app import Portal
from tests import patience
from tests.journeys.doors import Visitor
from tests.live.listening import credentials

PROTOCOL = "graphql-transport-ws"


@dataclass
class Talker:
    """One connection: what the server sends, and what is sent to it."""

    coming: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    sent: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    closed: int | None = None
    is_accepted: bool = False

    async def say(self, **message: Any) -> None:
        await self.write(json.dumps(message))

    async def write(self, text: str) -> None:
        await self.coming.put({"type": "websocket.receive", "text": text})

    async def hear(self) -> dict[str, Any]:
        """The next message that is no sign of life; {} once the connection is closed."""
        while True:
            async with asyncio.timeout(patience.SECONDS):
                message = await self.sent.get()
            if message["type"] == "websocket.close":
                self.closed = message["code"]
                return {}
            if message["type"] == "websocket.accept":
                self.is_accepted = True
                continue
            told: dict[str, Any] = json.loads(message["text"])
            if told["type"] != "ping":
                return told

    async def begin(self) -> None:
        await self.say(type="connection_init")
        assert await self.hear() == {"type": "connection_ack"}

    async def ask(self, name: str, query: str, **variables: Any) -> None:
        await self.say(id=name, type="subscribe", payload={"query": query, "variables": variables})


@asynccontextmanager
async def talking(application: Portal, who: Visitor | str, **headers: str) -> AsyncIterator[Talker]:
    """A connection until the end of the block; `protocol` and `path` may be others."""
    protocol, path = headers.pop("protocol", PROTOCOL), headers.pop("path", "/graphql")
    own = {name.replace("_", "-"): value for name, value in headers.items()}
    told = {"host": "portal.example", **credentials(who), **own}
    scope = {
        "type": "websocket", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "wss", "path": path,
        "raw_path": path.encode(), "root_path": "", "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in told.items() if value],
        "client": ("127.0.0.1", 1), "server": ("portal.example", 443), "subprotocols": [protocol] if protocol else [],
        "state": {},
    }  # fmt: skip
    talker = Talker()
    await talker.coming.put({"type": "websocket.connect"})

    async def send(message: Any) -> None:
        await talker.sent.put(message)

    running = asyncio.create_task(application(scope, talker.coming.get, send))
    try:
        yield talker
    finally:
        await talker.coming.put({"type": "websocket.disconnect", "code": 1000})
        async with asyncio.timeout(patience.SECONDS):
            await running
