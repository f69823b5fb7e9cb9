# ruff: noqa: T201 - a command says what it finds
"""The peers in Python, each a process of its own: the product as served, its SQL without GraphQL, steps by hand."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import uvicorn

from portal.app import create_app
from portal.commands.serving import listening, settle
from portal.database.pools import Database, Free
from portal.settings import Settings
from schema import root
from schema.engine.context import Api
from tests.benchmarks import plans, seed
from tests.benchmarks.seed import Reader
from tests.benchmarks.writes.by_hand import ByHand

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Bare:
    """Runs one of the product's statements by its name and the reader's number, and sends what comes back."""

    def __init__(self, owner_url: str, readers: list[Reader]) -> None:
        database = Database(owner_url, seed.SECRET)
        api = Api(root.schema(), database, seed.SECRET)
        self._pool: Free = database.reads["portal_partner"]
        self._plans = {f"/{name}": plans.planned(api, name, readers) for name in plans.NAMES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await receive()
        planned = self._plans[scope["path"]]
        number = next(int(value) for name, value in scope["headers"] if name == b"x-number")
        answer: str | bytes = await self._pool.fetch_value(planned.plan.sql, *planned.values[number])
        body = b'{"data":%b}' % (answer if isinstance(answer, bytes) else answer.encode())
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Watched:
    """The product with its limits, and at /beat the longest turn of its event loop in milliseconds of CPU."""

    def __init__(self, address: str, owner_url: str) -> None:
        self._product = create_app(Settings(Path(), None, address, seed.SECRET), owner_url, keep_time=False)
        settle()
        self._longest = 0.0
        self._beating: asyncio.Task[None] | None = None

    async def _beat(self) -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()
            self._longest, last = max(self._longest, now - last), now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._beating = self._beating or asyncio.create_task(self._beat())
        if scope.get("path") != "/beat":
            await self._product(scope, receive, send)
            return
        body = json.dumps({"longest": self._longest * 1000}).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})


def settings(public_url: str) -> Settings:
    """One reader asks as often as it can, so what a client may ask for is not limited."""
    return Settings(Path(), None, public_url, seed.SECRET, cost_per_second=0)


def main(kind: str, told: dict[str, Any]) -> None:
    """Serves until a signal; its address is the first line it prints."""
    with listening("127.0.0.1", 0) as bound:
        address = f"http://127.0.0.1:{bound.getsockname()[1]}"
        readers = [Reader(value, *map(UUID, keys)) for value, *keys in told["readers"]]
        made: dict[str, Callable[[], Any]] = {
            "product": lambda: create_app(settings(address), told["owner_url"], keep_time=False),
            "watched": lambda: Watched(address, told["owner_url"]),
            "bare": lambda: Bare(told["owner_url"], readers),
            "by_hand": lambda: ByHand(told["owner_url"]),
        }
        config = uvicorn.Config(
            made[kind](),
            log_level="warning",
            access_log=False,
            timeout_keep_alive=75,
            server_header=False,
            proxy_headers=False,
            lifespan="auto" if kind == "product" else "off",
        )
        print(urlsplit(address).port, flush=True)
        uvicorn.Server(config).run(sockets=[bound])


if __name__ == "__main__":
    main(sys.argv[1], json.loads(os.environ["PEER"]))
