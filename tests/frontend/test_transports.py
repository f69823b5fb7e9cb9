"""The pages on another host: the same answers over HTTP."""

import asyncio
import socket

import httpx
import uvicorn

from frontend_stub import app
from frontend_stub.site.remote import Http
from tests.frontend.world import NOW, PUBLIC_URL, SDL, World


async def test_the_pages_work_against_an_api_on_another_host() -> None:
    world = World(side="PARTNER")
    with socket.create_server(("127.0.0.1", 0)) as bound:
        server = uvicorn.Server(uvicorn.Config(world, lifespan="off", log_level="error"))
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        transport = Http(f"http://127.0.0.1:{bound.getsockname()[1]}")
        site = app.create_app(transport, sdl=SDL, public_url=PUBLIC_URL, now=lambda: NOW)
        headers = {"sec-fetch-site": "same-origin", "cookie": "__Host-session=s1"}
        door = httpx.ASGITransport(site, client=("192.0.2.7", 4711))
        async with httpx.AsyncClient(transport=door, base_url=PUBLIC_URL, headers=headers) as client:
            home = await client.get("/")
            entered = await client.post("/login", data={"email": "a@b.example", "password": "c"})
        await transport.close()
        server.should_exit = True
        await serving
    assert home.status_code == 200
    assert "Your company" in home.text
    assert entered.headers["set-cookie"] == "__Host-session=s1; Path=/; Secure; HttpOnly"
    assert world.seen_headers[0]["cookie"] == "__Host-session=s1"
    assert world.seen_headers[0]["x-forwarded-for"] == "192.0.2.7"
