"""/events in front of a small API that speaks the protocol: what is told, to whom, and when it ends."""

import asyncio
import json
from typing import Any, Self

import pytest

from frontend_stub.site import live
from tests import patience
from tests.frontend.speaking import Speaking
from tests.frontend.world import World, site

IDS = ["dsp_" + "1" * 32, "ctr_" + "2" * 32]


class Listening:
    """A browser at /events: what arrived, and whether it is over."""

    def __init__(self, world: World, path: str = "/events", **headers: str) -> None:
        named = {"host": "portal.example", "cookie": "__Host-session=s1", **headers}
        self._scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "https",
            "path": path.partition("?")[0], "raw_path": b"", "root_path": "",
            "query_string": path.partition("?")[2].encode(), "client": ("192.0.2.7", 4711), "server": None,
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        }  # fmt: skip
        self.headers: dict[str, str] = {}
        self.text = ""
        self._arrived = asyncio.Event()
        self._gone = asyncio.Event()
        self._app = site(world)
        self._answering: asyncio.Task[None] | None = None

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        self.text += message.get("body", b"").decode()
        self._arrived.set()

    async def __aenter__(self) -> Self:
        self._answering = asyncio.create_task(self._app(self._scope, self._receive, self._send))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._gone.set()
        await self.over()

    async def until(self, words: str) -> None:
        async with asyncio.timeout(patience.SECONDS):
            while words not in self.text:
                self._arrived.clear()
                await self._arrived.wait()

    async def over(self) -> None:
        async with asyncio.timeout(patience.SECONDS):
            await asyncio.gather(*filter(None, [self._answering]))


async def test_a_reader_hears_which_records_changed_and_nothing_else_of_them() -> None:
    world = Speaking()
    async with Listening(world) as reader:
        await reader.until("event: on\n")
        world.queue.put_nowait(b": ping\n\n")
        world.happens("c1", *IDS)
        await reader.until("\n\nid: c1\n")
        await reader.until(f"data: {IDS[0]} {IDS[1]}\n\n")
    assert reader.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert reader.headers["x-accel-buffering"] == "no"
    assert reader.headers["cache-control"] == "no-store"
    assert "content-security-policy" in reader.headers
    assert "content-length" not in reader.headers


async def test_what_breaks_anywhere_on_the_way_is_put_together() -> None:
    world = Speaking()
    async with Listening(world) as reader:
        await reader.until("event: on\n")
        data = json.dumps({"data": {"recordsChanged": {"cursor": "ü", "ids": IDS[:1]}}}, ensure_ascii=False)
        for byte in f"id: ü\r\nevent: next\r\ndata: {data}\r\n\r\n".encode():
            world.queue.put_nowait(bytes([byte]))
        await reader.until(f"id: ü\ndata: {IDS[0]}\n\n")


@pytest.mark.parametrize(
    ("path", "headers", "after"),
    [
        ("/events", {}, None),
        ("/events?after=", {}, None),
        ("/events?after=c7", {}, "c7"),
        ("/events?after=c7", {"last-event-id": "c9"}, "c9"),
    ],
)
async def test_a_browser_goes_on_behind_what_it_has_heard(path: str, headers: dict[str, str], after: str) -> None:
    world = Speaking()
    async with Listening(world, path, **headers) as reader:
        await reader.until("event: on\ndata: 1\n")
    assert world.after == [after]


async def test_behind_a_place_that_the_api_does_not_know_there_is_a_gap() -> None:
    world = Speaking()
    world.unknown = {"old"}
    async with Listening(world, "/events?after=old") as reader:
        await reader.until("event: on\ndata: gap\n")
    assert world.after == ["old", None]


async def test_listening_keeps_no_session_alive() -> None:
    world = Speaking()
    async with Listening(world) as reader:
        await reader.until("event: on\n")
    assert [seen["x-unattended"] for seen in world.seen_headers] == ["1", "1"]


async def test_the_api_is_told_when_the_browser_goes() -> None:
    world = Speaking()
    async with Listening(world) as reader:
        await reader.until("event: on\n")
    async with asyncio.timeout(patience.SECONDS):
        await world.has_left.wait()


@pytest.mark.parametrize("when", ["before", "at the door", "later"])
async def test_who_is_signed_out_is_told_so(when: str) -> None:
    world = Speaking()
    world.status = 401 if when == "before" else 200
    world.refusal = 401 if when == "at the door" else 0
    async with Listening(world) as reader:
        if when == "later":
            await reader.until("event: on\n")
            world.status = 401
            world.queue.put_nowait(b"event: complete\ndata:\n\n")
        await reader.over()
    assert reader.text.endswith("event: over\ndata: 1\n\n")


@pytest.mark.parametrize("ending", [b"event: complete\ndata:\n\n", None])
async def test_where_the_api_ends_it_the_browser_comes_back_soon(ending: bytes | None) -> None:
    world = Speaking()
    async with Listening(world) as reader:
        await reader.until("event: on\n")
        world.queue.put_nowait(ending)
        await reader.over()
    assert "event: over" not in reader.text
    assert 2000 <= int(reader.text.removeprefix("retry: ").partition("\n")[0]) <= 5000


@pytest.mark.parametrize(("status", "seconds"), [(429, 17), (500, live.LONG_SECONDS)])
async def test_where_the_api_wants_peace_the_browser_waits(status: int, seconds: int) -> None:
    world = Speaking()
    world.status = status
    async with Listening(world) as reader:
        await reader.over()
    assert reader.text.endswith(f"retry: {seconds * 1000}\n\n")


async def test_nobody_has_more_streams_than_are_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST", 1)
    world = Speaking()
    async with Listening(world) as first:
        await first.until("event: on\n")
        second = Listening(world)
        second._app = first._app
        async with second:
            await second.over()
        assert second.text.endswith(f"retry: {live.LONG_SECONDS * 1000}\n\n")
    third = Listening(world)
    third._app = first._app
    async with third:
        await third.until("event: on\n")


async def test_a_stream_that_is_silent_is_kept_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PING_SECONDS", 0.01)
    world = Speaking()
    async with Listening(world) as reader:
        await reader.until("event: on\ndata: 1\n\n:\n\n:\n\n")
        world.happens("c1", *IDS)
        await reader.until("id: c1\n")
