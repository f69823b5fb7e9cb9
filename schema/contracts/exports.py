"""POST /partners/{id}/export: all that was agreed with a partner as one file, for a browser and for a program."""

from collections.abc import AsyncIterator
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from auth import answering, challenges
from portal import errors, ids
from portal.access import Permission
from portal.contracts import operations
from portal.contracts.operations import Export
from portal.files.store import Store
from portal.threads import apart
from schema.engine.plain import Plain
from schema.engine.view import Caller

PATH = "/partners/{id}/export"
PIECE = 65_536
READS_ONE_STATE = {"isolation_level": "REPEATABLE READ"}
MOST_AT_ONCE, WAIT_SECONDS = 4, 10


class Exports:
    """The endpoint. It is a POST, as fetching is noted; each partner's file is made once at a time."""

    def __init__(self, plain: Plain, kept: Store) -> None:
        self._plain, self._kept = plain, kept
        self._made: set[tuple[UUID, UUID]] = set()
        """Who has a file made for them now, and of whom."""

    async def answer(self, request: Request) -> Response:
        return await self._plain.answer(request, self._export)

    async def _export(self, caller: Caller, request: Request) -> Response:
        self._plain.require_scopes(caller, {Permission.CONTRACT_READ, Permission.PARTNER_EXPORT})
        given = request.path_params["id"]
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
        actor, database = caller.actor, self._plain.database
        async with database.transaction(actor.access_class) as session:
            await session.connection(execution_options=READS_ONE_STATE)
            if not await database.entered(session, caller.token_sha256, actor.version):
                self._plain.forget(caller)
                raise challenges.unknown()
            return await operations.export(
                session, actor, partner_id=partner_id, now=self._plain.now(), kept=self._kept
            )


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
