"""The refused rows of a file as a sheet in its own columns, to be mended and sent again."""

import csv
import io
import re
from collections.abc import AsyncIterator, Iterable, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from frontend_stub.pages.fact_imports.detail import said
from frontend_stub.pages.fact_imports.listing import PATH
from frontend_stub.pages.imports.sending import FORMULA
from frontend_stub.site import api, i18n, serve
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Route
from frontend_stub.site.transports import Caller

NUMBER = re.compile(r"[+-][\d.,’' ]+")
"""What begins like a formula and is none: in a sheet that is sent again it stays a number."""
WRONG = "fault"
"""What the last column was called in a file that comes for the second time, in whichever language."""


async def _sheet(site: serve.Site, request: Request) -> Response:
    caller, it = Caller.of(request.scope), request.path_params["id"]
    first = await _page(site, caller, it, None)
    reader = site.reader(request)
    name = re.sub(r"[^\w.-]+", "_", first["name"].rpartition(".")[0], flags=re.ASCII) or "rows"
    headers = {"content-disposition": f'attachment; filename="{name}-refused.csv"', "cache-control": "no-store"}
    return StreamingResponse(
        _lines(site, caller, it, first, reader), media_type="text/csv; charset=utf-8", headers=headers
    )


async def _page(site: serve.Site, caller: Caller, import_id: str, after: str | None) -> Json:
    answer = await site.api.run("FactImportRefused", {"id": import_id, "after": after}, caller)
    if answer.data.get("viewer") is None:
        raise api.SignInNeeded
    found: Json | None = answer.data.get("factImport")
    if found is None or found["refusedRows"] is None:
        raise HTTPException(404)
    return found


async def _lines(
    site: serve.Site, caller: Caller, import_id: str, it: Json, reader: i18n.Reader
) -> AsyncIterator[str]:  # fmt: skip
    headings = [each["heading"] for each in it["columns"]]
    with i18n.reading(reader):
        wrong = {WRONG, _("problem")}
        last, row = _("problem"), _("Row")
    kept = [place for place, heading in enumerate(headings) if heading.casefold() not in wrong]
    yield "\ufeff" + _line([*([headings[place] for place in kept] or [row]), last])
    while True:
        with i18n.reading(reader):
            told = [_row(each, kept) for each in it["refusedRows"]["nodes"]]
        yield "".join(map(_line, told))
        if not it["refusedRows"]["pageInfo"]["hasNextPage"]:
            return
        it = await _page(site, caller, import_id, it["refusedRows"]["pageInfo"]["endCursor"])


def _row(row: Json, kept: Sequence[int]) -> list[str]:
    """The cells as they came, or of a document the number of its line; then all that is wrong."""
    cells = [row["cells"][place] for place in kept] or [str(row["number"])]
    return [*cells, " ".join(map(said, row["faults"]))]


def _line(cells: Iterable[str]) -> str:
    """A line of a CSV; no cell of it is a formula."""
    text = io.StringIO()
    harmless = (f"'{cell}" if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell) else cell for cell in cells)
    csv.writer(text, lineterminator="\r\n").writerow(harmless)
    return text.getvalue()


OPERATIONS = ("FactImportRefused",)
"""Those of the addresses below, which are no pages."""
ROUTES: tuple[Route, ...] = ((f"{PATH}/{{id}}/refused.csv", ["GET"], _sheet),)
