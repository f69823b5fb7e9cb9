"""Addresses whose routes are loaded with the first request to one of them: what few use costs no start."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from portal import deferred


class Late(BaseRoute):
    """A place in the application's table for routes to come.

    `name` leads to what makes them from `given`: "auth.organisations.scim:routes". The first request to an address
    that begins with one of `prefixes` loads it, in a thread; the routes then stand here, and the table is read again.
    """

    def __init__(self, name: str, prefixes: tuple[str, ...], **given: Any) -> None:
        self._name, self._prefixes, self._given = name, prefixes, given
        self._turn = asyncio.Lock()

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        is_ours = scope["type"] == "http" and scope["path"].startswith(self._prefixes)
        return Match.FULL if is_ours else Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        router = scope["router"]
        async with self._turn:
            if self in router.routes:
                made = await asyncio.to_thread(self._made)
                place = router.routes.index(self)
                router.routes[place : place + 1] = made
        await router(scope, receive, send)

    def _made(self) -> Iterable[BaseRoute]:
        make: Callable[..., Iterable[BaseRoute]] = deferred.load(self._name)
        return make(**self._given)
