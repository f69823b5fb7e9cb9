"""The pages on another host: the same answers over HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from frontend_stub import app
from frontend_stub.site import api, live
from frontend_stub.site.remote import Http
from frontend_stub.site.transports import Caller
from tests import patience
from tests.frontend.speaking import Speaking
from tests.frontend.world import NOW, PUBLIC_URL, SDL, World


@asynccontextmanager
async def served(world: World) -> AsyncIterator[Http]:
    """The way to a host that serves the world."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        server = uvicorn.Server(uvicorn.Config(world, lifespan="off", log_level="error"))
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        transport = Http(f"http://127.0.0.1:{bound.getsockname()[1]}")
        yield transport
        await transport.close()
        server.should_exit = True
        await serving


async def test_the_pages_work_against_an_api_on_another_host() -> None:
    world = World(side="PARTNER")
    async with served(world) as transport:
        site = app.create_app(transport, sdl=SDL, public_url=PUBLIC_URL, now=lambda: NOW)
        headers = {"sec-fetch-site": "same-origin", "cookie": "__Host-session=s1"}
        door = httpx.ASGITransport(site, client=("192.0.2.7", 4711))
        async with httpx.AsyncClient(transport=door, base_url=PUBLIC_URL, headers=headers) as client:
            home = await client.get("/")
            entered = await client.post("/login", data={"email": "a@b.example", "password": "c"})
    assert home.status_code == 200
    assert "Your company" in home.text
    assert entered.headers["set-cookie"] == "__Host-session=s1; Path=/; Secure; HttpOnly"
    assert world.seen_headers[0]["cookie"] == "__Host-session=s1"
    assert world.seen_headers[0]["x-forwarded-for"] == "192.0.2.7"


async def test_events_come_from_an_api_on_another_host_until_nobody_listens() -> None:
    world = Speaking()
    async with served(world) as transport, asyncio.timeout(patience.SECONDS):
        client = api.ApiClient(transport, api.read_operations(SDL))
        caller = Caller(client=("192.0.2.7", 4711), is_attended=False)
        async with client.follow(live.SUBSCRIPTION, {"after": "c0"}, caller) as happened:
            world.happens("c1", "dsp_1")
            first = await anext(happened)
            world.happens("c2", "dsp_2", "ctr_3")
            second = await anext(happened)
        await world.has_left.wait()
    assert [first.cursor, second.data["recordsChanged"]["ids"]] == ["c1", ["dsp_2", "ctr_3"]]
    assert world.after == ["c0"]
    assert world.seen_headers[0]["x-forwarded-for"] == "192.0.2.7"
    assert world.seen_headers[0]["x-unattended"] == "1"


async def test_a_host_that_is_away_is_tried_again() -> None:
    nobody = api.ApiClient(Http("http://127.0.0.1:9"), api.read_operations(SDL))
    with pytest.raises(api.Away):
        async with nobody.follow(live.SUBSCRIPTION, {"after": None}, Caller()):
            pass
