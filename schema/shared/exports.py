"""What is handed over as one file, for a browser and for a program: one address for each kind of record."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from auth import answering, challenges
from portal import errors, ids
from portal.access import Permission
from portal.files.store import Store
from portal.sentences import Sentence
from portal.threads import apart
from schema.engine.plain import Plain
from schema.engine.refusals import Caller

PIECE = 65_536
READS_ONE_STATE = {"isolation_level": "REPEATABLE READ"}
MOST_AT_ONCE, WAIT_SECONDS = 4, 10


class Export(Protocol):
    """A file that is ready, at its beginning."""

    @property
    def file(self) -> BinaryIO: ...
    @property
    def size(self) -> int: ...
    @property
    def manifest_sha256(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One kind of record of which a file is made."""

    path: str
    prefix: str
    absent: Sentence
    scopes: frozenset[Permission]
    operation: Callable[..., Awaitable[Any]]
    """From a session, the actor, the record's id, the time and the store: an `Export`."""


class Exports:
    """The endpoint. It is a POST, as fetching is noted; each record's file is made once at a time."""

    def __init__(self, plain: Plain, kept: Store, handed: Handed) -> None:
        self._plain, self._kept, self._handed = plain, kept, handed
        self._made: set[tuple[UUID, UUID]] = set()
        """Who has a file made for them now, and of what."""

    async def answer(self, request: Request) -> Response:
        return await self._plain.answer(request, self._export)

    async def _export(self, caller: Caller, request: Request) -> Response:
        self._plain.require_scopes(caller, self._handed.scopes)
        given = request.path_params["id"]
        prefix, record_id = ids.parse(given)
        if prefix != self._handed.prefix:
            raise errors.NotFound.because(self._handed.absent)
        asked = (caller.actor.partner_id, record_id)
        if asked in self._made or len(self._made) >= MOST_AT_ONCE:
            return answering.wait(request, WAIT_SECONDS)
        self._made.add(asked)
        try:
            made = await self._put_together(caller, record_id)
        finally:
            self._made.discard(asked)
        return StreamingResponse(_pieces(made), headers=_headers(made, given), media_type="application/zip")

    async def _put_together(self, caller: Caller, record_id: UUID) -> Export:
        actor, database = caller.actor, self._plain.database
        async with database.transaction(actor.access_class) as session:
            await session.connection(execution_options=READS_ONE_STATE)
            if not await database.entered(session, caller.token_sha256, actor.version):
                self._plain.forget(caller)
                raise challenges.unknown()
            made: Export = await self._handed.operation(session, actor, record_id, self._plain.now(), self._kept)
            return made


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


def routes(plain: Plain, kept: Store, *handed: Handed) -> list[Route]:
    return [Route(each.path, Exports(plain, kept, each).answer, methods=["POST"]) for each in handed]
