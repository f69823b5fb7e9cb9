"""GET /files/{file}/pages/{number}: a picture of a page, for who gets the bytes.

POST /files/{file}/redactions: a copy with parts blackened, which is then attached like anything that the caller brings.

A page is drawn anew each time, so that whoever may not read the file any more gets none; a browser asks whether its own
copy is still good. With `?grid=1` there are lines at every tenth, to find the edges of a box.
"""

import json
import math
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from auth import answering
from portal import errors
from portal.files import picturing, store
from portal.files.models import File
from portal.files.picturing import Box
from portal.files.receiving import Arrivals
from portal.files.rules import MOST_BOXES, State
from schema.engine.refusals import Caller
from schema.files.downloads import SANDBOX
from schema.files.finding import WHY, Finding
from schema.files.types import PATH
from schema.files.uploads import told

DRAWN_AS = "1"
"""Rises when pages are drawn in another way, so that no browser keeps an old picture."""
LARGEST = 50_000
"""Bytes of a request that names boxes."""
EDGES = ("left", "top", "right", "bottom")


class Pictures:
    """Both endpoints."""

    def __init__(self, finding: Finding, arrivals: Arrivals) -> None:
        self._finding, self._arrivals = finding, arrivals

    async def page(self, request: Request) -> Response:
        return await self._finding.plain.answer(request, self._draw)

    async def redaction(self, request: Request) -> Response:
        return await self._finding.plain.answer(request, self._redact)

    async def _draw(self, caller: Caller, request: Request) -> Response:
        file, telling = await self._finding.readable(caller, request.path_params["id"])
        number, has_grid = request.path_params["number"], request.query_params.get("grid") == "1"
        etag = f'"{file.sha256}-{number}-{int(has_grid)}-{DRAWN_AS}"'
        headers = {
            **answering.HEADERS, "cache-control": "private, no-cache", "content-security-policy": SANDBOX,
            "content-disposition": f'inline; filename="page-{number}.webp"', "content-type": "image/webp",
            "etag": etag, "cross-origin-resource-policy": "same-origin",
        }  # fmt: skip
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        await self._check_kept(file)
        drawn = await picturing.page(self._arrivals, file, number, has_grid=has_grid)
        await self._finding.note(caller, file, telling)
        return Response(drawn, headers=headers)

    async def _redact(self, caller: Caller, request: Request) -> Response:
        plain, arrivals, actor = self._finding.plain, self._arrivals, caller.actor
        file, _ = await self._finding.readable(caller, request.path_params["id"])
        boxes = await _boxes(request)
        picturing.check(actor, file, boxes)
        await self._check_kept(file)
        async with store.spooled(arrivals.folder) as spool:
            await picturing.redact(arrivals, file, boxes, spool)
            async with plain.acting(caller) as session:
                made = await picturing.enter(session, actor, arrivals, file=file, spool=spool, now=plain.now())
        state = await arrivals.scanner.scan(plain.database, made, plain.now()) if arrivals.scanner else made.state
        return answering.answer(201, {**told(made, state), "redactionOf": made.redaction_of})

    async def _check_kept(self, file: File) -> None:
        if not await self._arrivals.store.has(store.key(file.partner_id, file.sha256)):
            raise errors.Blocked.because(WHY[State.MISSING], path=("file",))


async def _boxes(request: Request) -> list[Box]:
    """The boxes that are asked for. Refuses: Invalid for what is none."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise errors.Invalid("Draw 1 to {most} boxes.", most=MOST_BOXES, path=picturing.BOXES)
    try:
        return [_box(one) for one in json.loads(body)["boxes"]]
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        raise errors.Invalid(
            "Send the boxes as JSON with page, left, top, right and bottom of each.", path=picturing.BOXES
        ) from None


def _box(one: dict[str, Any]) -> Box:
    """Raises TypeError or ValueError for what is no number."""
    edges = {name: float(one[name]) for name in EDGES if not isinstance(one[name], bool | str)}
    if len(edges) < len(EDGES) or type(one["page"]) is not int or not all(map(math.isfinite, edges.values())):
        raise ValueError
    return Box(page=one["page"], **edges)


def routes(pictures: Pictures) -> list[Route]:
    return [
        Route(PATH + "{id}/pages/{number:int}", pictures.page, methods=["GET", "HEAD"]),
        Route(PATH + "{id}/redactions", pictures.redaction, methods=["POST"]),
    ]
