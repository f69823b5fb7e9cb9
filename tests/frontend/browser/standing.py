"""The pages in front of the stand-in for the API, on a port of this machine, as a browser reaches them."""

import asyncio
import socket
import threading
from typing import Self

import uvicorn

from frontend_stub import app
from frontend_stub.site.transports import InProcess
from tests import patience
from tests.frontend.world import NOW, SDL, World

ADA = {"Viewer.idleSeconds": 1800, "Viewer.name": "Ada Sample", "Viewer.organisation": "Sample"}
"""Who reads, whatever else is different."""


class Site:
    """Serves until the end of the block, in a thread; it can be begun anew on its port."""

    def __init__(self, world: World) -> None:
        self.world = world
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        made = app.create_app(InProcess(self.world), sdl=SDL, public_url=self.address, now=lambda: NOW)
        bound = socket.create_server(("127.0.0.1", self._port))
        self._server = uvicorn.Server(uvicorn.Config(made, lifespan="off", log_level="critical"))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve(sockets=[bound])))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(patience.SECONDS)
