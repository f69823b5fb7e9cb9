"""What proves that a text is the one that was agreed: its digests and seals, how to check them, and the text itself."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontend_stub.pages.contracts import frame, past, rail
from frontend_stub.site import api, serve
from frontend_stub.site.page import Json, Page, Route, Visit
from frontend_stub.site.transports import Caller

TEXT = "ContractText"
"""The operation of the address below, which is no page."""


def _proof(_visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    signatures = rail.signatures(contract, data)
    seals = [each["seal"] for each in (*contract["versions"], *signatures) if each["seal"]]
    return {
        "signatures": signatures,
        "newest": max(seals, key=lambda seal: str(seal["at"]), default=None),
        "may_export": "partner:export" in data["viewer"]["permissions"],
    }


async def _text(site: serve.Site, request: Request) -> Response:
    """A version's text, byte for byte as its digest was computed and signed."""
    number = past.number_in(request.path_params["number"])
    variables: Json = {"id": request.path_params["id"], "after": number + 1}
    answer = await site.api.run(TEXT, variables, Caller.of(request.scope))
    if answer.data.get("viewer") is None:
        raise api.SignInNeeded
    contract: dict[str, Any] = answer.data.get("contract") or {"versions": []}
    version = past.numbered(contract["versions"], number)
    if version is None:
        raise HTTPException(404)
    headers = {"content-disposition": f'attachment; filename="version-{number}.json"', "cache-control": "no-store"}
    return Response(version["document"].encode(), media_type="application/json", headers=headers)


ROUTES: tuple[Route, ...] = (("/contracts/{id}/versions/{number}/text", ["GET"], _text),)
PAGES = (
    Page(
        path="/contracts/{id}/proof",
        operation="ContractProof",
        template="contracts/proof.html",
        variables=frame.one,
        required=("contract",),
        extras=frame.around("proof", _proof),
        reads=(
            *frame.READS,
            *rail.SIGNATURE_READS,
            *(f"contract.versions.{field}" for field in ("number", "digest", "seal.at", "seal.digest")),
        ),
    ),
)
