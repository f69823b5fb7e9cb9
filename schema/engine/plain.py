"""Addresses beside /graphql, for what is no JSON: who asks, requests from other sites, and refusals in words."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from auth import answering, challenges, scopes
from auth.challenges import Challenged
from portal import clock, errors
from portal.access import Permission
from portal.database.pools import Database, NotEntered
from portal.database.transaction import Transaction
from portal.sentences import Sentence
from schema.engine.refusals import CODES, Caller, Scope


@dataclass(frozen=True)
class Plain:
    """The door of such addresses, which is that of the API."""

    database: Database
    identify: Callable[[Scope], Awaitable[Caller]]
    forget: Callable[[Any], None]
    cross_site: Callable[[Scope], Sentence | None]
    now: Callable[[], datetime] = clock.now

    async def answer(self, request: Request, serve: Callable[[Caller, Request], Awaitable[Response]]) -> Response:
        """What `serve` answers to whoever asks, or why nothing is served."""
        try:
            caller = await self.identify(request.scope)
            foreign = None if caller.actor.program else self.cross_site(request.scope)
            if foreign:
                return answering.refusal(request, 403, "FORBIDDEN", foreign)
            return await serve(caller, request)
        except Challenged as refused:
            made = answering.refusal(request, refused.status, CODES[refused.status].value, refused.said)
            made.headers.update(refused.headers)
            return made
        except errors.Refused as refused:
            return answering.refused(request, refused)

    def require_scopes(self, caller: Caller, permissions: Collection[Permission]) -> None:
        """Raises Challenged for a token that does not let through what its person may."""
        withheld = frozenset(permissions) & caller.actor.withheld
        if withheld:
            raise challenges.insufficient_scope(scopes.hint(withheld, caller.obtainable), is_dpop=caller.is_bound)

    @asynccontextmanager
    async def acting(self, caller: Caller) -> AsyncIterator[Transaction]:
        """One operation of the caller's. Raises Challenged when the database does not accept them any more."""
        actor = caller.actor
        try:
            async with self.database.acting(actor.access_class, caller.token_sha256, actor.version) as session:
                yield session
        except NotEntered:
            self.forget(caller)
            raise challenges.unknown() from None
