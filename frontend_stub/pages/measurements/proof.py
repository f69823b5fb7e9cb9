"""All that a value rests on in one file: whoever has it computes the same without the portal."""

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontend_stub.site import api, serve
from frontend_stub.site.page import Route
from frontend_stub.site.transports import Caller

OPERATION = "MeasurementProof"
"""The operation of the address below, which is no page."""
MOST_PAGES = 100
"""Of a hundred lines each; who needs more asks the API itself."""


async def _file(site: serve.Site, request: Request) -> Response:
    found: dict[str, Any] | None = None
    lines: list[dict[str, Any]] = []
    after: str | None = None
    for _page in range(MOST_PAGES):
        given = {"id": request.path_params["id"], "after": after}
        answer = await site.api.run(OPERATION, given, Caller.of(request.scope))
        if answer.data.get("viewer") is None:
            raise api.SignInNeeded
        found = answer.data.get("measurement")
        if found is None:
            raise HTTPException(404)
        page = found.pop("subjects") or {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
        lines += [_line(each) for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return _response({**found, "isWhole": True, "subjects": lines})
    return _response({**(found or {}), "isWhole": False, "subjects": lines})


def _line(subject: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": subject["key"], "digest": subject["digest"],
        "state": {each["name"]: each["value"] for each in subject["state"]},
    }  # fmt: skip


def _response(told: dict[str, Any]) -> Response:
    headers = {"content-disposition": 'attachment; filename="measurement.json"', "cache-control": "no-store"}
    content = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return Response(content, media_type="application/json", headers=headers)


ROUTES: tuple[Route, ...] = (("/measurements/{id}/proof.json", ["GET"], _file),)
