"""python -m portal serve, and what every process that serves has in common."""

import gc
import socket
import sys
from collections.abc import Callable, MutableMapping
from typing import Any

import uvicorn

from portal import crowd, wording
from portal import settings as portal_settings
from portal.app import Portal, create_app
from portal.commands.databases import database
from portal.post import Post
from portal.settings import Settings
from schema.engine import limits

GRACE_SECONDS = 3
GIVE_WAY_SECONDS = 0.001


def serve(*, host: str, port: int) -> None:
    """Serves until a signal."""
    with listening(host, port) as bound:
        settings = portal_settings.load(public_url=address(host, bound))
        with database(settings) as owner_url:
            print(f"Entente serves {settings.public_url}\n{Post.of(settings).notice}".rstrip(), flush=True)
            serve_on(bound, settings, owner_url)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio sends small answers at once (TCP_NODELAY).
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_DEFER_ACCEPT"):
        # For a second the kernel keeps who says nothing yet: so nobody makes way for others before they were heard.
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 1)
    bound.bind((host, port))
    bound.listen()
    return bound


def address(host: str, bound: socket.socket) -> str:
    """The address people type. On loopback it is a name: passkeys belong to names, never to IP addresses."""
    if portal_settings.is_loopback(host):
        return f"http://localhost:{bound.getsockname()[1]}"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{bound.getsockname()[1]}"


def serve_on(bound: socket.socket, settings: Settings, owner_url: str) -> None:
    """Serves until a signal; open requests get three seconds."""
    application = create_app(settings, owner_url, keep_time=settings.works)
    wording.warm()
    settle()
    config = server_config(application, settings, is_known=application.resource.known)
    _Server(config, application).run(sockets=[bound])


class _Server(uvicorn.Server):
    """uvicorn's, which waits for whoever still gets an answer: who follows events would get one for ever."""

    def __init__(self, config: uvicorn.Config, application: Portal) -> None:
        super().__init__(config)
        self._application = application

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._application.end_streams()
        await super().shutdown(sockets)


def settle() -> None:
    """Nobody shall wait for what the process does besides."""
    # What stands now stands until the end: a full collection of it would stop every request for a tenth of a second.
    gc.collect()
    gc.freeze()
    gc.enable()
    # A thread that works on a long text gives way after so long, which is five milliseconds otherwise.
    sys.setswitchinterval(GIVE_WAY_SECONDS)


def nobody(_scope: MutableMapping[str, Any]) -> None:
    """Who asks, where nobody signs in."""


def server_config(
    application: Any, settings: Settings, *, is_known: Callable[[MutableMapping[str, Any]], object] = nobody
) -> uvicorn.Config:
    """How the application is served: what a proxy says of who asks is believed of the proxies that were named.

    Where there are too many connections, those stay whose last request `is_known`.
    """
    people = crowd.Crowd(crowd.room(settings.pool_size), is_known=is_known, proxies=settings.proxies)
    return uvicorn.Config(
        application,
        http=people.protocol(),
        ws="websockets-sansio",
        ws_max_size=limits.LONGEST_BODY,
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=75,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
    )
