"""PUT /files/{ticket}: the bytes of one file, as they are, from whoever has the ticket."""

import asyncio
from uuid import UUID

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from auth import answering
from portal import errors, ids
from portal.access import Permission
from portal.files import receiving, store
from portal.files.models import File
from portal.files.receiving import Arrivals
from portal.files.rules import State
from portal.sentences import say
from schema.engine.plain import Plain
from schema.engine.refusals import Caller
from schema.files.types import PATH, UPLOAD

AT_ONCE = 64
"""Uploads under way in this process; others wait a moment before their bytes are read."""


class Uploads:
    """The endpoint. What comes is read on no more than it may be, and never all in memory."""

    def __init__(self, plain: Plain, arrivals: Arrivals) -> None:
        self._plain, self._arrivals = plain, arrivals
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def answer(self, request: Request) -> Response:
        try:
            async with self._turns:
                return await self._plain.answer(request, self._receive)
        except ClientDisconnect:
            return answering.refusal(request, 400, "BAD_REQUEST", say("The upload was cut off."))

    async def _receive(self, caller: Caller, request: Request) -> Response:
        self._plain.require_scopes(caller, {Permission.FILE_UPLOAD})
        caller.actor.require(Permission.FILE_UPLOAD)
        prefix, ticket_id = ids.parse(request.path_params["id"])
        size = _announced(request)
        file = await self._received(caller, request, ticket_id if prefix == UPLOAD else ids.NIL, size)
        scanner = self._arrivals.scanner
        state = await scanner.scan(self._plain.database, file, self._plain.now()) if scanner else file.state
        return answering.answer(201, told(file, state))

    async def _received(self, caller: Caller, request: Request, ticket_id: UUID, size: int | None) -> File:
        actor, now = caller.actor, self._plain.now
        async with self._plain.acting(caller) as session:
            ticket = await receiving.allowed(session, actor, ticket_id=ticket_id, size=size, now=now())
        async with store.spooled(self._arrivals.folder) as spool:
            await receiving.take(ticket, spool, request.stream())
            await receiving.keep(self._arrivals, ticket, spool)
            async with self._plain.acting(caller) as session:
                return await receiving.enter(
                    session, actor, self._arrivals, ticket=ticket, spool=spool, now=now()
                )  # fmt: skip


def _announced(request: Request) -> int | None:
    """What the request says of its length. Refuses: Invalid for what is no number."""
    told = request.headers.get("content-length")
    if told is None:
        return None
    if not told.isascii() or not told.isdigit():
        raise errors.Invalid("The length must be a number of bytes.", path=("file",))
    return int(told)


def told(file: File, state: State) -> dict[str, object]:
    """What is answered of a file that has come."""
    return {
        "id": ids.text(File.PREFIX, file.id), "name": file.name, "type": file.type, "bytes": file.bytes,
        "digest": file.sha256, "state": state,
    }  # fmt: skip


def routes(uploads: Uploads) -> list[Route]:
    return [Route(PATH + "{id}", uploads.answer, methods=["PUT"])]
