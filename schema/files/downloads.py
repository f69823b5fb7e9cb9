"""GET /files/{file}: the bytes of a file, for who reads the record that it is attached to; never shown, only saved."""

import re

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from auth import answering
from auth.answering import disposition
from portal import errors
from portal.files import store
from portal.files.models import File
from portal.files.rules import FORMS, State
from portal.files.store import Store
from schema.engine.refusals import Caller
from schema.files.finding import WHY, Finding
from schema.files.types import PATH

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Should a browser show it all the same, it is a page of nowhere, without code."""
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Downloads:
    """The endpoint."""

    def __init__(self, finding: Finding, kept: Store) -> None:
        self._finding, self._kept = finding, kept

    async def answer(self, request: Request) -> Response:
        return await self._finding.plain.answer(request, self._send)

    async def _send(self, caller: Caller, request: Request) -> Response:
        file, telling = await self._finding.readable(caller, request.path_params["id"])
        etag = f'"{file.sha256}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=_headers(file))
        wanted = request.headers.get("range", "") if request.headers.get("if-range", etag) == etag else ""
        part = _part(wanted, file.bytes)
        if part is None:
            headers = {**answering.HEADERS, "content-range": f"bytes */{file.bytes}"}
            return Response(status_code=416, headers=headers)
        start, end = part
        headers = {**_headers(file), "content-length": str(end - start)}
        status = 200
        if (start, end) != (0, file.bytes):
            status, headers["content-range"] = 206, f"bytes {start}-{end - 1}/{file.bytes}"
        if request.method == "HEAD":
            return Response(status_code=status, headers=headers)
        kept = store.key(file.partner_id, file.sha256)
        if not await self._kept.has(kept):
            raise errors.Blocked.because(WHY[State.MISSING], path=("file",))
        await self._finding.note(caller, file, telling)
        return StreamingResponse(self._kept.pieces(kept, start, end), status, headers)


def _part(wanted: str, size: int) -> tuple[int, int] | None:
    """From where to where the bytes are wanted: all unless it is one range; None for one outside of the file."""
    found = RANGE.fullmatch(wanted.strip())
    if not found or found[0] == "bytes=-":
        return 0, size
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else None
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:  # no range at all, by RFC 9110: as if nobody had asked for one
        return 0, size
    return (start, end) if start < size else None


def _headers(file: File) -> dict[str, str]:
    media = FORMS[file.type].media
    return {
        **answering.HEADERS, "content-security-policy": SANDBOX, "content-disposition": disposition(file.name),
        "content-type": media, "etag": f'"{file.sha256}"', "accept-ranges": "bytes",
        "cross-origin-resource-policy": "same-origin",
    }  # fmt: skip


def routes(downloads: Downloads) -> list[Route]:
    return [Route(PATH + "{id}", downloads.answer, methods=["GET", "HEAD"])]
