"""POST /partners/{id}/export: all that was agreed with a partner as one file, for a browser and for a program."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from auth import answering, challenges, scopes
from auth.challenges import Challenged
from portal import clock, errors, ids
from portal.access import Permission
from portal.contracts import operations
from portal.contracts.operations import Export
from portal.database.pools import Database
from portal.threads import apart
from schema.engine.view import CODES, Caller, Scope

PATH = "/partners/{id}/export"
PIECE = 65_536
READS_ONE_STATE = {"isolation_level": "REPEATABLE READ"}
MOST_AT_ONCE, WAIT_SECONDS = 4, 10


class Exports:
    """The endpoint. It is a POST, as fetching is noted; each partner's file is made once at a time."""

    def __init__(
        self, database: Database, *, identify: Callable[[Scope], Awaitable[Caller]], forget: Callable[[Any], None],
        cross_site: Callable[[Scope], str | None], now: Callable[[], datetime] = clock.now,
    ) -> None:  # fmt: skip
        self._database, self._identify, self._forget = database, identify, forget
        self._cross_site, self._now = cross_site, now
        self._made: set[tuple[UUID, UUID]] = set()
        """Who has a file made for them now, and of whom."""

    async def answer(self, request: Request) -> Response:
        try:
            caller = await self._identify(request.scope)
            foreign = None if caller.actor.program else self._cross_site(request.scope)
            if foreign:
                return answering.refusal(403, "FORBIDDEN", foreign)
            return await self._export(caller, request.path_params["id"])
        except Challenged as refused:
            made = answering.refusal(refused.status, CODES[refused.status].value, refused.message)
            made.headers.update(refused.headers)
            return made
        except errors.Refused as refused:
            return answering.refused(request, refused)

    async def _export(self, caller: Caller, given: str) -> Response:
        withheld = {Permission.CONTRACT_READ, Permission.PARTNER_EXPORT} & caller.actor.withheld
        if withheld:
            raise challenges.insufficient_scope(scopes.hint(withheld, caller.obtainable), is_dpop=caller.is_bound)
        prefix, partner_id = ids.parse(given)
        if prefix != "org":
            raise errors.NotFound("There is no such partner.")
        asked = (caller.actor.partner_id, partner_id)
        if asked in self._made or len(self._made) >= MOST_AT_ONCE:
            return answering.wait(WAIT_SECONDS)
        self._made.add(asked)
        try:
            made = await self._put_together(caller, partner_id)
        finally:
            self._made.discard(asked)
        return StreamingResponse(_pieces(made), headers=_headers(made, given), media_type="application/zip")

    async def _put_together(self, caller: Caller, partner_id: UUID) -> Export:
        actor = caller.actor
        async with self._database.transaction(actor.access_class) as session:
            await session.connection(execution_options=READS_ONE_STATE)
            if not await self._database.entered(session, caller.token_sha256, actor.version):
                self._forget(caller)
                raise challenges.unknown()
            return await operations.export(session, actor, partner_id=partner_id, now=self._now())


def _headers(made: Export, given: str) -> dict[str, str]:
    return {
        **answering.HEADERS, "content-length": str(made.size),
        "content-disposition": f'attachment; filename="{given}.zip"',
        "x-manifest-sha256": made.manifest_sha256,
    }  # fmt: skip


async def _pieces(made: Export) -> AsyncIterator[bytes]:
    try:
        while piece := await apart(made.file.read, PIECE):
            yield piece
    finally:
        made.file.close()


def routes(exports: Exports) -> list[Route]:
    return [Route(PATH, exports.answer, methods=["POST"])]
